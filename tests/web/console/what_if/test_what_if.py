"""Each what-if button: the verbs it does, the requests that follow, what is said, and when it cannot be pressed."""

import html
import re
import time

import pytest

from simulator.web.console.pages import PATIENCE
from simulator.web.console.what_if.questions import QUESTIONS

CATALOGUE = """
name: a catalogue app
app: {integration: oin, username: 'String.substringBefore(user.login, "@")'}
users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
"""
READ_AND_WRITE = ["GET /Users/{id} 200", "PUT /Users/{id} 200"]


def press(visitor, what, alias="ada"):
    return html.unescape(visitor.does("/what-if", what=what, person=visitor.okta.user(alias)))


def band(visitor, path="/"):
    """What the band over every page says; None where it is hidden."""
    found = re.search(r'<div class="band armed"([^>]*)>(.*?)</div>', visitor.get(path), re.DOTALL)
    said = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[2])).split())
    return None if "hidden" in found[1] else said


def button(visitor, what):
    """Whether a button can be pressed, and what stands below it."""
    found = re.search(
        rf'<button name="what" value="{what}"([^>]*)>.*?</button>\s*<span[^>]*>(.*?)</span>',
        visitor.get("/"),
        re.DOTALL,
    )
    return "disabled" not in found[1], html.unescape(found[2])


@pytest.fixture
def assigned(visitor):
    """Ada has an account."""
    visitor.okta.assigned("ada")
    return visitor


def test_the_username_has_a_dot(assigned):
    said = press(assigned, "dot")

    assert assigned.steps()[1:] == [("edit_assignment", {"user": "ada", "username": "ada.lovelace"})]
    assert assigned.okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 400"]
    assert said.startswith("bad: Automatic profile push of user Ada Lovelace to app Hugging Face failed")


def test_who_is_not_assigned_is_assigned_with_a_dot(visitor):
    press(visitor, "dot", "grace")

    assert visitor.steps() == [("assign_user", {"user": "grace", "username": "grace.hopper"})]
    assert visitor.okta.traffic() == ["GET /Users 200", "POST /Users 400"]


def test_a_login_without_a_dot_gets_one(visit, open_okta):
    visitor = visit(open_okta(CATALOGUE))
    press(visitor, "dot")

    assert visitor.steps() == [("assign_user", {"user": "ada", "username": "ada.lovelace"})]


def test_they_marry_as_often_as_they_like(assigned):
    assert press(assigned, "marry") == "good: The last name is King: Ada King."
    assert press(assigned, "marry") == "good: The last name is Byron: Ada Byron."
    assert press(assigned, "marry") == "good: The last name is King: Ada King."
    assert assigned.steps()[1] == ("update_user", {"user": "ada", "profile": {"lastName": "King"}})
    assert assigned.okta.traffic() == 3 * READ_AND_WRITE


def test_they_leave_and_come_back(assigned):
    assert button(assigned, "return") == (False, "Nobody has left.")
    assert press(assigned, "leave") == "good: Ada Lovelace has left."
    assert assigned.okta.traffic() == READ_AND_WRITE
    assert "<option" in assigned.get("/")
    assert "Ada Lovelace (deactivated)" in assigned.get("/")
    assert press(assigned, "leave") == "bad: This operation is not allowed in the user's current status."

    assert press(assigned, "return") == "good: Ada Lovelace is back."
    assert assigned.steps()[1:] == [
        ("deactivate_user", "ada"), ("deactivate_user", "ada"), ("activate_user", "ada"), ("assign_user", "ada"),
    ]  # fmt: skip
    assert assigned.okta.traffic()[:3] == ["GET /Users 200", *READ_AND_WRITE]
    assert "Ada Lovelace (assigned as ada-lovelace)" in assigned.get("/")


