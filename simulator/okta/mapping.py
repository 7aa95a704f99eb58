"""Profile mappings: an Okta user and the app's expressions make an AppUser profile (mappings section 3)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from simulator.errors import ExpressionError
from simulator.okta.expression import Expression, Scope, parse, parse_template
from simulator.okta.org import App, AppUser, GroupAssignment, OktaUser, Org, OtherApp, Profile
from simulator.okta.profiles import AppAttribute
from simulator.okta.times import iso
from simulator.okta.wire import Wire, options_of

_EXPRESSION_LOCALE = "en_US"
"""What an unset `locale` evaluates to in an expression (mappings 1 [KB])."""


@dataclass(frozen=True)
class Problem:
    """A row that failed at run time: its attribute keeps its value (mappings 3.5)."""

    attribute: str
    error: ExpressionError


@lru_cache(maxsize=4096)
def compiled(text: str) -> Expression:
    """The expression, parsed once; `${...}` is a BUILT_IN username template (mappings 3.3 [API])."""
    return parse_template(text) if "${" in text else parse(text)


def scope(org: Org, app: App, user: OktaUser, app_user: AppUser | None = None) -> Scope:
    """What an expression about this person can see."""
    profile = {**dict.fromkeys(org.user_attributes), **user.profile} if org.user_attributes else user.profile
    held = {name: app_user.profile.get(name) for name in app.schema} if app_user else dict.fromkeys(app.schema)
    return Scope(
        user=profile,
        source=profile,
        appuser=held,
        app={"name": app.name, "label": app.label},
        org={"name": "oktasim", "subDomain": "oktasim"},
        groups=group_facts(org, user),
        internal={"id": user.id, "status": user.status},
        quirks=True,
        now=iso(org.now),
        settings=app.wire,
        **other_profiles(org.other_apps, user.alias),
    )


def other_profiles(apps: Mapping[str, OtherApp], alias: str) -> dict[str, Any]:
    """What a `Scope` is told of a person's profiles in other apps; Active Directory and Workday have functions too."""
    if not apps:
        return {}
    held = {
        key: [apps[name].profile(alias)] if name in apps and alias in apps[name].users else []
        for key, name in (("ad", "active_directory"), ("workday", "workday"))
    }
    return {"roots": {name: app.profile(alias) for name, app in apps.items()}, **held}


def preview(org: Org, app: App, user: OktaUser, expression: str, attribute: AppAttribute | None = None) -> Any:
    """What an expression gives for one person: in the attribute's type, as a text for the application username.

    Raises:
        ExpressionError: it does not parse, or it fails for this person (3.5: "preview cell red").
    """
    parsed = compiled(expression)
    value = parsed.evaluate(scope(org, app, user, app.users.get(user.id)))
    if attribute is None:
        return "" if value is None else _text(value)
    return _as_pushed(app, user, parsed, converted(attribute, value))


def group_facts(org: Org, user: OktaUser) -> tuple[dict[str, Any], ...]:
    """What an expression can see of a person's groups."""
    groups = (org.groups[group_id] for group_id in user.groups)
    return tuple({"id": group.id, "name": group.name, "type": group.kind} for group in groups)


def username(org: Org, app: App, user: OktaUser) -> str:
    """The application username; blank when the expression gives nothing, or fails (mappings 3.3)."""
    try:
        value = compiled(app.username).evaluate(scope(org, app, user))
    except ExpressionError:
        return ""
    return "" if value is None else _text(value)


_ABOUT = {
    "null_concat": ("+", "expression.null-in-plus"),
    "string_null": ("String.", "expression.string-of-null"),
    "template_missing": ("${", "expression.template-missing"),
    "empty_time": ("Time.", "expression.empty-time"),
    "unix_unit": ("Unix", "expression.unix-unit"),
    "substring_oob": ("String.substring(", "expression.substring-range"),
    "odd_switch_key": ("String.stringSwitch", "expression.odd-switch-key"),
    "remove_drops": ("Arrays.remove", "expression.remove-drops"),
    "unknown_country": ("Iso3166Convert", "expression.unknown-country"),
    "country_case": ("Iso3166Convert", "expression.country-case"),
    "group_name_case": ("roup", "expression.group-name-case"),
    "regex_slash": ("isMemberOfGroupNameRegex", "expression.regex-slash"),
}
"""Of each switch what an expression holds on which it can have an effect, and its rule."""
_OF_NULL = frozenset({"null_concat", "string_null", "template_missing", "empty_time"})
"""The switches about what has no value."""


