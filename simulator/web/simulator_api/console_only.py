"""What an administrator does in the Admin Console and real Okta has no API for: `/simulator/v1/apps/{id}/...`."""

from typing import Any

from flask import Response

from simulator.okta.actions import configuring
from simulator.okta.flows.imports import MATCHING
from simulator.okta.org import Group, OktaUser, Org
from simulator.okta.profiles import BASE_ATTRIBUTES
from simulator.verbs import assignments
from simulator.verbs.integration import ApplyMappings, EditUsername, TestConnection
from simulator.verbs.push_groups import PushNow, RefreshAppGroups
from simulator.web.api.lookups import find_app, find_group, find_push, find_user
from simulator.web.api.provisioning import tick
from simulator.web.engine.acts import Act
from simulator.web.http.answers import Area, reply
from simulator.web.http.context import optional_body, required_body
from simulator.web.http.errors import ApiError, invalid
from simulator.web.simulator_api.openapi import JOBS, WAIT, members, takes
from simulator.web.simulator_api.running import acted, await_all, seconds, start

console_only = Area("console_only", __name__, url_prefix="/simulator/v1/apps/<app_id>")

TEST_TAKES = 65.0
"""Seconds to wait for a connection test: an Okta request gives up after 60 (okta-wire 0.5)."""

_TEXT = {"type": "string"}
_CONFIRM = {"anyOf": [{"enum": ["all", "none"]}, {"type": "array", "items": _TEXT}]}
_FEATURES = {"type": "array", "items": {"enum": list(configuring.FEATURES)}}


@console_only.post("/test-connection")
@takes(query=WAIT, answer=members(text=_TEXT))
def test_connection(app_id: str) -> Response:
    """Test Connector Configuration: 200 with what the dialog says, or 400 E0000059."""
    tickets = acted(app_id, TestConnection)
    await_all(tickets, seconds("wait", TEST_TAKES))
    outcome = tickets[0].outcome
    if outcome is None:
        raise ApiError("E0000059", "No answer yet, or the app may not send.")
    if not outcome.ok:
        raise ApiError("E0000059", outcome.error or "", outcome.error or "")
    return reply({"text": outcome.text})


@console_only.acts("/provisioning", "PUT")
@takes(body={**members(features=_FEATURES), "required": ["features"]}, optional=False)
def set_provisioning(act: Act, app_id: str) -> Any:
    """Tick exactly these boxes of Provisioning, Push Groups and imports among them."""
    wanted = required_body().get("features")
    if not isinstance(wanted, list) or not set(map(str, wanted)) <= set(configuring.FEATURES):
        raise invalid("features", f"features: a list of {', '.join(configuring.FEATURES)} is expected")
    app = find_app(act.org, app_id)
    tick(act, app, sorted(set(wanted) - app.features), sorted(app.features - set(wanted)))
    return {"features": sorted(app.features)}


@console_only.post("/force-sync")
@takes(query=WAIT, answer=JOBS)
def force_sync(app_id: str) -> Response:
    """Force Sync: push everybody who differs from the last push."""
    return start(app_id, assignments.ForceSync)


@console_only.post("/apply-mappings")
@takes(query=WAIT, answer=JOBS)
def apply_mappings(app_id: str) -> Response:
    """Apply updates now: compute everybody anew, and push."""
    return start(app_id, ApplyMappings)


@console_only.post("/apply-usernames")
@takes(query=WAIT, answer=JOBS)
def apply_usernames(app_id: str) -> Response:
    """Update Now on Sign On: compute every application username anew, and push."""
    return start(app_id, EditUsername, lambda _, app: {"expression": app.username, "update_now": True})


@console_only.post("/users/<key>/provision")
@takes(query=WAIT, answer=JOBS)
def provision_user(app_id: str, key: str) -> Response:
    """Provision User: for somebody who was assigned before provisioning was on."""
    return start(app_id, assignments.ProvisionUser, lambda org, _: {"user": find_user(org, key)})


@console_only.post("/users/<key>/reapply-mapping")
@takes(query=WAIT, answer=JOBS)
def reapply_mapping(app_id: str, key: str) -> Response:
    """Compute one assignment anew, and push it."""
    return start(app_id, assignments.ReapplyMapping, lambda org, _: {"user": find_user(org, key)})


@console_only.reads("/tasks")
@takes(answer={"type": "array", "items": {"type": "object"}})
def list_tasks(org: Org, app_id: str) -> Any:
    """List the open tasks: what failed and can be retried."""
    tasks = find_app(org, app_id).tasks.values()
    return [{"operation": one.operation, "subject": one.subject_id, "text": one.text} for one in tasks]


@console_only.post("/tasks/retry")
@takes(body={**members(userId=_TEXT, groupId=_TEXT), "additionalProperties": False}, query=WAIT, answer=JOBS)
def retry_tasks(app_id: str) -> Response:
    """Retry Selected: the tasks of one person or group, or all of them."""
    body = optional_body()
    return start(app_id, assignments.RetryTasks, lambda org, _: {"user": _subject(org, body)})


def _subject(org: Org, body: dict[str, Any]) -> OktaUser | Group | None:
    if body.get("userId"):
        return find_user(org, str(body["userId"]))
    return find_group(org, str(body["groupId"])) if body.get("groupId") else None


@console_only.post("/group-push/mappings/<mapping_id>/push-now")
@takes(query=WAIT, answer=JOBS)
def push_now(app_id: str, mapping_id: str) -> Response:
    """Push Now: the whole membership of a pushed group again."""
    return start(app_id, PushNow, lambda org, app: {"group": org.groups[find_push(app, mapping_id).group_id]})


@console_only.post("/refresh-app-groups")
@takes(query=WAIT, answer=JOBS)
def refresh_app_groups(app_id: str) -> Response:
    """Refresh App Groups: the provider's groups become known for linking."""
    return start(app_id, RefreshAppGroups)


@console_only.post("/import")
@takes(body=members(groupsOnly={"type": "boolean"}, confirm=_CONFIRM, matchOn=_TEXT), query=WAIT, answer=JOBS)
def import_now(app_id: str) -> Response:
    """Import Now: read the provider's people and groups, and confirm all, none, or those named."""
    body = optional_body()
    if body.get("groupsOnly") is True:
        return start(app_id, assignments.ImportGroups)
    confirm, match_on = body.get("confirm", "none"), str(body.get("matchOn", "username"))
    if confirm not in ("all", "none") and not isinstance(confirm, list):
        raise invalid("confirm", "confirm: all, none or a list of names is expected")
    if match_on not in (*MATCHING, *BASE_ATTRIBUTES):
        raise invalid("matchOn", f"matchOn: one of {', '.join(MATCHING)} or a base attribute is expected")
    confirmed = tuple(map(str, confirm)) if isinstance(confirm, list) else confirm
    return start(app_id, assignments.ImportUsers, lambda _, __: {"confirm": confirmed, "match_on": match_on})