def test_a_username_that_was_typed_is_typed_again_when_they_come_back(assigned):
    assigned.okta.ok("POST", "/simulator/v1/acts?wait=5", {"edit_assignment": {"user": "ada", "username": "countess"}})
    press(assigned, "dot")
    press(assigned, "leave")
    press(assigned, "return")

    assert assigned.steps()[-1] == ("assign_user", {"user": "ada", "username": "countess"}), "the last that was taken"


def test_whoever_was_only_unassigned_comes_back_by_an_assignment(assigned):
    assigned.okta.ok("POST", "/simulator/v1/acts?wait=5", {"unassign_user": "ada"})
    press(assigned, "return")

    assert assigned.steps()[2:] == [("assign_user", "ada")]


def test_a_group_that_assigns_brings_them_back(visitor):
    visitor.okta.ok("POST", "/simulator/v1/acts?wait=5", {"assign_group": "ml-team"})
    press(visitor, "leave")
    press(visitor, "return")

    assert visitor.steps()[1:] == [("deactivate_user", "ada"), ("activate_user", "ada")]


def test_who_has_not_left_cannot_come_back(assigned):
    press(assigned, "leave")
    steps = assigned.steps()

    assert press(assigned, "return", "grace") == "bad: Grace Hopper has not left."
    assert assigned.steps() == steps


def test_429_for_five_minutes_is_over_once_they_have_passed(assigned):
    assert press(assigned, "limited") == "good: The provider answers 429 for five minutes."
    assert assigned.steps()[1:] == [
        ("fault", {"on": "* /*", "lasts": "300s", "respond": {"status": 429}}),
        ("fault", {"on": "* /*/*", "lasts": "300s", "respond": {"status": 429}}),
    ]
    said = band(assigned, "/admin/apps")
    assert re.fullmatch("Armed: every request, 429, for (5 min|4 min 5[0-9] s) more Disarm all", said), said
    assert button(assigned, "limited") == (False, "It does already: see the band above.")
    assigned.okta.ok("POST", "/simulator/v1/acts", {"update_user": {"user": "ada", "profile": {"lastName": "King"}}})
    assigned.awaits(lambda: assigned.okta.engine.record.recent()[-1][1].kind == "wait")

    assert press(assigned, "minutes") == "good: Five minutes passed."
    assert assigned.steps()[-1] == ("wait", "300s")
    assert assigned.okta.traffic() == ["GET /Users/{id} 429", *READ_AND_WRITE]
    assert band(assigned) is None


@pytest.mark.parametrize("what, fault, words, answer, sentence", [
    ("page", {"html": 502}, "502 as an HTML page", "GET /Users/{id} 502", "Invalid JSON"),
    ("down", {"disconnect": "before"}, "the connection drops before the request", "GET /Users/{id} Connection reset",
     "Connection reset"),
])  # fmt: skip
def test_the_provider_fails_until_it_is_disarmed(assigned, what, fault, words, answer, sentence):
    assert press(assigned, what).startswith("good: The provider")
    assert band(assigned) == f"Armed: every request, {words}, until it is taken away Disarm all"
    assert sentence in press(assigned, "marry")
    assert press(assigned, "disarm") == "good: The provider behaves again."
    assert press(assigned, "disarm") == "bad: Nothing is armed."

    assert assigned.okta.traffic() == [answer]
    assert assigned.steps()[1:] == [
        ("fault", {"on": "* /*", "times": "always", **fault}), ("fault", {"on": "* /*/*", "times": "always", **fault}),
        ("update_user", {"user": "ada", "profile": {"lastName": "King"}}), ("clear_faults", None),
    ]  # fmt: skip
    assert band(assigned) is None


def test_a_form_does_not_wait_for_what_only_time_helps_on(assigned):
    press(assigned, "limited")
    began = time.monotonic()

    assert press(assigned, "marry").startswith("good: Under way: it goes on when time has passed.")
    assert time.monotonic() - began < PATIENCE / 2
    assert press(assigned, "minutes") == "good: Five minutes passed."
    assert assigned.okta.traffic() == ["GET /Users/{id} 429", *READ_AND_WRITE]


