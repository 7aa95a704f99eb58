"""Resource Groups and links, and the Hub API that shows them: huggingface-scim 9."""

import pytest

from provider_stub.rules import Rules


@pytest.fixture
def linked(make):
    """Two users in group `team`, which grants write on `gpu`; the seeded service account may read."""
    return team(make())


def team(hub):
    hub.hook("POST", "/resource-groups", {"name": "gpu", "service_accounts": {"ci-bot": "read"}})
    hub.hook("POST", "/resource-groups", {"name": "data"})
    hub.ids = {name: hub.create(name) for name in ("ada-l", "grace-h", "alan-t")}
    hub.team = hub.group("team", [hub.ids["ada-l"], hub.ids["grace-h"]])
    assert link(hub, "team", "write").status == 201
    return hub


def link(hub, group, role, target="gpu"):
    return hub.hook("POST", "/links", {"group": group, "resource_group": target, "role": role})


def roles(hub, name="gpu"):
    return hub.state()["resource_groups"][name]


def rg_id(hub, name="gpu"):
    return next(each["id"] for each in hub.api("GET", "/resource-groups").json if each["name"] == name)


def test_linking_adds_the_groups_members_at_once(linked):
    assert roles(linked) == {"ada-l": "write", "grace-h": "write"}


def test_who_joins_or_leaves_the_group_joins_or_leaves_the_resource_group(linked, bodies):
    linked.patch(f"/Groups/{linked.team}", {"op": "add", "path": "members", "value": [{"value": linked.ids["alan-t"]}]})
    assert roles(linked)["alan-t"] == "write"
    linked.scim("PUT", f"/Groups/{linked.team}", bodies.group("team", [linked.ids["alan-t"]]))
    assert roles(linked) == {"alan-t": "write"}


def test_one_group_may_be_linked_to_several_with_its_own_role_each(linked):
    link(linked, "team", "read", "data")
    assert roles(linked, "data") == {"ada-l": "read", "grace-h": "read"}
    assert roles(linked)["ada-l"] == "write"


def test_the_highest_role_of_all_groups_counts(linked):
    linked.group("admins", [linked.ids["ada-l"]])
    assert link(linked, "admins", "admin").status == 201
    assert roles(linked) == {"ada-l": "admin", "grace-h": "write"}
    linked.group("readers", [linked.ids["ada-l"], linked.ids["alan-t"]])
    link(linked, "readers", "read")
    assert roles(linked) == {"ada-l": "admin", "grace-h": "write", "alan-t": "read"}


def test_what_another_group_grants_is_kept_when_a_group_is_deleted(linked):
    link(linked, "team", "read", "data")
    admins = linked.group("admins", [linked.ids["ada-l"]])
    link(linked, "admins", "admin")
    linked.scim("DELETE", f"/Groups/{admins}")
    assert roles(linked) == {"ada-l": "write", "grace-h": "write"}
    linked.scim("DELETE", f"/Groups/{linked.team}")
    assert roles(linked) == roles(linked, "data") == {}


def test_changing_a_links_role_changes_all_its_members(linked):
    body = {"group": linked.team, "resource_group": "gpu", "role": "contributor"}
    assert linked.hook("PATCH", "/links", body).json["role"] == "contributor"
    assert roles(linked) == {"ada-l": "contributor", "grace-h": "contributor"}


def test_unlinking_takes_the_members_away_by_default(linked):
    assert linked.hook("DELETE", "/links", {"group": "team", "resource_group": "gpu"}).status == 204
    assert roles(linked) == {}
    assert linked.state()["links"] == []


def test_by_rule_unlinking_leaves_the_members(make):
    hub = team(make(rules=Rules(unlink="keep")))
    hub.hook("DELETE", "/links", {"group": "team", "resource_group": "gpu"})
    assert roles(hub) == {"ada-l": "write", "grace-h": "write"}


@pytest.mark.parametrize("seed", [{"members": {"alan-t": "read"}}, {"auto_join": True}])
def test_a_resource_group_with_members_or_auto_join_cannot_be_linked(linked, seed):
    linked.hook("POST", "/resource-groups", {"name": "full", **seed})
    reply = link(linked, "team", "read", "full")
    assert reply.status == 409
    assert "full" in reply.json["error"]


def test_service_accounts_do_not_stand_in_the_way_of_a_link(linked):
    assert linked.state()["service_accounts"] == {"gpu": {"ci-bot": "read"}}


