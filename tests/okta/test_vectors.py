"""The vectors V01 to V35 of okta-wire section 12 and its appendix C, one test each or more."""

from dataclasses import replace

import pytest

from simulator.okta.actions import assignments, configuring, directory, imports, pushing
from simulator.okta.actions.record import Refused
from simulator.okta.flows.conversation import Pause
from simulator.okta.flows.starting import start
from simulator.okta.journal import LogRow
from simulator.okta.org import OktaUser, Row
from simulator.okta.profiles import AppAttribute
from simulator.okta.system_log import entry
from simulator.okta.wire import headers
from simulator.scim import urns
from simulator.scim.message import compact

PATCH = {"schemas": [urns.PATCH_OP]}


def test_v01_the_probe_is_one_request_with_the_captured_headers_and_no_body(world, reply):
    w = world()

    conversation = w.play(configuring.test_connection(w.org, w.app), reply.found())

    assert conversation.lines == ["GET /Users?startIndex=1&count=2"]
    assert conversation.requests[0].body is None
    assert headers(conversation.requests[0], "https://scim.example.test/v2", "t0ken") == [
        ("Accept", "application/scim+json"),
        ("Accept-Charset", "utf-8"),
        ("User-Agent", "Okta SCIM Client 1.0.0"),
        ("Authorization", "Bearer t0ken"),
        ("Host", "scim.example.test"),
        ("Connection", "Keep-Alive"),
        ("Accept-Encoding", "gzip,deflate"),
    ]


def test_v02_import_groups_adds_a_second_probe(world, reply):
    w = world(features=["import_groups"])

    conversation = w.play(configuring.test_connection(w.org, w.app), reply.found(), reply.found())

    assert conversation.lines == ["GET /Users?startIndex=1&count=2", "GET /Groups?startIndex=1&count=100"]


def test_v03_create_looks_up_and_posts_keys_in_order_compactly(world, reply):
    w = world()
    w.app.mappings.pop("emailType")
    user = w.person("test", login="test.joiner@lanternfieldgoods.co.uk", firstName="test", lastName="joiner")

    conversation = w.play(assignments.assign_user(w.org, w.app, user), reply.found(), reply.created("s1"))

    assert conversation.lines == [
        "GET /Users?filter=userName%20eq%20%22test.joiner%40lanternfieldgoods.co.uk%22&startIndex=1&count=100",
        "POST /Users",
    ]
    (body,) = conversation.bodies
    assert list(body) == ["schemas", "userName", "name", "emails", "externalId", "groups", "password", "active"]
    assert body == {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "test.joiner@lanternfieldgoods.co.uk",
        "name": {"givenName": "test", "familyName": "joiner"},
        "emails": [{"primary": True, "value": "test.joiner@lanternfieldgoods.co.uk"}],
        "externalId": user.id,
        "groups": [],
        "password": body["password"],
        "active": True,
    }
    assert len(user.id) == 20
    assert user.id.startswith("00u")
    assert len(body["password"]) >= 8
    payload = conversation.requests[1].payload.decode()
    assert payload.startswith('{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"test.joiner@')
    assert payload.endswith(',"active":true}')
    assert dict(headers(conversation.requests[1], "https://h", "t"))["Content-Length"] == str(len(payload.encode()))


def test_v03_locale_and_display_name_stand_before_the_external_id(world, reply):
    w = world(template="okta_default")
    user = w.person(displayName="Ada L", locale="en-GB", title="Countess")

    conversation = w.play(assignments.assign_user(w.org, w.app, user), reply.found(), reply.created("s1"))

    assert list(conversation.bodies[0]) == [
        "schemas", "userName", "name", "emails", "title", "displayName", "locale", "externalId", "groups", "password",
        "active",
    ]  # fmt: skip


def test_v04_an_enterprise_extension_with_a_value_is_an_object_and_a_schema(world, reply):
    w = world(template="okta_default")
    user = w.person(department="Engines", managerId="00u1")

    conversation = w.play(assignments.assign_user(w.org, w.app, user), reply.found(), reply.created("s1"))

    (body,) = conversation.bodies
    assert body["schemas"] == [urns.CORE_USER, urns.ENTERPRISE_USER]
    assert body[urns.ENTERPRISE_USER] == {"department": "Engines", "manager": {"value": "00u1"}}


