"""Import: the pages of `GET /Users` and `GET /Groups`, and what is made of them (okta-wire section 7)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from simulator.okta import mapping, wording
from simulator.okta.actions import assigning
from simulator.okta.actions.directory import create_user
from simulator.okta.actions.memberships import follow_rules
from simulator.okta.actions.record import Refused, log_app, user_job
from simulator.okta.flows.conversation import Flow, Outcome, Part, Stop, app_row, assigned_again, expect, listing
from simulator.okta.import_results import ImportedUser, ImportResults
from simulator.okta.org import App, AppUser, Job, OktaUser, Org, Profile
from simulator.okta.resource import Resource, imported_profile
from simulator.okta.wire import PAGE_SIZE, page_query
from simulator.scim.message import Json, Request

THRESHOLD = 20
"""The import safeguard: percent of assignments that one import may remove (7.2 [D: EVT, help])."""

MATCHING = ("username", "email", "username_and_email", "name", "none")
"""The rules that compare an account with an Okta user; `name` is Okta's partial match (7.2 [D: help])."""
GROWTH = 1000
"""By how much `totalResults` may grow during an import before it counts as one that never ends."""


def import_users(org: Org, app: App, job: Job) -> Flow:
    """Import Now: users, and groups when Import Groups is selected (7.1 [C: CAP-ROSTR; D: DOC20])."""
    with_groups = "import_groups" in app.features
    begun = ["start", "download.start", "user.start", *["group.start"] * with_groups]
    for event in begun:  # the order is inferred from the descriptions (9.4)
        _note(org, app, job, event)
    try:
        users = yield from _users()
        groups = (yield from _groups()) if with_groups else None
    except Stop as stop:
        return _failed(org, app, job, stop)
    return _process_users(org, app, job, users, groups=groups)


def import_groups(org: Org, app: App, job: Job) -> Flow:
    """The groups alone; also Refresh App Groups, which reads the same pages (6.6, 7.1)."""
    try:
        groups = yield from _groups()
    except Stop as stop:
        return _failed(org, app, job, stop)
    return _process_groups(app, groups)


def _users() -> Part:
    return pages("/Users", "import users", wording.DOWNLOADING_USERS, "application.provision.user.import")


def _groups() -> Part:
    return pages("/Groups", "import groups", wording.DOWNLOADING_GROUPS, "application.provision.group.import")


def pages(path: str, purpose: str, prefix: str, event: str) -> Part:
    """All of a collection, 100 a page, `startIndex` 1, 101, 201 until it passes `totalResults` (7.1 [D: DOC20]).

    `startIndex` grows by 100 however many resources came back, as documented; a provider that pages in smaller
    steps loses users this way (no source says what Okta does then).

    Raises:
        Stop: a page cannot be read, or the pages would never come to an end (`_complaint`).
    """
    why = ("import.pages", "import.groups") if path == "/Groups" else ("import.pages",)
    found: dict[str, Resource] = {}
    start, total, limit = 1, None, None
    while total is None or start <= total:
        answer = yield Request("GET", path, page_query(start), purpose=purpose, why=why)
        expect(answer, prefix, event)
        page = listing(answer.json)
        if page is None or not isinstance(page.get("totalresults"), int):
            raise Stop(prefix + wording.NO_RESULTS, event=event, answer=answer, why=("import.errors",))
        limit = limit or page["totalresults"] + GROWTH
        if complaint := _complaint(page, found, start=start, before=total, limit=limit):
            raise Stop(prefix + complaint, event=event, why=("import.errors",))
        total = page["totalresults"]
        found.update((str(one.get("id")), one) for one in page["resources"])
        start += PAGE_SIZE
    return list(found.values())


def _complaint(
    page: dict[str, Json], found: dict[str, Resource], *, start: int, before: int | None, limit: int
) -> str | None:
    """What would import the wrong people, or never end; ordering must be stable (7.1 [D: DOC20]).

    `before` is what the page before this one gave as `totalResults`, `limit` how far it may grow.
    """
    resources, total = page["resources"], page["totalresults"]
    if before is not None and total < before:
        return wording.TOTAL_WENT_DOWN.format(before=before, total=total)
    if total > limit:
        return wording.TOTAL_KEEPS_GROWING.format(first=limit - GROWTH, total=total)
    again = next((str(one.get("id")) for one in resources if str(one.get("id")) in found), None)
    if again is not None:
        return wording.PAGE_REPEATS.format(start=start, scim_id=again)
    if not resources and start <= total:
        return wording.PAGE_IS_EMPTY.format(start=start, total=total)
    return None


def _failed(org: Org, app: App, job: Job, stop: Stop) -> Outcome:
    org.journal.append(app_row(app, str(stop.event), job.transaction, stop.message, stop.why))
    return Outcome(ok=False, error=stop.message, why=stop.why)