@pytest.mark.parametrize(
    ("method", "body", "status"),
    [
        ("POST", {"group": "team", "resource_group": "gpu", "role": "read"}, 409),
        ("POST", {"group": "team", "resource_group": "data", "role": "no_access"}, 400),
        ("POST", {"group": "team", "resource_group": "data"}, 400),
        ("POST", {"group": "nobody", "resource_group": "data", "role": "read"}, 404),
        ("POST", {"group": "team", "resource_group": "nothing", "role": "read"}, 404),
        ("POST", {"resource_group": "gpu", "role": "read"}, 400),
        ("PATCH", {"group": "team", "resource_group": "data", "role": "read"}, 404),
        ("DELETE", {"group": "team", "resource_group": "data"}, 404),
        ("POST", ["team"], 400),
    ],
)
def test_a_link_that_cannot_be_is_refused_in_a_sentence(linked, method, body, status):
    reply = linked.hook(method, "/links", body)
    assert reply.status == status
    assert reply.json["error"]


def test_an_inactive_user_leaves_and_comes_back(linked):
    path = f"/Users/{linked.ids['ada-l']}"
    linked.patch(path, {"op": "replace", "value": {"active": False}})
    assert roles(linked) == {"grace-h": "write"}
    linked.patch(path, {"op": "replace", "value": {"active": True}})
    assert roles(linked)["ada-l"] == "write"


def test_by_rule_an_inactive_user_stays(make):
    hub = team(make(rules=Rules(inactive_leaves_resource_groups=False)))
    hub.patch(f"/Users/{hub.ids['ada-l']}", {"op": "replace", "value": {"active": False}})
    assert "ada-l" in roles(hub)
    hub.scim("DELETE", f"/Users/{hub.ids['ada-l']}")
    assert "ada-l" not in roles(hub)


def test_a_deleted_user_leaves_every_resource_group(linked):
    linked.hook("POST", "/resource-groups/data/members", {"add": {"ada-l": "read"}})
    linked.scim("DELETE", f"/Users/{linked.ids['ada-l']}")
    assert "ada-l" not in roles(linked)
    assert roles(linked, "data") == {}


def test_a_pending_invitee_joins_the_resource_group_on_acceptance(basic):
    basic.hook("POST", "/resource-groups", {"name": "gpu"})
    basic.group("team", [basic.create("ada-l")])
    link(basic, "team", "read")
    assert roles(basic) == {}
    basic.hook("POST", "/invitations/ada-l/accept")
    assert roles(basic) == {"ada-l": "read"}


@pytest.mark.parametrize(
    "edit",
    [
        {"add": {"alan-t": "read"}},
        {"add": ["alan-t"], "role": "read"},
        {"remove": ["ada-l"]},
        {"add": {"ada-l": "admin"}},
    ],
)
def test_a_linked_resource_group_refuses_edits_by_hand(linked, edit):
    assert linked.hook("POST", "/resource-groups/gpu/members", edit).status == 403
    assert roles(linked) == {"ada-l": "write", "grace-h": "write"}


def test_service_accounts_of_a_linked_resource_group_are_edited_by_hand(linked):
    assert linked.hook("POST", "/resource-groups/gpu/members", {"add": {"ci-bot": "write"}}).status == 200
    assert linked.state()["service_accounts"]["gpu"] == {"ci-bot": "write"}
    assert linked.hook("POST", "/resource-groups/gpu/members", {"remove": ["ci-bot"]}).status == 200
    assert "gpu" not in linked.state()["service_accounts"]


def test_an_unlinked_resource_group_is_edited_by_hand(linked):
    edit = {"add": ["ada-l", "alan-t"], "role": "contributor"}
    assert linked.hook("POST", "/resource-groups/data/members", edit).json == {
        "ada-l": "contributor",
        "alan-t": "contributor",
    }
    assert linked.hook("POST", "/resource-groups/data/members", {"remove": ["ada-l"]}).json == {"alan-t": "contributor"}


@pytest.mark.parametrize(
    ("edit", "status"),
    [
        ({"add": ["nobody"]}, 400),
        ({"add": ["alan-t", "nobody"]}, 400),
        ({"add": ["gone"]}, 403),
        ({"remove": ["alan-t"]}, 404),
        ({"remove": ["nobody"]}, 404),
        ({"remove": ["ci-bot"]}, 404),
        ({"add": {"ada-l": "owner"}}, 400),
        ({"add": "ada-l"}, 400),
        ({"remove": "ada-l"}, 400),
    ],
)
def test_an_edit_that_cannot_be_is_refused(linked, edit, status):
    linked.create("gone", active=False)
    assert linked.hook("POST", "/resource-groups/data/members", edit).status == status
    assert roles(linked, "data") == {}