def test_v05_empty_optional_attributes_leave_no_key_no_extension_and_no_email_type(world, reply):
    w = world(template="okta_default")
    for name in ("emailType", "locale", "displayName"):
        del w.app.mappings[name]

    conversation = w.play(assignments.assign_user(w.org, w.app, w.person()), reply.found(), reply.created("s1"))

    (body,) = conversation.bodies
    assert list(body) == ["schemas", "userName", "name", "emails", "externalId", "groups", "password", "active"]
    assert body["schemas"] == [urns.CORE_USER]
    assert body["name"] == {"givenName": "Ada", "familyName": "Lovelace"}
    assert body["emails"] == [{"primary": True, "value": "ada@acme.test"}]


@pytest.fixture
def jane(world):
    """The person of the 2022 capture, in an app with the rows that capture shows."""
    w = world()
    for name in ("displayName", "locale"):
        w.app.schema[name] = AppAttribute(name)
        w.app.mappings[name] = Row(f"user.{name}")
    names = {"firstName": "Jane", "lastName": "Smith", "displayName": "Jane Smith"}
    user = OktaUser("00u6a15d23T9AeHhF5d7", "jane", {"email": "jane@test.com", "login": "jane@test.com", **names})
    w.org.add_user(user)
    return w, user


def test_v06_linking_an_active_match_puts_the_607_bytes_of_the_capture(jane, reply, server_user):
    w, user = jane
    path = f"/Users/{server_user['id']}"

    conversation = w.play(
        assignments.assign_user(w.org, w.app, user),
        reply.found(server_user),
        reply.body(200, server_user),
        reply.body(200, server_user),
    )

    assert conversation.lines == [
        "GET /Users?filter=userName%20eq%20%22jane%40test.com%22&startIndex=1&count=100",
        f"GET {path}",
        f"PUT {path}",
    ]
    assert len(conversation.requests[2].payload) == 607
    assert conversation.bodies[0] == {
        **server_user,
        "externalId": "00u6a15d23T9AeHhF5d7",
        "userName": "jane@test.com",
        "name": {"givenName": "Jane", "familyName": "Smith", "formatted": "Mona Octocat"},
        "displayName": "Jane Smith",
        "emails": [{"primary": True, "value": "jane@test.com", "type": "work"}],
        "locale": "en-US",
        "groups": [],
    }


def test_v07_deactivating_in_the_wizard_app_echoes_579_bytes_with_active_false(jane, reply, server_user):
    w, user = jane
    w.assigned(user, server_user["id"])

    conversation = w.play(
        assignments.unassign_user(w.org, w.app, user), reply.body(200, server_user), reply.body(200, server_user)
    )

    assert conversation.lines == [f"GET /Users/{server_user['id']}", f"PUT /Users/{server_user['id']}"]
    assert len(conversation.requests[1].payload) == 579
    assert conversation.bodies == [{**server_user, "active": False}]
    assert conversation.requests[1].payload.decode() == compact({**server_user, "active": False})


@pytest.mark.parametrize("status", [200, 204])
def test_v08_deactivating_in_a_catalogue_app_is_a_patch_of_118_bytes(world, reply, status):
    w = world("oin")
    user = w.person()
    w.assigned(user, "s1")

    conversation = w.play(assignments.unassign_user(w.org, w.app, user), reply.raw(status))

    assert conversation.lines == ["PATCH /Users/s1"]
    assert conversation.requests[0].payload == (
        b'{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],'
        b'"Operations":[{"op":"replace","value":{"active":false}}]}'
    )
    assert len(conversation.requests[0].payload) == 118
    assert conversation.outcome.ok


def test_v09_reassigning_an_inactive_account_takes_two_rounds(jane, reply, server_user):
    w, user = jane
    asleep = {**server_user, "active": False}

    conversation = w.play(
        assignments.assign_user(w.org, w.app, user),
        reply.found(asleep),
        *(reply.body(200, one) for one in (asleep, server_user, server_user, server_user)),
    )

    path = f"/Users/{server_user['id']}"
    assert conversation.lines[1:] == [f"GET {path}", f"PUT {path}", f"GET {path}", f"PUT {path}"]
    assert conversation.bodies[0] == {**server_user, "active": True}
    assert conversation.bodies[1]["userName"] == "jane@test.com"
    assert conversation.bodies[1]["active"] is True


