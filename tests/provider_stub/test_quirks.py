"""Each quirk, with the Hub's own behaviour beside it."""

import pytest

from provider_stub.faults.fault import check_name
from provider_stub.quirks import QUIRKS


@pytest.fixture
def quirky(make):
    """A stub with the quirks named."""
    return lambda *names: make(quirks=frozenset(names))


def status(reply):
    return reply.status


def test_all_quirks_of_the_format_are_there_and_described():
    assert list(QUIRKS) == [
        "any-username", "optional-external-id", "case-sensitive-username", "no-patch", "patch-no-content", "no-filter",
        "ignore-active", "ignore-member-removal", "ignore-group-members", "duplicate-members", "refuse-empty-members",
        "optional-members", "no-member-replace", "unknown-member-404", "refuse-inactive-members",
        "asked-items-per-page", "stuck-paging", "short-pages", "numbers-as-strings", "lower-case-list-keys",
        "empty-201", "list-instead-of-user", "html-errors", "drop-extensions", "hide-inactive",
        "hard-delete-on-inactive",
    ]  # fmt: skip
    for quirk in QUIRKS.values():
        assert quirk.says
        assert quirk.source
        assert "\n" not in quirk.says
        assert quirk.rules or quirk.before or quirk.after


def test_an_unknown_quirk_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match="did you mean 'no-patch'"):
        check_name("quirk", "no-pach", QUIRKS)
    with pytest.raises(ValueError, match="known are any-username"):
        check_name("quirk", "%%%", QUIRKS)


def test_any_username(quirky, hub, bodies):
    body = bodies.user("ada.lovelace@acme.test", emails=[{"value": "ada@acme.test"}])
    assert hub.scim("POST", "/Users", body).status == 400
    assert quirky("any-username").scim("POST", "/Users", body).json["userName"] == "ada.lovelace@acme.test"


def test_optional_external_id(quirky, hub, bodies):
    body = bodies.user(externalId=None)
    assert hub.scim("POST", "/Users", body).status == 400
    free = quirky("optional-external-id")
    assert free.scim("POST", "/Users", body).json["externalId"] is None
    assert free.scim("POST", "/Users", bodies.user("other", externalId=None)).status == 201


def test_case_sensitive_username(quirky, hub, bodies):
    variant = bodies.user("JOHN-doe", externalId="x", emails=[{"value": "x@example.com"}])
    hub.create("john-doe")
    assert hub.scim("POST", "/Users", variant).status == 409
    exact = quirky("case-sensitive-username")
    exact.create("john-doe")
    assert exact.scim("GET", '/Users?filter=userName eq "JOHN-doe"').json["totalResults"] == 0
    assert exact.scim("POST", "/Users", variant).status == 201
    assert exact.scim("GET", '/Users?filter=userName eq "JOHN-doe"').json["Resources"][0]["userName"] == "JOHN-doe"


def test_no_patch(quirky, bodies):
    hub = quirky("no-patch")
    user_id = hub.create()
    assert hub.patch(f"/Users/{user_id}", {"op": "replace", "value": {"active": False}}).status == 501
    assert hub.scim("PUT", f"/Users/{user_id}", bodies.user(active=False)).status == 200


def test_patch_no_content(quirky):
    hub = quirky("patch-no-content")
    user_id = hub.create()
    reply = hub.patch(f"/Users/{user_id}", {"op": "replace", "value": {"active": False}})
    assert (reply.status, reply.text) == (204, "")
    assert hub.scim("GET", f"/Users/{user_id}").json["active"] is False
    assert hub.patch("/Users/x").status == 404


def test_no_filter(quirky):
    hub = quirky("no-filter")
    assert hub.scim("GET", '/Users?filter=userName eq "x"').status == 501
    assert hub.scim("GET", "/Users").status == 200


