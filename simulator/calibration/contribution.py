"""What somebody can attach to an issue: what a recording decides and by what, with nothing of whose it is."""

import re
from collections import Counter
from collections.abc import Iterator

from simulator import __version__
from simulator.calibration.calibrating import Calibration
from simulator.calibration.judging import Judged
from simulator.calibration.playing import INTEGRATION
from simulator.calibration.recording import Recorded
from simulator.calibration.shapes import difference_of, shape_known, value_of

_HEADERS = frozenset({
    "accept", "accept-charset", "content-type", "user-agent", "authorization", "content-length", "host", "connection",
    "accept-encoding", "via", "forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip",
    "transfer-encoding", "expect", "cache-control", "pragma", "cookie", "traceparent", "x-request-id",
})  # fmt: skip
SOURCE = "CAP-{a word of yours}"


def contribution_text(calibration: Calibration) -> str:
    """The whole file, in Markdown."""
    return "\n".join(_lines(calibration)) + "\n"


def _lines(calibration: Calibration) -> Iterator[str]:
    yield from (
        "# What a recording of an Okta org decides",
        "",
        f"Made by `oktasim calibrate` of version {__version__}. It holds no name, address, id, host or token: "
        "`{...}` stands for whatever was there.",
        "",
        *_what_was_recorded(calibration),
        "",
        "## Decided",
        "",
        "| switch | value | default | with another value |",
        "| --- | --- | --- | --- |",
        *(_row(one) for one in [calibration.integration, *calibration.of("decided")] if one.verdict.state == "decided"),
        "",
        *_further(calibration),
        *_headers(calibration),
        "## For `simulator/register/sources.toml`",
        "",
        "```toml",
        *_source(calibration),
        "```",
    )


def _what_was_recorded(calibration: Calibration) -> Iterator[str]:
    requests = calibration.recording.requests
    counts = Counter(one.shape for one in requests)
    rows = f", and {len(calibration.recording.entries)} System Log rows" if calibration.recording.entries else ""
    shapes = ", ".join(f"{count} `{shape_known(shape)}`" for shape, count in counts.items())
    yield f"{len(requests)} requests{rows}: {shapes}. With the values below, {calibration.equal} are sent as recorded."


def _row(one: Judged) -> str:
    verdict = one.verdict
    default = "" if verdict.switch == INTEGRATION else f"`{value_of(verdict.switch, verdict.default)}`"
    evidence = "" if one.evidence is None else f"{value_of(verdict.switch, one.other)}: {difference_of(one.evidence)}"
    value = value_of(verdict.switch, verdict.value)
    return f"| `{verdict.switch}` | `{value}` | {default} | {evidence} |"


def _further(calibration: Calibration) -> Iterator[str]:
    near, rest = calibration.of("unexplained"), calibration.unexplained
    if near or rest:
        yield from ("## Not explained by any setting", "")
        for one in near:
            shown = "" if one.evidence is None else f": {difference_of(one.evidence)}"
            value = value_of(one.verdict.switch, one.verdict.value)
            yield f"- `{one.verdict.switch}`, nearest with `{value}`{shown}"
        yield from (f"- {text}" for text in dict.fromkeys(map(difference_of, rest)))
        yield ""
    if still := calibration.of("open"):
        yield from ("## Open", "", ", ".join(f"`{one.verdict.switch}`" for one in still), "")


def _headers(calibration: Calibration) -> Iterator[str]:
    seen = calibration.header_lines
    if not seen.seen:
        return
    yield from ("## Headers", "")
    if seen.order:
        names = [name if name.lower() in _HEADERS else "{another}" for name in seen.order]
        yield f"Of a request with a body, in order: {', '.join(f'`{name}`' for name in names)}."
    else:
        yield "The recording does not keep their order."
    changed = [f"`{known}`" for what, _ in seen.unlike if (known := _header_in(what))]
    yield f"Unlike ours: {', '.join(changed)}." if changed else "Names and values that we send came as we send them."
    yield ""


def _header_in(what: str) -> str:
    name = what.partition(" ")[0]
    return name if name.lower() in _HEADERS else ("order" if what.startswith("the order") else "")


def _source(calibration: Calibration) -> Iterator[str]:
    decided = ", ".join(one.verdict.switch for one in calibration.of("decided")) or "no switch"
    made = {"aiw": "a wizard app", "oin": "a catalogue app"}.get(str(calibration.integration.verdict.value), "an app")
    yield from (
        "[[source]]",
        f'key = "{SOURCE}"',
        'kind = "captured"',
        'title = "A contributed recording of an Okta org"',
        f'date = "{_month(calibration.recording.requests)}"',
        'address = "{the address of the issue that this file is attached to}"',
        f'shows = "{len(calibration.recording.requests)} requests of {made}; it decides {decided}."',
    )


def _month(requests: list[Recorded]) -> str:
    found = re.match(r"\d{4}-\d\d", requests[0].traffic.at if requests else "")
    return found[0] if found else "{year and month}"
