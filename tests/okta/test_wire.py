"""Headers, queries, and every switch of the wire in the positions that make a difference."""

from pathlib import Path

import pytest

from simulator.okta.actions import assignments, configuring, directory, pushing
from simulator.okta.expression.settings import Settings
from simulator.okta.wire import Wire, filter_query, headers, options_of, page_query
from simulator.scim.message import Request

BASE = "https://scim.example.test:8443/scim/v2"


def test_headers_of_a_request_with_a_body_are_complete_and_in_order():
    request = Request("POST", "/Users", body={"userName": "josé"})

    assert headers(request, BASE, "t0ken") == [
        ("Accept", "application/scim+json"),
        ("Accept-Charset", "utf-8"),
        ("Content-Type", "application/scim+json; charset=utf-8"),
        ("User-Agent", "Okta SCIM Client 1.0.0"),
        ("Authorization", "Bearer t0ken"),
        ("Content-Length", "20"),
        ("Host", "scim.example.test:8443"),
        ("Connection", "Keep-Alive"),
        ("Accept-Encoding", "gzip,deflate"),
    ]


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_without_a_body_there_is_neither_content_type_nor_length(method):
    names = [name for name, _ in headers(Request(method, "/Users/1"), BASE, "t")]

    assert "Content-Type" not in names
    assert "Content-Length" not in names


def test_credentials_in_a_url_stay_out_of_the_host_header():
    assert ("Host", "h:1") in headers(Request("GET", "/"), "https://user:pass@h:1/v2", "t")


def test_the_filter_stands_first_and_is_percent_encoded():
    assert filter_query("userName", "user2@gmail.com", Wire()) == (
        "filter=userName%20eq%20%22user2%40gmail.com%22&startIndex=1&count=100"
    )


def test_quotes_and_backslashes_in_a_value_are_escaped_as_in_json():
    assert filter_query("displayName", 'a"b\\c', Wire()).startswith("filter=displayName%20eq%20%22a%5C%22b%5C%5Cc%22&")


def test_what_separates_parameters_is_encoded_inside_a_value():
    assert "a%26b%2Fc%2Bd%25" in filter_query("displayName", "a&b/c+d%", Wire())


def test_pages_are_of_100_unless_said_otherwise():
    assert (page_query(101), page_query(1, 2)) == ("startIndex=101&count=100", "startIndex=1&count=2")


# which switches there are


def test_every_switch_of_the_wire_has_a_test_named_after_it():
    here = Path(__file__).parent
    tests = "".join(path.read_text() for path in here.rglob("test_*.py"))
    own = set(Wire.__dataclass_fields__) - set(Settings.__dataclass_fields__)

    assert [name for name in sorted(own) if f"def test_switch_{name}_" not in tests] == []


def test_options_are_empty_for_free_text_and_numbers():
    assert options_of("link_members") == ("union", "overwrite")
    assert options_of("pathless_members") == (True, False)
    assert options_of("default_locale") == ()


# each switch, seen in what goes out


@pytest.mark.parametrize("value, space", [("%20", "%20"), ("plus", "+")])
def test_switch_filter_space_encodes_a_space(world, reply, value, space):
    w = world(filter_space=value)

    conversation = w.play(assignments.assign_user(w.org, w.app, w.person()), reply.found(), reply.created("s"))

    assert conversation.requests[0].query.startswith(f"filter=userName{space}eq{space}%22ada%40acme.test%22&")


@pytest.mark.parametrize("on, methods", [(False, ["PATCH"]), (True, ["GET", "PATCH"])])
def test_switch_patch_reads_first_puts_a_get_before_the_patch_of_active(world, reply, on, methods):
    w = world("oin", patch_reads_first=on)
    user = w.person()
    w.assigned(user, "s1")

    conversation = w.play(
        assignments.unassign_user(w.org, w.app, user), *[reply.body(200, {"id": "s1"})] * len(methods)
    )

    assert [request.method for request in conversation.requests] == methods


@pytest.mark.parametrize("on, methods", [(False, ["GET", "PUT"]), (True, ["PATCH"])])
def test_switch_oin_user_patch_sends_what_changed_alone(world, reply, on, methods):
    w = world("oin", oin_user_patch=on)
    user = w.person()
    w.assigned(user, "s1")

    conversation = w.play(
        directory.update_user(w.org, user, {"lastName": "King"}), *[reply.body(200, {"id": "s1"})] * len(methods)
    )

    assert [request.method for request in conversation.requests] == methods
    if on:
        name = {"givenName": "Ada", "familyName": "King"}
        assert conversation.bodies[0]["Operations"] == [{"op": "replace", "value": {"name": name}}]