def test_an_answer_that_comes_too_late_is_seen_by_letting_time_pass(assigned):
    press(assigned, "late")
    assigned.okta.ok("POST", "/simulator/v1/acts", {"update_user": {"user": "ada", "profile": {"lastName": "King"}}})
    assigned.awaits(lambda: assigned.okta.engine.hold.under_way)
    press(assigned, "minutes")

    assert assigned.okta.traffic() == ["GET /Users/{id} Read timed out"]
    assert band(assigned) == "Armed: every request, answered after 1 min 1 s, until it is taken away Disarm all"


def test_no_patch_is_for_catalogue_apps(visit, open_okta, visitor):
    possible, why = button(visitor, "no-patch")
    assert (possible, why) == (False, "To an app of the wizard Okta sends no PATCH; it would make no difference.")

    catalogue = visit(open_okta(CATALOGUE))
    catalogue.okta.assigned("ada")
    assert press(catalogue, "no-patch") == "good: The provider has no PATCH."
    assert band(catalogue) == "Armed: no patch: PATCH answers 501 Disarm all"
    assert press(catalogue, "no-patch").startswith("bad: It has none already")
    press(catalogue, "leave")
    press(catalogue, "disarm")

    assert catalogue.okta.traffic() == ["PATCH /Users/{id} 501"]
    assert catalogue.steps()[1:] == [
        ("hub", {"set_quirk": "no-patch"}), ("deactivate_user", "ada"),
        ("hub", {"set_quirk": {"name": "no-patch", "on": False}}),
    ]  # fmt: skip


def test_a_new_token_is_pasted_into_okta(assigned, tokens):
    assert button(assigned, "paste") == (False, "Okta has the provider's token.")
    assert press(assigned, "token") == "good: The provider has a new token, and Okta the old one."
    assert band(assigned).endswith("its token is not the provider's any more Okta gets the new token")
    assert "Unauthorized" in press(assigned, "marry")
    assert press(assigned, "disarm") == "bad: Nothing is armed.", "a token is nothing that is disarmed"
    assert press(assigned, "paste") == "good: Okta has the provider's token."
    assert press(assigned, "marry").startswith("good")

    assert assigned.okta.traffic() == ["GET /Users/{id} 401", *READ_AND_WRITE]
    assert [one for one in assigned.steps() if one[0] in ("hub", "configure")] == [
        ("hub", "generate_token"), ("configure", {"stub_token": "current"}),
    ]  # fmt: skip
    assert band(assigned) is None
    assert assigned.okta.engine.instance.tenant.stub_token not in assigned.get("/")


@pytest.mark.parametrize("what, argument, said", [
    ("minutes", "300s", "Five minutes passed."), ("hour", "3600s", "An hour passed."),
    ("day", "86400s", "A day passed."),
])  # fmt: skip
def test_time_passes(visitor, what, argument, said):
    before = visitor.okta.engine.clock.now()

    assert visitor.does("/what-if", what=what, person="") == f"good: {said}"
    assert visitor.steps() == [("wait", argument)]
    assert visitor.okta.engine.clock.now() - before >= float(argument[:-1])


def test_one_fault_on_everything_and_a_part_of_it_are_told_apart(visitor):
    for on in ("* /*", "POST /Users"):
        visitor.okta.ok("POST", "/simulator/v1/hub/faults", {"on": on, "html": 503})

    assert band(visitor) == (
        "Armed: * /*, 503 as an HTML page, 1 more time · POST /Users, 503 as an HTML page, 1 more time Disarm all"
    )
    assert visitor.does("/what-if", "/admin/apps", what="disarm") == "good: The provider behaves again."
    assert band(visitor) is None


def test_a_status_of_ones_own_is_not_taken_for_429(visitor):
    for on in ("* /*", "* /*/*"):
        visitor.okta.ok("POST", "/simulator/v1/hub/faults", {"on": on, "respond": {"status": 500}})

    assert button(visitor, "limited")[0]


