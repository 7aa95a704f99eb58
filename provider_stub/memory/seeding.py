"""What exists before the first request: accounts and Resource Groups of the settings."""

from provider_stub.http.message import invalid_value, taken
from provider_stub.memory import resource_groups
from provider_stub.memory.organization import Organization
from provider_stub.memory.records import AutoJoin, Person, ResourceGroup, Standing, split_name
from provider_stub.scim.syntax import USERNAME_RULE, is_email, is_username, rules_broken
from provider_stub.settings import Account, ResourceGroupSeed


def seed(org: Organization) -> None:
    """Fill an empty store from the settings; a `Problem` is what the Hub could not hold.

    A Resource Group's seeded member who has no account gets one, as a member of the organization.
    """
    for account in org.settings.accounts:
        add_account(org, account)
    for group in org.settings.resource_groups:
        add_resource_group(org, group)


def add_account(org: Organization, account: Account) -> Person:
    """An account that SCIM did not make; 400 for a name or address the Hub refuses, 409 for one that is taken.

    In a managed organization a member is a SCIM user all the same, by the rule `seeded_members_listed`.
    """
    if not is_username(account.username):
        raise invalid_value(
            f"the account {account.username!r} cannot be: {USERNAME_RULE}", *rules_broken(account.username)
        )
    if account.email is not None and not is_email(account.email):
        raise invalid_value(
            f"the account {account.username!r} has no valid e-mail address: {account.email!r}", "hub.email.pattern"
        )
    if org.store.by_username(account.username) or (account.email and org.store.by_email(account.email)):
        said = f"an account with the name or address of {account.username!r} exists already"
        raise taken(said, "hub.username.unique", "hub.email.unique")
    given, family = split_name(account.full_name or account.username, org.rules.full_name_split)
    listed = account.member and org.settings.sso == "managed" and org.rules.seeded_members_listed
    person = Person(
        id=org.store.ids.next(),
        username=account.username,
        given_name=given,
        family_name=family,
        email=account.email,
        standing=Standing.OUTSIDER,
        provisioned=listed,
        role=org.rules.default_role,
        from_before=True,
    )
    org.store.add_person(person)
    if account.member:
        org.change_standing(person, Standing.MEMBER)
    return person


def add_resource_group(org: Organization, given: ResourceGroupSeed) -> None:
    """A Resource Group as seeded; 409 where its name is taken, 400 where a member is not in the organization."""
    if org.store.resource_group_named(given.name):
        raise taken(f"two Resource Groups are named {given.name!r}; give each its own name", "hub.resource-group.name")
    target = ResourceGroup(org.store.ids.next(), given.name, auto_join=AutoJoin() if given.auto_join else None)
    target.service_accounts.update(given.service_accounts)
    roles = {}
    for username, role in given.members.items():
        person = org.store.by_username(username) or add_account(org, Account(username=username, member=True))
        if person.standing is not Standing.MEMBER:
            said = f"{username!r} is in {given.name!r} but no member; set member: true on the account"
            raise invalid_value(said, "hub.resource-group.members-only")
        roles[person.id] = role
    resource_groups.create(org, target)
    resource_groups.assign(org, target, roles)
    resource_groups.backfill(org, target)
