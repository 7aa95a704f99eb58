"""What somebody does on the bundled Hub's own pages, and the faults laid there (scenario format, 2 and 4)."""

import re
from typing import Any
from urllib.parse import quote

from simulator.okta.actions.record import Refused
from simulator.okta.org import Job
from simulator.play.stage import Stage
from simulator.scenario import verbs
from simulator.scenario.faults import Fault

PAGES = "/-"
"""Where the bundled Hub keeps what is a web page on the real one."""


def act(stage: Stage, argument: verbs.Hub) -> list[Job]:
    """One of the `hub` sub-verbs.

    Raises:
        Refused: the page says no; the message is what it says.
    """
    method, path, body = _request(stage, argument.action)
    answer = call(stage, method, path, body)
    if isinstance(argument.action, verbs.HubGenerateToken):
        stage.stub_token = str(answer["token"])
    if isinstance(argument.action, verbs.HubRenameAccount):
        stage.account_renamed(argument.action.username, argument.action.to)
    return []


def _request(stage: Stage, action: Any) -> tuple[str, str, Any]:
    match action:
        case verbs.HubGenerateToken():
            return "POST", "/token", None
        case verbs.HubRevokeToken():
            return "DELETE", "/token", None
        case verbs.HubAcceptInvitation(user=alias):
            return "POST", f"/invitations/{_segment(stage.hub_username(alias))}/accept", None
        case verbs.HubDeclineInvitation(user=alias):
            return "POST", f"/invitations/{_segment(stage.hub_username(alias))}/decline", None
        case verbs.HubDeleteMember(user=alias):
            return "DELETE", f"/members/{_segment(stage.hub_username(alias))}", None
        case verbs.HubRenameAccount(username=name, to=to):
            return "POST", f"/accounts/{_segment(name)}/rename", {"to": to}
    return _resource_group_request(stage, action)


def _resource_group_request(stage: Stage, action: Any) -> tuple[str, str, Any]:
    name = action.resource_group
    match action:
        case verbs.HubEditMembers():
            body = {"add": list(action.add), "remove": list(action.remove), "role": action.role}
            return "POST", f"/resource-groups/{_segment(name)}/members", body
        case verbs.HubSetAutoJoin():
            return "POST", f"/resource-groups/{_segment(name)}/auto-join", {"enabled": action.enabled}
    link = {"group": stage.hub_group(action.group), "resource_group": name}
    match action:
        case verbs.HubLinkResourceGroup(role=role):
            return "POST", "/links", {**link, "role": role}
        case verbs.HubChangeRole(role=role):
            return "PATCH", "/links", {**link, "role": role}
    return "DELETE", "/links", link


def _segment(name: str) -> str:
    return quote(name, safe="")


def add_fault(stage: Stage, fault: Fault) -> list[Job]:
    """Lay a fault from now on."""
    call(stage, "POST", "/faults", fault_members(fault))
    return []


def clear_faults(stage: Stage, argument: verbs.ClearFaults) -> list[Job]:  # noqa: ARG001  (the shape of every act)
    """Take all faults away."""
    call(stage, "DELETE", "/faults", None)
    return []


def fault_members(fault: Fault) -> dict[str, Any]:
    """A scenario's fault as the Hub's page takes it; `user`, `group` and `{alias}` become whom it is about.

    The Hub knows no aliases: `{alias}` in the path reads `*` there, since the request says whom it is about.
    """
    named = [alias for alias, _ in fault.on.aliases]
    about = list(dict.fromkeys(alias for alias in (fault.user, fault.group, *named) if alias is not None))
    path = re.sub(r"\{[^{}]*\}", "*", fault.on.path)
    members: dict[str, Any] = {"on": f"{fault.on.method} {path}", "times": fault.times, "after": fault.after}
    if about:
        members["about"] = about
    if fault.respond is not None:
        members["respond"] = fault.respond.model_dump()
    for name in ("delay", "disconnect", "truncate", "html", "empty"):
        value = getattr(fault, name)
        if value is not None:
            members[name] = value
    return members


def call(stage: Stage, method: str, path: str, body: Any) -> Any:
    """Ask a page of the bundled Hub.

    Raises:
        Refused: it answers with an error, or there is no bundled Hub here.
    """
    if stage.hub is None:
        raise Refused("This is the page of the bundled Hub; an endpoint has none that can be reached from here.")
    status, answer = stage.hub(method, PAGES + path, body)
    if status >= 400:
        raise Refused(str(answer.get("error") if isinstance(answer, dict) else answer))
    return answer
