"""Whatever is sent, the answer is proper: JSON, and never a 5xx."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provider_stub.quirks import QUIRKS

BOUNDED = settings(
    max_examples=80, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)

KEYS = st.sampled_from(
    ["schemas", "userName", "name", "givenName", "familyName", "emails", "value", "externalId", "active",
     "displayName", "members", "Operations", "op", "path", "id", "add", "remove", "role", "users", "group",
     "resource_group", "username", "on", "times", "respond", "status", "autoJoin", "enabled", "resourceGroups",
     "full_name", "email", "format", "people", "auto_join", "service_accounts", "spendLimits", "total", "description"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["urn:ietf:params:scim:api:messages:2.0:PatchOp", "urn:ietf:params:scim:schemas:core:2.0:Group", "replace",
         "members", 'members[value eq "x"]', "active", "john-doe", "ml-team", "gpu", "read", "a@b.co"]
    ),
)  # fmt: skip
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=12
)

TARGETS = [
    ("POST", "scim", "/Users"), ("PUT", "scim", "/Users/{user}"), ("PATCH", "scim", "/Users/{user}"),
    ("POST", "scim", "/Groups"), ("PUT", "scim", "/Groups/{group}"), ("PATCH", "scim", "/Groups/{group}"),
    ("POST", "api", "/resource-groups"), ("PATCH", "api", "/resource-groups/{target}"),
    ("POST", "api", "/resource-groups/{target}/settings"), ("POST", "api", "/resource-groups/{target}/users"),
    ("PATCH", "api", "/resource-groups/{target}/users/john-doe"), ("PUT", "api", "/members/john-doe/role"),
    ("POST", "hook", "/links"), ("PATCH", "hook", "/links"), ("DELETE", "hook", "/links"),
    ("POST", "hook", "/accounts"), ("POST", "hook", "/resource-groups"), ("POST", "hook", "/faults"),
    ("POST", "hook", "/resource-groups/gpu/members"),
    ("POST", "hook", "/resource-groups/gpu/auto-join"), ("POST", "hook", "/accounts/john-doe/rename"),
    ("POST", "hook", "/quirks"), ("PUT", "hook", "/snapshot"), ("POST", "hook", "/invitations/john-doe/decline"),
]  # fmt: skip


@pytest.fixture
def places(hub):
    """Ids that stand for the names in the targets."""
    user = hub.create("john-doe")
    target = hub.api("POST", "/resource-groups", {"name": "gpu"}).json["id"]
    return {"user": user, "group": hub.group(members=[user]), "target": target}


@BOUNDED
@given(body=VALUES, target=st.sampled_from(TARGETS))
def test_any_json_to_any_write_is_answered_properly(hub, places, body, target):
    method, family, path = target
    reply = getattr(hub, family)(method, path.format(**places), json.dumps(body).encode())
    assert reply.status < 500, reply.text
    assert reply.status == 204 or reply.json is not None or reply.status in (200, 201)
    if reply.status >= 400:
        assert reply.json
    hub.hook("DELETE", "/faults")


@BOUNDED
@given(raw=st.binary(max_size=60), target=st.sampled_from(TARGETS))
def test_any_bytes_to_any_write_are_answered_properly(hub, places, raw, target):
    method, family, path = target
    reply = getattr(hub, family)(method, path.format(**places), raw)
    assert reply.status < 500, reply.text


@BOUNDED
@given(
    path=st.text(max_size=40),
    query=st.text(max_size=40),
    method=st.sampled_from(["GET", "PUT", "DELETE", "PATCH", "X"]),
)
def test_any_path_and_query_are_answered_properly(hub, path, query, method):
    raw = path.encode("utf-8", "replace").decode("latin-1")
    for start in ("/", f"{hub.family}/", f"{hub.family}/Users/", "/-/accounts/"):
        overrides = {"PATH_INFO": start + raw, "QUERY_STRING": query.encode("utf-8", "replace").decode("latin-1")}
        reply = hub.open(method, "/", environ_overrides=overrides)
        assert reply.status < 500, reply.text


HEADERS = [
    "Origin",
    "Host",
    "Sec-Fetch-Site",
    "Forwarded",
    "Authorization",
    "Content-Type",
    "Content-Length",
    "If-Match",
]
ADDRESSES = [
    "http://[",
    "http://]",
    "//[::1",
    "[",
    "http://[::1]:99999",
    "http://a:b",
    "null",
    "http://\u2100",
    "9" * 5000,
]


@BOUNDED
@given(name=st.sampled_from(HEADERS), value=st.one_of(st.sampled_from(ADDRESSES), st.text(max_size=20)))
def test_any_header_is_answered_properly(hub, name, value):
    key = name.upper().replace("-", "_")
    key = key if key.startswith("CONTENT") else f"HTTP_{key}"
    overrides = {key: value.encode("utf-8", "replace").decode("latin-1")}
    for method, path in (("GET", "/-/state"), ("POST", "/-/quirks"), ("POST", f"{hub.family}/Users")):
        reply = hub.open(method, path, environ_overrides=overrides)
        assert reply.status < 500, reply.text


@pytest.mark.parametrize("quirk", QUIRKS)
@pytest.mark.parametrize("number", ["9" * 5000, "0" * 5000, "-", "", "1e3", "٣", "²", "NaN"])
def test_any_page_number_is_answered_properly_whatever_the_quirk(make, quirk, number):
    hub = make(quirks={quirk})
    for query in (f"count={number}", f"startIndex={number}", f"count={number}&startIndex={number}&filter=id eq x"):
        assert hub.scim("GET", f"/Users?{query}").status in (200, 400, 501)


@BOUNDED
@given(text=st.text(max_size=40))
def test_any_filter_finds_nothing_or_is_refused(hub, text):
    for kind in ("Users", "Groups"):
        for wanted in (text, f"id eq {text}", f"{text} eq x", f'id eq "{text}"'):
            reply = hub.open("GET", f"{hub.family}/{kind}", query_string={"filter": wanted})
            assert reply.status in (200, 400)