@pytest.mark.parametrize("sso", ["managed", "basic"])
def test_ignore_active(make, bodies, sso):
    hub = make(sso=sso, quirks={"ignore-active"}, accounts=[{"username": "ada-l"}] if sso == "basic" else [])
    user_id = hub.create("ada-l")
    replies = [
        hub.patch(f"/Users/{user_id}", {"op": "replace", "value": {"active": False}}),
        hub.scim("PUT", f"/Users/{user_id}", bodies.user("ada-l", active=False)),
    ]
    assert [(reply.status, reply.json["active"]) for reply in replies] == [(200, True), (200, True)]


def test_ignore_member_removal(quirky, bodies):
    hub = quirky("ignore-member-removal")
    one, two = hub.create("one"), hub.create("two")
    group_id = hub.group(members=[one])
    assert hub.patch(f"/Groups/{group_id}", {"op": "remove", "path": f'members[value eq "{one}"]'}).status == 200
    assert hub.scim("PUT", f"/Groups/{group_id}", bodies.group(members=[two])).status == 200
    assert hub.members(group_id) == [one, two]


def test_ignore_group_members(quirky):
    hub = quirky("ignore-group-members")
    one = hub.create("one")
    group_id = hub.group(members=[one])
    assert hub.patch(f"/Groups/{group_id}", {"op": "add", "path": "members", "value": [{"value": one}]}).status == 200
    assert hub.members(group_id) == []


def test_duplicate_members(quirky):
    hub = quirky("duplicate-members")
    one = hub.create("one")
    group_id = hub.group(members=[one])
    hub.patch(f"/Groups/{group_id}", {"op": "add", "path": "members", "value": [{"value": one}]})
    assert hub.members(group_id) == [one, one]
    hub.patch(f"/Groups/{group_id}", {"op": "remove", "path": f'members[value eq "{one}"]'})
    assert hub.members(group_id) == []


def test_refuse_empty_members(quirky, bodies):
    hub = quirky("refuse-empty-members")
    group_id = hub.group(members=[hub.create()])
    replies = [
        hub.scim("POST", "/Groups", bodies.group("empty")),
        hub.scim("PUT", f"/Groups/{group_id}", bodies.group()),
        hub.patch(f"/Groups/{group_id}", {"op": "replace", "path": "members", "value": []}),
        hub.patch(f"/Groups/{group_id}", {"op": "replace", "value": {"members": []}}),
    ]
    assert [reply.status for reply in replies] == [400] * 4
    assert hub.patch(f"/Groups/{group_id}", {"op": "replace", "value": {"displayName": "x"}}).status == 200
    assert [hub.scim("POST", "/Groups", body).status for body in ([], {})] == [400, 400]
    assert hub.patch(f"/Groups/{group_id}", "nonsense").status == 400


def test_optional_members(quirky, hub, bodies):
    assert hub.scim("POST", "/Groups", {"displayName": "ml-team"}).status == 400
    free = quirky("optional-members")
    made = free.scim("POST", "/Groups", {"displayName": "ml-team"}).json
    assert made["members"] == []
    path, body = f"/Groups/{made['id']}", bodies.group("team", [free.create()])
    assert len(free.scim("PUT", path, body).json["members"]) == 1
    del body["members"]
    assert free.scim("PUT", path, body).json["members"] == []
    assert free.scim("PUT", path, body | {"members": None}).status == 400


def test_no_member_replace(quirky, bodies):
    hub = quirky("no-member-replace")
    one, two = hub.create("one"), hub.create("two")
    path = f"/Groups/{hub.group(members=[one])}"
    replacements = (
        {"op": "replace", "path": "members", "value": [{"value": two}]},
        {"op": "Replace", "path": "Members", "value": []},
        {"op": "replace", "value": {"members": []}},
    )
    for operation in replacements:
        reply = hub.patch(path, operation)
        assert (reply.status, reply.json["detail"]) == (501, "patch-REPLACE-operation not supported for group.members")
    assert hub.patch(path, {"op": "replace", "value": {"displayName": "other"}}).status == 200
    assert hub.patch(path, {"op": "add", "path": "members", "value": [{"value": two}]}).status == 200
    assert hub.patch(path, {"op": "remove", "path": f'members[value eq "{one}"]'}).json["members"] == [{"value": two}]
    assert hub.scim("PUT", path, bodies.group(members=[one])).status == 200
    assert hub.patch(path, "nonsense").status == 400
    assert hub.scim("PATCH", path, []).status == 400


