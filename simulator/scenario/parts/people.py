"""People and groups as a scenario declares them, and people it makes by the thousand; read in bulk, for speed."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, ValidationInfo
from pydantic_core import PydanticCustomError

from simulator.okta.profiles import BASE_ATTRIBUTES
from simulator.scenario.fields.complaints import shown
from simulator.scenario.fields.declared import KEY, Declared, Located, carried, choice, refusals
from simulator.scenario.fields.kinds import Alias, Many, Shape, Text
from simulator.scenario.fields.profile_values import AttributeTypes, read_user_profile
from simulator.scenario.fields.scalars import as_mapping, read_whole, sentence, wrong
from simulator.scenario.parts.app import AttributeName, OtherAttribute

UserStatus = Literal[
    "STAGED", "PROVISIONED", "ACTIVE", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT", "SUSPENDED", "DEPROVISIONED"
]
"""Statuses of an Okta user (management API 3.1)."""
STATUSES = get_args(UserStatus)

EVERYONE = "everyone"
"""The alias of Okta's built-in group of all users."""

LONGEST = {
    "login": 100, "email": 100, "secondEmail": 100, "firstName": 50, "lastName": 50, "primaryPhone": 100,
    "mobilePhone": 100, "streetAddress": 1024, "city": 128, "state": 128, "zipCode": 50, "countryCode": 2,
    "postalAddress": 4096,
}  # fmt: skip
"""Okta's limits in characters (mappings 4.4 [VCR, API]). People who exist cannot be beyond them."""
_ADDRESSES = frozenset({"login", "email", "secondEmail"})
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
ALIAS_SHAPE = get_args(Alias)[1]

FIRST_NAMES = ("Ada", "Alan", "Barbara", "Donald", "Edsger", "Frances", "Grace", "John", "Katherine", "Radia")
LAST_NAMES = ("Allen", "Dijkstra", "Hamilton", "Hopper", "Johnson", "Knuth", "Liskov", "Lovelace", "Perlman", "Turing")
DOMAIN = "acme.test"


@dataclass(frozen=True, slots=True)
class User:
    """An Okta user: profile by attribute (never-set ones are absent) and lifecycle status."""

    profile: dict[str, Any] = field(default_factory=dict)
    status: str = "ACTIVE"

    @property
    def login(self) -> str:
        """The Okta username."""
        return str(self.profile["login"])


def _no_base_attribute(name: str) -> str:
    taken = {base.lower(): base for base in BASE_ATTRIBUTES}
    if name.lower() in taken:
        raise sentence(f"`{name}` is taken: `{taken[name.lower()]}` is a base attribute of the Okta user")
    if name == "status":
        raise sentence("`status` is taken: under a user it is the lifecycle status")
    return name


class UserAttribute(OtherAttribute):
    """A custom attribute of the Okta user (Profile Editor > User (default))."""

    name: Annotated[AttributeName, AfterValidator(_no_base_attribute)]
    """The variable name."""