EVERYBODY = {"ada-l": "write", "grace-h": "write", "alan-t": "write"}


def test_auto_join_takes_in_who_is_there_and_who_comes(linked):
    linked.create("gone", active=False)
    linked.hook("POST", "/resource-groups/data/members", {"add": {"ada-l": "admin"}})
    switch = {"enabled": True, "role": "write"}
    assert linked.hook("POST", "/resource-groups/data/auto-join", switch).json["auto_join"] is True
    assert roles(linked, "data") == EVERYBODY | {"ada-l": "admin"}
    linked.create("new-one")
    assert roles(linked, "data") == EVERYBODY | {"ada-l": "admin", "new-one": "write"}
    assert linked.state()["auto_join"] == ["data"]


def test_auto_join_switched_off_keeps_the_members_and_adds_no_more(linked):
    path = f"/resource-groups/{rg_id(linked, 'data')}/settings"
    linked.api("POST", path, {"autoJoin": {"enabled": True, "role": "write"}})
    shown = linked.api("POST", path, {"autoJoin": {"enabled": False}}).json
    assert {each["name"]: each["role"] for each in shown["users"]} == EVERYBODY
    linked.create("new-one")
    assert roles(linked, "data") == EVERYBODY


def test_auto_join_cannot_be_had_on_a_linked_group(linked):
    assert linked.hook("POST", "/resource-groups/gpu/auto-join", {"enabled": True}).status == 403
    assert linked.hook("POST", "/resource-groups/gpu/auto-join", {"enabled": False}).status == 200
    assert linked.hook("POST", "/resource-groups/data/auto-join", {"enabled": "yes"}).status == 400
    assert linked.state()["auto_join"] == []


def test_a_resource_group_that_begins_with_auto_join_takes_in_who_is_there(linked, make):
    body = {"name": "all", "autoJoin": {"enabled": True, "role": "read"}, "users": [{"user": "ada-l", "role": "admin"}]}
    made = linked.api("POST", "/resource-groups", body).json
    expected = {"ada-l": "admin", "grace-h": "read", "alan-t": "read"}
    assert {each["name"]: each["role"] for each in made["users"]} == expected
    accounts = [{"username": "ada-l", "member": True}, {"username": "out"}]
    seeded = make(accounts=accounts, resource_groups=[{"name": "all", "auto_join": True, "members": {"ab": "write"}}])
    assert roles(seeded, "all") == {"ab": "write", "ada-l": "read"}


def test_by_rule_auto_join_is_for_new_members_and_its_refusal_has_another_status(make):
    hub = team(make(rules=Rules(auto_join_backfills=False, auto_join_on_linked=409)))
    hub.hook("POST", "/resource-groups/data/auto-join", {"enabled": True})
    assert roles(hub, "data") == {}
    hub.create("new-one")
    assert roles(hub, "data") == {"new-one": "read"}
    assert hub.hook("POST", "/resource-groups/gpu/auto-join", {"enabled": True}).status == 409


def added(*names, role="read"):
    return {"users": [{"user": name, "role": role} for name in names]}


@pytest.mark.parametrize(
    ("users", "status", "said"),
    [
        (added("alan-t"), 200, None),
        (added("alan-t", "grace-h"), 200, None),
        (added("ada-l"), 403, "already in data: ada-l"),
        (added("ADA-L", role="write"), 403, "already in data: ADA-L"),
        (added("alan-t", "ada-l"), 403, "already in data"),
        (added("outsider"), 403, "outsider is not a member of the organization"),
        (added("gone"), 403, "gone is not a member of the organization"),
        (added("nobody"), 400, "no account is named nobody"),
        (added("alan-t", "nobody"), 400, "nobody"),
        (added("alan-t", "alan-t"), 400, "alan-t stands there twice"),
        (added("alan-t", "Alan-T"), 400, "twice"),
        (added(), 400, "at least one"),
        (added("alan-t", role="owner"), 400, "role"),
        ({}, 400, "a list is expected"),
        ({"users": [{"role": "read"}]}, 400, "user and role"),
    ],
)
def test_users_are_added_all_or_none(linked, users, status, said):
    linked.create("gone", active=False)
    linked.hook("POST", "/accounts", {"username": "outsider"})
    path = f"/resource-groups/{rg_id(linked, 'data')}/users"
    assert linked.api("POST", path, added("ada-l")).status == 200
    reply = linked.api("POST", path, users)
    assert reply.status == status
    if status == 200:
        assert roles(linked, "data") == {"ada-l": "read"} | {each["user"]: "read" for each in users["users"]}
    else:
        assert said in reply.json["error"]
        assert roles(linked, "data") == {"ada-l": "read"}