def group_writes(hub, bodies, group_id, *members):
    """A POST, a PUT and a PATCH that each name these members."""
    listed = [{"value": each} for each in members]
    yield hub.scim("POST", "/Groups", bodies.group("another", members=list(members)))
    yield hub.scim("PUT", f"/Groups/{group_id}", bodies.group(members=list(members)))
    yield hub.patch(f"/Groups/{group_id}", {"op": "add", "path": "members", "value": listed})


def test_unknown_member_404(quirky, hub, bodies):
    nobody = "0" * 24
    for made, status in ((hub, 400), (quirky("unknown-member-404"), 404)):
        known, group_id = made.create(), made.group()
        replies = list(group_writes(made, bodies, group_id, known, nobody))
        assert [reply.status for reply in replies] == [status] * 3
        assert made.members(group_id) == []
    assert {reply.json["detail"] for reply in replies} == {"User not found."}


def test_refuse_inactive_members(quirky, hub, bodies):
    for made, status in ((hub, 200), (quirky("refuse-inactive-members"), 400)):
        known, inactive, group_id = made.create("one"), made.create("two"), made.group()
        made.patch(f"/Users/{inactive}", {"op": "replace", "value": {"active": False}})
        post, *rest = group_writes(made, bodies, group_id, known, inactive)
        assert (post.status, [reply.status for reply in rest]) == (201 if status == 200 else 400, [status] * 2)
        assert made.members(group_id) == ([known, inactive] if status == 200 else [])
    assert post.json["detail"] == "members: 'two' is not active"
    assert made.scim("POST", "/Groups", bodies.group("x", members=["0" * 24])).status == 400


def test_asked_items_per_page(quirky, hub):
    for made, shown in ((hub, 0), (quirky("asked-items-per-page"), 100)):
        made.create()
        reply = made.scim("GET", "/Users?startIndex=101&count=100").json
        assert (reply["totalResults"], reply["itemsPerPage"], reply["Resources"]) == (1, shown, [])
    assert made.scim("GET", "/Users").json["itemsPerPage"] == 1


def test_stuck_paging(quirky):
    hub = quirky("stuck-paging")
    hub.create("one")
    hub.create("two")
    for start in (1, 2):
        reply = hub.scim("GET", f"/Users?startIndex={start}&count=1").json
        assert [each["userName"] for each in reply["Resources"]] == ["one"]
        assert reply["totalResults"] == 2


@pytest.mark.parametrize("query", ["", "count=100", "count=1000"])
def test_short_pages(quirky, query):
    hub = quirky("short-pages")
    for number in range(51):
        hub.create(f"user-{number:02d}")
    reply = hub.scim("GET", f"/Users?{query}").json
    assert (reply["totalResults"], reply["itemsPerPage"]) == (51, 50)
    assert hub.scim("GET", "/Users?count=7").json["itemsPerPage"] == 7


def test_numbers_as_strings(quirky):
    hub = quirky("numbers-as-strings")
    user_id = hub.create()
    reply = hub.scim("GET", "/Users?count=100").json
    assert (reply["totalResults"], reply["itemsPerPage"], reply["startIndex"]) == ("1", "1", "1")
    assert hub.scim("GET", f"/Users/{user_id}").json["active"] is True


def test_lower_case_list_keys(quirky):
    hub = quirky("lower-case-list-keys")
    user_id = hub.create()
    assert set(hub.scim("GET", "/Users").json) == {"schemas", "totalresults", "itemsperpage", "startindex", "resources"}
    assert "userName" in hub.scim("GET", f"/Users/{user_id}").json


def test_empty_201(quirky, bodies):
    hub = quirky("empty-201")
    reply = hub.scim("POST", "/Users", bodies.user())
    assert (reply.status, reply.text) == (201, "")
    assert "Location" in reply.headers
    assert hub.state()["members"] == {"john-doe": "active"}


