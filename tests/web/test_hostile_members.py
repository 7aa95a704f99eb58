"""Every member of every body, every query parameter and header, replaced by what does not belong there: never a 500."""

import json
import random

import pytest

from simulator.scim.message import Response

DIGITS = "1" * 5000
WRONG = ("{}", "[null]", "-1.5", "null", DIGITS, '"\\ud800"', "[" * 600 + "]" * 600)
PROFILE = {"login": "x.y@acme.test", "email": "x.y@acme.test", "firstName": "X", "lastName": "Y", "title": "T"}
RULE = {
    "type": "group_rule", "name": "r", "status": "INACTIVE",
    "conditions": {"people": {"users": {"exclude": ["{user}"]}, "groups": {"exclude": []}},
                   "expression": {"type": "urn:okta:expression:1.0", "value": 'user.title == "T"'}},
    "actions": {"assignUserToGroups": {"groupIds": ["{group}"]}},
}  # fmt: skip
APP = {
    "name": "saml_2_0", "label": "Another", "signOnMode": "SAML_2_0", "features": ["X"],
    "visibility": {"hide": {"web": 1}},
    "accessibility": {"selfService": False}, "profile": {"a": 1}, "notes": {"admin": "x"},
    "credentials": {"userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN", "pushStatus": "PUSH"},
                    "signing": {"kid": "x"}},
    "settings": {"app": {"a": 1}, "signOn": {"attributeStatements": []}},
}  # fmt: skip
USER = {
    "profile": PROFILE, "credentials": {"password": {"value": "Not-a-secret-1"}, "provider": {"type": "OKTA"}},
    "groupIds": ["{group}"], "type": {"id": "default"},
}  # fmt: skip
SCHEMA = {"definitions": {"custom": {"id": "#custom", "type": "object", "properties": {
    "badge": {"title": "B", "type": "array", "items": {"type": "string"}, "required": True, "scope": "SELF",
              "externalName": "badge", "externalNamespace": "urn:x", "enum": ["a"], "maxLength": 5, "union": "DISABLE",
              "permissions": [{"principal": "SELF", "action": "READ_ONLY"}]}}},
    "base": {"properties": {"firstName": {"required": False}}}}}  # fmt: skip
