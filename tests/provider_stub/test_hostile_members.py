"""Every member of every body, replaced by what does not belong there: a refusal in JSON, never a 5xx."""

import json

import pytest

DIGITS = "1" * 5000
WRONG = (
    "{}", "[null]", "[[[]]]", "-1.5", "null", DIGITS, '"\\ud800"', '{"\\ud800": "\\udfff"}', "[" * 600 + "]" * 600,
)  # fmt: skip
PATCH = {
    "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    "Operations": [
        {"op": "replace", "path": "active", "value": False},
        {"op": "replace", "value": {"active": True, "name": {"givenName": "J"}, "emails": [{"value": "a@b.co"}]}},
    ],
}
USER = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "john-doe", "externalId": "x",
    "active": True, "name": {"givenName": "J", "familyName": "D"},
    "emails": [{"value": "j@b.co", "primary": True, "type": "work"}],
    "groups": [], "password": "secret", "displayName": "J D", "locale": "en", "meta": {"resourceType": "User"},
}  # fmt: skip
GROUP = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "ml-team", "id": "x",
    "members": [{"value": "{user}", "display": "john-doe", "type": "User"}],
}  # fmt: skip
OPERATIONS = {
    **PATCH,
    "Operations": [
        {"op": "add", "path": "members", "value": [{"value": "{user}"}]},
        {"op": "remove", "path": 'members[value eq "{user}"]'},
        {"op": "replace", "value": {"id": "{group}", "displayName": "lab"}},
    ],
}
FAULT = {
    "on": "POST /Users", "times": 1, "after": 0, "about": ["ada"],
    "respond": {"status": 500, "headers": {"Retry-After": "1"}, "body": {"detail": "x"}},
}  # fmt: skip
AUTO_JOIN = {"enabled": True, "role": "read", "scope": "all"}
READS = [
    ("scim", "/Users"), ("scim", "/Groups"), ("api", "/members"), ("api", "/resource-groups"),
    ("api", "/audit-log/export"), ("hook", "/state"), ("hook", "/snapshot"),
]  # fmt: skip
BODIES = [
    ("POST", "scim", "/Users", USER), ("PUT", "scim", "/Users/{user}", USER), ("PATCH", "scim", "/Users/{user}", PATCH),
    ("POST", "scim", "/Groups", GROUP), ("PUT", "scim", "/Groups/{group}", GROUP),
    ("PATCH", "scim", "/Groups/{group}", OPERATIONS),
    ("PUT", "api", "/members/john-doe/role", {"role": "read", "resourceGroups": [{"id": "{target}", "role": "read"}]}),
    ("POST", "api", "/resource-groups",
     {"name": "n", "description": "d", "users": [{"user": "john-doe", "role": "read"}], "autoJoin": AUTO_JOIN}),
    ("PATCH", "api", "/resource-groups/{target}",
     {"name": "n", "description": "d", "spendLimits": {"total": 1, "spaces": None}}),
    ("POST", "api", "/resource-groups/{target}/settings", {"autoJoin": AUTO_JOIN}),
    ("POST", "api", "/resource-groups/{target}/users", {"users": [{"user": "john-doe", "role": "read"}]}),
    ("PATCH", "api", "/resource-groups/{target}/users/john-doe", {"role": "write"}),
    ("POST", "hook", "/links", {"group": "ml-team", "resource_group": "gpu", "role": "read"}),
    ("PATCH", "hook", "/links", {"group": "ml-team", "resource_group": "gpu", "role": "write"}),
    ("DELETE", "hook", "/links", {"group": "ml-team", "resource_group": "gpu"}),
    ("POST", "hook", "/resource-groups",
     {"name": "n", "auto_join": True, "members": {"john-doe": "read"}, "service_accounts": {"ci": "read"}}),
    ("POST", "hook", "/resource-groups/gpu/members", {"add": {"john-doe": "read"}, "remove": ["x"], "role": "read"}),
    ("POST", "hook", "/resource-groups/gpu/auto-join", {"enabled": True}),
    ("POST", "hook", "/accounts", {"username": "a1", "full_name": "A", "email": "a1@b.co", "member": True}),
    ("POST", "hook", "/accounts/john-doe/rename", {"to": "jd"}),
    ("POST", "hook", "/invitations/john-doe/accept", {"x": 1}),
    ("POST", "hook", "/invitations/john-doe/decline", {"drop": True}),
    ("POST", "hook", "/faults", FAULT),
    ("POST", "hook", "/faults", {"on": "GET /Users", "delay": 1}),
    ("POST", "hook", "/faults", {"on": "GET /Users", "disconnect": "after", "truncate": 1, "html": 500, "empty": True}),
    ("POST", "hook", "/quirks", {"name": "stuck-paging", "on": True}),
    ("POST", "hook", "/token", {"x": 1}),
    ("POST", "hook", "/reset", {"x": 1}),
]  # fmt: skip


def variants(body):
    """The body as JSON, a member replaced each time."""

    def places(value, path):
        yield path
        for key, held in (
            value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else [])
        ):
            yield from places(held, [*path, key])

    for path in places(body, []):
        copy = json.loads(json.dumps({"body": body}))
        spot = copy
        for key in ["body", *path][:-1]:
            spot = spot[key]
        spot[["body", *path][-1]] = "\u0000"
        text = json.dumps(copy["body"])
        for wrong in WRONG:
            yield text.replace(json.dumps("\u0000"), wrong)


@pytest.fixture
def places(hub):
    user = hub.create("john-doe")
    target = hub.api("POST", "/resource-groups", {"name": "gpu"}).json["id"]
    return {"{user}": user, "{group}": hub.group(members=[user]), "{target}": target}


def filled(text, places):
    for name, value in places.items():
        text = text.replace(name, value)
    return text


@pytest.mark.parametrize("method, family, path, body", BODIES)
def test_no_member_of_a_body_breaks_the_hub(hub, places, method, family, path, body):
    for text in variants(body):
        sent = filled(text, places)
        reply = getattr(hub, family)(method, filled(path, places), sent.encode())
        assert reply.status < 500, (sent[:300], reply.text)
        assert reply.status < 400 or reply.json, sent[:300]
        hub.hook("DELETE", "/faults")
    assert all(getattr(hub, family)("GET", path).status < 500 for family, path in READS)


def test_no_member_of_a_snapshot_breaks_the_hub(hub, places):
    hub.hook("POST", "/links", {"group": "ml-team", "resource_group": "gpu", "role": "read"})
    hub.hook("POST", "/faults", {"on": "GET /Nobody", "html": 502})
    snapshot = hub.hook("GET", "/snapshot").json
    snapshot["audit"] = snapshot["audit"][:1]

    for text in variants(snapshot):
        reply = hub.hook("PUT", "/snapshot", text.encode())
        assert reply.status in (204, 400), (text[:300], reply.text)
        if reply.status == 204:
            hub.hook("POST", "/token")
            for family, path in READS:
                assert getattr(hub, family)("GET", path).status < 500, (path, text)
            assert hub.hook("PUT", "/snapshot", snapshot).status == 204