def test_v10_a_title_change_gets_and_puts_the_same_id_and_echoes_what_okta_does_not_manage(world, reply, server_user):
    w = world(template="okta_default")
    user = w.person()
    w.assigned(user, server_user["id"])
    server = {**server_user, "roles": [{"value": "admin"}], "name": {"formatted": "M O", "middleInitial": "X"}}

    conversation = w.play(
        directory.update_user(w.org, user, {"title": "Countess"}), reply.body(200, server), reply.body(200, {})
    )

    assert conversation.lines == [f"GET /Users/{server_user['id']}", f"PUT /Users/{server_user['id']}"]
    (body,) = conversation.bodies
    assert body["title"] == "Countess"
    assert body["roles"] == [{"value": "admin"}]
    assert body["meta"] == server_user["meta"]
    assert body["name"] == {
        "formatted": "M O", "middleInitial": "X", "givenName": "Ada", "familyName": "Lovelace",
    }  # fmt: skip


def test_v11_unassigning_after_a_failed_link_sends_nothing(jane, reply, server_user):
    w, user = jane
    conversation = w.play(
        assignments.assign_user(w.org, w.app, user),
        reply.found(server_user),
        reply.body(200, server_user),
        reply.error(400, "no"),
    )
    assert not conversation.outcome.ok
    w.org.journal.clear()

    assert assignments.unassign_user(w.org, w.app, user) == []

    assert w.log == ["application.user_membership.remove"]
    assert w.tasks == []


def test_v12_suspending_unsuspending_and_deleting_a_deactivated_person_send_nothing(world, reply):
    w = world()
    user = w.person()
    w.assigned(user, "s1")

    assert directory.suspend_user(w.org, user) == []
    assert directory.unsuspend_user(w.org, user) == []
    w.play(directory.deactivate_user(w.org, user), reply.body(200, {}), reply.body(200, {}))
    assert directory.delete_user(w.org, user) == []


def seven(w):
    people = [w.person(f"user{number}") for number in range(1, 8)]
    for user in people:
        w.assigned(user)
    return people


MEMBERS = [{"value": f"id-user{number}", "display": f"user{number}@acme.test"} for number in range(1, 8)]


def test_v13_a_new_group_in_the_wizard_app_is_filtered_posted_read_and_put(world, reply):
    w = world()
    group = w.group("rostr", *seven(w), name="APP-Rostr-Users")
    server = {"schemas": [urns.CORE_GROUP], "id": "g1", "displayName": "APP-Rostr-Users", "members": MEMBERS}

    conversation = w.play(
        pushing.push_group(w.org, w.app, group),
        reply.found(),
        reply.body(201, server),
        reply.body(200, server),
        reply.body(200, server),
    )

    assert conversation.lines == [
        "GET /Groups?filter=displayName%20eq%20%22APP-Rostr-Users%22&startIndex=1&count=100",
        "POST /Groups",
        "GET /Groups/g1",
        "PUT /Groups/g1",
    ]
    assert conversation.bodies[0] == {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "displayName": "APP-Rostr-Users",
        "members": MEMBERS,
    }
    assert conversation.bodies[1] == server


def test_v14_an_empty_group_is_posted_and_put_with_an_empty_list(world, reply):
    w = world()

    conversation = w.play(
        pushing.push_group(w.org, w.app, w.group("empty")),
        reply.found(),
        reply.created("g1"),
        reply.body(200, {"id": "g1"}),
        reply.body(200, {}),
    )

    assert [body["members"] for body in conversation.bodies] == [[], []]
    assert conversation.outcome.ok


def test_v15_a_new_group_in_a_catalogue_app_is_posted_with_members_and_patched_with_all_of_them(world, reply):
    w = world("oin")
    group = w.group("rostr", *seven(w))

    conversation = w.play(pushing.push_group(w.org, w.app, group), reply.found(), reply.created("g1"), reply.raw(204))

    assert [line.split("?")[0] for line in conversation.lines] == ["GET /Groups", "POST /Groups", "PATCH /Groups/g1"]
    assert conversation.bodies[0]["members"] == MEMBERS
    assert conversation.bodies[1] == {**PATCH, "Operations": [{"op": "add", "path": "members", "value": MEMBERS}]}


