"""People as the Management API changes them: statuses by password, full and partial profiles, the two-step delete."""

from typing import NoReturn

from simulator.okta.actions import directory
from simulator.okta.actions.record import Refused, log_group, log_user
from simulator.okta.org import Group, Job, OktaUser, Org, Profile
from simulator.okta.profiles import BASE_ATTRIBUTES

LONGEST = {
    "login": 100, "email": 100, "secondEmail": 100, "firstName": 50, "lastName": 50, "primaryPhone": 100,
    "mobilePhone": 100, "streetAddress": 1024, "city": 128, "state": 128, "zipCode": 50, "countryCode": 2,
    "postalAddress": 4096,
}  # fmt: skip
"""Characters a base attribute may have (mappings 4.4 [VCR, API])."""

LONGEST_GROUP_NAME = 255
NOT_OKTA_GROUP = "Only groups of type OKTA_GROUP can be changed."


def create_account(
    org: Org,
    profile: Profile,
    *,
    activate: bool = True,
    password: str | None = None,
    hashed: bool = False,
    groups: tuple[Group, ...] = (),
) -> tuple[OktaUser, list[Job]]:
    """Create a person: ACTIVE with a password (clear or `hashed`), else PROVISIONED; STAGED without `activate` [R].

    Raises:
        Refused: the profile cannot be, the login is taken, or a group takes no members.
    """
    check_profile(org, profile, "newUser")
    check_login(profile)
    for group in groups:
        check_okta_group(group)
    status = ("ACTIVE" if password or hashed else "PROVISIONED") if activate else "STAGED"
    given = {name: value for name, value in profile.items() if value is not None}
    user = directory.create_user(org, str(given["login"]), given, status=status)
    if password or hashed:
        user.password, user.password_changed = password, org.now
    jobs = directory.follow_memberships(org, user)
    return user, jobs + [job for group in groups for job in directory.add_to_group(org, group, [user])]


def check_profile(org: Org, profile: Profile, about: str) -> None:
    """Only attributes of the schema, within their lengths.

    Raises:
        Refused: E0000001, about `about` for a name that is not defined [R], else about the attribute.
    """
    for name, value in profile.items():
        if name not in BASE_ATTRIBUTES and name not in org.user_attributes:
            raise Refused(f"Property name '{name}' is not defined in profile", about=about)
        if name in LONGEST and value is not None and not isinstance(value, str):
            raise Refused(f"{name}: The value must be a string", about=name)
        if isinstance(value, str) and len(value) > LONGEST.get(name, len(value)):
            raise Refused(f"{name}: The field is too long", about=name)


def check_login(profile: Profile) -> None:
    """A login of at least five characters.

    Raises:
        Refused: there is none, or it is shorter.
    """
    login = profile.get("login")
    if not login:
        raise Refused("login: The field cannot be left blank", about="login")
    if len(str(login)) < 5:
        raise Refused("login: The field is too short", about="login")


def check_okta_group(group: Group) -> None:
    """Members and names of other types are not the API's to change (management API 3.2 [S]).

    Raises:
        Refused: E0000006; which code real Okta uses is not on record.
    """
    if group.kind != "OKTA_GROUP":
        raise Refused(NOT_OKTA_GROUP, code="E0000006")


def update_account(
    org: Org, user: OktaUser, profile: Profile | None, *, full: bool = False, password: str | None = None
) -> list[Job]:
    """Change the profile: what stands in it, or with `full` all of it, and what is absent becomes null [S].

    Raises:
        Refused: the profile cannot be, or the new login is taken.
    """
    jobs: list[Job] = []
    if profile is not None:
        check_profile(org, profile, "updateUser")
        wanted = {**dict.fromkeys(user.profile), **profile} if full else profile
        if full or "login" in profile:
            check_login(wanted)
        jobs = directory.update_user(org, user, wanted)
    return jobs + (directory.change_password(org, user, password) if password is not None else [])


def activate_account(org: Org, user: OktaUser) -> list[Job]:
    """Activate from STAGED or DEPROVISIONED; without a password the person is PROVISIONED until one is chosen [R].

    Raises:
        Refused: E0000016, the person is active.
    """
    if user.status == "PROVISIONED":
        raise Refused(directory.NOT_IN_STATUS, code="E0000016")
    jobs = directory.activate_user(org, user)
    if user.password_changed is None:
        user.status = "PROVISIONED"
    return jobs


def reactivate_account(org: Org, user: OktaUser) -> None:
    """Send the activation mail of somebody PROVISIONED again; nothing else changes [S].

    Raises:
        Refused: E0000038, any other status.
    """
    if user.status not in ("PROVISIONED", "RECOVERY"):
        raise Refused(directory.NOT_IN_STATUS, code="E0000038")
    log_user(org, "user.lifecycle.activate", user)


def unlock_account(user: OktaUser) -> NoReturn:  # noqa: ARG001  (whoever it is)
    """Unlock; nobody is ever locked out here, since nobody signs in.

    Raises:
        Refused: E0000032, always [R].
    """
    raise Refused("The user is not locked out.", code="E0000032")


def delete_account(org: Org, user: OktaUser) -> list[Job]:
    """The first call deactivates, the second deletes (management API 3.1 [S])."""
    if user.status == "DEPROVISIONED":
        return directory.delete_user(org, user)
    return directory.deactivate_user(org, user)


def create_group(org: Org, profile: Profile) -> Group:
    """Add a group.

    Raises:
        Refused: no name, or one that is too long or taken.
    """
    name, description = _group_profile(profile)
    return directory.create_group(org, name, name, [], description)


def _group_profile(profile: Profile) -> tuple[str, str | None]:
    name, description = profile.get("name"), profile.get("description")
    if not isinstance(name, str) or not name.strip():
        raise Refused("name: The field cannot be left blank", about="name")
    if len(name) > LONGEST_GROUP_NAME:
        raise Refused("name: The field is too long", about="name")
    return name, None if description is None else str(description)


def update_group(org: Org, group: Group, profile: Profile) -> list[Job]:
    """Replace a group's profile; a pushed group is renamed at the provider too.

    Raises:
        Refused: no OKTA_GROUP, no name, or one that is too long or taken.
    """
    check_okta_group(group)
    name, description = _group_profile(profile)
    jobs: list[Job] = []
    if name != group.name:
        jobs = directory.rename_group(org, group, name)
    else:
        log_group(org, "group.profile.update", group)
    group.description, group.changed = description, org.now
    return jobs