def test_in_a_group_that_scim_manages_only_service_accounts_are_edited(linked):
    path = f"/resource-groups/{rg_id(linked)}/users"
    for names in (["alan-t"], ["ada-l"], ["nobody"], ["ci-bot", "alan-t"]):
        assert linked.api("POST", path, added(*names)).status == 403
    for name in ("ada-l", "alan-t", "nobody"):
        assert linked.api("PATCH", f"{path}/{name}", {"role": "read"}).status == 403
        assert linked.api("DELETE", f"{path}/{name}").status == 403
    assert linked.api("POST", path, added("ci-bot")).status == 403
    assert roles(linked) == {"ada-l": "write", "grace-h": "write"}
    link(linked, "team", "read", "data")
    other = f"/resource-groups/{rg_id(linked, 'data')}/users"
    assert linked.api("PATCH", f"{other}/ci-bot", {"role": "read"}).status == 404
    assert linked.api("POST", other, added("ci-bot")).status == 200
    assert linked.api("PATCH", f"{other}/ci-bot", {"role": "admin"}).status == 200
    assert linked.state()["service_accounts"] == {"gpu": {"ci-bot": "read"}, "data": {"ci-bot": "admin"}}


def test_a_resource_group_is_created_with_users_of_the_organization_or_not_at_all(linked):
    linked.hook("POST", "/accounts", {"username": "outsider"})
    for names, status in ((["nobody"], 400), (["outsider"], 403), (["ada-l", "ada-l"], 400)):
        assert linked.api("POST", "/resource-groups", {"name": "new"} | added(*names)).status == status
    assert "new" not in linked.state()["resource_groups"]
    assert linked.api("POST", "/resource-groups", {"name": "new"} | added("ada-l")).status == 200
    assert roles(linked, "new") == {"ada-l": "read"}


def test_spend_limits_are_kept(linked):
    path = f"/resource-groups/{rg_id(linked)}"
    assert "spendLimits" not in linked.api("GET", path).json
    assert linked.api("PATCH", path, {"spendLimits": {"total": 500000, "jobs": 0}}).json["spendLimits"] == {
        "total": 500000,
        "jobs": 0,
    }
    linked.api("PATCH", path, {"description": "x"})
    linked.api("PATCH", path, {"spendLimits": {"spaces": 7, "jobs": None, "unknown": 1}})
    snapshot = linked.hook("GET", "/snapshot").json
    linked.hook("POST", "/reset")
    linked.hook("PUT", "/snapshot", snapshot)
    assert linked.api("GET", path).json["spendLimits"] == {"total": 500000, "spaces": 7}
    assert "spendLimits" not in linked.api("PATCH", path, {"spendLimits": {"total": None, "spaces": None}}).json


@pytest.mark.parametrize(
    "body",
    [{"spendLimits": limits} for limits in ([], 7, {"total": -1}, {"jobs": "7"}, {"spaces": 1.5}, {"total": True},
                                            {"endpoints": 2**53})]
    + [{"name": ""}, {"name": "x" * 201}, {"description": "x" * 501}, {"description": None}],
)  # fmt: skip
def test_a_change_outside_the_schema_is_refused_and_changes_nothing(linked, body):
    path = f"/resource-groups/{rg_id(linked)}"
    before = linked.api("GET", path).json
    reply = linked.api("PATCH", path, {"spendLimits": {"total": 1}, "description": "new"} | body)
    assert (reply.status, set(reply.json)) == (400, {"error"})
    assert linked.api("GET", path).json == before


