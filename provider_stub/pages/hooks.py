"""What is a web page on the Hub, as hooks under `/-/`, for this machine only.

    POST   /-/token                                a new SCIM token: {"token"}, shown once; the old one dies
    DELETE /-/token                                revoke it
    POST   /-/invitations/{username}/accept        what the invited person does
    POST   /-/invitations/{username}/decline       {"drop": true} also forgets the invitation
    POST   /-/links {group, resource_group, role}  link a SCIM group (displayName or id); PATCH: another role;
    DELETE /-/links {group, resource_group}        remove the link
    POST   /-/resource-groups {name, ...}          a Resource Group, as in the settings
    POST   /-/resource-groups/{name}/members       {add: {username: role} or [username], remove, role}
    POST   /-/resource-groups/{name}/auto-join     {enabled, role}
    POST   /-/accounts {username, full_name, email, member}
    POST   /-/accounts/{username}/rename {to}
    DELETE /-/members/{username}
    POST   /-/faults {on, ...}; DELETE /-/faults   arm one; disarm all
    POST   /-/quirks {name, on}
    GET    /-/state                                who is where, in names
    POST   /-/reset                                back to the settings
    GET    /-/snapshot; PUT /-/snapshot            the whole memory, to save and load

Bodies are JSON, also where `curl -d` calls them a form. A refusal answers 4xx and `{"error": sentence}`. Whoever is
not on this machine gets 403: the caller's address must be loopback, the Host too, nothing may have been forwarded, and
no page of another site may ask.
"""

from collections.abc import Callable, Mapping

from provider_stub.http.message import Answer
from provider_stub.pages import actions as pages
from provider_stub.pages import controls

HOOKS: Mapping[str, Mapping[str, Callable[..., Answer]]] = {
    "token": {"POST": pages.generate_token, "DELETE": pages.revoke_token},
    "invitations/*/accept": {"POST": pages.accept_invitation},
    "invitations/*/decline": {"POST": pages.decline_invitation},
    "links": {"POST": pages.add_link, "PATCH": pages.change_link, "DELETE": pages.remove_link},
    "resource-groups": {"POST": pages.add_resource_group},
    "resource-groups/*/members": {"POST": pages.edit_members},
    "resource-groups/*/auto-join": {"POST": pages.set_auto_join},
    "accounts": {"POST": pages.add_account},
    "accounts/*/rename": {"POST": pages.rename_account},
    "members/*": {"DELETE": pages.delete_member},
    "faults": {"POST": controls.add_fault, "DELETE": controls.clear_faults},
    "quirks": {"POST": controls.switch_quirk},
    "state": {"GET": controls.show_state},
    "reset": {"POST": controls.reset},
    "snapshot": {"GET": controls.save_snapshot, "PUT": controls.load_snapshot},
}
"""The hooks by path below `/-/` and method; `*` is a name."""
