"""What administrators' acts leave in the System Log, and the jobs they start."""

from collections.abc import Mapping
from typing import Any

from simulator.okta.flows.conversation import user_row
from simulator.okta.journal import LogRow
from simulator.okta.org import App, AppUser, Group, GroupRule, Job, OktaUser, Org
from simulator.okta.targets import app_target, catalogue_rules, group_target, rule_target, user_target

BLANK = ("api.blank",)
"""The rule by which a field must hold something."""
TYPES = ("api.value-types",)
"""The rule by which a value must be of its type."""


class Refused(Exception):  # noqa: N818  (Okta's answer to the administrator, not an error of ours)
    """Okta would not do it; the message is what the administrator reads.

    `code` is the error the Management API answers with, `about` the field or object its summary names, `why` the rules
    that refuse (`simulator/register`); none where it is no refusal of Okta's, but of the page that shows it.
    """

    def __init__(
        self, message: str, *, code: str = "E0000001", about: str = "request", why: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.about = about
        self.why = why


def not_found(wanted: str, kind: str) -> Refused:
    """What Okta says where nothing has that id; `kind` is its word for the type, as `User` (management API 2 [VCR]).

    Okta's console shows the API's sentence: no source has another for it.
    """
    about = f"{wanted} ({kind})"
    return Refused(f"Not found: Resource not found: {about}", code="E0000007", about=about, why=("api.not-found",))


def object_in(body: Mapping[str, Any], name: str, about: str | None = None) -> Mapping[str, Any]:
    """The object under `name`, an empty one where nothing is.

    Raises:
        Refused: something else is there.
    """
    held = body.get(name)
    if held is not None and not isinstance(held, dict):
        raise Refused(f"{name}: an object is expected", about=about or name, why=TYPES)
    return held or {}


def text_in(body: Mapping[str, Any], name: str, *, longest: int | None = None, about: str | None = None) -> str:
    """The text under `name`, of at most `longest` characters.

    Raises:
        Refused: it is blank, no text, or too long.
    """
    held = body.get(name)
    if not isinstance(held, str) or not held.strip():
        raise Refused(f"{name}: The field cannot be left blank", about=about or name, why=BLANK)
    if longest is not None and len(held) > longest:
        raise Refused(f"{name}: The field is too long", about=about or name, why=("api.lengths",))
    return held


def log_user(org: Org, event: str, user: OktaUser, why: tuple[str, ...] = ("log.catalogue",)) -> None:
    """A row about a person and no app."""
    org.journal.append(LogRow(event, (user_target(user),), org.transaction, why=why))


def log_app_user(org: Org, app: App, app_user: AppUser, event: str, why: tuple[str, ...] = ("log.catalogue",)) -> None:
    """A row about an assignment: AppUser, AppInstance, User (okta-wire 9.2)."""
    user = org.users[app_user.user_id]
    org.journal.append(user_row(app, app_user, user, event, org.transaction, why=why))


def log_app(org: Org, app: App, event: str, *, why: tuple[str, ...] = ("log.catalogue",), **debug: Any) -> None:
    """A row about an app integration."""
    why = (*why, *catalogue_rules(app))
    org.journal.append(LogRow(event, (app_target(app),), org.transaction, app_name=app.name, debug=debug, why=why))


def log_group(
    org: Org,
    event: str,
    group: Group,
    user: OktaUser | None = None,
    app: App | None = None,
    rule: GroupRule | None = None,
    why: tuple[str, ...] = ("log.catalogue",),
) -> None:
    """A row about a group, with the person or the app it is about; what a rule does the system does.

    The name of the rule's id in `debugData` is that of a public program's query.
    """
    targets = [group_target(group)]
    if user is not None:
        targets.insert(0, user_target(user))
    if app is not None:
        targets.append(app_target(app))
        why = (*why, *catalogue_rules(app))
    debug = {"triggeredByGroupRuleId": rule.id} if rule is not None else {}
    org.journal.append(LogRow(event, tuple(targets), org.transaction, debug=debug, job=rule is not None, why=why))


def log_rule(org: Org, event: str, rule: GroupRule, user: OktaUser | None = None, reason: str | None = None) -> None:
    """A row about a group rule, with the person it is about; a FAILURE when there is a reason."""
    targets = (rule_target(rule), *([] if user is None else [user_target(user)]))
    outcome = "FAILURE" if reason else "SUCCESS"
    org.journal.append(LogRow(event, targets, org.transaction, outcome, reason, why=("api.group-rules",)))


def user_job(org: Org, app: App, app_user: AppUser, operation: str, **detail: Any) -> Job:
    """A job of the engine about an assignment; the transaction is a job's own (`puj...`, okta-wire 9.1)."""
    return Job(operation, app.id, app_user.user_id, org.ids.new("puj"), app_user=app_user, detail=detail)


def group_job(org: Org, app: App, group_id: str, operation: str, **detail: Any) -> Job:
    """A job of the engine about a pushed group (`gmr...` in the captured rows)."""
    return Job(operation, app.id, group_id, org.ids.new("gmr"), detail=detail)
