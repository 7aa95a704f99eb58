"""The audit log: who did what, from where: huggingface-scim 9."""

import pytest

from provider_stub.memory.audit import anonymized
from provider_stub.rules import Rules


def log(hub, query=""):
    """The events, newest first, as type and author."""
    return [(each["type"], each["author"]["user"]) for each in hub.api("GET", f"/audit-log/export{query}").json]


def test_what_scim_does_is_done_by_a_system(hub):
    user_id = hub.create("ada-l")
    hub.patch(f"/Users/{user_id}", {"op": "replace", "value": {"active": False}})
    hub.scim("DELETE", f"/Users/{user_id}")
    reply = hub.api("GET", "/audit-log/export")
    assert [each["type"] for each in reply.json] == ["org.remove_user", "org.add_user"]
    assert {(each["author"]["user"], each["author"]["type"]) for each in reply.json} == {("scim", "system")}
    assert [each["message"] for each in reply.json] == [
        "Removed ada-l from the organization",
        "Added ada-l to the organization as read",
    ]
    assert reply.json[0]["createdAt"] == "2026-01-05T08:00:00.000Z"
    assert reply.headers["Content-Disposition"] == 'attachment; filename="acme-audit-log.json"'


def test_by_rule_scim_is_the_owner_whose_token_it_is(make):
    hub = make(rules=Rules(scim_author="owner"))
    hub.create("ada-l")
    assert log(hub) == [("org.add_user", "owner")]


def test_what_is_done_on_a_page_or_through_the_api_is_done_by_the_owner(hub):
    hub.create("ada-l")
    hub.create("grace-h")
    path = f"/resource-groups/{hub.api('POST', '/resource-groups', {'name': 'gpu'}).json['id']}"
    hub.api("POST", f"{path}/users", {"users": [{"user": "ada-l", "role": "read"}]})
    hub.api("PATCH", f"{path}/users/ada-l", {"role": "write"})
    hub.hook("POST", "/resource-groups/gpu/members", {"add": {"ada-l": "admin", "grace-h": "read"}})
    hub.api("PUT", "/members/ada-l/role", {"role": "write", "resourceGroups": []})
    hub.api("DELETE", f"{path}/users/grace-h")
    hub.api("PATCH", path, {"description": "x", "spendLimits": {"total": 1}})
    hub.api("POST", f"{path}/settings", {"autoJoin": {"enabled": True, "role": "read"}})
    hub.api("POST", f"{path}/settings", {})
    hub.api("PUT", "/members/grace-h/role", {"role": "read", "resourceGroups": []})
    hub.api("DELETE", path)
    events = hub.api("GET", "/audit-log/export").json
    assert {(each["author"]["user"], each["author"]["type"]) for each in events[:-2]} == {("owner", "user")}
    assert [(each["type"], each["message"]) for each in reversed(events[:-2])] == [
        ("resource_group.create", "Created resource group gpu"),
        ("resource_group.add_users", "Added ada-l to resource group gpu as read"),
        ("resource_group.change_role", "Changed the role of ada-l in resource group gpu to write"),
        ("resource_group.change_role", "Changed the role of ada-l in resource group gpu to admin"),
        ("resource_group.add_users", "Added grace-h to resource group gpu as read"),
        ("resource_group.remove_users", "Removed ada-l from resource group gpu"),
        ("org.change_role", "Changed the role of ada-l from read to write"),
        ("resource_group.remove_users", "Removed grace-h from resource group gpu"),
        ("resource_group.settings", "Changed description, spendLimits of resource group gpu"),
        ("resource_group.settings", "Changed auto-join of resource group gpu"),
        ("resource_group.add_users", "Added ada-l, grace-h to resource group gpu as read"),
        ("resource_group.remove_users", "Removed grace-h from resource group gpu"),
        ("resource_group.delete", "Deleted resource group gpu"),
    ]


