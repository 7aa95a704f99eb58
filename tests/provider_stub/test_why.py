"""Which rules the Hub names for an answer to a caller in process, and that nobody else hears of any."""

import pytest

from provider_stub.rules import Rules

UNKNOWN_ID = "66b1f0c2a9d34e0f1a2b3c4d"


def why(client, method, path, body=None, **more):
    """The rules of an answer of a SCIM path, and its status."""
    heard: list[str] = []
    reply = client.scim(method, path, body, environ_overrides={"hub.why": heard}, **more)
    return reply.status, heard


def operation(op, path=None, value=None):
    held = {"op": op, "path": path, "value": value}
    listed = [{name: one for name, one in held.items() if one is not None}]
    return {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": listed}


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("ada.l", ["hub.username.characters"]),
        ("ada--l", ["hub.username.dashes"]),
        ("-ada", ["hub.username.dashes"]),
        ("12345", ["hub.username.digits"]),
        (UNKNOWN_ID, ["hub.username.hex"]),
        ("a", ["hub.username.length"]),
        ("-a.b--c", ["hub.username.characters", "hub.username.dashes"]),
        ("", ["hub.username.required"]),
    ],
)
def test_a_username_names_the_rules_it_breaks(hub, bodies, name, rules):
    body = bodies.user("john-doe", userName=name)
    assert why(hub, "POST", "/Users", body) == (400, [*rules, "hub.errors.shape"])


@pytest.mark.parametrize(
    ("method", "path", "changes", "status", "rules"),
    [
        ("POST", "/Users", {}, 409, ["hub.create.conflict", "hub.create.repeated"]),
        (
            "POST", "/Users", {"externalId": "x", "userName": "j-d"}, 409,
            ["hub.create.conflict", "hub.email.unique"],
        ),
        ("POST", "/Users", {"externalId": None}, 400, ["hub.create.external-id"]),
        ("POST", "/Users", {"schemas": []}, 400, ["hub.body.schemas"]),
        ("POST", "/Users", {"emails": []}, 400, ["hub.create.email"]),
        ("POST", "/Users", {"emails": [{"value": "no"}]}, 400, ["hub.email.pattern"]),
        ("POST", "/Users", {"active": "True"}, 400, ["hub.body.types"]),
        ("POST", "/Users", {"name": {"givenName": "J"}}, 400, ["hub.create.required"]),
        ("PUT", "/Users/{}", {"emails": [1, 2]}, 400, ["hub.user.emails"]),
        ("PUT", f"/Users/{UNKNOWN_ID}", {}, 404, ["hub.ids.unknown"]),
        ("PUT", "/Users/none", {}, 404, ["hub.ids.malformed"]),
        ("DELETE", "/Nowhere", {}, 404, ["hub.answers.no-path"]),
        ("DELETE", "/Users", {}, 405, ["hub.answers.method"]),
        ("GET", "/Users?count=0", {}, 400, ["hub.paging.limits", "hub.paging.by-rfc"]),
        ("GET", "/Users?filter=x", {}, 400, ["hub.filter"]),
    ],
)  # fmt: skip
def test_a_refusal_names_its_rules(hub, bodies, method, path, changes, status, rules):
    user_id = hub.create()
    body = None if method == "GET" else bodies.user("john-doe", **changes)
    assert why(hub, method, path.format(user_id), body) == (status, [*rules, "hub.errors.shape"])


@pytest.mark.parametrize(
    ("sent", "rules"),
    [
        (operation("remove", "userName"), ["hub.patch.remove"]),
        (operation("remove"), ["hub.patch.remove"]),
        (operation("replace", "nickName", "x"), ["hub.user.patch-paths"]),
        (operation("move", "userName"), ["hub.patch.operations"]),
        (operation("replace", "active", 1), ["hub.body.types"]),
        (operation("replace", "userName", "a.b"), ["hub.username.characters"]),
    ],
)
def test_a_refused_patch_names_its_rules(hub, sent, rules):
    assert why(hub, "PATCH", f"/Users/{hub.create()}", sent) == (400, [*rules, "hub.errors.shape"])


def test_a_refused_group_names_its_rules(hub, bodies):
    hub.group("team")
    other = hub.group("other")
    shape = "hub.errors.shape"
    assert why(hub, "POST", "/Groups", bodies.group("team")) == (409, ["hub.group.conflict", shape])
    assert why(hub, "POST", "/Groups", bodies.group("TEAM")) == (
        409, ["hub.group.conflict", "hub.group.name-case", shape],
    )  # fmt: skip
    renamed = operation("replace", None, {"displayName": "team"})
    assert why(hub, "PATCH", f"/Groups/{other}", renamed) == (409, ["hub.group.rename-conflict", shape])
    assert why(hub, "POST", "/Groups", bodies.group("x", [UNKNOWN_ID])) == (400, ["hub.group.unknown-member", shape])
    assert why(hub, "POST", "/Groups", bodies.group("x", members=None) | {"members": [{"value": "1"}]}) == (
        400, ["hub.group.member-ids", "hub.ids.form", shape],
    )  # fmt: skip
    assert why(hub, "POST", "/Groups", {"displayName": "x"}) == (400, ["hub.group.members-required", shape])


