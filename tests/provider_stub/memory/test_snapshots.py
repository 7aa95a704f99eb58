"""The whole memory, saved and loaded."""

import json

import pytest


def filled(hub):
    """A stub with something of everything."""
    one, two = hub.create("one"), hub.create("two", active=False)
    hub.hook("POST", "/resource-groups", {"name": "gpu", "service_accounts": {"bot": "read"}})
    hub.hook("POST", "/resource-groups", {"name": "open", "auto_join": True})
    hub.group("team", [one, two])
    hub.hook("POST", "/links", {"group": "team", "resource_group": "gpu", "role": "write"})
    hub.hook(
        "POST", "/faults", {"on": "GET /Nothing", "respond": {"status": 503, "headers": {"A": "b"}}, "about": ["x"]}
    )
    hub.hook("POST", "/quirks", {"name": "short-pages"})
    return hub


def test_a_loaded_stub_answers_as_the_saved_one(make):
    saved = filled(make())
    state = saved.hook("GET", "/snapshot").json
    other = make()
    assert other.hook("PUT", "/snapshot", state).status == 204
    for path in ("/Users", "/Groups", "/Users?filter=externalId eq 00u-two"):
        assert other.scim("GET", path).json == saved.scim("GET", path).json
    assert other.state() == saved.state()
    assert other.api("GET", "/audit-log/export").json == saved.api("GET", "/audit-log/export").json
    assert other.create("three") == saved.create("three")


def test_a_snapshot_holds_the_tokens_digest_only(make):
    saved, other = make(), make()
    token = saved.hook("POST", "/token").json["token"]
    state = saved.hook("GET", "/snapshot")
    assert token not in state.text
    other.hook("PUT", "/snapshot", state.json)
    other.token = token
    assert other.scim("GET", "/Users").status == 200


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["format"], 2),
        (["organization"], "other"),
        (["sso"], "basic"),
        (["ids"], None),
        (["ids", "record"], "many"),
        (["token_sha256"], 7),
        (["token_sha256"], ["é"]),
        (["quirks"], ["no-such"]),
        (["faults"], [{"on": "x"}]),
        (["people"], [{"id": "x"}]),
        (["people", 0, "username"], None),
        (["people", 0, "standing"], "elsewhere"),
        (["people", 0, "email"], 7),
        (["people", 0, "external_id"], ["x"]),
        (["people"], "x"),
        (["scim_users"], ["nobody"]),
        (["groups", 0, "members"], {"nobody": 1}),
        (["groups", 0, "display_name"], 7),
        (["people", 0, "role"], "owner"),
        (["resource_groups", 0, "service_accounts"], {"bot": "owner"}),
        (["resource_groups", 0, "name"], ["gpu"]),
        (["resource_groups", 0, "members"], {"nobody": "read"}),
        (["resource_groups", 0, "links"], {"nothing": "read"}),
        (["resource_groups", 1, "auto_join"], {"colour": "red"}),
        (["audit"], [7]),
    ],
)
def test_a_damaged_state_is_refused_and_changes_nothing(make, path, value):
    state = filled(make()).hook("GET", "/snapshot").json
    target = state
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    other = make()
    other.create("kept")
    before = other.state()
    reply = other.hook("PUT", "/snapshot", state)
    assert reply.status == 400
    assert reply.json["error"]
    assert other.state() == before


@pytest.mark.parametrize("body", [None, [], {}, 7])
def test_what_is_no_state_is_refused(hub, body):
    assert hub.hook("PUT", "/snapshot", json.dumps(body).encode()).status == 400


def test_a_number_beyond_reason_is_a_damage(make):
    state = filled(make()).hook("GET", "/snapshot").text
    count = json.loads(state)["ids"]["record"]
    damaged = state.replace(f'"record":{count}', '"record":1e999').encode()
    assert make().hook("PUT", "/snapshot", damaged).status == 400


def test_a_fault_lasts_as_long_as_it_would_have(make, clock):
    hub = make(faults=[{"on": "GET /Users", "html": 502, "lasts": "5m"}])
    clock.moment += 299.9999
    state = hub.hook("GET", "/snapshot").json
    assert hub.hook("PUT", "/snapshot", state).status == 204
    clock.moment += 86400
    other = make()
    assert other.hook("PUT", "/snapshot", state | {"faults": [{**state["faults"][0], "lasts": 100}]}).status == 204
    clock.moment += 99
    assert other.scim("GET", "/Users").status == 502
    clock.moment += 1
    assert other.scim("GET", "/Users").status == 200


def test_a_fault_may_come_as_often_as_somebody_says(make):
    state = make().hook("GET", "/snapshot").json
    fault = {"on": "GET /Users", "html": 502, "times": 10**400, "after": 0}
    other = make()
    assert other.hook("PUT", "/snapshot", state | {"faults": [fault]}).status == 204
    assert other.hook("GET", "/snapshot").json["faults"] == [fault]


def test_a_member_listed_no_times_is_a_damage(make):
    state = filled(make()).hook("GET", "/snapshot").json
    members = state["groups"][0]["members"]
    members[next(iter(members))] = "twice"
    assert make().hook("PUT", "/snapshot", state).status == 400