def test_what_makes_no_sense_cannot_be_pressed(visitor, visit, open_okta):
    assert button(visitor, "marry") == (False, "Nobody is assigned, so nothing would be sent.")
    assert press(visitor, "marry") == "bad: Nobody is assigned, so nothing would be sent."
    empty = visit(open_okta("name: nobody\n"))
    assert button(empty, "dot") == (False, "There is nobody here.")
    assert button(empty, "leave") == (False, "There is nobody here.")
    assert visitor.does("/what-if", what="nonsense") == "bad: Press one of the buttons."
    assert visitor.does("/what-if", what="leave", person="00u-nobody").startswith("bad: Choose somebody first")
    assert visitor.steps() == []


def test_everybody_may_leave_once(visit, open_okta):
    visitor = visit(open_okta(CATALOGUE))
    press(visitor, "leave")

    assert button(visitor, "leave") == (False, "Everybody has left.")
    assert button(visitor, "dot") == (False, "Everybody has left.")


def test_an_endpoint_is_told_nothing(visitor):
    visitor.okta.engine.instance.hub = visitor.okta.engine.instance.tenant.hub = None

    for what in ("limited", "page", "down", "late", "token", "paste", "disarm"):
        assert button(visitor, what) == (
            False, "Only the bundled Hub can be told to misbehave; this provider is an endpoint of its own.",
        )  # fmt: skip
        assert press(visitor, what).startswith("bad: Only the bundled Hub")
    assert button(visitor, "hour")[0]
    assert band(visitor) is None
    assert visitor.steps() == []


def people(visitor):
    """The people to choose from, and who is chosen."""
    options = re.findall(r'<option value="00u\w+"( selected)?>(.*?)</option>', visitor.get("/"))
    return [name for _, name in options], [name for chosen, name in options if chosen]


def test_those_assigned_come_first_and_whom_the_last_step_was_about_is_chosen(visitor):
    assert people(visitor)[1] == ["Ada Lovelace (not assigned)"]
    visitor.okta.assigned("linus")

    names, chosen = people(visitor)

    assert names[0] == "Linus Pauling (assigned as linus-pauling)"
    assert chosen == names[:1]
    press(visitor, "dot", "grace")
    visitor.does("/what-if", what="hour")
    assert people(visitor)[1] == ["Grace Hopper (assigned as grace.hopper)"]


def test_of_many_people_fifty_are_listed(visit, open_okta):
    many = "".join(f"  p{one}: {{login: p{one}@acme.test, firstName: P, lastName: '{one}'}}\n" for one in range(1, 401))
    visitor = visit(open_okta(f"name: many\napp: {{username: user.login}}\nusers:\n{many}"))
    visitor.okta.assigned("p400")

    names, _ = people(visitor)

    assert (len(names), names[0]) == (50, "P 400 (assigned as p400@acme.test)")
    assert '350 more are in <a href="/admin/users">' in visitor.get("/")


def test_names_that_want_to_be_code_are_text(visit, open_okta):
    names = "firstName: '</option><script>x', lastName: \"\\u202e'\""
    visitor = visit(open_okta(f"name: <script>\nusers: {{ada: {{login: ada@acme.test, {names}}}}}\n"))

    assert people(visitor)[0] == ["&lt;/option&gt;&lt;script&gt;x \\u202e&#39; (not assigned)"]


def test_what_can_be_asked_is_said_on_the_buttons():
    labels = [question.label for question in QUESTIONS.values()]

    assert labels == [
        "Their username has a dot", "They marry", "They leave", "They come back", "It answers 429 for five minutes",
        "It answers with an HTML page", "It is down", "It answers too late", "It has no PATCH",
        "Its token is generated anew", "Okta gets the new token", "It behaves again", "Five minutes pass",
        "An hour passes", "A day passes",
    ]  # fmt: skip
    assert all(question.says.endswith(".") for question in QUESTIONS.values())
