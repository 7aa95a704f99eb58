"""The pages under /-/: what is a web page on the Hub, and what only a stub has."""

from urllib.parse import quote

import pytest

from provider_stub.pages import hooks
from provider_stub.rules import Rules


def test_every_hook_is_in_the_modules_docstring():
    for path in hooks.HOOKS:
        assert f"/-/{path.split('/')[0]}" in hooks.__doc__


def test_declining_leaves_the_invitation_pending_by_default(basic):
    basic.create("ada-l")
    assert basic.hook("POST", "/invitations/ada-l/decline").json["standing"] == "pending"
    assert basic.hook("POST", "/invitations/ada-l/decline", {"drop": True}).json["standing"] == "outsider"
    assert basic.scim("GET", "/Users").json["totalResults"] == 0


def test_by_rule_a_declined_invitation_is_dropped(make):
    basic = make(sso="basic", accounts=[{"username": "ada-l"}], rules=Rules(declined_invitation="dropped"))
    basic.create("ada-l")
    basic.hook("POST", "/invitations/ada-l/decline")
    assert basic.state()["members"] == {}


def test_only_an_open_invitation_is_accepted_or_declined(basic):
    assert basic.hook("POST", "/invitations/ada-l/accept").status == 409
    assert basic.hook("POST", "/invitations/nobody/accept").status == 404
    assert basic.hook("POST", "/invitations/linus/decline").status == 409


def test_an_account_is_seeded(hub, bodies):
    body = {"username": "ada-l", "full_name": "Ada Lovelace", "email": "ada@acme.test", "member": True}
    assert hub.hook("POST", "/accounts", body).status == 201
    assert hub.state()["members"] == {"ada-l": "active"}
    assert hub.hook("POST", "/accounts", body).status == 409
    assert hub.scim("POST", "/Users", bodies.user("ada-l")).status == 409


@pytest.mark.parametrize(
    "body",
    [{}, {"username": "not valid"}, {"username": "ab", "email": "nobody"}, {"username": "ab", "email": 7},
     {"username": "ab", "member": "yes"}, {"username": 7}, []],
)  # fmt: skip
def test_an_account_that_cannot_be_is_refused(hub, body):
    reply = hub.hook("POST", "/accounts", body)
    assert reply.status == 400
    assert reply.json["error"]


def test_an_account_is_renamed(hub):
    user_id = hub.create("john-doe")
    hub.create("jane-doe")
    assert hub.hook("POST", "/accounts/john-doe/rename", {"to": "johnny"}).json["username"] == "johnny"
    assert hub.scim("GET", f"/Users/{user_id}").json["userName"] == "johnny"
    assert hub.hook("POST", "/accounts/johnny/rename", {"to": "JANE-doe"}).status == 409
    assert hub.hook("POST", "/accounts/johnny/rename", {"to": "not valid"}).status == 400
    assert hub.hook("POST", "/accounts/johnny/rename", {}).status == 400
    assert hub.hook("POST", "/accounts/nobody/rename", {"to": "x1"}).status == 404
    assert hub.hook("POST", "/accounts/johnny/rename", {"to": "Johnny"}).status == 200


def test_a_managed_member_removed_by_hand_is_deleted_by_default(hub):
    user_id = hub.create()
    assert hub.hook("DELETE", "/members/john-doe").status == 204
    assert hub.scim("GET", f"/Users/{user_id}").status == 404
    assert hub.hook("DELETE", "/members/john-doe").status == 404


def test_by_rule_a_managed_member_removed_by_hand_is_inactive(make):
    hub = make(rules=Rules(removed_managed_member="inactive"))
    user_id = hub.create()
    hub.hook("DELETE", "/members/john-doe")
    assert hub.scim("GET", f"/Users/{user_id}").json["active"] is False


def test_a_basic_member_removed_by_hand_keeps_the_account(basic):
    user_id = basic.create("ada-l")
    for name in ("ada-l", "linus"):
        assert basic.hook("DELETE", f"/members/{name}").status == 204
    assert basic.scim("GET", f"/Users/{user_id}").status == 404
    assert basic.state()["members"] == {}
    assert basic.state()["accounts"] == ["ada-l", "grace-h", "linus"]
    assert basic.hook("DELETE", "/members/grace-h").status == 404


