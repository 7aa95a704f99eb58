"""What the Management API checks of people and groups before it lets a verb act."""

from collections.abc import Iterable
from typing import NoReturn

from simulator.okta.actions import directory
from simulator.okta.actions.record import TYPES, Refused, log_user, text_in
from simulator.okta.org import Group, OktaUser, Org, Profile
from simulator.okta.profiles import BASE_ATTRIBUTES

LONGEST = {
    "login": 100, "email": 100, "secondEmail": 100, "firstName": 50, "lastName": 50, "primaryPhone": 100,
    "mobilePhone": 100, "streetAddress": 1024, "city": 128, "state": 128, "zipCode": 50, "countryCode": 2,
    "postalAddress": 4096,
}  # fmt: skip
"""Characters a base attribute may have (mappings 4.4 [VCR, API])."""

LONGEST_GROUP_NAME = 255
NOT_OKTA_GROUP = "Only groups of type OKTA_GROUP can be changed."


def new_profile(org: Org, profile: Profile, groups: Iterable[Group]) -> Profile:
    """The profile of a person to be, without what is null.

    Raises:
        Refused: the profile cannot be, or a group takes no members.
    """
    check_profile(org, profile, "newUser")
    directory.check_login(profile)
    for group in groups:
        check_okta_group(group)
    return {name: value for name, value in profile.items() if value is not None}


def check_profile(org: Org, profile: Profile, about: str) -> None:
    """Only attributes of the schema, within their lengths.

    Raises:
        Refused: E0000001, about `about` for a name that is not defined [VCR], else about the attribute.
    """
    for name, value in profile.items():
        if name not in BASE_ATTRIBUTES and name not in org.user_attributes:
            raise Refused(
                f"Property name '{name}' is not defined in profile", about=about, why=("api.unknown-attribute",)
            )
        if name in LONGEST and value is not None and not isinstance(value, str):
            raise Refused(f"{name}: The value must be a string", about=name, why=TYPES)
        if isinstance(value, str) and len(value) > LONGEST.get(name, len(value)):
            raise Refused(f"{name}: The field is too long", about=name, why=("api.lengths",))


def check_okta_group(group: Group) -> None:
    """Members and names of other types are not the API's to change (management API 3.2 [API]).

    Raises:
        Refused: E0000006; which code real Okta uses is not on record.
    """
    if group.kind != "OKTA_GROUP":
        raise Refused(NOT_OKTA_GROUP, code="E0000006", why=("api.okta-groups-only",))


def changed_profile(org: Org, user: OktaUser, profile: Profile, *, full: bool) -> Profile:
    """What changes: what stands in the profile, or with `full` all of it, and what is absent becomes null [API].

    Raises:
        Refused: the profile cannot be.
    """
    check_profile(org, profile, "updateUser")
    wanted = {**dict.fromkeys(user.profile), **profile} if full else profile
    if full or "login" in profile:
        directory.check_login(wanted)
    return wanted


def pending(user: OktaUser) -> bool:
    """Whether somebody who is activated is to choose a password first: PROVISIONED until then [VCR].

    Raises:
        Refused: E0000016, the person waits for that already.
    """
    if user.status == "PROVISIONED":
        raise Refused(directory.NOT_IN_STATUS, code="E0000016", why=directory.BY_STATUS)
    return user.password_changed is None


def reactivate_account(org: Org, user: OktaUser) -> None:
    """Send the activation mail of somebody PROVISIONED again; nothing else changes [API].

    Raises:
        Refused: E0000038, any other status.
    """
    if user.status not in ("PROVISIONED", "RECOVERY"):
        raise Refused(directory.NOT_IN_STATUS, code="E0000038", why=directory.BY_STATUS)
    log_user(org, "user.lifecycle.activate", user)


def unlock_account(user: OktaUser) -> NoReturn:  # noqa: ARG001  (whoever it is)
    """Unlock; nobody is ever locked out here, since nobody signs in.

    Raises:
        Refused: E0000032, always [VCR].
    """
    raise Refused("The user is not locked out.", code="E0000032", why=("api.unlock",))


def group_profile(profile: Profile) -> tuple[str, str | None]:
    """A group's name and description.

    Raises:
        Refused: no name, or one that is too long.
    """
    description = profile.get("description")
    return text_in(profile, "name", longest=LONGEST_GROUP_NAME), None if description is None else str(description)


def describe_group(org: Org, group: Group, description: str | None) -> None:
    """Replace a group's description, which no provider is told."""
    group.description, group.changed = description, org.now
