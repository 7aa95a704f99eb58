"""What someone does on the bundled Hub's own pages or there by mail; only the stub can be moved like this."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import quote

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema

from simulator.okta.org import Job
from simulator.scenario.fields.complaints import shown
from simulator.scenario.fields.declared import refusals
from simulator.scenario.fields.kinds import Flag, GroupAlias, OneOrMany, Text
from simulator.scenario.fields.scalars import is_none, kind, nearest, sentence, wrong
from simulator.scenario.parts.hub_accounts import Role
from simulator.verbs.tenant import Tenant
from simulator.verbs.verb import OneUser, Reference, Verb, read_argument

Page = tuple[str, str, Any]
"""A request to one of the Hub's pages: method, path, body."""


class HubVerb(Verb):
    """Something done on the Hub; what it changes there tells Okta nothing."""

    says = "On the provider's side, something changes."

    def page(self, tenant: Tenant) -> Page:
        """The page it is done on."""
        raise NotImplementedError(self.verb())

    def act(self, tenant: Tenant) -> list[Job]:
        self.seen(tenant, tenant.hub_page(*self.page(tenant)))
        return []

    def seen(self, tenant: Tenant, answer: Any) -> None:
        """What the page's answer means for the run."""


def _segment(name: str) -> str:
    return quote(name, safe="", errors="replace")


class GenerateToken(HubVerb):
    """Generate SCIM token: shown once; the old one dies."""

    def page(self, tenant: Tenant) -> Page:  # noqa: ARG002  (nobody's in particular)
        return "POST", "/token", None

    def seen(self, tenant: Tenant, answer: Any) -> None:
        tenant.stub_token = str(answer["token"])


class RevokeToken(HubVerb):
    """Revoke the SCIM token."""

    def page(self, tenant: Tenant) -> Page:  # noqa: ARG002  (nobody's in particular)
        return "DELETE", "/token", None


class _OneMember(HubVerb, OneUser):
    def _name(self, tenant: Tenant) -> str:
        return _segment(tenant.hub_username(self.user))


class AcceptInvitation(_OneMember):
    """The person accepts the invitation to the organization (Basic SSO)."""

    def page(self, tenant: Tenant) -> Page:
        return "POST", f"/invitations/{self._name(tenant)}/accept", None


class DeclineInvitation(_OneMember):
    """The person declines the invitation (Basic SSO)."""

    def page(self, tenant: Tenant) -> Page:
        return "POST", f"/invitations/{self._name(tenant)}/decline", None


class _Link(HubVerb):
    _method: ClassVar[Literal["POST", "PATCH", "DELETE"]]

    group: GroupAlias
    """The group."""
    resource_group: Text
    """The Resource Group's name."""

    def page(self, tenant: Tenant) -> Page:
        link = {"group": tenant.hub_group(self.group), "resource_group": self.resource_group}
        role = {"role": self.role} if isinstance(self, LinkResourceGroup | ChangeRole) else {}
        return self._method, "/links", link | role


class LinkResourceGroup(_Link):
    """Link a SCIM group to a Resource Group."""

    _method = "POST"

    role: Role
    """What its members may do there."""


class ChangeRole(_Link):
    """Change the role of a link."""

    _method = "PATCH"

    role: Role
    """What its members may do there from now on."""


class UnlinkResourceGroup(_Link):
    """Remove the link of a SCIM group to a Resource Group."""

    _method = "DELETE"


class EditMembers(HubVerb):
    """Edit a Resource Group's members by hand; refused with 403 while SCIM manages it (huggingface-scim 9 [D])."""

    resource_group: Text
    """The Resource Group's name."""
    add: OneOrMany[Text] = ()
    """Hub usernames to add."""
    remove: OneOrMany[Text] = ()
    """Hub usernames to remove."""
    role: Role | None = None
    """The role of those added; a new role for all members where nobody is added or removed."""

    def page(self, tenant: Tenant) -> Page:  # noqa: ARG002  (Hub usernames, no aliases)
        body = {"add": list(self.add), "remove": list(self.remove), "role": self.role}
        return "POST", f"/resource-groups/{_segment(self.resource_group)}/members", body


class SetAutoJoin(HubVerb):
    """Switch a Resource Group's auto-join."""

    resource_group: Text
    """The Resource Group's name."""
    enabled: Flag
    """On or off."""

    def page(self, tenant: Tenant) -> Page:  # noqa: ARG002  (nobody's in particular)
        return "POST", f"/resource-groups/{_segment(self.resource_group)}/auto-join", {"enabled": self.enabled}


class RenameAccount(HubVerb):
    """A person renames their Hub account."""

    username: Text
    """The Hub username."""
    to: Text
    """The new one."""

    def page(self, tenant: Tenant) -> Page:  # noqa: ARG002  (a Hub username, no alias)
        return "POST", f"/accounts/{_segment(self.username)}/rename", {"to": self.to}

    def seen(self, tenant: Tenant, answer: Any) -> None:  # noqa: ARG002  (it says no more than was asked)
        tenant.account_renamed(self.username, self.to)


class DeleteMember(_OneMember):
    """Remove a person from the organization on its members page."""

    def page(self, tenant: Tenant) -> Page:
        return "DELETE", f"/members/{self._name(tenant)}", None


HUB_VERBS: dict[str, type[HubVerb]] = {
    verb.verb(): verb
    for verb in (
        GenerateToken, RevokeToken, AcceptInvitation, DeclineInvitation, LinkResourceGroup, ChangeRole,
        UnlinkResourceGroup, EditMembers, SetAutoJoin, RenameAccount, DeleteMember,
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