CAPABILITIES = {
    "create": {"lifecycleCreate": {"status": "ENABLED"}},
    "update": {"profile": {"status": "ENABLED"}, "lifecycleDeactivate": {"status": "ENABLED"},
               "password": {"status": "DISABLED", "seed": "RANDOM", "change": "KEEP_EXISTING"}},
    "importSettings": {"schedule": {"status": "ENABLED", "fullImport": {"expression": "0 0 * * *"}}},
}  # fmt: skip
V, S = "/api/v1", "/simulator/v1"
BODIES = [
    ("POST", f"{V}/users", USER), ("POST", f"{V}/users/{{user}}", USER), ("PUT", f"{V}/users/{{user}}", USER),
    ("POST", f"{V}/groups", {"profile": {"name": "n", "description": "d"}}),
    ("PUT", f"{V}/groups/{{group}}", {"profile": {"name": "n", "description": "d"}}),
    ("POST", f"{V}/groups/rules", RULE), ("PUT", f"{V}/groups/rules/{{rule}}", RULE),
    ("POST", f"{V}/apps", APP), ("PUT", f"{V}/apps/{{app}}", APP),
    ("POST", f"{V}/apps/{{app}}/users",
     {"id": "{other}", "scope": "USER", "profile": {"title": "x"}, "credentials": {"userName": "u"}}),
    ("POST", f"{V}/apps/{{app}}/users/{{user}}", {"profile": {"title": "x"}, "credentials": {"userName": "u"}}),
    ("PUT", f"{V}/apps/{{app}}/groups/{{group}}", {"priority": 0, "profile": {"title": "x"}}),
    ("PATCH", f"{V}/apps/{{app}}/groups/{{group}}", [{"op": "replace", "path": "/profile/title", "value": "x"}]),
    ("POST", f"{V}/apps/{{app}}/group-push/mappings",
     {"sourceGroupId": "{group}", "targetGroupName": "t", "targetGroupId": None, "status": "ACTIVE"}),
    ("PATCH", f"{V}/apps/{{app}}/group-push/mappings/{{push}}", {"status": "INACTIVE"}),
    ("POST", f"{V}/apps/{{app}}/connections/default",
     {"profile": {"authScheme": "TOKEN", "token": "a-token-of-twelve"}, "baseUrl": "https://scim.acme.test/v2"}),
    ("PUT", f"{V}/apps/{{app}}/features/USER_PROVISIONING", CAPABILITIES),
    ("PUT", f"{V}/apps/{{app}}/features/INBOUND_PROVISIONING", CAPABILITIES),
    ("POST", f"{V}/mappings/{{mapping}}",
     {"properties": {"title": {"expression": "user.title", "pushStatus": "PUSH"}}}),
    ("POST", f"{V}/meta/schemas/apps/{{app}}/default", SCHEMA), ("POST", f"{V}/meta/schemas/user/default", SCHEMA),
    ("PUT", "/api/internal/v1/mappings/reapply", {"mappingId": "{mapping}", "a": 1}),
    ("PUT", f"{V}/apps/{{app}}/policies/p", {"a": 1}),
    ("POST", f"{S}/acts", {"assign_user": {"user": "grace", "username": "x", "profile": {"title": "T"}}}),
    ("POST", f"{S}/acts", {"fault": {"on": "POST /Users", "user": "grace", "respond": {"status": 500, "body": []}}}),
    ("POST", f"{S}/acts", {"create_user": {"alias": "z", "profile": PROFILE, "activate": False}}),
    ("POST", f"{S}/acts", {"hub": {"edit_members": {"resource_group": "g", "add": ["a"], "role": "read"}}}),
    ("POST", f"{S}/acts", {"import_users": {"confirm": ["a"], "match_on": "email"}}),
    ("POST", f"{S}/acts", {"wait": "1s"}),
    ("PUT", f"{S}/apps/{{app}}/provisioning", {"features": ["create_users", "push_groups"]}),
    ("POST", f"{S}/apps/{{app}}/tasks/retry", {"userId": "{user}", "groupId": "{group}"}),
    ("POST", f"{S}/apps/{{app}}/import", {"groupsOnly": False, "confirm": ["x"], "matchOn": "username"}),
    ("POST", f"{S}/clock/advance", {"seconds": 1}),
    ("PUT", f"{S}/rate-limits", {"enforced": False, "limits": {"users": 600}}),
    ("POST", f"{S}/rate-limits/exhaust", {"requests": 0, "part": "users"}),
    ("POST", f"{S}/hub/faults", {"on": "POST /Users", "about": ["x"], "html": 502}),
    ("POST", f"{S}/hub/resource-groups", {"name": "n", "members": {}, "auto_join": True}),
]  # fmt: skip
GETS = (
    f"{V}/users", f"{V}/groups", f"{V}/groups/rules", f"{V}/apps", f"{V}/apps/{{app}}/users", f"{V}/logs",
    f"{V}/apps/{{app}}/group-push/mappings", f"{V}/mappings", f"{S}/state", f"{S}/scenario.yaml", f"{S}/jobs",
)  # fmt: skip
PARAMETERS = ("limit", "after", "q", "filter", "search", "sortBy", "since", "until", "expand", "status", "lastUpdated")
TEXTS = (DIGITS, "%FF", f"id+eq+%22{DIGITS}%22", f"{DIGITS}-01-01T00:00:00Z")
HEADERS = ("Origin", "Host", "Authorization", "Content-Type", "X-Forwarded-Host", "X-Forwarded-Proto", "If-Match")
ADDRESSES = ("http://[", "[", "\xff", "", DIGITS, f"http://a:{DIGITS}", "localhost:x", "application/json; charset=\xff")


def variants(body):
    """The body as JSON texts, a member replaced each time."""

    def places(value, path):
        yield path
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, held in inner:
            yield from places(held, [*path, key])

    for path in places(body, []):
        copy = json.loads(json.dumps([body]))
        spot = copy
        for key in [0, *path][:-1]:
            spot = spot[key]
        spot[[0, *path][-1]] = "\u0000"
        text = json.dumps(copy[0])
        yield from (text.replace(json.dumps("\u0000"), wrong) for wrong in WRONG)