def test_switch_oin_user_patch_puts_where_nothing_changed_or_was_pushed_yet(world, reply):
    w = world("oin", oin_user_patch=True)
    user = w.person()
    there = {"id": "s1", "active": True}
    conversation = w.play(
        assignments.assign_user(w.org, w.app, user), reply.found(there), reply.body(200, there), reply.body(200, {})
    )
    assert conversation.requests[-1].method == "PUT"

    conversation = w.play(configuring.apply_mappings(w.org, w.app), reply.body(200, there), reply.body(200, {}))
    assert [request.method for request in conversation.requests] == ["GET", "PUT"]


@pytest.mark.parametrize(
    "value, members",
    [("union", [{"value": "theirs"}, {"value": "id-ada", "display": "ada@acme.test"}]),
     ("overwrite", [{"value": "id-ada", "display": "ada@acme.test"}])],
)  # fmt: skip
def test_switch_link_members_keeps_or_drops_members_of_a_linked_group(world, reply, value, members):
    w = world(link_members=value)
    user = w.person()
    w.assigned(user)
    there = {"id": "g1", "displayName": "team", "members": [{"value": "theirs"}, {"value": "id-ada"}]}

    conversation = w.play(
        pushing.push_group(w.org, w.app, w.group("team", user)),
        reply.found(there), reply.body(200, there), reply.body(200, {}),
    )  # fmt: skip

    assert conversation.bodies[0]["members"] == members


@pytest.mark.parametrize("on, puts", [(False, 1), (True, 2)])
def test_switch_link_always_two_rounds_also_reactivates_an_active_match(world, reply, on, puts):
    w = world(link_always_two_rounds=on)
    there = {"id": "s1", "active": True}

    conversation = w.play(
        assignments.assign_user(w.org, w.app, w.person()), reply.found(there), *[reply.body(200, there)] * 2 * puts
    )

    assert [request.method for request in conversation.requests].count("PUT") == puts
    assert ("application.provision.user.reactivate" in w.log) is on


@pytest.mark.parametrize("on, patches", [(False, 1), (True, 2)])
def test_switch_group_post_rename_patch_follows_a_new_group(world, reply, on, patches):
    w = world("oin", group_post_rename_patch=on)
    user = w.person()
    w.assigned(user)

    conversation = w.play(
        pushing.push_group(w.org, w.app, w.group("team", user)),
        reply.found(), reply.created("g1"), *[reply.raw(204)] * patches,
    )  # fmt: skip

    operations = [body["Operations"][0] for body in conversation.bodies[1:]]
    assert len(operations) == patches
    assert ({"op": "replace", "value": {"id": "g1", "displayName": "team"}} in operations) is on


@pytest.mark.parametrize("on, lines", [(False, ["GET /Users/s1", "PUT /Users/s1"]), (True, ["DELETE /Users/s1"])])
def test_switch_granular_deprovisioning_deletes_instead_of_deactivating(world, reply, on, lines):
    w = world(granular_deprovisioning=on)
    user = w.person()
    w.assigned(user, "s1")

    conversation = w.play(assignments.unassign_user(w.org, w.app, user), *[reply.body(200, {"id": "s1"})] * len(lines))

    assert conversation.lines == lines
    assert ("application.provision.user.delete" in w.log) is on


@pytest.mark.parametrize("value, ok", [("done", True), ("failure", False)])
def test_switch_delete_missing_group_takes_a_404_for_done_or_for_a_failure(world, reply, value, ok):
    w = world(delete_missing_group=value)
    group = w.group("team")
    w.play(
        pushing.push_group(w.org, w.app, group),
        reply.found(),
        reply.created("g1"),
        *[reply.body(200, {"id": "g1"})] * 2,
    )

    conversation = w.play(pushing.unlink_group(w.org, w.app, group, "delete"), reply.error(404, "gone"))

    assert conversation.outcome.ok is ok
    assert (w.app.pushes == {}) is ok
    assert ("application.provision.group.remove FAILURE" in w.log) is not ok


@pytest.mark.parametrize("value, said", [
    ("by_detail", "Error while updating user group membership for group team Not Found. Errors reported by remote "
                  "server: User not found."),
    ("always", "Linked group is missing in Hugging Face. Change the linked group to resume pushing group memberships."),
])  # fmt: skip
@pytest.mark.parametrize("integration", ["aiw", "oin"])
def test_switch_missing_group_quotes_a_404_about_somebody_or_takes_it_for_the_group(
    world, reply, integration, value, said
):
    """getsentry/sentry#122540: "Not Found. Errors reported by remote server: User not found."."""
    w = world(integration, missing_group=value, membership_rename="never")
    user, group = w.person(), w.group("team")
    w.assigned(user)
    w.pushed(group)
    answers = [reply.error(404, "User not found.")]
    if integration == "aiw":
        answers.insert(0, reply.body(200, {"id": "g1"}))

    conversation = w.play(directory.add_to_group(w.org, group, [user]), *answers)

    assert conversation.outcome.error is not None
    assert conversation.outcome.error.endswith(f"App group team: {said}")