def test_v16_a_membership_patch_removes_one_by_one_and_then_adds_once(world, reply):
    w = world("oin", membership_rename="never")
    people = {alias: w.person(alias) for alias in ("removeUser1", "removeUser2", "addUser1", "addUser2")}
    for alias, user in people.items():
        w.assigned(user, alias, username=f"{alias}@example.com")
    group = w.group("team", people["removeUser1"], people["removeUser2"])
    w.pushed(group)
    directory.remove_from_group(w.org, group, [people["removeUser1"], people["removeUser2"]])

    conversation = w.play(
        directory.add_to_group(w.org, group, [people["addUser1"], people["addUser2"]]), reply.raw(204)
    )

    assert conversation.lines == ["PATCH /Groups/g1"]
    assert conversation.bodies == [
        {
            **PATCH,
            "Operations": [
                {"op": "remove", "path": 'members[value eq "removeUser1"]'},
                {"op": "remove", "path": 'members[value eq "removeUser2"]'},
                {
                    "op": "add",
                    "path": "members",
                    "value": [
                        {"value": "addUser1", "display": "addUser1@example.com"},
                        {"value": "addUser2", "display": "addUser2@example.com"},
                    ],
                },
            ],
        }
    ]


@pytest.mark.parametrize("people", [7, 0])
def test_v17_push_now_replaces_the_members_also_by_nobody(world, reply, people):
    w = world("oin", membership_rename="never")
    group = w.group("team", *seven(w)[:people])
    w.pushed(group)

    conversation = w.play(pushing.push_now(w.org, w.app, group), reply.raw(204))

    assert conversation.bodies[0]["Operations"] == [{"op": "replace", "path": "members", "value": MEMBERS[:people]}]


def test_v18_a_rename_patch_carries_the_id_inside_its_value(world, reply):
    w = world("oin")
    group = w.group("team")
    w.pushed(group, "abf4dd94-a4c0-4f67-89c9-76b03340cb9b")

    conversation = w.play(directory.rename_group(w.org, group, "Test SCIMv2"), reply.raw(204))

    assert conversation.lines == ["PATCH /Groups/abf4dd94-a4c0-4f67-89c9-76b03340cb9b"]
    value = {"id": "abf4dd94-a4c0-4f67-89c9-76b03340cb9b", "displayName": "Test SCIMv2"}
    assert conversation.bodies == [{**PATCH, "Operations": [{"op": "replace", "value": value}]}]
    assert list(conversation.bodies[0]["Operations"][0]["value"]) == ["id", "displayName"]


def test_v19_unlinking_deletes_the_group_or_sends_nothing(world, reply):
    w = world()
    first, second = w.group("first"), w.group("second")
    w.pushed(first, "g1")
    w.pushed(second, "g2")

    conversation = w.play(pushing.unlink_group(w.org, w.app, first, "delete"), reply.raw(204))

    assert conversation.lines == ["DELETE /Groups/g1"]
    assert conversation.requests[0].body is None
    assert pushing.unlink_group(w.org, w.app, second, "leave") == []
    assert w.app.pushes == {}


def test_v20_an_import_of_250_reads_three_pages_and_skips_the_inactive(world, reply):
    w = world(features=["import_users"])
    accounts = [{"id": f"s{n}", "userName": f"user{n}", "active": n % 10 != 0} for n in range(250)]

    conversation = w.play(
        imports.import_users(w.org, w.app),
        *(reply.found(*accounts[start : start + 100], total=250) for start in (0, 100, 200)),
    )

    assert conversation.lines == [f"GET /Users?startIndex={start}&count=100" for start in (1, 101, 201)]
    assert conversation.outcome.text is not None
    assert conversation.outcome.text.startswith(
        "225 users scanned!\n225 new users imported\n0 existing users updated\n"
    )


def test_v21_more_than_100_changes_are_patched_in_chunks_of_at_most_100(world, reply):
    w = world("oin")
    group = w.group("team")
    w.pushed(group)
    people = [w.person(f"p{number:03}") for number in range(205)]
    for user in people:
        w.assigned(user)

    conversation = w.play(directory.add_to_group(w.org, group, people), *[reply.raw(204)] * 6)

    sizes = [
        sum(len(one["value"]) if one["op"] == "add" else 1 for one in body["Operations"])
        for body in conversation.bodies[1::2]
    ]
    assert sizes == [100, 100, 5]
    assert all("displayName" in body["Operations"][0]["value"] for body in conversation.bodies[0::2])


