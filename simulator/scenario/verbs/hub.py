"""What someone does on the bundled Hub's own pages or there by mail; only the stub can be moved like this."""

from typing import Annotated, Any, ClassVar

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema

from simulator.scenario.complaints import shown
from simulator.scenario.declared import refusals
from simulator.scenario.field_types import Alias, Flag, OneOrMany, Text
from simulator.scenario.hub_accounts import Role
from simulator.scenario.scalars import is_none, kind, nearest, sentence, wrong
from simulator.scenario.verbs.argument import Argument, read_argument


class HubGenerateToken(Argument):
    """Generate SCIM token: shown once; the old one dies."""

    bare: ClassVar[bool] = True


class HubRevokeToken(Argument):
    """Revoke the SCIM token."""

    bare: ClassVar[bool] = True


class HubAcceptInvitation(Argument):
    """The person accepts the invitation to the organization (Basic SSO)."""

    direct: ClassVar[str] = "user"

    user: Alias
    """The person."""


class HubDeclineInvitation(Argument):
    """The person declines the invitation (Basic SSO)."""

    direct: ClassVar[str] = "user"

    user: Alias
    """The person."""


class HubLinkResourceGroup(Argument):
    """Link a SCIM group to a Resource Group."""

    group: Alias
    """The group."""
    resource_group: Text
    """The Resource Group's name."""
    role: Role
    """What its members may do there."""


class HubChangeRole(Argument):
    """Change the role of a link."""

    group: Alias
    """The group."""
    resource_group: Text
    """The Resource Group's name."""
    role: Role
    """What its members may do there from now on."""


class HubUnlinkResourceGroup(Argument):
    """Remove the link of a SCIM group to a Resource Group."""

    group: Alias
    """The group."""
    resource_group: Text
    """The Resource Group's name."""


class HubEditMembers(Argument):
    """Edit a Resource Group's members by hand; refused with 403 while SCIM manages it (huggingface-scim 9 [D])."""

    resource_group: Text
    """The Resource Group's name."""
    add: OneOrMany[Text] = ()
    """Hub usernames to add."""
    remove: OneOrMany[Text] = ()
    """Hub usernames to remove."""
    role: Role | None = None
    """The role of those added; a new role for all members where nobody is added or removed."""


class HubSetAutoJoin(Argument):
    """Switch a Resource Group's auto-join."""

    resource_group: Text
    """The Resource Group's name."""
    enabled: Flag
    """On or off."""


class HubRenameAccount(Argument):
    """A person renames their Hub account."""

    username: Text
    """The Hub username."""
    to: Text
    """The new one."""


class HubDeleteMember(Argument):
    """Remove a person from the organization on its members page."""

    direct: ClassVar[str] = "user"

    user: Alias
    """The person."""


HUB_VERBS: dict[str, type[Argument]] = {
    "generate_token": HubGenerateToken,
    "revoke_token": HubRevokeToken,
    "accept_invitation": HubAcceptInvitation,
    "decline_invitation": HubDeclineInvitation,
    "link_resource_group": HubLinkResourceGroup,
    "change_role": HubChangeRole,
    "unlink_resource_group": HubUnlinkResourceGroup,
    "edit_members": HubEditMembers,
    "set_auto_join": HubSetAutoJoin,
    "rename_account": HubRenameAccount,
    "delete_member": HubDeleteMember,
}


def _action(raw: Any, info: ValidationInfo) -> Argument:
    if isinstance(raw, Argument):
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
    return read_argument(HUB_VERBS[name], name, argument, info.context)


class Hub(Argument):
    """Something that happens on the Hub."""

    action: Annotated[Argument, PlainValidator(_action), WithJsonSchema({})]
    """One of the Hub's verbs."""

    @classmethod
    def unfolded(cls, data: Any) -> Any:
        """The action itself is what is written."""
        return data if isinstance(data, dict) and isinstance(data.get("action"), Argument) else {"action": data}
