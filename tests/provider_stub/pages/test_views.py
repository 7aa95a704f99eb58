"""What owners read under /-/: the SCIM tab, members, Resource Groups, the audit log, the rate limit."""

import pytest

from provider_stub.rules import Rules
from provider_stub.settings import RateLimit

LONG = "a-token-that-is-long-enough-to-tell-its-end"


def view(client, path):
    reply = client.hook("GET", path)
    assert reply.status == 200, reply.text
    return reply.json


def test_the_scim_tab_names_the_tenant_url_of_the_sso_model_and_the_groups_with_their_links(hub, basic):
    team = hub.group("team", [hub.create()])
    hub.hook("POST", "/resource-groups", {"name": "gpu"})
    hub.hook("POST", "/links", {"group": "team", "resource_group": "gpu", "role": "write"})

    tab = view(hub, "/scim")

    assert (tab["organization"], tab["sso"]) == ("acme", "managed")
    assert tab["tenant_url"] == "http://localhost/api/organizations/acme/scim/v2"
    assert hub.open("GET", f"{tab['tenant_url']}/Users").status == 200
    assert view(basic, "/scim")["tenant_url"].endswith("/acme/scim-provisioning/v2")
    (group,) = tab["groups"]
    assert (group["id"], group["name"], group["members"]) == (team, "team", 1)
    assert [(each["resource_group"], each["role"]) for each in group["links"]] == [("gpu", "write")]


def test_of_a_token_its_last_characters_are_told_where_it_is_long_enough_and_known(make):
    hub = make(token=LONG, public_url="https://hub.test")

    assert view(hub, "/scim")["token_end"] == "-end"
    assert view(hub, "/scim")["tenant_url"].startswith("https://hub.test/api/")
    token = hub.hook("POST", "/token").json["token"]
    tab = view(hub, "/scim")
    assert (tab["token"], tab["token_end"]) == ("set", token[-4:])
    assert token not in str(tab)
    saved = view(hub, "/snapshot")
    assert token[-4:] not in saved["token_sha256"]
    hub.hook("PUT", "/snapshot", saved)
    assert (view(hub, "/scim")["token"], view(hub, "/scim")["token_end"]) == ("set", None)
    hub.hook("DELETE", "/token")
    assert (view(hub, "/scim")["token"], view(hub, "/scim")["token_end"]) == ("revoked", None)
    assert view(make(token="short-token"), "/scim")["token_end"] is None


def test_members_are_told_with_their_standing_and_what_the_hub_knows_of_them(basic):
    basic.create("ada-l")
    basic.hook("POST", "/resource-groups", {"name": "gpu", "members": {"linus": "admin"}})

    told = view(basic, "/members")

    assert told["standings"] == {"outsider": 1, "pending": 1, "active": 1, "inactive": 0}
    assert [(each["username"], each["standing"], each["provisioned"]) for each in told["members"]] == [
        ("ada-l", "pending", True), ("grace-h", "outsider", False), ("linus", "active", False),
    ]  # fmt: skip
    linus = told["members"][2]
    assert (linus["full_name"], linus["email"], linus["role"]) == ("Linus", "linus@acme.test", "read")
    assert linus["resource_groups"] == {"gpu": "admin"}
    assert view(basic, "/members/linus") == linus
    assert view(basic, f"/members/{linus['id']}") == linus
    assert basic.hook("GET", "/members/nobody").status == 404


def test_members_are_searched_kept_by_standing_and_read_in_parts(make):
    names = [f"user-{number}" for number in range(12)]
    hub = make(accounts=[{"username": each, "full_name": f"Jo {each.upper()}", "member": True} for each in names])
    hub.create("elsewhere", active=False)

    def names_of(query):
        return [each["username"] for each in view(hub, f"/members?{query}")["members"]]

    assert names_of("start=3&count=2") == ["user-3", "user-4"]
    assert names_of("start=12") == ["elsewhere"]
    assert names_of("search=USER-1") == ["user-1", "user-10", "user-11"]
    assert names_of("standing=inactive") == ["elsewhere"]
    found = view(hub, "/members?search=user&standing=inactive&count=1")
    assert (found["total"], found["standings"]["active"]) == (0, 12)
    assert view(hub, "/members?count=1")["total"] == 13