def choices(org: Org, app: App, user: OktaUser, app_user: AppUser) -> tuple[str, ...]:
    """The rules of the expression language that no source decides and on which values of this assignment rest.

    A value rests on one where its expression still gives it, and gives another or fails with the switch turned.
    """
    asked = [(name, text, switch) for name, text in app_user.sources.items() for switch in _switches_about(text)]
    return tuple(
        dict.fromkeys(
            _ABOUT[switch][1]
            for name, text, switch in asked
            if (switch not in _OF_NULL or _reads_null(user, compiled(text)))
            and _rests_on(org, app, user, app_user, name, text, switch)
        )
    )


@lru_cache(maxsize=1024)
def _switches_about(text: str) -> tuple[str, ...]:
    return tuple(switch for switch, (held, _) in _ABOUT.items() if held in text)


def _reads_null(user: OktaUser, expression: Expression) -> bool:
    return any(user.profile.get(name.rpartition(".")[2]) in (None, "") for name in expression.reads)


def _rests_on(org: Org, app: App, user: OktaUser, app_user: AppUser, name: str, text: str, switch: str) -> bool:
    """Whether the value is what the expression gives, and would be another with the switch turned."""
    held = app_user.username if name == "userName" else app_user.profile.get(name)

    def given(settings: Wire) -> Any:
        seen = scope(org, app, user, app_user)
        seen.settings = settings
        try:
            value = compiled(text).evaluate(seen)
            return (
                _text(value)
                if name == "userName"
                else _as_pushed(app, user, compiled(text), converted(app.schema[name], value))
            )
        except ExpressionError:
            return None

    others = (replace(app.wire, **{switch: one}) for one in options_of(switch) if one != getattr(app.wire, switch))
    return name in ("userName", *app.schema) and given(app.wire) == held and any(given(one) != held for one in others)


def initial_profile(org: Org, app: App, user: OktaUser) -> tuple[Profile, list[Problem]]:
    """What the mapping makes of a new assignment's profile: every row runs (mappings 3.4)."""
    blank: Profile = {name: attribute.default for name, attribute in app.schema.items() if name != "userName"}
    return _evaluate(org, app, user, app.mappings, start=blank)


def reevaluated(
    org: Org, app: App, user: OktaUser, app_user: AppUser, only: Iterable[str] | None = None
) -> tuple[Profile, list[Problem]]:
    """The profile now: rows that apply on update run, the rest keeps its value (mappings 3.4).

    `only` names the rows to run; all when it is None. Create-only rows do not run again, save for an attribute that
    was typed or came from a group and does so no longer: that is *Reset* (mappings 3.2 [HELP]).
    """
    over = overrides(app, user, app_user.typed, group_scope=app_user.scope == "GROUP")
    released = app_user.overridden - over.keys()
    rows = _rows_to_run(app, released, only)
    kept = {
        name: app.schema[name].default if name in released else value
        for name, value in app_user.profile.items()
        if name in app.schema
    }
    mapped, problems = _evaluate(org, app, user, rows, start=kept, assignment=app_user)
    return {**mapped, **over}, problems


def _rows_to_run(app: App, released: frozenset[str], only: Iterable[str] | None) -> list[str]:
    wanted = set(app.mappings if only is None else only)
    return [
        name
        for name, row in app.mappings.items()
        if name in released or (name in wanted and row.apply == "create_and_update")
    ]


def sources(
    app: App, overridden: Iterable[str], problems: Iterable[Problem], username: str | None
) -> Mapping[str, str]:
    """The expressions behind a new assignment's values; `username` is that of its username, None if it was typed."""
    none = {*overridden, *(problem.attribute for problem in problems)}
    found = {name: row.expression for name, row in app.mappings.items() if name in app.schema and name not in none}
    return _shared(tuple(found.items()) if username is None else (("userName", username), *found.items()))


def sources_now(
    app: App, app_user: AppUser, over: Iterable[str], problems: Iterable[Problem], only: Iterable[str] | None = None
) -> Mapping[str, str]:
    """The same after `reevaluated`, with its overrides and problems; `app_user.overridden` is still as before."""
    over = frozenset(over)
    failed = {problem.attribute for problem in problems}
    run = [name for name in _rows_to_run(app, app_user.overridden - over, only) if name not in failed]
    found = {**app_user.sources, **{name: app.mappings[name].expression for name in run if name in app.schema}}
    return _shared(tuple((name, expression) for name, expression in found.items() if name not in over))


def with_username(found: Mapping[str, str], expression: str | None) -> Mapping[str, str]:
    """The same where the username has been given by another expression, or by hand."""
    rest = tuple((name, held) for name, held in found.items() if name != "userName")
    return _shared(rest if expression is None else (("userName", expression), *rest))


