"""The plan as a page for the person at the Admin Console: what to start, what to click, what to type, and what then."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import ceil

from simulator.calibration.acts import Act, Integration, acts, members_of, people, setup, taking_part
from simulator.calibration.deciding import deciding
from simulator.calibration.planning import APPS, Plan
from simulator.calibration.planning import plan as whole_plan
from simulator.scenario.parts.faults import Fault
from simulator.verbs.integration import EditMapping

SECONDS_EACH = 8
"""What one click, or one value that is pasted, takes somebody who reads along: an estimate, not a measurement."""
PORT = 8082
"""Where the recorder listens, to which the tunnel leads."""
HUB_PORT = 8081
PAGES = f"http://127.0.0.1:{HUB_PORT}/-"
"""Where the bundled Hub is told what to answer."""
PROFILE = {"login": "Username and primary email", "firstName": "First name", "lastName": "Last name"}
"""What the fields of Add person are called."""


def script(plan: Plan) -> str:
    """The plan in Markdown; it says so where there is nothing to do."""
    return "\n".join(_lines(plan)) + "\n"


def things(done: Sequence[Act]) -> int:
    """How many clicks and values a person has before them; each row of the mappings is two, saving them two more."""
    rows = sum(bool(act.page) for act in done)
    return sum(len(act.clicks) for act in done) + (2 * rows + 2 if rows else 0)


def minutes(count: int) -> int:
    """The minutes that so many things take, rounded up."""
    return ceil(count * SECONDS_EACH / 60)


def _lines(plan: Plan) -> Iterator[str]:
    yield "# Calibration plan"
    yield ""
    if not plan.done:
        yield "No act at the Admin Console is left that would decide a switch in a recording."
        yield from _aside(plan)
        return
    count, waiting = things(plan.done), sum(act.minutes for act in plan.done)
    yield (
        f"{len(plan.done)} acts decide {len(plan.switches)} switches: {count} clicks and values to paste, about "
        f"{minutes(count)} minutes at {SECONDS_EACH} seconds each"
        + (f", and {waiting} minutes in which nobody does anything" if waiting else "")
        + f". Making the people, groups and apps comes before, about {minutes(_before(plan))} minutes more. "
        "Use an Okta org for tests."
    )
    yield from _cast(plan)
    for app in plan.apps:
        yield from _part(plan, app)
    yield from _aside(plan)


def _before(plan: Plan) -> int:
    """The things to do before: five for a person, one for a group and for each member, four for a line about an app."""
    made = sum(1 + len(members) for members in members_of(plan.done).values())
    return 5 * len(taking_part(plan.done)) + made + sum(4 * len(setup(app)[1]) for app in plan.apps)


def _cast(plan: Plan) -> Iterator[str]:
    yield from ("", "## Before: people and groups", "")
    yield "Directory > People > **Add person**; each with any password that you set yourself."
    yield from ("", "| person | what to type |", "| --- | --- |")
    for alias in taking_part(plan.done):
        yield f"| {alias} | {_typed(people()[alias])} |"
    groups = members_of(plan.done)
    if groups:
        yield from ("", "Directory > Groups > **Add group**.", "", "| group | members |", "| --- | --- |")
        yield from (f"| {name} | {', '.join(members) or 'nobody'} |" for name, members in groups.items())


def _typed(profile: dict[str, str]) -> str:
    named = [f"{PROFILE.get(name, name)}: `{value}`" for name, value in profile.items() if name != "status"]
    staged = ["untick Activate now, so that the status is Staged"] if profile.get("status") == "STAGED" else []
    return "; ".join(named + staged)


def _part(plan: Plan, app: Integration) -> Iterator[str]:
    label, made = setup(app)
    done = plan.of(app)
    yield from ("", f"## {label} ({APPS[app]})", "")
    yield (
        "Start the provider and the recorder before it; end what was started for another part first. "
        f"Your own tunnel brings Okta to port {PORT}."
    )
    started = f"oktasim record --hub --port {PORT} --hub-port {HUB_PORT} --log calibration-{app}.jsonl"
    yield from ("", "```sh", started, "```")
    yield from _provider(done)
    yield from ("", "Make the app:", "")
    yield from (f"{number}. {line}" for number, line in enumerate(made, 1))
    yield from ("", "Then:", "")
    for number, (page, group) in enumerate(groupby(done, key=lambda act: act.page or act.name), 1):
        yield from _act(plan, number, page, list(group))
    yield from ("", "Reports > System Log > **Download CSV** keeps its rows. Then:", "", "```sh")
    yield f"oktasim calibrate --plan {_only(plan, app)}--integration {app} --format yaml > calibration-{app}.yaml"
    yield (
        f"oktasim calibrate calibration-{app}.jsonl --system-log system-log.csv --scenario calibration-{app}.yaml "
        f"-o oktasim.calibration.{app}.yaml"
    )
    yield "```"


def _only(plan: Plan, app: Integration) -> str:
    """The options that make the same scenario again; none where it is that of the whole plan."""
    if plan.of(app) == whole_plan().of(app):
        return ""
    return "".join(f"--only {name} " for name in plan.switches)


def _provider(done: Sequence[Act]) -> Iterator[str]:
    told = [("accounts", account) for act in done for account in act.accounts]
    told += [("faults", Fault.model_validate(fault).on_the_stub()) for act in done for fault in act.faults]
    if told:
        yield from ("", "Tell it what it has to hold and to answer:", "", "```sh")
        yield from (f"curl -s {PAGES}/{page} -d {_quoted(json.dumps(body))}" for page, body in told)
        yield "```"


def _quoted(text: str) -> str:
    """One word for a POSIX shell."""
    return "'" + text.replace("'", "'\\''") + "'"


def _act(plan: Plan, number: int, page: str, done: list[Act]) -> Iterator[str]:
    decides = ", ".join(f"`{name}`" for act in done for name in plan.helps(act))
    if page == "mappings":
        label, _ = setup(done[0].app)
        yield f"{number}. **Save expressions.** Provisioning > To App > **Go to Profile Editor** > **Mappings** >"
        yield f"   Okta User to {label}; paste these, then **Save Mappings** and **Do not apply updates**."
        yield f"   For {decides}:"
        yield from ("", "   | attribute | expression |", "   | --- | --- |")
        for act in done:
            row = EditMapping.model_validate(act.steps[0]["edit_mapping"])
            yield f"   | {row.attribute} | `{row.expression.replace('|', chr(92) + '|')}` |"
        yield ""
        return
    (act,) = done
    yield f"{number}. **{act.title}.** For {decides}:"
    yield from (f"   - {click}" for click in act.clicks)


def _aside(plan: Plan) -> Iterator[str]:
    if not plan.aside:
        return
    yield from (
        "",
        "## To look at yourself",
        "",
        "No recording is needed for these; write what you see under `wire:`.",
        "",
    )
    for name in plan.aside:
        one = deciding()[name]
        (act,) = (acts()[done] for done in one.by[0] if not acts()[done].planned)
        yield from (f"- `{name}`: {line}." for line in act.clicks)