def test_who_is_kept_out_is_told_by_which_rule(make):
    hub = make(owner_token="owner-token")
    shape = "hub.errors.shape"
    assert why(hub, "GET", "/Users", headers={"Authorization": ""}) == (401, ["hub.auth.unauthorized", shape])
    assert why(hub, "GET", "/Users", headers={"Authorization": "Bearer owner-token"}) == (
        401, ["hub.auth.unauthorized", "hub.auth.owner-token", shape],
    )  # fmt: skip


def test_a_request_too_many_names_the_quota_and_whose_it_is(make):
    hub = make(rate_limit={"quota": 1, "window": 60})
    assert why(hub, "GET", "/Users")[0] == 200
    quota = ["hub.rate-limit.quota", "hub.rate-limit.window", "hub.rate-limit.whose"]
    assert why(hub, "GET", "/Users") == (429, [*quota, "hub.errors.shape"])


def test_what_decides_a_good_answer_is_named(make, bodies):
    hub = make(accounts=[{"username": "ada-l", "full_name": "Ada King Lovelace", "email": "a@b.test", "member": True}])
    user_id = hub.create()
    assert why(hub, "GET", f"/Users/{user_id}") == (200, [])
    assert why(hub, "GET", '/Users?filter=userName eq "JOHN-DOE"') == (200, ["hub.username.unique"])
    assert why(hub, "GET", '/Users?filter=userName eq "ada-l"') == (
        200, ["hub.members.seeded", "hub.members.full-name"],
    )  # fmt: skip
    lost = bodies.user("john-doe", displayName="john-doe", locale=None, password=None, groups=None)
    assert why(hub, "PUT", f"/Users/{user_id}", lost) == (200, [])
    assert why(hub, "PUT", f"/Users/{user_id}", {**lost, "title": "Dr"}) == (200, ["hub.answers.unknown-keys"])
    assert why(hub, "PUT", f"/Users/{user_id}", {**lost, "displayName": "J"}) == (200, ["hub.answers.unknown-keys"])
    inactive = operation("replace", "active", "False")
    assert why(hub, "PATCH", f"/Users/{user_id}", inactive) == (
        200, ["hub.user.string-booleans", "hub.user.inactive"],
    )  # fmt: skip
    assert "hub.user.inactive-listed" in why(hub, "GET", "/Users")[1]
    assert why(hub, "POST", "/Users", lost) == (201, ["hub.create.inactive-again"])
    del lost["active"]
    assert why(hub, "PUT", f"/Users/{user_id}", lost) == (200, ["hub.user.put-active"])
    assert why(hub, "DELETE", f"/Users/{user_id}") == (204, ["hub.user.delete"])


def test_what_decides_an_answer_about_a_group_is_named(make, bodies):
    assert why(make(), "POST", "/Groups", {**bodies.group("team"), "externalId": None}) == (
        201, ["hub.group.null-external-id"],
    )  # fmt: skip
    refusing = make(rules=Rules(null_group_external_id="refuse"))
    assert why(refusing, "POST", "/Groups", {**bodies.group("team"), "externalId": None}) == (
        400, ["hub.group.null-external-id", "hub.errors.shape"],
    )  # fmt: skip
    skipping = make(rules=Rules(unknown_member="skip"))
    assert why(skipping, "POST", "/Groups", bodies.group("x", [UNKNOWN_ID])) == (201, ["hub.group.unknown-member"])


def test_what_decides_an_answer_on_basic_is_named(basic, bodies):
    own = bodies.user("ada-l", emails=[{"value": "ada@acme.test"}])
    where, read_only = "hub.basic.location", "hub.basic.profile-read-only"
    assert why(basic, "POST", "/Users", bodies.user("nobody")) == (404, ["hub.basic.no-account", "hub.errors.shape"])
    assert why(basic, "POST", "/Users", own) == (
        201, [read_only, "hub.basic.invites", "hub.basic.pending-active", where],
    )  # fmt: skip
    grace = bodies.user("grace-h", emails=[{"value": "other@acme.test"}])
    assert why(basic, "POST", "/Users", grace) == (
        201,
        ["hub.basic.email", read_only, "hub.basic.invites", "hub.basic.pending-active", where, "hub.members.full-name"],
    )  # fmt: skip
    user_id = basic.scim("GET", '/Users?filter=userName eq "ada-l"').json["Resources"][0]["id"]
    basic.hook("POST", "/invitations/ada-l/accept")
    off = {**own, "active": False}
    assert why(basic, "PUT", f"/Users/{user_id}", off) == (200, [read_only, "hub.basic.inactive", where])
    assert why(basic, "PUT", f"/Users/{user_id}", own) == (
        200, [read_only, "hub.basic.reactivated", "hub.basic.pending-active", where],
    )  # fmt: skip
    assert "hub.basic.profile-patch" in why(basic, "PATCH", f"/Users/{user_id}", operation("add", "userName", "x"))[1]
    assert why(basic, "DELETE", f"/Users/{user_id}") == (204, ["hub.basic.delete"])