def test_v22_provision_user_for_seven_assigned_before_provisioning_was_on(world, reply):
    w = world(features=[])
    people = [w.person(f"user{number}") for number in range(7)]
    for user in people:
        assert assignments.assign_user(w.org, w.app, user) == []
    assert configuring.enable(w.org, w.app, ["create_users", "update_user_attributes"]) == []
    assert assignments.force_sync(w.org, w.app) == []
    there = {"id": "old", "userName": "user6@acme.test", "active": True}
    answers = [answer for n in range(6) for answer in (reply.found(), reply.created(f"s{n}"))]

    jobs = [job for user in people for job in assignments.provision_user(w.org, w.app, user)]
    conversation = w.play(jobs, *answers, reply.found(there), reply.body(200, there), reply.body(200, there))

    methods = [(request.method, bool(request.query)) for request in conversation.requests]
    assert methods.count(("GET", True)) == 7
    assert methods.count(("POST", False)) == 6
    assert methods.count(("PUT", False)) == 1
    assert all(outcome.ok for outcome in conversation.outcomes)


def test_v23_the_life_of_a_user_ends_inactive_at_the_provider(play):
    played = play(
        """
        name: Life of a user
        users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
        steps:
          - assign_user: {user: ada, username: ada-l}
            expect: {requests: [GET /Users -> 200, POST /Users -> 201]}
          - update_user: {user: ada, profile: {firstName: Augusta}}
            expect: {requests: ["GET /Users/{ada} -> 200", "PUT /Users/{ada} -> 200"]}
          - deactivate_user: ada
            expect: {provider: {users: {ada-l: {active: false, name.givenName: Augusta}}}}
          - activate_user: ada
            expect: {outcome: nothing}
          - assign_user: {user: ada, username: ada-l}
            expect:
              requests:
                - GET /Users?filter=userName eq "ada-l"&startIndex=1&count=100 -> 200
                - GET /Users/{ada} -> 200
                - PUT /Users/{ada} -> 200
                - GET /Users/{ada} -> 200
                - PUT /Users/{ada} -> 200
              provider: {users: {ada-l: {active: true}}}
          - unassign_user: ada
            expect: {provider: {users: {ada-l: {active: false}}}, findings: 0}
        """
    )

    assert played.events[-1].kept


def test_v24_a_conflict_on_create_opens_a_task_and_ends_the_job(world, reply):
    w = world()
    user = w.person()

    conversation = w.play(
        assignments.assign_user(w.org, w.app, user), reply.found(), reply.error(409, "User already exists")
    )

    text = (
        "Automatic provisioning of user Ada Lovelace to app Hugging Face failed: Error while creating user "
        "ada@acme.test: Conflict. Errors reported by remote server: User already exists"
    )
    assert conversation.outcome.error == text
    assert w.tasks == [text]
    assert w.app.users[user.id].external_id is None


def test_v25_a_404_on_a_profile_push_says_no_user_returned_and_keeps_the_stale_id(world, reply):
    w = world()
    user = w.person()
    w.assigned(user, "s1")

    conversation = w.play(directory.update_user(w.org, user, {"lastName": "King"}), reply.error(404, "gone"))

    assert conversation.outcome.error == (
        "Automatic profile push of user Ada King to app Hugging Face failed: Error while trying to push profile "
        "update for ada@acme.test: No user returned for user s1"
    )
    assert conversation.lines == ["GET /Users/s1"]
    assert w.app.users[user.id].external_id == "s1"


@pytest.mark.parametrize(
    "retry_after, first",
    [("120", 120), (None, 300), ("Wed, 21 Oct 2026 07:28:00 GMT", 300), ("1.5", 300), ("", 300), ("soon", 300)],
)
def test_v26_the_first_wait_is_the_header_in_whole_seconds_else_300_and_doubles(world, reply, retry_after, first):
    w = world()
    limited = reply.raw(429, **({} if retry_after is None else {"Retry-After": retry_after}))

    conversation = w.play(
        assignments.assign_user(w.org, w.app, w.person()), limited, limited, limited, reply.found(), reply.created("s")
    )

    assert conversation.pauses == [first, 2 * first, 4 * first]
    assert [request.attempt for request in conversation.requests] == [1, 2, 3, 4, 1]
    assert conversation.outcome.ok