def test_a_resource_group_is_seeded_with_members_who_are_made_up_where_missing(hub):
    hub.create()
    body = {"name": "gpu", "members": {"john-doe": "write", "grace-h": "read"}, "service_accounts": {"bot": "read"}}
    assert hub.hook("POST", "/resource-groups", body).status == 201
    assert hub.state()["resource_groups"] == {"gpu": {"john-doe": "write", "grace-h": "read"}}
    assert hub.hook("POST", "/resource-groups", body).status == 409


@pytest.mark.parametrize("name", ["a/b", "a/members", "/", "members", "a/b/auto-join", "a b?c"])
def test_a_name_may_hold_slashes(hub, name):
    hub.create()
    there = f"/resource-groups/{quote(name, safe='')}"
    assert hub.hook("POST", "/resource-groups", {"name": name}).status == 201
    assert hub.hook("POST", f"{there}/members", {"add": ["john-doe"]}).json == {"john-doe": "read"}
    assert hub.hook("POST", f"{there}/auto-join", {}).json["name"] == name
    assert hub.hook("GET", "/resource-groups/a/b/c").status == 404
    assert hub.hook("GET", "/state/a/b").status == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": {}},
        {"name": []},
        {"name": ""},
        {"name": 7},
        {"name": None},
        {"name": "x", "auto_join": "yes"},
        {"name": "x", "auto_join": None},
        {"name": "x", "members": {"a1": []}},
        {"name": "x", "service_accounts": ["bot"]},
        {"name": "x", "colour": "red"},
        {"name": "x", "members": {"a1": "owner"}},
        {"name": "x", "members": ["a1"]},
        {"name": "x", "members": {"gone": "read"}},
    ],
)
def test_a_resource_group_that_cannot_be_is_refused(hub, body):
    hub.create("gone", active=False)
    assert hub.hook("POST", "/resource-groups", body).status == 400


def test_the_state_is_told_in_names(hub):
    user_id = hub.create()
    hub.group("team", [user_id])
    state = hub.state()
    assert (state["organization"], state["sso"]) == ("acme", "managed")
    assert state["members"] == {"john-doe": "active"}
    assert state["groups"] == {"team": ["john-doe"]}
    assert (state["quirks"], state["faults"], state["token"]) == ([], [], "set")


def test_reset_goes_back_to_the_settings(make, clock):
    hub = make(
        accounts=[{"username": "ada-l", "member": True}],
        quirks={"no-patch"},
        faults=[{"on": "GET /Users", "empty": True}],
    )
    first = hub.create()
    before = hub.hook("POST", "/token").json["token"]
    hub.hook("DELETE", "/faults")
    hub.hook("POST", "/quirks", {"name": "no-patch", "on": False})
    assert hub.hook("POST", "/reset").status == 204
    state = hub.state()
    assert state["members"] == {"ada-l": "active"}
    assert state["quirks"] == ["no-patch"]
    assert len(state["faults"]) == 1
    assert before != hub.token
    assert hub.create() == first


def test_reset_begins_the_time_of_a_fault_anew(make, clock):
    hub = make(faults=[{"on": "GET /Users", "html": 502, "lasts": "5m"}])
    clock.moment += 200
    hub.hook("POST", "/reset")
    assert [each["lasts"] for each in hub.state()["faults"]] == [300]


def test_quirks_are_switched_at_run_time(hub):
    user_id = hub.create()
    assert hub.hook("POST", "/quirks", {"name": "no-patch"}).json == {"quirks": ["no-patch"]}
    assert hub.patch(f"/Users/{user_id}").status == 501
    assert hub.hook("POST", "/quirks", {"name": "no-patch", "on": False}).json == {"quirks": []}
    assert hub.patch(f"/Users/{user_id}").status == 200
    reply = hub.hook("POST", "/quirks", {"name": "no-path"})
    assert (reply.status, "did you mean 'no-patch'?" in reply.json["error"]) == (400, True)
    assert hub.hook("POST", "/quirks", {"name": "no-patch", "on": 1}).status == 400