@pytest.mark.parametrize("value, adds, removes", [
    ("update", "updating user group membership for", "updating user group membership for"),
    ("by_kind", "adding user(s) to", "removing user(s) from"),
])  # fmt: skip
def test_switch_membership_sentence_names_an_update_or_the_kind_of_change(world, reply, value, adds, removes):
    w = world("oin", membership_sentence=value)
    ada, bob = w.person("ada"), w.person("bob")
    for user in (ada, bob):
        w.assigned(user)
    group = w.group("team", bob)
    w.pushed(group)
    name = [] if value == "update" else [reply.raw(204)]
    joined = w.play(directory.add_to_group(w.org, group, [ada]), *name, reply.error(501, "no"))
    w.app.pushes[group.id].status = "ACTIVE"
    left = w.play(directory.remove_from_group(w.org, group, [ada, bob]), *name, reply.error(501, "no"))

    for conversation, words in ((joined, adds), (left, removes)):
        assert f"Error while {words} group team Not Implemented. Errors" in str(conversation.outcome.error)
    kinds = ["update", "update"] if value == "update" else ["add", "remove"]
    rows = [f"application.provision.group_membership.{kind} FAILURE" for kind in kinds]
    assert [row for row in w.log if "group_membership" in row] == rows


@pytest.mark.parametrize("value, group_again, user_again", [("groups", 1, 0), ("none", 0, 0), ("all", 1, 1)])
def test_switch_retry_policy_queues_groups_nothing_or_users_too(world, reply, value, group_again, user_again):
    w = world(retry_policy=value)
    w.play(pushing.push_group(w.org, w.app, w.group("team")), reply.raw(503))
    assert len(w.org.schedule) == group_again
    w.org.schedule.clear()

    w.play(assignments.assign_user(w.org, w.app, w.person()), reply.raw(503))
    assert len(w.org.schedule) == user_again

    conversation = w.play(w.due(), *[reply.found(), reply.created("s")] * user_again)
    assert len(conversation.requests) == 2 * user_again
    assert len(w.app.tasks) == (1 - group_again) + (1 - user_again)


def test_switch_retry_policy_all_tries_a_job_ten_times_and_then_opens_a_task(world, reply):
    w = world(retry_policy="all")
    waits = []
    jobs = assignments.assign_user(w.org, w.app, w.person())
    while jobs:
        w.play(jobs, reply.silence())
        before = w.org.now
        jobs = w.due()
        waits += [w.org.now - before] if jobs else []

    assert waits == [300 * 2**number for number in range(9)]
    assert len(w.tasks) == 1


@pytest.mark.parametrize("on", [False, True])
def test_switch_pathless_members_moves_members_into_the_value(world, reply, on):
    w = world("oin", pathless_members=on)
    user = w.person()
    w.assigned(user)

    conversation = w.play(
        pushing.push_group(w.org, w.app, w.group("team", user)), reply.found(), reply.created("g1"), reply.raw(204)
    )

    members = [{"value": "id-ada", "display": "ada@acme.test"}]
    with_path = {"op": "add", "path": "members", "value": members}
    assert conversation.bodies[1]["Operations"] == [{"op": "add", "value": {"members": members}} if on else with_path]


@pytest.mark.parametrize("value, order", [("before", ["name", "members"]), ("after", ["members", "name"]),
                                          ("never", ["members"])])  # fmt: skip
def test_switch_membership_rename_puts_the_name_patch_beside_the_membership_patch(world, reply, value, order):
    w = world("oin", membership_rename=value)
    user, group = w.person(), w.group("team")
    w.assigned(user)
    w.pushed(group)

    conversation = w.play(directory.add_to_group(w.org, group, [user]), *[reply.raw(204)] * len(order))

    assert ["name" if "path" not in body["Operations"][0] else "members" for body in conversation.bodies] == order


@pytest.mark.parametrize("on, lines", [(False, []), (True, ["GET /Groups/g1", "PUT /Groups/g1"])])
def test_switch_push_unchanged_members_sends_a_change_the_provider_would_not_see(world, reply, on, lines):
    w = world(push_unchanged_members=on)
    group = w.group("team")
    w.pushed(group)

    conversation = w.play(directory.add_to_group(w.org, group, [w.person()]), *[reply.body(200, {})] * len(lines))

    assert conversation.lines == lines
    assert "app.user_management.grouppush.mapping.okta.users.ignored SKIPPED" in w.log


@pytest.mark.parametrize("value, patches, status", [("enabled", 1, "ACTIVE"), ("disabled", 0, "ACTIVE"),
                                                    ("deactivates", 0, "INACTIVE")])  # fmt: skip