def test_v26_the_tenth_429_fails_the_task_for_good(world, reply):
    w = world()
    begun = w.org.now

    conversation = w.play(
        assignments.assign_user(w.org, w.app, w.person()), *[reply.raw(429, **{"Retry-After": "1"})] * 10
    )

    assert conversation.pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    assert w.org.now - begun == 511
    assert conversation.outcome.error is not None
    assert "API rate limit exceeded. Too Many Requests" in conversation.outcome.error
    assert len(w.tasks) == 1
    assert w.log.count("application.integration.rate_limit_exceeded FAILURE") == 10


def test_v27_a_502_in_plain_text_on_a_group_push_names_token_and_column(world, reply):
    w = world()

    conversation = w.play(
        pushing.push_group(w.org, w.app, w.group("team")), reply.found(), reply.raw(502, "error code: 502")
    )

    assert conversation.outcome.error is not None
    assert (
        "Error while creating user group team: Bad Gateway. Errors reported by remote server: "
        in conversation.outcome.error
    )
    assert "Invalid JSON: Unrecognized token 'error'" in conversation.outcome.error
    assert "line: 1, column: 6" in conversation.outcome.error


def test_v28_a_401_on_the_probe_has_the_knowledge_bases_text(world, reply):
    w = world()

    conversation = w.play(configuring.test_connection(w.org, w.app), reply.raw(401))

    assert conversation.outcome.error == (
        "Error authenticating: Unauthorized. The connector configuration could not be tested. Make sure that the URL, "
        "Authentication Parameters are correct and that there is an implementation available at the URL provided."
    )
    assert w.log == ["application.integration.authentication_failure FAILURE"]


@pytest.mark.parametrize("member", ["startIndex", "totalResults", "itemsPerPage"])
def test_v29_paging_members_as_texts_fail_the_sync_without_a_reason_and_without_a_post(world, reply, member):
    w = world()
    user = w.person()
    listed = {**reply.found().json, member: "0"}

    conversation = w.play(assignments.assign_user(w.org, w.app, user), reply.body(200, listed))

    assert [request.method for request in conversation.requests] == ["GET"]
    assert w.log == ["application.user_membership.add", "application.provision.user.sync FAILURE"]
    assert w.rows[-1].reason is None
    assert w.tasks == ["Automatic provisioning of user Ada Lovelace to app Hugging Face failed"]


@pytest.mark.parametrize("text", ["", "{}", '{"id":""}', '{"id":7}', "[]"])
def test_v30_a_201_without_a_user_in_it_is_an_empty_user(world, reply, text):
    w = world()

    conversation = w.play(assignments.assign_user(w.org, w.app, w.person()), reply.found(), reply.raw(201, text))

    assert conversation.outcome.error == (
        "Automatic provisioning of user Ada Lovelace to app Hugging Face failed: Error while creating user "
        "ada@acme.test: Create new user returned empty user"
    )


def test_v31_no_answer_in_60_seconds_is_read_timed_out_though_the_write_may_have_been_applied(play):
    played = play(
        """
        name: Late answer
        users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
        steps:
          - fault: {on: POST /Users, delay: 61s}
          - assign_user: {user: ada, username: ada-l}
            expect:
              outcome: failure
              error: "Error while creating user ada-l: Read timed out"
              okta: {users: {ada: {external_id: null}}}
              provider: {users: {ada-l: {active: true}}}
        """
    )

    assert played.events[-1].kept


def test_v32_with_deactivate_users_off_unassigning_sends_nothing_and_an_inactive_match_fails(world, reply):
    w = world(features=["create_users", "update_user_attributes"])
    ada, bob = w.person("ada"), w.person("bob")
    w.assigned(ada)

    assert assignments.unassign_user(w.org, w.app, ada) == []
    assert w.log == ["application.user_membership.remove"]

    conversation = w.play(assignments.assign_user(w.org, w.app, bob), reply.found({"id": "s2", "active": False}))

    assert conversation.outcome.error == (
        "Automatic provisioning of user Bob Lovelace to app Hugging Face failed: User account is inactive"
    )
    assert w.log[1:] == [
        "application.user_membership.add",
        "application.provision.user.verify_exists",
        "application.provision.user.push_profile FAILURE",
        "application.provision.user.sync FAILURE",
    ]