@lru_cache(maxsize=1024)
def _shared(items: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """One copy for all whose values have the same sources: that is nearly everybody."""
    return dict(items)


def _evaluate(
    org: Org, app: App, user: OktaUser, rows: Iterable[str], *, start: Profile, assignment: AppUser | None = None
) -> tuple[Profile, list[Problem]]:
    profile, problems = dict(start), []
    seen = scope(org, app, user, assignment)
    for name in rows:
        attribute = app.schema.get(name)
        if attribute is None:
            continue
        expression = compiled(app.mappings[name].expression)
        try:
            value = _as_pushed(app, user, expression, converted(attribute, expression.evaluate(seen)))
            if assignment is not None:
                _check_enum(attribute, value)
            profile[name] = value
        except ExpressionError as error:
            problems.append(Problem(name, error))
    return profile, problems


def _as_pushed(app: App, user: OktaUser, expression: Expression, value: Any) -> Any:
    """An unset `locale` reads `en_US` in an expression and goes out as `default_locale` (mappings 1 [CAP-FIREZONE])."""
    unset = user.profile.get("locale") is None
    if value == _EXPRESSION_LOCALE and unset and expression.reads & {"user.locale", "source.locale", "locale"}:
        return app.wire.default_locale
    return value


def overrides(app: App, user: OktaUser, typed: Profile, *, group_scope: bool) -> Profile:
    """What stands above the mapping: group values, and above them what an administrator typed (mappings 3.2 [HELP]).

    Groups give values to assignments of scope GROUP only.
    """
    granted = group_values(app, app.by_priority(user.groups)) if group_scope else {}
    if not app.wire.group_value_over_mapping:
        granted = {name: value for name, value in granted.items() if name not in app.mappings}
    return {**granted, **typed}


def group_values(app: App, assignments: list[GroupAssignment]) -> Profile:
    """What a person's groups give, `assignments` highest priority first (mappings 3.2 [HELP]).

    The first group gives its profile; attributes that combine values take those of all groups, in order of priority
    and without duplicates (the order is ours). Personal attributes come from no group.
    """
    values: Profile = {}
    for name, attribute in app.schema.items():
        if attribute.scope == "personal":
            continue
        given = [one.profile[name] for one in assignments if one.profile.get(name) is not None]
        if attribute.union and attribute.type == "array":
            merged = dict.fromkeys(item for value in given for item in (value if isinstance(value, list) else [value]))
            if merged:
                values[name] = list(merged)
        elif assignments and assignments[0].profile.get(name) is not None:
            values[name] = assignments[0].profile[name]
    return values


def converted(attribute: AppAttribute, value: Any) -> Any:
    """The value in the attribute's type (mappings 3.5; the conversions are Spring's, no source confirms them for Okta).

    Raises:
        ExpressionError: it cannot be converted.
    """
    if value is None or value == "":
        return value
    try:
        return _CONVERSIONS[attribute.type](value)
    except (TypeError, ValueError) as wrong:
        raise ExpressionError("eval", "EL1001E", f"{value!r} is no {attribute.type}", 0) from wrong


def _check_enum(attribute: AppAttribute, value: Any) -> None:
    if complaint := _outside_enum(attribute, value):
        raise ExpressionError("eval", "ENUM", complaint, 0)


def _outside_enum(attribute: AppAttribute, value: Any) -> str | None:
    values = value if isinstance(value, list) else [value]
    strangers = [one for one in values if attribute.enum and one not in (None, "", *attribute.enum)]
    return f"{strangers[0]!r} is not one of the values of {attribute.name}" if strangers else None


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(_text(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _boolean(value: Any) -> bool:
    words = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in words:
        return words[value.lower()]
    raise ValueError(value)


def _integer(value: Any) -> int:
    if isinstance(value, float) and not value.is_integer():
        raise ValueError(value)
    return int(value)


def _number(value: Any) -> float | int:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else float(value)


def _array(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else [value]


_CONVERSIONS = {"string": _text, "boolean": _boolean, "integer": _integer, "number": _number, "array": _array}


LONGEST_USERNAME = 100
"""Characters of an application username (mappings 3.3 [API])."""


INVALID_RULES = ("assignment.required-value", "assignment.value-outside-enum")
"""The rules behind `invalid`."""


def invalid(app: App, profile: Profile, username: str = "") -> Iterator[str]:
    """Why an assignment with these values is refused (mappings 3.5).

    A required attribute without a value [KB], a value outside an enumeration [HELP map-application-attributes], or a
    username that is too long; the wording of the last is ours.
    """
    if len(username) > LONGEST_USERNAME:
        yield f"userName has {len(username)} characters, and {LONGEST_USERNAME} is the most"
    for name, attribute in app.schema.items():
        value = profile.get(name)
        if attribute.required and name != "userName" and value in (None, ""):
            yield f"{name} is required and has no value"
        if complaint := _outside_enum(attribute, value):
            yield complaint