def test_switch_rename_app_groups_renames_leaves_or_ends_the_push(world, reply, value, patches, status):
    w = world("oin", rename_app_groups=value)
    group = w.group("team")
    w.pushed(group)

    conversation = w.play(directory.rename_group(w.org, group, "crew"), *[reply.raw(204)] * patches)

    assert len(conversation.requests) == patches
    assert w.app.pushes[group.id].status == status


@pytest.mark.parametrize("value, active", [("echo", False), ("true", True)])
def test_switch_profile_push_active_repeats_the_servers_active_or_says_true(world, reply, value, active):
    w = world(profile_push_active=value)
    user = w.person()
    w.assigned(user, "s1")

    conversation = w.play(
        directory.update_user(w.org, user, {"lastName": "King"}),
        reply.body(200, {"id": "s1", "active": False}), reply.body(200, {}),
    )  # fmt: skip

    assert conversation.bodies[0]["active"] is active


@pytest.mark.parametrize("value, requests", [("always", 3), ("when_enabled", 1)])
def test_switch_link_pushes_profile_when_updates_are_off(world, reply, value, requests):
    w = world(features=["create_users"], link_pushes_profile=value)
    user = w.person()
    there = {"id": "s1", "active": True}

    conversation = w.play(
        assignments.assign_user(w.org, w.app, user), reply.found(there), *[reply.body(200, there)] * (requests - 1)
    )

    assert len(conversation.requests) == requests
    assert w.app.users[user.id].external_id == "s1"


@pytest.mark.parametrize("on, pauses", [(False, [10, 20, 40]), (True, [10, 5, 10])])
def test_switch_retry_after_overrides_lets_a_later_header_replace_the_doubled_wait(world, reply, on, pauses):
    w = world(retry_after_overrides=on)
    limits = [reply.raw(429, **{"Retry-After": "10"}), reply.raw(429, **{"Retry-After": "5"}), reply.raw(429)]

    conversation = w.play(assignments.assign_user(w.org, w.app, w.person()), *limits, reply.found(), reply.created("s"))

    assert conversation.pauses == pauses


@pytest.mark.parametrize("value", ["full", "remote"])
def test_switch_log_reason_logs_the_whole_message_or_the_providers_part(world, reply, value):
    w = world(log_reason=value)
    user = w.person()

    w.play(pushing.push_group(w.org, w.app, w.group("team")), reply.found(), reply.error(502, "no"))
    w.play(assignments.assign_user(w.org, w.app, user), reply.found(), reply.error(502, "no"))

    remote = "Bad Gateway. Errors reported by remote server: no"
    group, user = "Error while creating user group team: ", "Error while creating user ada@acme.test: "
    prefixes = (group, group, user, user) if value == "full" else ("", "", "", "")
    assert [row.reason for row in w.rows if row.outcome == "FAILURE"] == [prefix + remote for prefix in prefixes]


@pytest.mark.parametrize("seconds", [300, 45])
def test_switch_reactivation_delay_is_when_a_delayed_reactivation_is_tried_again(world, reply, seconds):
    w = world(reactivation_delay=seconds)
    asleep = {"id": "s1", "active": False}
    begun = w.org.now

    w.play(assignments.assign_user(w.org, w.app, w.person()), reply.found(asleep), *[reply.body(200, asleep)] * 3)

    assert [job.due - begun for job in w.org.schedule] == [seconds]


@pytest.mark.parametrize("on, jobs", [(False, 0), (True, 3)])
def test_switch_probe_on_save_probes_at_every_save(world, on, jobs):
    w = world(probe_on_save=on)

    saved = [
        *configuring.configure(w.org, w.app, token="another-token"),
        *configuring.enable(w.org, w.app, ["push_groups"]),
        *configuring.disable(w.org, w.app, ["push_groups"]),
    ]

    assert [job.operation for job in saved] == ["test_connection"] * jobs


@pytest.mark.parametrize("on, at_once, at_activation", [(True, 0, 1), (False, 1, 1)])
def test_switch_staged_users_wait_for_their_activation(world, on, at_once, at_activation):
    w = world(staged_users_wait=on)
    user = w.person()
    user.status = "STAGED"

    assert len(assignments.assign_user(w.org, w.app, user)) == at_once
    assert len(directory.activate_user(w.org, user)) == at_activation


@pytest.mark.parametrize("name", ["SCIM 2.0 Test App (Header Auth)", "Roster HQ"])
def test_switch_catalogue_name_is_what_the_log_calls_a_catalogue_app_beside_its_label(world, name):
    catalogue, wizard = world("oin", catalogue_name=name), world(catalogue_name=name)

    for w in (catalogue, wizard):
        pushing.push_group(w.org, w.app, w.group("team"))

    assert [w.rows[0].targets[1][2:] for w in (catalogue, wizard)] == [
        ("Hugging Face", name),
        ("Hugging Face", "Hugging Face"),
    ]