@pytest.mark.parametrize(
    "fault",
    [{"respond": {"status": 400}}, {"html": 400}, {"truncate": 3}, {"empty": True}],
)
def test_what_a_fault_makes_of_an_answer_is_no_rule_of_the_hubs(hub, bodies, fault):
    hub.hook("POST", "/faults", {"on": "POST /Users", **fault})
    assert why(hub, "POST", "/Users", bodies.user("a.b")) == (400, [])
    assert why(hub, "POST", "/Users", bodies.user("a.b"))[1] == ["hub.username.characters", "hub.errors.shape"]


def test_a_late_answer_is_the_hubs_all_the_same(hub, bodies):
    hub.hook("POST", "/faults", {"on": "POST /Users", "delay": "3s"})
    assert why(hub, "POST", "/Users", bodies.user("a.b"))[1] == ["hub.username.characters", "hub.errors.shape"]


def test_what_a_quirk_does_is_no_rule_of_the_hubs(make, bodies):
    hub = make(quirks=["no-patch", "hide-inactive", "unknown-member-404", "numbers-as-strings"])
    user_id = hub.create(active=False)
    assert why(hub, "PATCH", f"/Users/{user_id}", operation("replace", "active", True)) == (501, [])
    assert why(hub, "POST", "/Users", bodies.user()) == (409, [])
    assert why(hub, "POST", "/Groups", bodies.group("x", [UNKNOWN_ID])) == (404, [])
    hub.create("other")
    assert why(hub, "GET", '/Users?filter=userName eq "OTHER"') == (200, [])


def test_an_account_that_a_quirk_destroys_is_not_kept_by_a_rule(make, bodies):
    hub = make(quirks=["hard-delete-on-inactive"])
    user_id = hub.create()
    assert "hub.user.inactive" not in why(hub, "PATCH", f"/Users/{user_id}", operation("replace", "active", False))[1]


def test_a_refusal_that_a_quirk_only_dresses_is_the_hubs(make, bodies):
    hub = make(quirks=["html-errors"])
    assert why(hub, "POST", "/Users", bodies.user("a.b")) == (400, ["hub.username.characters"])


def test_nothing_of_it_goes_out(hub, bodies):
    heard: list[str] = []
    told = hub.scim("POST", "/Users", bodies.user("a.b"), environ_overrides={"hub.why": heard})
    asked = hub.scim("POST", "/Users", bodies.user("a.b"), headers={"Hub-Why": "all", "hub.why": "all"})
    assert heard
    for reply in (told, asked):
        assert "hub.username" not in reply.text + str(reply.headers)
    assert told.text == asked.text
    assert told.headers.keys() == asked.headers.keys()


def test_a_choice_is_named_where_it_lets_something_pass(hub, bodies):
    created = hub.scim("POST", "/Users", bodies.user("john-doe")).json
    path = f"/Users/{created['id']}"

    assert why(hub, "PATCH", path, operation("remove", "externalId")) == (200, ["hub.user.remove-value"])
    assert why(hub, "DELETE", path) == (204, ["hub.user.delete"])
    unknown = "hub.answers.unknown-keys"
    assert why(hub, "POST", "/Users", bodies.user("john-doe")) == (201, [unknown, "hub.username.deleted"])
    assert why(hub, "POST", "/Users", bodies.user("jane-doe")) == (201, [unknown])


@pytest.mark.parametrize(("op", "rules"), [("Replace", ["hub.basic.op-case"]), ("replace", [])])
def test_an_operation_in_another_case_is_taken_on_basic_by_a_choice(basic, bodies, op, rules):
    user_id = basic.scim("POST", "/Users", bodies.user("ada-l")).json["id"]
    status, named = why(basic, "PATCH", f"/Users/{user_id}", operation(op, "active", True))
    assert (status, [one for one in named if one == "hub.basic.op-case"]) == (200, rules)


def test_a_401_tells_an_earlier_token_from_one_that_never_was(hub):
    hub.hook("POST", "/token")
    assert why(hub, "GET", "/Users") == (401, ["hub.auth.unauthorized", "hub.auth.earlier-token", "hub.errors.shape"])
    stranger = {"Authorization": "Bearer never-one-of-theirs"}
    assert why(hub, "GET", "/Users", headers=stranger) == (401, ["hub.auth.unauthorized", "hub.errors.shape"])