@dataclass
class Tally:
    """What the summary counts."""

    scanned: int = 0
    new: list[Resource] = field(default_factory=list)
    updated: int = 0
    removed: int = 0
    ignored: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    groups: int | None = None

    def unchanged(self) -> int:
        """Known accounts that say nothing new."""
        return self.scanned - len(self.new) - self.updated

    def text(self) -> str:
        """The summary (7.2 [D: TEST-PLAN C9304, TEST-PLAN C9338])."""
        lines = [
            f"{self.scanned} users scanned!",
            f"{len(self.new)} new users imported",
            f"{self.updated} existing users updated",
            f"{self.unchanged()} existing users unchanged",
            f"{self.removed} users removed",
        ]
        if self.groups is not None:
            lines.append(f"{self.groups} groups scanned!")
        return "\n".join([*lines, *(f"{name}: User is IGNORED in Okta" for name in self.ignored), *self.refused])


def _note(org: Org, app: App, job: Job, event: str, **debug: Any) -> None:
    """A row of the import's own job (9.4 [D: EVT] for the debug data)."""
    facts = {"job_id": job.transaction, "import_type": "Full", "import_trigger": "Manual action"}
    row = app_row(app, f"system.import.{event}", job.transaction, why=("log.import-rows",))
    org.journal.append(replace(row, debug={"AppName": app.name, **facts, **debug}))


def _process_users(org: Org, app: App, job: Job, users: list[Resource], *, groups: list[Resource] | None) -> Outcome:
    """Match, update, confirm, remove. Inactive accounts are skipped and not counted (7.2 [C: CAP-ROSTR])."""
    _note(org, app, job, "download.complete")
    there = {str(one.get("id")) for one in users}  # an inactive account is not gone
    gone = [user_id for scim_id, user_id in app.imported.items() if scim_id not in there]
    missing = [app.users[user_id] for user_id in gone if user_id in app.users]
    if len(missing) * 100 > THRESHOLD * len(app.users):
        return _roadblock(org, app, job, missing)
    tally = Tally(groups=None if groups is None else len(groups))
    with _phase(org, app, job, "object_creation"):
        _read_accounts(org, app, job, [one for one in users if one.get("active") is not False], tally=tally)
        _note(org, app, job, "user.complete")
        if groups is not None:
            _process_groups(app, groups)
            _note(org, app, job, "group.complete")
            _note(org, app, job, "group_membership.complete")
    with _phase(org, app, job, "user_matching"):
        _confirm(org, app, job, tally)
    for end in ("start", "complete"):
        _note(org, app, job, f"membership_processing.{end}")
    with _phase(org, app, job, "implicit_deletion"):
        for app_user in missing:  # nothing is sent, since there is nobody to send it about (7.2 step 4)
            app.imported.pop(str(app_user.external_id), None)
            app_user.external_id = None
            assigning.unassign(org, app, app_user)
            _note(org, app, job, "user.delete")
    tally.removed = len(missing)
    counts = {
        "added_objects": len(tally.new),
        "updated_objects": tally.updated,
        "unchanged_objects": tally.unchanged(),
        "deleted_objects": tally.removed,
        "total_objects": tally.scanned,
    }
    _note(org, app, job, "complete", **counts)
    return Outcome(text=tally.text())


@contextmanager
def _phase(org: Org, app: App, job: Job, name: str) -> Iterator[None]:
    _note(org, app, job, f"{name}.start")
    yield
    _note(org, app, job, f"{name}.complete")


def _roadblock(org: Org, app: App, job: Job, missing: list[AppUser]) -> Outcome:
    percent = len(missing) * 100 // len(app.users)
    debug = {"threshold": f"{THRESHOLD}%", "app_unassignments": len(missing), "app_unassignment_percent": f"{percent}%"}
    _note(org, app, job, "roadblock", **debug)
    error = (
        f"Import stopped by the import safeguard: {len(missing)} of {len(app.users)} assigned users ({percent}%) would "
        f"be removed, more than {THRESHOLD}%."
    )
    return Outcome(ok=False, error=error, why=("import.safeguard",))


def _read_accounts(org: Org, app: App, job: Job, accounts: list[Resource], *, tally: Tally) -> None:
    known = {one.external_id: one for one in app.users.values() if one.external_id is not None}
    tally.scanned = len(accounts)
    for account in accounts:
        app_user = known.get(str(account.get("id")))
        if app_user is None:
            tally.new.append(account)
            continue
        app.imported[str(account["id"])] = app_user.user_id
        if _update(app, app_user, account):
            tally.updated += 1
            _note(org, app, job, "user.update")


def _update(app: App, app_user: AppUser, account: Resource) -> bool:
    """What the provider holds becomes the AppUser's value (2.4: written back only by an import)."""
    held = {name: value for name, value in imported_profile(app, account).items() if value is not None}
    changed = any(app_user.profile.get(name) != value for name, value in held.items())
    app_user.profile.update(held)
    app_user.pushed.update(held)
    return changed