@pytest.mark.parametrize("query", ["count=0", "count=10001", "count=x", "start=-1", "start=1.5", "standing=member"])
def test_a_part_that_cannot_be_is_refused(hub, query):
    reply = hub.hook("GET", f"/members?{query}")

    assert (reply.status, reply.json["error"].partition(":")[0]) == (400, query.partition("=")[0])


def test_resource_groups_are_told_with_links_and_one_with_who_is_in_it(hub):
    ada, bob = hub.create("ada-l"), hub.create("bob-b")
    team = hub.group("team", [ada, bob])
    hub.hook("POST", "/resource-groups", {"name": "gpu", "service_accounts": {"ci-bot": "write"}})
    hub.hook("POST", "/resource-groups", {"name": "all", "auto_join": True})
    hub.hook("POST", "/links", {"group": "team", "resource_group": "gpu", "role": "write"})

    gpu, everybody = view(hub, "/resource-groups")["resource_groups"]

    assert gpu["links"] == [{"id": team, "group": "team", "role": "write"}]
    assert (gpu["name"], gpu["members"], gpu["auto_join"]) == ("gpu", 2, None)
    assert gpu["service_accounts"] == {"ci-bot": "write"}
    assert everybody["auto_join"] == {"role": "read", "scope": "all"}
    one = view(hub, f"/resource-groups/{gpu['id']}?search=ADA")
    assert one["total"] == 1
    assert one["people"] == [{"id": ada, "username": "ada-l", "full_name": "John Doe", "role": "write"}]
    assert [each["username"] for each in view(hub, "/resource-groups/gpu?start=1")["people"]] == ["bob-b"]
    assert hub.hook("GET", "/resource-groups/none").status == 404


def test_the_audit_log_is_read_newest_first_and_filtered_as_its_export(make):
    hub = make(rules=Rules(audit_order="oldest_first"))
    hub.create("ada-l")
    hub.create("bob-b")
    hub.hook("DELETE", "/members/ada-l")

    told = view(hub, "/audit-log?count=2")

    assert told["total"] == 3
    assert [each["type"] for each in told["events"]] == ["org.remove_user", "org.add_user"]
    added = view(hub, "/audit-log?q=type:org.add_user%20ada-l")
    assert (added["total"], added["events"][0]["data"]["user"]) == (1, "ada-l")
    export = hub.hook("GET", "/audit-log/export?q=type:org.add_user")
    assert [each["data"]["user"] for each in export.json] == ["ada-l", "bob-b"]
    assert export.headers["Content-Disposition"] == 'attachment; filename="acme-audit-log.json"'
    assert export.json == hub.api("GET", "/audit-log/export?q=type:org.add_user").json


def test_the_rate_limit_is_told_and_a_look_opens_no_window(make, clock):
    hub = make(rate_limit=RateLimit(quota=3, window=60, creations=2))

    before = view(hub, "/rate-limit")
    assert (before["quota"], before["window"], before["used"], before["left"], before["ends"]) == (3, 60, 0, 3, None)
    clock.sleep(45)
    hub.create()
    clock.sleep(1)
    told = view(hub, "/rate-limit")
    assert (told["used"], told["left"], told["created"], told["creations"]) == (1, 2, 1, 2)
    assert told["ends"] == "2026-01-05T08:01:45.000Z"
    for _ in range(4):
        hub.scim("GET", "/Users")
    assert view(hub, "/rate-limit")["left"] == 0
    assert hub.open("GET", f"{hub.family}/Users", headers={"Authorization": "Bearer wrong"}).status == 401
    clock.sleep(60)
    assert view(hub, "/rate-limit")["left"] == 3


def test_by_rule_a_window_ends_by_the_clock_and_there_may_be_no_limit(make, clock):
    hub = make(rate_limit=RateLimit(quota=3, window=60), rules=Rules(window_opens="clock"))
    clock.sleep(45)

    assert view(hub, "/rate-limit")["ends"] == "2026-01-05T08:01:00.000Z"
    assert view(make(rate_limit=None), "/rate-limit") == {"quota": None}
