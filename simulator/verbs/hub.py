"""What someone does on the bundled Hub's own pages or there by mail; only the stub can be moved like this."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, ClassVar
from urllib.parse import quote

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema

from simulator.okta.org import Job
from simulator.scenario.fields.complaints import shown
from simulator.scenario.fields.declared import refusals
from simulator.scenario.fields.kinds import Flag, GroupAlias, Kind, OneOrMany, Text
from simulator.scenario.fields.scalars import is_none, kind, nearest, sentence, wrong
from simulator.scenario.parts.hub_accounts import Role
from simulator.scenario.parts.provider import Quirk
from simulator.verbs.tenant import Tenant
from simulator.verbs.verb import OneUser, Reference, Verb, read_argument


class HubVerb(Verb):
    """Something done on the Hub; what it changes there tells Okta nothing.

    `page` is the method and path of the Hub's page for it. What the path does not hold of the argument is the body.
    """

    says = "On the provider's side, something changes."
    page: ClassVar[str]

    def act(self, tenant: Tenant) -> list[Job]:
        method, _, path = self.page.partition(" ")
        argument = self.led(tenant)
        body = {name: held for name, held in argument.items() if held is not None and f"{{{name}}}" not in path}
        names = {name: quote(str(held), safe="", errors="replace") for name, held in argument.items()}
        self.seen(tenant, tenant.hub_page(method, path.format_map(names), body or None))
        return []

    def finders(self, tenant: Tenant) -> dict[Kind, Callable[[str], Any]]:
        """Who aliases are on the Hub."""
        return {"user": tenant.hub_username, "group": tenant.hub_group}

    def seen(self, tenant: Tenant, answer: Any) -> None:
        """What the page's answer means for the run."""


class GenerateToken(HubVerb):
    """Generate SCIM token: shown once; the old one dies."""

    page = "POST /token"

    def seen(self, tenant: Tenant, answer: Any) -> None:
        tenant.stub_token = str(answer["token"])


class RevokeToken(HubVerb):
    """Revoke the SCIM token."""

    page = "DELETE /token"


class AcceptInvitation(HubVerb, OneUser):
    """The person accepts the invitation to the organization (Basic SSO)."""

    page = "POST /invitations/{user}/accept"


class DeclineInvitation(HubVerb, OneUser):
    """The person declines the invitation (Basic SSO)."""

    page = "POST /invitations/{user}/decline"


class _Link(HubVerb):
    group: GroupAlias
    """The group."""
    resource_group: Text
    """The Resource Group's name."""


class LinkResourceGroup(_Link):
    """Link a SCIM group to a Resource Group."""

    page = "POST /links"

    role: Role
    """What its members may do there."""


class ChangeRole(_Link):
    """Change the role of a link."""

    page = "PATCH /links"

    role: Role
    """What its members may do there from now on."""


class UnlinkResourceGroup(_Link):
    """Remove the link of a SCIM group to a Resource Group."""

    page = "DELETE /links"


class CreateResourceGroup(HubVerb):
    """Create a Resource Group, with nobody in it."""

    page = "POST /resource-groups"
    direct: ClassVar[str] = "name"

    name: Text
    """Its name."""


class EditMembers(HubVerb):
    """Edit a Resource Group's members by hand; refused with 403 while SCIM manages it (huggingface-scim 9 [D])."""

    page = "POST /resource-groups/{resource_group}/members"

    resource_group: Text
    """The Resource Group's name."""
    add: OneOrMany[Text] = ()
    """Hub usernames to add."""
    remove: OneOrMany[Text] = ()
    """Hub usernames to remove."""
    role: Role | None = None
    """The role of those added, also of those who are in already; read where nothing is said."""


class SetAutoJoin(HubVerb):
    """Switch a Resource Group's auto-join."""

    page = "POST /resource-groups/{resource_group}/auto-join"

    resource_group: Text
    """The Resource Group's name."""
    enabled: Flag
    """On or off."""
    role: Role | None = None
    """The role of those who join; read where nothing is said."""


class RenameAccount(HubVerb):
    """A person renames their Hub account."""

    page = "POST /accounts/{username}/rename"

    username: Text
    """The Hub username."""
    to: Text
    """The new one."""

    def seen(self, tenant: Tenant, answer: Any) -> None:  # noqa: ARG002  (it says no more than was asked)
        tenant.account_renamed(self.username, self.to)


class DeleteMember(HubVerb, OneUser):
    """Remove a person from the organization on its members page."""

    page = "DELETE /members/{user}"


class SetQuirk(HubVerb):
    """Let the bundled Hub misbehave like servers seen in the wild, from now on, or no longer."""

    page = "POST /quirks"
    direct: ClassVar[str] = "name"

    name: Quirk
    """The quirk, one of `provider.stub.quirks`."""
    on: Flag = True
    """On or off."""


HUB_VERBS: dict[str, type[HubVerb]] = {
    verb.verb(): verb
    for verb in (
        GenerateToken, RevokeToken, AcceptInvitation, DeclineInvitation, LinkResourceGroup, ChangeRole,
        UnlinkResourceGroup, CreateResourceGroup, EditMembers, SetAutoJoin, RenameAccount, DeleteMember, SetQuirk,
    )
}  # fmt: skip
"""What may stand under `hub`."""


def _action(raw: Any, info: ValidationInfo) -> Verb:
    if isinstance(raw, Verb):
        return raw
    written = {str(raw): None} if isinstance(raw, str) and not is_none(raw) else raw
    if not isinstance(written, dict) or not written:
        raise wrong(f"takes one of {', '.join(HUB_VERBS)}, not {kind(raw)}")
    unknown = [name for name in written if name not in HUB_VERBS]
    if unknown:
        hint = nearest(unknown[0], HUB_VERBS) or f"; there are {', '.join(HUB_VERBS)}"
        said = f"{shown(unknown[0])} is nothing the Hub can do{hint}"
        raise refusals([((unknown[0],), sentence(said, key=True))])
    if len(written) > 1:
        raise sentence(f"`hub` does one thing in a step, not {' and '.join(f'`{name}`' for name in written)}")
    name, argument = next(iter(written.items()))
    return read_argument(HUB_VERBS, name, argument, info.context)


class Hub(Verb):
    """Something that happens on the Hub."""

    says = HubVerb.says
    stub_only: ClassVar[bool] = True

    action: Annotated[Verb, PlainValidator(_action), WithJsonSchema({})]
    """One of the Hub's verbs."""

    @classmethod
    def unfolded(cls, data: Any) -> Any:
        """The action itself is what is written."""
        return data if isinstance(data, dict) and isinstance(data.get("action"), Verb) else {"action": data}

    def written(self) -> Any:
        argument = self.action.written()
        return self.action.verb() if argument is None else {self.action.verb(): argument}

    def act(self, tenant: Tenant) -> list[Job]:
        return self.action.do(tenant)

    def references(self) -> Iterator[Reference]:
        """Those of the Hub's verb, below its name."""
        return (((self.action.verb(), *path), alias, kind) for path, alias, kind in self.action.references())