@pytest.fixture
def ids(okta):
    """What stands for the names in the paths and bodies."""
    ada, team = okta.assigned("ada"), next(alias for alias in okta.engine.instance.tenant.groups if alias != "everyone")
    others = [alias for alias in okta.engine.instance.tenant.people if alias != "ada"]
    group = okta.group(team)
    push = okta.ok(
        "POST", f"{V}/apps/{okta.app_id}/group-push/mappings", {"sourceGroupId": group, "targetGroupName": "t"}
    )
    okta.settle()
    rule = okta.ok("POST", f"{V}/groups/rules", json.loads(filled(json.dumps(RULE), {"{group}": group, "{user}": ada})))
    mapping = okta.ok("GET", f"{V}/mappings?targetId={okta.app_id}")[0]["id"]
    return {
        "{user}": ada, "{other}": okta.user(others[0]), "{group}": group, "{app}": okta.app_id,
        "{push}": push["mappingId"] if "mappingId" in push else push["id"], "{rule}": rule["id"], "{mapping}": mapping,
    }  # fmt: skip


def filled(text, ids):
    for name, value in ids.items():
        text = text.replace(name, value)
    return text


@pytest.mark.parametrize("part", range(6))
def test_no_member_of_a_body_breaks_the_org(okta, ids, caplog, part):
    for method, path, body in BODIES[part::6]:
        for text in variants(body):
            sent = filled(text, ids)
            answer = okta.call(method, filled(path, ids), sent)
            assert answer.status_code < 500, (path, sent[:400], answer.text)
            assert answer.status_code < 400 or answer.get_json(), (path, sent[:400])
        okta.call("DELETE", f"{S}/hub/faults")
    okta.settle()
    for path in GETS:
        assert okta.call("GET", filled(path, ids)).status_code < 500, path
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


def test_no_query_breaks_the_org(okta, ids):
    for path in GETS:
        for name in PARAMETERS:
            for text in TEXTS:
                answer = okta.call("GET", f"{filled(path, ids)}?{name}={text}")
                assert answer.status_code < 500, (path, name, text[:80], answer.text[:300])


@pytest.mark.parametrize("name", HEADERS)
def test_no_header_breaks_the_org(okta, name):
    for value in ADDRESSES:
        answer = okta.call("POST", f"{V}/groups", {"profile": {"name": "n"}}, headers={name: value})
        assert answer.status_code < 500, (value[:80], answer.text)


def test_no_member_of_a_state_breaks_the_org(okta, ids):
    whole = okta.ok("GET", f"{S}/state")
    broken = random.Random(7).sample(list(variants(whole)), 150)

    for text in broken:
        answer = okta.call("PUT", f"{S}/state", text)
        assert answer.status_code in (204, 400), (text[:400], answer.text)
        if answer.status_code == 204:
            for path in GETS:
                assert okta.call("GET", filled(path, ids)).status_code < 500, (path, text)
            okta.ok("PUT", f"{S}/state", whole)


class Importing:
    """A provider with one account and one group, all of whose members are the same text."""

    def __init__(self, text):
        self._text = text

    def send(self, request, base_url, headers):
        names = ("id", "userName", "displayName")
        resource = {**dict.fromkeys(names, "\u0000"), "name": {"givenName": "\u0000"}, "emails": [{"value": "\u0000"}]}
        page = json.dumps({"totalResults": 1, "startIndex": 1, "itemsPerPage": 1, "Resources": [resource]})
        return Response(200, {}, page.replace(json.dumps("\u0000"), self._text))


@pytest.mark.parametrize("text", ['"\\ud800@acme.test"', '"a\\u0000b@acme.test"', f'"{DIGITS}@acme.test"', "{}", "5"])
def test_what_a_provider_is_imported_with_breaks_no_page(open_okta, caplog, text):
    okta = open_okta(transport=Importing(text))
    features = ["create_users", "push_groups", "import_users", "import_groups"]
    okta.ok("PUT", f"{S}/apps/{okta.app_id}/provisioning", {"features": features})
    okta.call("POST", f"{S}/apps/{okta.app_id}/import?wait=10", {"confirm": "all"})
    okta.settle()

    for path in (*GETS, f"{S}/transcript"):
        assert okta.call("GET", path.replace("{app}", okta.app_id)).status_code < 500, path
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