def test_a_links_role_is_changed_by_the_owner_and_a_membership_by_scim(hub):
    hub.hook("POST", "/resource-groups", {"name": "gpu", "service_accounts": {"ci-bot": "read"}})
    ada, grace = hub.create("ada-l"), hub.create("grace-h")
    group = hub.group("team", [ada])
    for method, role in (("POST", "read"), ("PATCH", "write")):
        hub.hook(method, "/links", {"group": "team", "resource_group": "gpu", "role": role})
    hub.patch(f"/Groups/{group}", {"op": "add", "path": "members", "value": [{"value": grace}]})
    hub.hook("POST", "/resource-groups/gpu/members", {"add": {"ci-bot": "write"}})
    hub.scim("DELETE", f"/Groups/{group}")
    assert log(hub, "?q=type:resource_group.create") == [("resource_group.create", "owner")]
    assert log(hub)[:5] == [
        ("resource_group.remove_users", "scim"),
        ("resource_group.change_role", "owner"),
        ("resource_group.add_users", "scim"),
        ("resource_group.change_role", "owner"),
        ("resource_group.add_users", "owner"),
    ]


def test_an_invitation_is_sent_by_scim_and_accepted_by_the_person(basic):
    basic.create("ada-l")
    basic.hook("POST", "/invitations/ada-l/accept")
    basic.hook("DELETE", "/members/ada-l")
    assert log(basic)[:3] == [("org.remove_user", "owner"), ("org.invite.accept", "ada-l"), ("org.invite_user", "scim")]


def test_an_entry_names_the_anonymized_address_and_a_location(hub, bodies):
    hub.scim("POST", "/Users", bodies.user(), environ_overrides={"REMOTE_ADDR": "192.0.2.77"})
    (event,) = hub.api("GET", "/audit-log/export").json
    assert (event["ip"], event["location"]) == ("192.0.2.0", {"formatted": "Unknown"})


def test_without_an_address_an_entry_names_none(hub, bodies):
    hub.scim("POST", "/Users", bodies.user(), environ_overrides={"REMOTE_ADDR": ""})
    (event,) = hub.api("GET", "/audit-log/export").json
    assert not {"ip", "location"} & set(event)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("127.0.0.1", "127.0.0.0"),
        ("203.0.113.255", "203.0.113.0"),
        ("::ffff:203.0.113.9", "203.0.113.0"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
        ("fe80::1%eth0", "fe80::"),
        ("::1", "::"),
        ("a socket", None),
    ],
)
def test_an_address_loses_its_end(address, shown):
    assert anonymized(address) == shown


def test_by_rule_the_oldest_event_comes_first(make):
    hub = make(rules=Rules(audit_order="oldest_first"))
    hub.create("ada-l")
    hub.api("POST", "/resource-groups", {"name": "gpu"})
    assert log(hub) == [("org.add_user", "scim"), ("resource_group.create", "owner")]


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("type:org.add_user", ["org.add_user"]),
        ("author:owner", ["resource_group.create"]),
        ("author:nobody", []),
        ("ip:127.0.0.0", ["resource_group.create", "org.add_user"]),
        ("ip:127.0.0.1", []),
        ("author:scim type:org.add_user", ["org.add_user"]),
        ("author:scim type:resource_group.create", []),
        ("CREATED gpu", ["resource_group.create"]),
        ("about:gpu", []),
    ],
)
def test_events_are_found_by_author_type_address_and_words(hub, query, kinds):
    hub.create("ada-l")
    hub.api("POST", "/resource-groups", {"name": "gpu"})
    found = hub.api("GET", "/audit-log/export", query_string={"q": query}).json
    assert [each["type"] for each in found] == kinds


def test_of_many_people_a_message_names_five_and_its_data_all(hub):
    names = [f"user-{number}" for number in range(8)]
    hub.group("team", [hub.create(name) for name in names])
    hub.hook("POST", "/resource-groups", {"name": "gpu"})
    hub.hook("POST", "/links", {"group": "team", "resource_group": "gpu", "role": "read"})
    event = hub.api("GET", "/audit-log/export").json[0]
    assert event["message"] == ("Added user-0, user-1, user-2, user-3, user-4 and 3 more to resource group gpu as read")
    assert event["data"] == {"resourceGroup": "gpu", "users": names, "role": "read"}


def test_a_saved_log_is_loaded_again(hub):
    hub.create("ada-l")
    before = hub.api("GET", "/audit-log/export").json
    snapshot = hub.hook("GET", "/snapshot").json
    hub.hook("POST", "/reset")
    assert log(hub) == []
    hub.hook("PUT", "/snapshot", snapshot)
    assert hub.api("GET", "/audit-log/export").json == before