def test_list_instead_of_user(quirky):
    hub = quirky("list-instead-of-user")
    user_id = hub.create()
    assert hub.scim("GET", f"/Users/{user_id}").json["Resources"][0]["id"] == user_id
    assert hub.scim("GET", "/Users").json["totalResults"] == 1
    assert hub.scim("GET", f"/Groups/{hub.group()}").json["displayName"] == "ml-team"


def test_html_errors(quirky):
    hub = quirky("html-errors")
    for reply in (hub.scim("GET", "/Users/x"), hub.scim("GET", "/Users", headers={"Authorization": ""})):
        assert reply.status in (401, 404)
        assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
        assert reply.text.startswith("<!DOCTYPE html>")
    assert hub.scim("GET", "/Users").json["totalResults"] == 0


def test_drop_extensions(quirky, hub, bodies):
    urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    operation = {"op": "replace", "path": f"{urn}:department", "value": "Tooling"}
    assert hub.patch(f"/Users/{hub.create()}", operation).status == 400
    dropping = quirky("drop-extensions")
    reply = dropping.scim("POST", "/Users", bodies.user(**{urn: {"department": "Tooling"}}))
    assert (reply.status, urn in reply.json) == (201, False)
    path = f"/Users/{reply.json['id']}"
    both = dropping.patch(path, operation, {"op": "replace", "path": "userName", "value": "other"})
    assert (both.status, both.json["userName"]) == (200, "other")
    assert dropping.scim("POST", "/Users", []).status == 400


@pytest.mark.parametrize("sso", ["managed", "basic"])
def test_hide_inactive(make, bodies, sso):
    accounts = [{"username": "ada-l"}, {"username": "grace-h"}] if sso == "basic" else []
    hub = make(sso=sso, quirks={"hide-inactive"}, accounts=accounts)
    ada, grace = hub.create("ada-l"), hub.create("grace-h")
    hub.patch(f"/Users/{ada}", {"op": "replace", "value": {"active": False}})

    listed = hub.scim("GET", "/Users").json
    assert (listed["totalResults"], [each["id"] for each in listed["Resources"]]) == (1, [grace])
    for query in ('userName eq "ada-l"', 'externalId eq "00u-ada-l"', f'id eq "{ada}"'):
        assert hub.scim("GET", f"/Users?filter={query}").json["totalResults"] == 0
    assert hub.scim("GET", f"/Users/{ada}").json["active"] is False
    assert hub.scim("POST", "/Users", bodies.user("ada-l")).status == 409
    taken = bodies.user("grace-h" if sso == "basic" else "other", externalId="00u-ada-l")
    assert hub.scim("POST", "/Users", taken).status == 409
    assert hub.scim("PUT", f"/Users/{ada}", bodies.user("ada-l", active=True)).status == 200
    assert hub.scim("GET", "/Users").json["totalResults"] == 2


def test_an_inactive_account_that_is_listed_can_be_made_again(hub, bodies):
    ada = hub.create("ada-l")
    hub.patch(f"/Users/{ada}", {"op": "replace", "value": {"active": False}})
    assert hub.scim("GET", '/Users?filter=userName eq "ada-l"').json["totalResults"] == 1
    assert hub.scim("POST", "/Users", bodies.user("ada-l")).status == 201


@pytest.mark.parametrize("sso", ["managed", "basic"])
def test_hard_delete_on_inactive(make, sso):
    hub = make(sso=sso, quirks={"hard-delete-on-inactive"}, accounts=[{"username": "ada-l"}] if sso == "basic" else [])
    user_id = hub.create("ada-l")
    reply = hub.patch(f"/Users/{user_id}", {"op": "replace", "value": {"active": False}})
    assert (reply.status, reply.json["active"]) == (200, False)
    assert hub.scim("GET", f"/Users/{user_id}").status == 404


def test_quirks_touch_scim_only(make):
    hub = make(quirks={"html-errors", "numbers-as-strings"})
    assert hub.hook("GET", "/nothing").json["error"]
    assert hub.api("GET", "/nothing").json["error"]