class GenerateUsers(Declared):
    """Many people in one line: `load-00001` with login `load-00001@acme.test`, names in a fixed order."""

    count: Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(read_whole)]
    """How many."""
    prefix: Annotated[str, Shape(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", "letters, digits, ., _ and -")] = "load"
    """What their aliases and logins begin with."""

    def people(self) -> dict[str, User]:
        """The users by alias, in order."""
        width = max(5, len(str(self.count)))
        return dict(self._person(number, width) for number in range(1, self.count + 1))

    def _person(self, number: int, width: int) -> tuple[str, User]:
        alias = f"{self.prefix}-{number:0{width}}"
        login = f"{alias}@{DOMAIN}"
        last, first = divmod(number - 1, len(FIRST_NAMES))
        names = {"firstName": FIRST_NAMES[first], "lastName": LAST_NAMES[last % len(LAST_NAMES)]}
        return alias, User({"login": login, "email": login, **names})


class Group(Declared):
    """A group in Okta; its members alone may stand for it."""

    direct: ClassVar[str] = "members"

    name: Text | None = None
    """The group's name; the alias where nothing is said."""
    members: Many[Alias] = ()
    """Aliases of its members."""


def folded(login: str) -> str:
    """What makes two logins the same: case and accents do not count (mappings 4.4)."""
    if login.isascii():
        return login.lower()
    decomposed = unicodedata.normalize("NFKD", login)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def with_email(profile: dict[str, Any]) -> dict[str, Any]:
    """The profile with `email` defaulting to `login`."""
    return {**profile, "email": profile["login"]} if "login" in profile and "email" not in profile else profile


def read_users(raw: Any, info: ValidationInfo) -> dict[str, User]:
    """All users by alias: those declared, then those generated.

    Raises:
        ValidationError: with every unknown attribute, bad value, and alias or login that stands twice, in its place.
    """
    types = user_types(info.data)
    users: dict[str, User] = {}
    problems: list[Located] = []
    logins: dict[str, str] = {}
    for alias, person in as_mapping(raw).items():
        try:
            users[str(alias)] = user = _user(alias, person, types)
            _claim(logins, alias, user)
        except ValidationError as why:
            problems += carried(why, (alias,))
    problems += _add_generated(info.data.get("generate_users"), users, logins)
    if problems:
        raise refusals(problems)
    return users


def user_types(declared: dict[str, Any]) -> AttributeTypes:
    """The attributes a person can have, by what the scenario has `declared` so far."""
    types = AttributeTypes(open="user_attributes" not in declared)
    types.user.update({attribute.name: attribute.type for attribute in declared.get("user_attributes", ())})
    return types


def _user(alias: str, person: Any, types: AttributeTypes) -> User:
    if isinstance(person, User):
        return person
    _check_alias(alias)
    if not isinstance(person, dict):
        raise refusals([((), wrong("takes a profile, such as {login: ada.lovelace@acme.test, firstName: Ada}"))])
    status = person.get("status", "ACTIVE")
    if status not in STATUSES:
        raise refusals([(("status",), wrong(choice(STATUSES, status)))])
    profile = read_user_profile(person if "status" not in person else _without_status(person), types)
    kept = {name: value for name, value in profile.items() if value is not None}
    _existing(kept)
    return User(kept if profile.get("email", "") is None else with_email(kept), str(status))


def _check_alias(alias: str) -> None:
    try:
        ALIAS_SHAPE.read(str(alias))
    except PydanticCustomError as why:
        raise refusals([((KEY,), why)]) from None


def _without_status(person: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in person.items() if name != "status"}


def _existing(profile: dict[str, Any]) -> None:
    """Refuses what Okta would never have stored."""
    if "login" not in profile:
        raise refusals([((), wrong("needs a `login`"))])
    said = {name: _impossible(name, value) for name, value in profile.items() if name in LONGEST}
    problems: list[Located] = [((name,), wrong(predicate)) for name, predicate in said.items() if predicate]
    if problems:
        raise refusals(problems)


def _impossible(name: str, value: str) -> str:
    """Why Okta cannot hold `value` in a base attribute (mappings 4.4 [VCR, API]); empty when it can."""
    if len(value) > LONGEST[name]:
        return f"is longer than the {LONGEST[name]} characters Okta allows"
    if name == "login" and len(value) < 5:
        return f"has at least 5 characters in Okta, unlike {shown(value)}"
    if name in _ADDRESSES and value and not _ADDRESS.fullmatch(value):
        return f"has the shape of an e-mail address in Okta, unlike {shown(value)}"
    return ""


def _claim(logins: dict[str, str], alias: str, user: User) -> None:
    owner = logins.setdefault(folded(user.login), alias)
    if owner != alias:
        raise refusals([(("login",), wrong(f"is taken: `{owner}` has it too, and Okta ignores case and accents"))])


def _add_generated(generate: GenerateUsers | None, users: dict[str, User], logins: dict[str, str]) -> list[Located]:
    if generate is None:
        return []
    people = generate.people()
    problems: list[Located] = [
        ((alias,), wrong("is made by `generate_users` too; choose another prefix there", key=True))
        for alias in people.keys() & users.keys()
    ]
    problems += [
        ((logins[user.login], "login"), wrong("is taken: a user of `generate_users` has it too"))
        for alias, user in people.items()
        if user.login in logins and alias not in users
    ]
    users.update(people)
    return problems
