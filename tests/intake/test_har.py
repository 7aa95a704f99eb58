import base64
import json

import pytest

from simulator.errors import UnreadableError

ADA, GRACE, TEAM = "id-ada", "id-grace", "id-team"


def group(name, *members, **more):
    shown = [{"value": scim_id, "display": name} for scim_id, name in members]
    return {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": name, "members": shown, **more}


def test_create_becomes_a_person_and_an_assignment(make, imported):
    har = make.Har().look_up("ada@acme.test").create(ADA, make.user("ada@acme.test"))
    result = imported(har.text())

    assert result.verbs == [("assign_user", "ada")]
    assert result.scenario.users["ada"].profile == {
        "login": "ada@acme.test", "email": "ada@acme.test", "firstName": "Ada", "lastName": "Lovelace",
    }  # fmt: skip
    assert result.scenario.app.username == "user.login"
    assert [status for *_, status in result.requests] == [200, 201]
    assert result.broken == []


def test_provider_that_took_any_username_is_played_by_a_hub_that_does(make, imported):
    result = imported(make.Har().look_up("ada@acme.test").create(ADA, make.user("ada@acme.test")).text())

    assert result.scenario.provider.stub.quirks == ("any-username",)


def test_username_that_is_no_login_stands_in_an_attribute_of_its_own(make, imported):
    result = imported(make.Har().look_up("ada-l").create(ADA, make.user("ada-l", email="ada@acme.test")).text())

    assert result.scenario.app.username == "user.scimUserName"
    assert result.scenario.users["ada-l"].profile["scimUserName"] == "ada-l"
    assert result.scenario.users["ada-l"].login == "ada@acme.test"


def test_change_deactivation_and_return_become_what_an_administrator_did(make, imported):
    ada, king = make.user("ada-l"), make.user("ada-l", family="King")
    gone = {**king, "active": False}
    har = make.Har().look_up("ada-l").create(ADA, ada).change(ADA, ada, king).change(ADA, king, gone)
    har.look_up("ada-l", {"id": ADA, **gone})
    har.change(ADA, gone, {**king, "active": True}).change(ADA, king, king)
    result = imported(har.text())

    assert result.verbs == [
        ("assign_user", "ada-l"),
        ("update_user", {"user": "ada-l", "profile": {"lastName": "King"}}),
        ("unassign_user", "ada-l"),
        ("assign_user", "ada-l"),
    ]
    assert len(result.requests) == 11
    assert result.broken == []


def test_refusal_becomes_a_fault_that_answers_the_same(make, imported):
    har = make.Har().look_up("ada-l").create(ADA, make.user("ada-l"), 409, make.refused(409, "name is taken"))
    result = imported(har.look_up("ada-l").create(ADA, make.user("ada-l")).text())

    assert result.faults == [
        {
            "on": "POST /Users",
            "user": "ada-l",
            "respond": {"status": 409, "body": make.refused(409, "name is taken")},
        }
    ]
    assert result.verbs == [("assign_user", "ada-l"), ("retry_tasks", "ada-l")]
    assert "error: name is taken" in result.text
    assert [status for *_, status in result.requests] == [200, 409, 200, 201]


def test_answer_that_the_hub_would_not_give_becomes_a_fault_too(make, imported):
    har = make.Har().look_up("x--y").create(ADA, {**make.user("x--y"), "emails": []})
    result = imported(har.text())

    assert [fault["on"] for fault in result.faults] == ["POST /Users"]
    assert result.requests[1][3] == 201


def test_limited_request_is_sent_again_in_the_same_step(make, imported):
    har = make.Har().look_up("ada-l")
    limit = [{"name": "Retry-After", "value": "7"}]
    har.add("POST /Users", 429, make.refused(429, "slow down"), make.user("ada-l"), headers=limit)
    result = imported(har.create(ADA, make.user("ada-l")).text())

    assert result.verbs == [("assign_user", "ada-l")]
    assert result.faults[0]["respond"]["headers"] == {"Retry-After": "7"}
    assert [event.seconds for event in result.events if event.kind == "wait"] == [7]


@pytest.mark.parametrize(
    ("error", "effect", "again"),
    [
        ("Read timed out", {"delay": "61s"}, "Read timed out"),
        ("reset by peer", {"disconnect": "before"}, "Connection reset"),
    ],
)
def test_silence_is_played_as_silence(make, imported, error, effect, again):
    har = make.Har().look_up("ada-l")
    har.add("POST /Users", 0, None, make.user("ada-l"), response={"_error": error})
    result = imported(har.text())

    assert result.faults == [{"on": "POST /Users", "user": "ada-l", **effect}]
    assert again in next(event.error for event in result.events if event.kind == "step_finished" and event.error)
    assert ("whether the provider had written" in result.text) == (error != "Read timed out")


def test_answer_without_a_body_is_written_and_says_nothing(make, imported):
    result = imported(make.Har().look_up("ada-l").add("POST /Users", 201, None, make.user("ada-l")).text())

    assert result.faults == [{"on": "POST /Users", "user": "ada-l", "empty": True}]
    finished = [event.error for event in result.events if event.kind == "step_finished"]
    assert "Create new user returned empty user" in finished[-1]


def test_account_that_was_there_before_is_an_account_of_the_stub(make, imported):
    before = {"id": ADA, **make.user("ada-l", given="Augusta"), "externalId": None}
    har = make.Har().look_up("ada-l", before).change(ADA, before, make.user("ada-l"))
    result = imported(har.text())

    (account,) = result.scenario.provider.stub.accounts
    assert (account.username, account.full_name, account.member) == ("ada-l", "Augusta Lovelace", True)
    assert result.faults == []
    assert [method for method, *_ in result.requests] == ["GET", "GET", "PUT"]


def test_person_from_before_the_recording_is_provisioned_in_a_step_that_says_so(make, imported):
    ada = make.user("ada-l")
    result = imported(make.Har().change(ADA, ada, {**ada, "active": False}).text())

    assert result.verbs == [("assign_user", "ada-l"), ("unassign_user", "ada-l")]
    assert "# ada-l: provisioned before the recording began; the requests of this step are not in it" in result.text
    assert result.requests[-2:] == [("GET", "Users", "", 200), ("PUT", "Users", "", 200)]


def test_profile_without_a_change_is_left_out_with_a_comment(make, imported):
    ada, grace = make.user("ada-l"), make.user("grace-h", "Grace", "Hopper", okta="00u2")
    har = make.Har().look_up("ada-l").create(ADA, ada).look_up("grace-h").create(GRACE, grace).change(ADA, ada, ada)
    result = imported(har.text())

    assert result.verbs[-1] == ("check", None)
    assert "Okta pushed the profile of ada-l without a change (2 requests)" in result.text


def test_profiles_of_everybody_without_a_change_are_apply_updates_now(make, imported):
    ada, grace = make.user("ada-l"), make.user("grace-h", "Grace", "Hopper", okta="00u2")
    har = make.Har().look_up("ada-l").create(ADA, ada).look_up("grace-h").create(GRACE, grace)
    result = imported(har.change(ADA, ada, ada).change(GRACE, grace, grace).text())

    assert result.verbs[-1] == ("apply_mappings", None)
    assert len(result.requests) == 8


def test_attributes_beyond_the_guide_are_mapped_and_those_missing_are_not(make, imported):
    urn = "urn:ietf:params:scim:schemas:extension:acme:2.0:User"
    body = {
        **make.user("ada-l"), "title": "Countess", "displayName": "Ada L", "team": "gpu", "tags": ["a", "b"],
        "floor": 3, "badges": [{"no": 1}], urn: {"clearance": "notes", "deep": {"er": True}},
    }  # fmt: skip
    del body["emails"]
    result = imported(make.Har().look_up("ada-l").create(ADA, body).text())
    sent = next(event.request["body"] for event in result.events if event.kind == "exchange" and event.request["body"])

    for name in ("title", "displayName", "team", "tags", "floor", urn):
        assert sent[name] == body[name]
    assert "emails" not in sent
    assert "# badges is in the traffic; no mapping can give such a value" in result.text


def test_display_name_that_some_lack_is_not_left_to_oktas_default(make, imported):
    with_name = {**make.user("ada-l"), "displayName": "Ada", "locale": "en-US"}
    har = make.Har().look_up("ada-l").create(ADA, with_name)
    har.look_up("grace-h").create(GRACE, make.user("grace-h", "Grace", "Hopper", okta="00u2"))
    result = imported(har.text())
    bodies = [event.request["body"] for event in result.events if event.kind == "exchange" and event.request["body"]]

    assert [body.get("displayName") for body in bodies if body.get("password")] == ["Ada", None]


def test_pushed_group_its_members_its_new_name_and_its_end(make, imported):
    har = make.Har().look_up("ada-l").create(ADA, make.user("ada-l"))
    har.look_up("grace-h").create(GRACE, make.user("grace-h", "Grace", "Hopper", okta="00u2"))
    both = [(ADA, "ada-l"), (GRACE, "grace-h")]

    def put(body):
        har.add(f"GET /Groups/{TEAM}", 200, {"id": TEAM, **body}).add(
            f"PUT /Groups/{TEAM}", 200, {"id": TEAM, **body}, body
        )

    har.look_up("team", attribute="displayName").add("POST /Groups", 201, {"id": TEAM}, group("team", both[0]))
    put(group("team", both[0]))
    put(group("team", *both))
    put(group("crew", *both))
    put(group("crew", both[1]))
    put(group("crew", both[1]))
    har.add(f"DELETE /Groups/{TEAM}", 204)
    result = imported(har.text())

    assert result.verbs[2:] == [
        ("push_group", "team"),
        ("add_to_group", {"group": "team", "users": ["grace-h"]}),
        ("rename_group", {"group": "team", "name": "crew"}),
        ("remove_from_group", {"group": "team", "users": ["ada-l"]}),
        ("push_now", "team"),
        ("unlink_group", {"group": "team", "target": "delete"}),
    ]
    assert result.broken == []


def test_connection_test_and_imports_are_told_by_their_pages(make, imported):
    har = make.Har().add("GET /Users?startIndex=1&count=2", 200, make.listed())
    har.add("GET /Users?startIndex=1&count=100", 200, make.listed()).add(
        "GET /Groups?startIndex=1&count=100", 200, make.listed()
    )
    result = imported(har.text())

    assert [verb for verb, _ in result.verbs] == ["test_connection", "import_users"]
    assert "import_groups" in result.scenario.app.provisioning


def test_catalogue_app_is_told_by_its_patches(make, imported):
    off = {"schemas": [], "Operations": [{"op": "replace", "value": {"active": False}}]}
    har = make.Har().look_up("ada-l").create(ADA, make.user("ada-l")).add(f"PATCH /Users/{ADA}", 204, None, off)
    result = imported(har.text())

    assert result.scenario.app.integration == "oin"
    assert result.verbs[-1] == ("unassign_user", "ada-l")


def patch(*operations):
    return {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": list(operations)}


def test_profile_sent_by_patch_is_told_by_what_it_holds(make, imported):
    king = patch({"op": "replace", "value": {"name": {"familyName": "King"}}})
    har = make.Har().look_up("ada-l").create(ADA, make.user("ada-l")).add(f"PATCH /Users/{ADA}", 204, None, king)
    result = imported(har.text())

    assert result.scenario.app.wire.oin_user_patch is True
    assert result.verbs[-1] == ("update_user", {"user": "ada-l", "profile": {"lastName": "King"}})


def test_members_sent_by_patch_join_and_leave(make, imported):
    har = make.Har().look_up("ada-l").create(ADA, make.user("ada-l"))
    har.look_up("grace-h").create(GRACE, make.user("grace-h", "Grace", "Hopper", okta="00u2"))
    har.look_up("team", attribute="displayName").add("POST /Groups", 201, {"id": TEAM}, group("team", (ADA, "ada-l")))
    first = patch({"op": "add", "path": "members", "value": [{"value": ADA, "display": "ada-l"}]})
    joined = patch({"op": "add", "path": "members", "value": [{"value": GRACE, "display": "grace-h"}]})
    left = patch({"op": "remove", "path": f'members[value eq "{ADA}"]'})
    now = patch({"op": "replace", "path": "members", "value": [{"value": GRACE, "display": "grace-h"}]})
    for body in (first, joined, left, now):
        har.add(f"PATCH /Groups/{TEAM}", 204, None, body)
    result = imported(har.text())

    assert result.scenario.app.wire.membership_rename == "never"
    assert result.verbs[-4:] == [
        ("push_group", "team"),
        ("add_to_group", {"group": "team", "users": ["grace-h"]}),
        ("remove_from_group", {"group": "team", "users": ["ada-l"]}),
        ("push_now", "team"),
    ]
    assert result.broken == []


def test_group_from_before_the_recording_is_pushed_in_a_step_that_says_so(make, imported):
    har = make.Har()
    body = group("team", (ADA, "ada-l"))
    har.add(f"GET /Groups/{TEAM}", 200, {"id": TEAM, **body}).add(
        f"PUT /Groups/{TEAM}", 200, {"id": TEAM, **body}, body
    )
    result = imported(har.text())

    assert result.verbs == [("assign_user", "ada-l"), ("push_group", "team"), ("push_now", "team")]
    assert "# team: pushed before the recording began; the requests of this step are not in it" in result.text


def test_request_that_is_sent_where_none_was_recorded_is_said(make, imported):
    ada = make.user("ada-l")
    har = make.Har().look_up("ada-l").create(ADA, ada)
    har.add(f"GET /Users/{ADA}", 200, {"id": ADA, **ada})
    result = imported(har.text())

    assert "# Okta read ada-l here; what it was about to write is not in the recording" in result.text


def test_read_that_failed_takes_its_cause_from_what_followed(make, imported):
    ada, king = make.user("ada-l"), make.user("ada-l", family="King")
    har = make.Har().look_up("ada-l").create(ADA, ada)
    har.add(f"GET /Users/{ADA}", 500, make.refused(500, "down")).change(ADA, ada, king)
    result = imported(har.text())

    assert result.verbs[1:] == [
        ("update_user", {"user": "ada-l", "profile": {"lastName": "King"}}),
        ("retry_tasks", "ada-l"),
    ]
    assert "what was to be written; it is taken from a later request" in result.text
    assert [status for *_, status in result.requests] == [200, 201, 500, 200, 200]


def test_person_looked_up_again_was_unassigned_without_a_request(make, imported):
    ada = make.user("ada-l")
    har = make.Har().look_up("ada-l").create(ADA, ada).look_up("ada-l", {"id": ADA, **ada}).change(ADA, ada, ada)
    result = imported(har.text())

    assert [verb for verb, _ in result.verbs] == ["assign_user", "disable", "unassign_user", "enable", "assign_user"]
    assert result.broken == []


def test_password_of_oktas_own_is_a_password_change_and_one_that_is_echoed_is_none(make, imported):
    ada = make.user("ada-l")
    har = make.Har().look_up("ada-l").create(ADA, ada)
    har.add(f"GET /Users/{ADA}", 200, {"id": ADA, **ada}).add(f"PUT /Users/{ADA}", 200, {"id": ADA}, ada)
    kept = {key: value for key, value in ada.items() if key != "password"}
    har.add(f"GET /Users/{ADA}", 200, {"id": ADA, **kept}).add(f"PUT /Users/{ADA}", 200, {"id": ADA}, ada)
    result = imported(har.text())

    assert [verb for verb, _ in result.verbs] == ["assign_user", "apply_mappings", "change_password"]
    assert "sync_password" in result.scenario.app.provisioning


def test_answer_that_is_no_base64_counts_as_lost(make, imported):
    har = make.Har().look_up("ada-l")
    har.entries[0]["response"]["content"].update(encoding="base64", text="abc")
    result = imported(har.text())

    assert "comes without its text" in result.complaints[0]


def test_create_without_a_look_up_is_an_assignment_all_the_same(make, imported):
    result = imported(make.Har().create(ADA, make.user("ada-l")).text())

    assert result.verbs == [("assign_user", "ada-l")]
    assert "GET /Users is sent, which is not in the recording" in result.text


def test_catalogue_app_that_reads_before_its_patch_is_told_by_that(make, imported):
    ada = make.user("ada-l")
    har = make.Har().look_up("ada-l").create(ADA, ada).add(f"GET /Users/{ADA}", 200, {"id": ADA, **ada})
    off = patch({"op": "replace", "value": {"active": False}})
    result = imported(har.add(f"PATCH /Users/{ADA}", 204, None, off).text())

    assert result.scenario.app.wire.patch_reads_first is True
    assert result.verbs[-1] == ("unassign_user", "ada-l")
    assert result.broken == []


def test_look_up_that_found_nobody_and_led_to_nothing_means_create_users_is_off(make, imported):
    result = imported(make.Har().look_up("ada-l").text())

    assert result.verbs == [("disable", "create_users"), ("assign_user", "ada-l"), ("enable", "create_users")]
    assert len(result.requests) == 1


def test_interleaved_conversations_are_sorted_out(make, imported):
    har = make.Har().look_up("ada-l").look_up("grace-h")
    har.create(ADA, make.user("ada-l")).create(GRACE, make.user("grace-h", "Grace", "Hopper", okta="00u2"))
    result = imported(har.text())

    assert result.verbs == [("assign_user", "ada-l"), ("assign_user", "grace-h")]
    assert [status for *_, status in result.requests] == [200, 201, 200, 201]


def test_two_people_who_had_one_username_are_two_people(make, imported):
    har = make.Har().look_up("ada-l").create(ADA, make.user("ada-l", okta="00uA", email="a@acme.test"))
    first = make.user("ada-l", okta="00uA", email="a@acme.test")
    second = make.user("ada-l", "Augusta", okta="00uB", email="b@acme.test")
    har.look_up("ada-l", {"id": ADA, **first}).change(ADA, first, second)
    result = imported(har.text())

    assert [verb for verb, _ in result.verbs] == ["assign_user", "assign_user"]
    assert len(result.scenario.users) == 2


def test_no_secret_of_a_proxys_archive_reaches_the_scenario(make, imported):
    leaking = make.refused(400, "token top-secret-token and password Pa55word! are wrong")
    result = imported(make.Har().look_up("ada-l").create(ADA, make.user("ada-l"), 400, leaking).text())

    assert "top-secret-token" not in result.text
    assert "Pa55word!" not in result.text


def test_cut_off_archive_is_used_as_far_as_it_goes(make, imported):
    text = make.Har().look_up("ada-l").create(ADA, make.user("ada-l")).look_up("grace-h").text()
    result = imported(text[:-200])

    assert result.complaints == ["recording.har:1: the file is cut off here; what comes before it is used"]
    assert result.verbs == [("assign_user", "ada-l")]


def test_entries_without_bodies_are_said_and_the_rest_is_used(make, imported):
    har = make.Har().look_up("ada-l").add("POST /Users", 201, None)
    har.entries[1]["response"]["content"]["size"] = 300
    result = imported(har.text())

    assert result.complaints == [
        "recording.har:1: entry 2: POST /Users comes without its body; export the HAR with content",
        "recording.har:1: entry 2: the answer to POST /Users comes without its text",
    ]
    assert result.verbs == [("assign_user", "ada-l")]


def test_second_service_in_one_archive_is_left_out_with_its_place(make, imported):
    har = make.Har().look_up("ada-l").create(ADA, make.user("ada-l"))
    har.base = "https://other.test/scim"
    result = imported(har.look_up("grace-h").text())

    assert result.complaints == [
        f"recording.har:1: entry 3: goes to https://other.test/scim, not to {make.BASE}; it is left out"
    ]


def test_answers_in_base64_and_the_rest_of_the_web_are_read_and_passed_over(make, imported):
    har = make.Har().add("GET /favicon.ico", 200, "x").look_up("ada-l")
    content = har.entries[1]["response"]["content"]
    content.update(text=base64.b64encode(content["text"].encode()).decode(), encoding="base64")
    result = imported(har.create(ADA, make.user("ada-l")).text())

    assert result.complaints == []
    assert result.verbs == [("assign_user", "ada-l")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (json.dumps({"log": {"entries": []}}), "recording.har:1: there is nothing in it"),
        (json.dumps({"log": {"pages": []}}), "recording.har:1: this is no System Log event"),
        ('{"event":"run_started"}', "recording.har:1: there is nothing in it"),
        ("", "recording.har:1: there is nothing in it"),
        (
            '{\n  "a": 1\n}',
            "recording.har:1: this is no System Log event, it has no eventType; give a HAR of SCIM traffic",
        ),
        ('[{"eventType"', "recording.har:1: the file is cut off"),
        ("{" * 5000, "recording.har:1: this is not JSON"),
    ],
)
def test_file_without_scim_traffic_is_refused(imported, text, said):
    with pytest.raises(UnreadableError, match=said):
        imported(text)


def test_archive_whose_log_comes_after_other_members_is_read(make, imported):
    har = json.loads(make.Har().look_up("ada").create("u1", make.user("ada")).text())

    assert imported(json.dumps({"_tool": "proxy", **har})).verbs == [("assign_user", "ada")]


def test_lines_are_those_where_an_entry_begins(make, imported):
    har = make.Har().look_up("ada").create("u1", make.user("ada"))
    text = json.dumps(json.loads(har.text()), indent=1).replace('"postData"', '"_lost"')
    lines = text.splitlines()
    second = [number for number, line in enumerate(lines, 1) if line == "   {"][1]

    (complaint,) = imported(text).complaints

    assert complaint.startswith(f"recording.har:{second}: entry 2: POST /Users comes without its body")


def test_password_that_a_patch_changes_is_synchronised(make, imported):
    patched = {"Operations": [{"op": "replace", "value": {"password": "Analytical-1843"}}]}
    har = make.Har().look_up("ada").create("u1", make.user("ada")).add("PATCH /Users/u1", 204, body=patched)
    result = imported(har.text())

    assert "sync_password" in result.scenario.app.provisioning
    assert [method for method, *_ in result.requests] == ["GET", "POST", "PATCH"]


def test_name_of_a_group_that_was_deleted_there_is_free_in_okta_when_another_takes_it(make, imported):
    har = make.Har()
    for scim_id, name in (("g1", "ml"), ("g2", "ops")):
        har.look_up(name, attribute="displayName")
        kept = {"id": scim_id, "displayName": name, "members": []}
        har.add("POST /Groups", 201, kept, {"displayName": name})
        har.add(f"GET /Groups/{scim_id}", 200, kept).add(f"PUT /Groups/{scim_id}", 200, kept, kept)
    renamed = {"id": "g2", "displayName": "ml", "members": []}
    har.add("DELETE /Groups/g1", 204).add("GET /Groups/g2", 200, kept).add("PUT /Groups/g2", 200, renamed, renamed)
    result = imported(har.text())

    assert [verb for verb, _ in result.verbs][2:] == ["unlink_group", "rename_group", "rename_group"]
    assert "ml was free in Okta when ops took it; how is not in the recording" in result.text
    assert result.requests[-1][0] == "PUT"
