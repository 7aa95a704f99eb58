"""The sentences of okta-wire 1.3 and 8.1."""

import pytest

from simulator.okta import wording

HTML = "<html><body>403</body></html>"


@pytest.mark.parametrize(
    "status, phrase",
    [(400, "Bad Request"), (401, "Unauthorized"), (403, "Forbidden"), (404, "Not Found"), (409, "Conflict"),
     (500, "Internal Server Error"), (502, "Bad Gateway"), (599, "599")],
)  # fmt: skip
def test_the_reason_phrase_is_the_standard_one(status, phrase):
    assert wording.reason_phrase(status) == phrase


def test_a_scim_detail_is_reported_verbatim(reply):
    assert wording.remote_error(reply.error(409, "Taken: Ada")) == (
        "Conflict. Errors reported by remote server: Taken: Ada"
    )


@pytest.mark.parametrize("text", ["", "  \n", "{}", '{"detail": null}', '{"error": "x"}', "[]", "null"])
def test_without_a_report_the_phrase_stands_alone(reply, text):
    assert wording.remote_error(reply.raw(500, text)) == "Internal Server Error"


def test_a_body_that_is_no_json_is_reported_by_the_parser(reply):
    said = wording.remote_error(reply.raw(403, HTML))

    assert said.startswith(
        "Forbidden. Errors reported by remote server: Invalid JSON: Unexpected character ('<' (code 60)): expected a "
        "valid value (number, String, array, object, 'true', 'false' or 'null') at [Source: java.io.StringReader@"
    )
    assert said.endswith("line: 1, column: 2]")


@pytest.mark.parametrize("error, said", [("Read timed out", "Read timed out"), ("", "No answer")])
def test_where_nobody_answered_the_clients_own_words_stand(reply, error, said):
    assert wording.remote_error(reply.silence(error)) == said


@pytest.mark.parametrize(
    "operation, text",
    [
        ("provision", "Automatic provisioning of user Ada L to app Hub failed: m"),
        ("push_profile", "Automatic profile push of user Ada L to app Hub failed: m"),
        ("push_password", "Automatic profile push of user Ada L to app Hub failed: m"),
        ("deactivate", "Automatic deprovisioning of user Ada L from app Hub failed: m"),
    ],
)
def test_a_task_says_what_of_whom_failed_and_why(operation, text):
    assert wording.task_text(operation, "Ada L", "Hub", "m") == text


def test_the_push_groups_column_says_when_and_which_group():
    assert wording.group_push_text("03-26-2020 03:49:35PM UTC", "G", "m") == (
        "Failed on 03-26-2020 03:49:35PM UTC: Unable to update Group Push mapping target App group G: m"
    )


def test_a_missing_linked_group_names_the_app():
    assert wording.linked_group_missing("Hub") == (
        "Linked group is missing in Hub. Change the linked group to resume pushing group memberships."
    )


@pytest.mark.parametrize("detail", [
    "", None, "gone", "Not found", "Resource not found", "The requested resource does not exist", "Group not found.",
    "group g1 doesn't exist", "No such user group", "Object g1 was deleted", "ML Users does not exist",
    "Group ML Users is missing",
])  # fmt: skip
def test_a_404_that_names_the_group_or_nothing_is_about_the_group(reply, detail):
    assert wording.is_about_group(reply.error(404, detail), {"g1", "ML Users"}, {"u1", "ada"})


@pytest.mark.parametrize("detail", [
    "User not found.", "Member u1 is unknown", "u1 not found", "Resource 'u1' not found",
    "Group g1: ada does not exist", "No such account", "Group membership not found", "Organization not found",
    "The endpoint does not exist", "user group members not found", "Ressource introuvable",
])  # fmt: skip
def test_a_404_that_names_a_person_or_something_else_is_not_about_the_group(reply, detail):
    assert not wording.is_about_group(reply.error(404, detail), {"g1", "ML Users"}, {"u1", "ada"})


@pytest.mark.parametrize("text", ["", "null", "[]", "<html>User not found</html>", '{"error": "User not found"}'])
def test_a_404_without_a_detail_is_about_the_group(reply, text):
    assert wording.is_about_group(reply.raw(404, text), {"g1"}, set())


def test_a_delayed_reactivation_names_the_username():
    assert wording.delayed_reactivation("ada-l") == (
        "Automatic provisioning of user to app failed: User ada-l provision to app failed due to delay in reactivating "
        "remote User. Rescheduling provision job."
    )


# 1.3: the connection test


def test_a_list_without_resources_found_is_accepted(reply):
    assert wording.connection_error(reply.found()) is None
    assert wording.connection_error(reply.body(200, {"resources": [], "totalresults": 0})) is None


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"Resources": {}}', '{"id": "x"}', HTML, "null"])
def test_a_200_that_is_no_list_has_no_results(reply, text):
    assert wording.connection_error(reply.raw(200, text)) == "No results for users returned"


def test_a_401_with_a_detail_reports_it(reply):
    assert wording.connection_error(reply.error(401, "Bad token")) == (
        "Error authenticating: Unauthorized. Errors reported by remote server: Bad token"
    )


def test_a_403_page_is_reported_by_the_parser(reply):
    said = wording.connection_error(reply.raw(403, HTML))

    assert said is not None
    assert said.startswith(
        "Error authenticating: Forbidden. Errors reported by remote server: Invalid JSON: Unexpected"
    )


@pytest.mark.parametrize("status, phrase", [(401, "Unauthorized"), (500, "Internal Server Error"), (302, "Found")])
def test_a_status_without_a_report_asks_to_check_the_settings(reply, status, phrase):
    said = wording.connection_error(reply.raw(status))

    assert said is not None
    assert said.startswith(f"Error authenticating: {phrase}. The connector configuration could not be tested. ")


def test_a_connection_that_fails_says_how(reply):
    error = "Connect to scim.acme.test:443 [scim.acme.test/10.0.0.1] failed: Connect timed out"

    assert wording.connection_error(reply.silence(error)) == f"Error authenticating: {error}"


@pytest.mark.parametrize("text, wrong", [("", False), ('{"id":"x"}', False), ("null", False), ("<html>", True)])
def test_only_a_body_that_is_there_and_no_json_is_unreadable(reply, text, wrong):
    assert (wording.unreadable(reply.raw(200, text)) is not None) is wrong