def test_the_hub_api_shows_a_linked_group_and_refuses_to_edit_it(linked):
    path = f"/resource-groups/{rg_id(linked)}"
    shown = linked.api("GET", path).json
    assert {each["name"]: each["role"] for each in shown["users"]} == {
        "ada-l": "write",
        "grace-h": "write",
        "ci-bot": "read",
    }
    assert shown["autoJoin"] == {"enabled": False}
    refused = [
        linked.api("POST", f"{path}/users", {"users": [{"user": "alan-t", "role": "read"}]}),
        linked.api("PATCH", f"{path}/users/ada-l", {"role": "read"}),
        linked.api("DELETE", f"{path}/users/ada-l"),
        linked.api("POST", f"{path}/settings", {"autoJoin": {"enabled": "true", "role": "read"}}),
    ]
    assert [(reply.status, set(reply.json)) for reply in refused] == [(403, {"error"})] * 4
    assert linked.api("PATCH", f"{path}/users/ci-bot", {"role": "admin"}).status == 200
    assert linked.api("DELETE", f"{path}/users/ci-bot").status == 200


def test_the_hub_api_edits_an_unlinked_group(linked):
    path = f"/resource-groups/{rg_id(linked, 'data')}"
    add = {"users": [{"user": "ada-l", "role": "read"}, {"name": "alan-t", "role": "admin"}]}
    assert len(linked.api("POST", f"{path}/users", add).json["users"]) == 2
    assert linked.api("PATCH", f"{path}/users/ada-l", {"role": "write"}).json["users"][0]["role"] == "write"
    assert len(linked.api("DELETE", f"{path}/users/ada-l").json["users"]) == 1
    assert linked.api("PATCH", f"{path}/users/ada-l", {"role": "write"}).status == 404
    assert linked.api("DELETE", f"{path}/users/ada-l").status == 404
    settings = {"autoJoin": {"enabled": "true", "role": "read", "scope": "read_plus"}}
    assert linked.api("POST", f"{path}/settings", settings).json["autoJoin"] == {
        "enabled": True,
        "role": "read",
        "scope": "read_plus",
    }
    assert linked.api("POST", f"{path}/settings", {"autoJoin": {"enabled": False}}).json["autoJoin"] == {
        "enabled": False
    }
    assert linked.api("POST", f"{path}/settings", {}).status == 200


def test_the_hub_api_creates_changes_and_deletes_groups(linked):
    body = {
        "name": "new",
        "description": "x",
        "users": [{"user": "ada-l", "role": "read"}],
        "autoJoin": {"enabled": True, "role": "read"},
    }
    made = linked.api("POST", "/resource-groups", body).json
    assert (made["name"], made["description"], made["autoJoin"]["enabled"]) == ("new", "x", True)
    assert linked.api("POST", "/resource-groups", body).status == 409
    path = f"/resource-groups/{made['id']}"
    assert linked.api("PATCH", path, {"description": ""}).json["description"] is None
    assert linked.api("PATCH", path, {"name": "newer"}).json["name"] == "newer"
    assert linked.api("PATCH", path, {"name": "gpu"}).status == 409
    assert linked.api("DELETE", path).json == {"success": True}
    assert linked.api("GET", path).status == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/resource-groups", {}),
        ("/resource-groups", {"name": 7}),
        ("/resource-groups", []),
        ("/resource-groups", {"name": "x", "description": 7}),
        ("/resource-groups", {"name": "x", "users": {}}),
        ("/resource-groups", {"name": "x", "users": ["ada-l"]}),
        ("/resource-groups", {"name": "x", "users": [{"user": "ada-l", "role": "owner"}]}),
        ("/resource-groups", {"name": "x", "autoJoin": True}),
        ("/resource-groups", {"name": "x", "autoJoin": {"enabled": 1, "role": "read"}}),
        ("/resource-groups", {"name": "x", "autoJoin": {"enabled": True, "role": "read", "scope": "some"}}),
    ],
)
def test_the_hub_api_refuses_what_its_schema_does_not_take(linked, path, body):
    reply = linked.api("POST", path, body)
    assert (reply.status, set(reply.json)) == (400, {"error"})


def test_members_left_out_by_their_role_do_not_auto_join(linked):
    path = f"/resource-groups/{rg_id(linked, 'data')}/settings"
    linked.api("PUT", "/members/alan-t/role", {"role": "no_access"})
    linked.api("POST", path, {"autoJoin": {"enabled": True, "role": "read", "scope": "read_plus"}})
    assert roles(linked, "data") == {"ada-l": "read", "grace-h": "read"}
    for active in (False, True):
        linked.patch(f"/Users/{linked.ids['alan-t']}", {"op": "replace", "value": {"active": active}})
    linked.create("new-one")
    assert roles(linked, "data") == {"ada-l": "read", "grace-h": "read", "new-one": "read"}