def test_v33_a_newcomer_to_a_group_in_both_roles_is_missed_by_the_push(world, reply):
    w = world()
    group = w.group("both")
    assignments.assign_group(w.org, w.app, group)
    w.pushed(group)
    user = w.person()

    conversation = w.play(directory.add_to_group(w.org, group, [user]), reply.found(), reply.created("s1"))

    assert [request.path for request in conversation.requests] == ["/Users", "/Users"]
    assert w.app.pushes[group.id].members == {}
    assert any("does not support" in text for text in w.cautions)


def test_v33_who_leaves_a_group_in_both_roles_is_deactivated_and_stays_a_member_there(world, reply):
    w = world()
    user = w.person()
    group = w.group("both", user)
    assignments.assign_group(w.org, w.app, group)
    w.provision(w.app.users[user.id], "s1")
    w.pushed(group)

    conversation = w.play(
        directory.remove_from_group(w.org, group, [user]), reply.body(200, {"id": "s1"}), reply.body(200, {})
    )

    assert conversation.lines == ["GET /Users/s1", "PUT /Users/s1"]
    assert conversation.bodies == [{"id": "s1", "active": False}]
    assert w.app.pushes[group.id].members == {user.id: "s1"}


def test_v34_a_failed_sync_has_the_captured_shape():
    targets = (
        ("AppUser", "0ua1", "ada-l", "Ada Lovelace"),
        ("AppInstance", "0oa1", "Hugging Face", "Hugging Face"),
        ("User", "00u1", "ada@acme.test", "Ada Lovelace"),
    )
    failed = LogRow("application.provision.user.sync", targets, "puj1", "FAILURE", app_name="scim2headerauth")

    row = entry(failed, "2026-01-05T09:00:00.000Z", "u")

    assert {name: row[name] for name in ("displayMessage", "eventType", "outcome", "severity", "legacyEventType")} == {
        "displayMessage": "Sync user in external application",
        "eventType": "application.provision.user.sync",
        "outcome": {"result": "FAILURE", "reason": None},
        "severity": "ERROR",
        "legacyEventType": "app.user_management.provision_user_failed",
    }
    assert row["transaction"] == {"type": "JOB", "id": "puj1", "detail": {}}
    assert row["debugContext"] == {"debugData": {"appname": "scim2headerauth"}}
    assert (row["version"], row["request"], row["published"]) == ("0", {"ipChain": []}, "2026-01-05T09:00:00.000Z")
    assert [target["type"] for target in row["target"]] == ["AppUser", "AppInstance", "User"]


def test_v35_a_directory_deactivation_logs_the_pair_and_then_gets_and_puts(world, reply, server_user):
    w = world()
    user = w.person()
    w.assigned(user, server_user["id"])

    jobs = directory.deactivate_user(w.org, user)
    assert w.log == ["user.lifecycle.deactivate", "application.user_membership.remove"]
    conversation = w.play(jobs, reply.body(200, server_user), reply.body(200, server_user))

    assert [request.method for request in conversation.requests] == ["GET", "PUT"]
    assert w.log[2:] == ["application.provision.user.deactivate", "application.provision.user.deprovision"]


def test_a_paused_job_says_so_between_its_requests(world, reply):
    w = world()
    (job,) = assignments.assign_user(w.org, w.app, w.person())
    flow = start(w.org, job)

    first = next(flow)
    pause = flow.send(reply.raw(429, **{"Retry-After": "7"}))
    again = flow.send(None)

    assert pause == Pause(7, pause.reason, ("retry.first-wait",))
    assert again == replace(first, attempt=2, why=(*first.why, "retry.first-wait"))


def test_a_group_granted_assignment_cannot_be_taken_individually(world):
    w = world()
    user = w.person()
    assignments.assign_group(w.org, w.app, w.group("team", user))

    with pytest.raises(Refused, match="group memberships grant them access"):
        assignments.unassign_user(w.org, w.app, user)