def _confirm(org: Org, app: App, job: Job, tally: Tally) -> None:
    """Confirm or ignore each new account, as the administrator chose (7.2 [C])."""
    confirm, rule = job.detail.get("confirm", "none"), str(job.detail.get("match_on", "username"))
    match = _matcher(org, app, rule)
    app.import_results = results = ImportResults(rule)
    for account in tally.new:
        name = str(account.get("userName") or account.get("id"))
        user = match(account)
        named = confirm if isinstance(confirm, list) else []
        row = ImportedUser(str(account.get("id")), _values(app, account), user.id if user else None)
        if confirm != "all" and name not in named and (user is None or user.alias not in named):
            tally.ignored.append(name)
            results.users.append(row)
            continue
        log_app(org, app, "system.import.user_match.confirm", why=("log.import-rows",))
        try:
            scim_id = account.get("id")
            if not isinstance(scim_id, str | int) or isinstance(scim_id, bool) or scim_id == "":
                raise Refused("the account has no id.", why=("import.no-id",))
            _adopt(org, app, job, user or _newcomer(org, app, account), account={**account, "id": str(scim_id)})
        except Refused as refused:
            tally.refused.append(f"{name}: {refused}")
            results.users.append(replace(row, refused=str(refused)))


def _adopt(org: Org, app: App, job: Job, user: OktaUser, *, account: Resource) -> None:
    """A confirmed match is an assignment with a known id: only the profile is pushed (7.2 step 5, inferred)."""
    if user.id in app.users or user.status == "DEPROVISIONED":
        text = f"{user.display_name} is assigned to another account, or deactivated."
        raise Refused(text, why=("import.match-taken",))
    jobs = assigning.assign(org, app, user, username=str(account.get("userName") or user.login))
    app_user = app.users[user.id]
    app_user.external_id, app_user.status, app_user.error = account["id"], "PROVISIONED", None
    app_user.pushed = {**imported_profile(app, account), "userName": app_user.username}
    app.imported[app_user.external_id] = user.id
    assigned_again(org, app, user.id, app_user.external_id)
    _note(org, app, job, "user.create")
    org.schedule += follow_rules(org, [user])
    if jobs and "update_user_attributes" in app.features:
        org.schedule.append(user_job(org, app, app_user, "push_profile"))


def _newcomer(org: Org, app: App, account: Resource) -> OktaUser:
    """A new Okta user from an account; the login is the user name where that is an address, else the e-mail.

    It is refused where somebody has that login; another matching rule would have found them.
    """
    values = imported_profile(app, account)
    name = str(account.get("userName") or "")
    login = name if "@" in name else str(values.get("email") or f"{name}@imported.invalid")
    profile = {"login": login, "firstName": values.get("givenName"), "lastName": values.get("familyName")}
    return create_user(org, name or login, {**profile, "email": values.get("email") or login})


def _matcher(org: Org, app: App, rule: str) -> Any:
    """The Okta user that an account matches exactly, by `rule`; values are compared with their case (7.2 [D: help]).

    A rule outside `MATCHING` names an Okta attribute, compared with the app attribute mapped from it.
    """
    people: dict[Any, OktaUser] = {}
    for user in org.users.values():
        if user.id not in app.users and user.status != "DEPROVISIONED":
            for key in _user_keys(org, app, user, rule):
                people.setdefault(key, user)
    return lambda account: next((people[key] for key in _account_keys(app, account, rule) if key in people), None)


def _user_keys(org: Org, app: App, user: OktaUser, rule: str) -> Iterator[Any]:
    if rule == "username":
        yield from (user.login, mapping.username(org, app, user))
    elif rule == "username_and_email":
        email = user.profile.get("email")
        yield from ((name, email) for name in (user.login, mapping.username(org, app, user)))
    elif rule == "name":
        yield (user.profile.get("firstName"), user.profile.get("lastName"))
    elif rule != "none" and user.profile.get(rule) is not None:
        yield user.profile[rule]


def _account_keys(app: App, account: Resource, rule: str) -> Iterator[Any]:
    """What an account is compared by; a list or an object, where a text is expected, equals nobody's."""
    values = _values(app, account)
    plain = {name: value for name, value in values.items() if not isinstance(value, dict | list)}
    if rule == "username":
        yield plain.get("userName")
    elif rule == "username_and_email":
        yield (plain.get("userName"), plain.get("email"))
    elif rule == "name":
        yield (plain.get("givenName"), plain.get("familyName"))
    elif rule != "none":
        source = f"user.{rule}"
        yield from (plain.get(name) for name, row in app.mappings.items() if row.expression.strip() == source)


def _values(app: App, account: Resource) -> Profile:
    return {**imported_profile(app, account), "userName": account.get("userName")}


def _process_groups(app: App, groups: list[Resource]) -> Outcome:
    """The provider's groups, by name, ready to be linked (6.6)."""
    app.known_groups = {str(one.get("displayName")): str(one.get("id")) for one in groups}
    return Outcome(text=f"{len(groups)} groups scanned!")