def test_faults_are_armed_and_disarmed_at_run_time(hub):
    assert hub.hook("POST", "/faults", {"on": "GET /Users", "html": 502, "times": 2}).status == 201
    says = "GET /Users, 502 as an HTML page, 2 more times"
    armed = {"faults": [{"on": "GET /Users", "times": 2, "after": 0, "html": 502, "says": says}]}
    assert hub.hook("GET", "/faults").json == armed
    assert hub.state()["faults"] == armed["faults"]
    assert hub.scim("GET", "/Users").status == 502
    assert hub.state()["faults"][0]["times"] == 1
    assert hub.hook("DELETE", "/faults").status == 204
    assert hub.scim("GET", "/Users").status == 200
    reply = hub.hook("POST", "/faults", {"on": "GET /Users"})
    assert (reply.status, "exactly one" in reply.json["error"]) == (400, True)


@pytest.mark.parametrize(
    ("address", "host", "more"),
    [
        ("192.0.2.7", "localhost", {}),
        ("127.0.0.1", "scim.example.test", {}),
        ("127.0.0.1", "", {}),
        ("127.0.0.1", "[", {}),
        ("127.0.0.1", "localhost", {"X-Forwarded-For": "192.0.2.7"}),
        ("127.0.0.1", "localhost", {"Origin": "https://evil.test"}),
        ("127.0.0.1", "localhost", {"Origin": "null"}),
        ("127.0.0.1", "localhost", {"Origin": "http://["}),
        ("127.0.0.1", "", {"Origin": "http://["}),
        ("127.0.0.1", "localhost", {"Sec-Fetch-Site": "cross-site"}),
        ("127.0.0.1", "127.0.0.1.evil.test", {}),
    ],
)
def test_whoever_is_not_on_this_machine_is_refused(hub, address, host, more):
    reply = hub.hook("POST", "/reset", environ_overrides={"REMOTE_ADDR": address, "HTTP_HOST": host}, headers=more)
    assert (reply.status, set(reply.json)) == (403, {"error"})


@pytest.mark.parametrize(
    ("address", "host", "more"),
    [
        ("127.0.0.1", "localhost:8081", {}),
        ("127.8.9.1", "127.0.0.1:8081", {"Origin": "http://127.0.0.1:8081", "Sec-Fetch-Site": "same-origin"}),
        ("::1", "[::1]:8081", {}),
        ("::ffff:127.0.0.1", "hub.localhost", {}),
    ],
)
def test_whoever_is_on_this_machine_is_let_in_without_a_token(hub, address, host, more):
    overrides = {"REMOTE_ADDR": address, "HTTP_HOST": host}
    assert hub.hook("GET", "/state", environ_overrides=overrides, headers=more | {"Authorization": ""}).status == 200


def test_a_hooks_body_is_an_object(hub):
    assert hub.hook("POST", "/quirks", b"{").status == 400
    assert hub.hook("POST", "/quirks", b"7").status == 400
    assert hub.hook("GET", "/token").status == 405


def test_a_hook_takes_what_curl_sends_with_its_d_option(hub):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert hub.hook("POST", "/quirks", {"name": "no-patch"}, headers=form).json == {"quirks": ["no-patch"]}
    reply = hub.hook("POST", "/quirks", b"name=no-patch", headers=form)
    assert (reply.status, reply.json) == (400, {"error": "the body is not JSON"})
    assert hub.hook("POST", "/quirks", {"name": "no-patch"}, headers={"Content-Type": "text/plain"}).status == 415


def test_outside_the_hooks_a_form_is_none_of_the_media_types(hub, bodies):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert hub.scim("POST", "/Users", bodies.user(), headers=form).status == 415
    assert hub.api("POST", "/resource-groups", {"name": "gpu"}, headers=form).status == 415
