"""The whole state, to be kept and loaded again: `/simulator/v1/state`."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response

from simulator.verbs.tenant import HubCall
from simulator.web.engine import org_state
from simulator.web.engine.acts import Busy
from simulator.web.engine.engine import PATIENCE
from simulator.web.engine.instance import Instance
from simulator.web.http.answers import nothing, reply
from simulator.web.http.context import engine, required_body
from simulator.web.http.errors import invalid
from simulator.web.simulator_api.openapi import takes

states = Blueprint("states", __name__, url_prefix="/simulator/v1")

SNAPSHOT = "/-/snapshot"


@states.get("/state")
def export_state() -> Response:
    """Export the org and the bundled Hub; no job may be under way. It holds no token and no password."""
    engine().idle(PATIENCE)
    with engine().alone() as instance, engine().lock:
        if engine().queue.waiting:
            raise Busy
        hub = instance.tenant.hub and {**instance.tenant.hub("GET", SNAPSHOT, None)[1], "token_sha256": None}
        return reply({"org": org_state.dump(instance.org), "app": instance.tenant.app.id, "hub": hub})


@states.put("/state")
@takes(body={"type": "object", "required": ["org", "app"]}, optional=False)
def load_state() -> Response:
    """Load an exported state in place of this one; tokens stay those of this run."""
    body = required_body()
    try:
        instance = _loaded(body)
    except ValueError as wrong:
        raise invalid("state", str(wrong)) from wrong
    engine().replace(instance)
    return nothing()


def _loaded(body: dict[str, Any]) -> Instance:
    fresh = engine().made()
    org = org_state.load(body.get("org"))
    if not isinstance(body.get("app"), str) or body["app"] not in org.apps:
        raise ValueError("this saved state does not say which app is provisioned to the Hub")
    app = org.apps[body["app"]]
    app.base_url, app.token = fresh.tenant.app.base_url, fresh.tenant.app.token
    if fresh.tenant.hub is not None and body.get("hub") is not None:
        _load_hub(fresh.tenant.hub, body["hub"])
    people = {user.alias: user.id for user in org.users.values()}
    groups = {group.alias: group.id for group in org.groups.values()}
    tenant = replace(fresh.tenant, org=org, app=app, people=people, groups=groups, usernames={}, scim_ids={})
    return Instance(tenant, fresh.scenario, fresh.transport, fresh.hub)


def _load_hub(hub: HubCall, saved: Any) -> None:
    if not isinstance(saved, dict):
        raise ValueError("the Hub's saved state is no object")
    token = hub("GET", SNAPSHOT, None)[1]["token_sha256"]
    status, answer, _ = hub("PUT", SNAPSHOT, {**saved, "token_sha256": token})
    if status >= 400:
        raise ValueError(f"the Hub's saved state cannot be loaded: {answer.get('error', answer)}")
