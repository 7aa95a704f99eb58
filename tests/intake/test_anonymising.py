import json
import re
import time
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from provider_stub.scim import syntax
from simulator.cli.arguments import load_file
from simulator.errors import UnreadableError
from simulator.intake import importing
from simulator.intake.anonymising import Anonymiser
from simulator.intake.choosing import Wish
from simulator.intake.evidence.files import Source
from simulator.intake.evidence.traffic import Traffic
from simulator.intake.system_log import Entry, Target
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Log
from simulator.reports import FORMATS
from simulator.scenario.finding import bundled

NAMES = ("ada", "lovelace", "countess", "acme.test")


def rewritten(*bodies):
    traffic = [Traffic("", "", "POST", "/Users", body=body) for body in bodies]
    return [one.body for one in Anonymiser().traffic(traffic)]


def test_same_becomes_same_wherever_it_stands(make):
    body = {**make.user("ada.lovelace", displayName="Ada Lovelace"), "title": "Countess"}
    (made,) = rewritten(body)

    first, last = made["name"]["givenName"], made["name"]["familyName"]
    assert made["displayName"] == f"{first} {last}"
    assert made["userName"] == f"{first}.{last}".lower()
    assert made["emails"][0]["value"] == f"{first}.{last}@org1.test".lower()
    assert not any(name in json.dumps(made).lower() for name in NAMES)


def test_what_programs_read_stays(make):
    (made,) = rewritten(make.user("ada"))

    assert made["schemas"] == make.user("ada")["schemas"]
    assert made["emails"][0]["type"] == "work"


def test_ids_are_replaced_by_ids_of_the_same_form():
    ids = ["66b1f0c2a9d34e0f1a2b3c4d", "5fc0c238-1112-11e8-8e45-920c87bdbd75", "00ujl29u0le5T6Aj10h7"]
    (made,) = rewritten({"id": ids[0], "externalId": ids[2], "meta": {"location": f"https://x/Users/{ids[1]}"}})

    assert made["id"] == f"{1:024x}"
    assert len(made["externalId"]) == 20
    assert made["externalId"].startswith("00u0")
    assert not any(one in json.dumps(made) for one in ids)


def test_path_query_and_detail_are_rewritten_too(make):
    one = Traffic(
        "", "", "GET", "/Users/66b1f0c2a9d34e0f1a2b3c4d", 'filter=userName eq "ada.lovelace@acme.test"', None, 400,
        make.refused(400, "ada.lovelace@acme.test (Ada) is taken"),
    )  # fmt: skip
    (made,) = Anonymiser().traffic([one])

    assert not any(name in f"{made.path} {made.query} {made.answer}".lower() for name in NAMES)
    assert made.looked_for in made.answer["detail"]
    assert made.answer["detail"].endswith("is taken")


def test_whole_recording_loses_its_names_and_plays_the_same(make, imported):
    har = (
        make.Har()
        .look_up("ada.lovelace")
        .create("x1", make.user("ada.lovelace"), 400, make.refused(400, "no: ada.lovelace"))
    )
    plain, hidden = imported(har.text()), imported(har.text(), anonymise=True)

    assert [request[::3] for request in hidden.requests] == [request[::3] for request in plain.requests]
    assert not any(name in hidden.text.lower() for name in NAMES)
    assert hidden.broken == []


def test_system_log_loses_its_names_and_the_apps_label(make, imported):
    reason = "Error while creating user ada-lovelace: Conflict. Errors reported by remote server: ada-lovelace is taken"
    events = [
        make.of_ada("application.user_membership.add", 1),
        make.of_ada("application.provision.user.push", 2, result="FAILURE", reason=reason),
    ]
    hidden = imported(json.dumps(events), "log.json", anonymise=True)

    assert not any(name in hidden.text.lower() for name in (*NAMES, "roster"))
    assert "is taken" in hidden.text


def test_the_name_that_the_catalogue_has_for_an_app_is_nobodys():
    app = Target("AppInstance", "0oa1", "Acme Hub", "SCIM 2.0 Test App (Header Auth)")
    log = [Entry("", "application.user_membership.add", "SUCCESS", targets=(app,))]

    (hidden,) = Anonymiser().entries(log)

    assert hidden.shown("AppInstance") == "SCIM 2.0 Test App (Header Auth)"
    assert "Acme" not in hidden.name("AppInstance")


@example(["É" + first + second for first in "ab" for second in "ab"])
@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet="abÉ0-._ ", min_size=1, max_size=12), min_size=1, max_size=8, unique_by=str.casefold))
def test_different_names_stay_different_and_keep_the_rules_they_broke(names):
    made = [body["userName"] for body in rewritten(*({"userName": name} for name in names))]

    assert len({name.casefold() for name in made}) == len(names)
    for before, after in zip(names, made, strict=True):
        kept = {"characters", "double dash", "dash at an end"}
        assert _rules(before) & kept == _rules(after) & kept


def _rules(name):
    return {refusal.rule for refusal in syntax.refusals(name)}


def test_more_words_than_fit_a_length_grow():
    letters = "abcdefghijklmnopqrstuvwxyz"
    made = [body["userName"] for body in rewritten(*({"userName": letter} for letter in letters))]

    assert len(set(made)) == len(letters)


def test_addresses_that_only_an_error_names_are_replaced_too(make):
    said = make.refused(409, "Zbigniew.Brzez@secret-corp.example is taken, by Zbigniew Brzez")
    (one,) = Anonymiser().traffic([Traffic("", "", "POST", "/Users", body=make.user("ada"), status=409, answer=said)])

    assert not any(name in one.answer["detail"].lower() for name in ("zbigniew", "brzez", "secret"))
    assert " is taken, by " in one.answer["detail"]


def test_addresses_that_are_external_ids_or_paths_are_replaced_too():
    body = {"externalId": "ada@acme.test", "Operations": [{"op": "remove", "path": 'emails[value eq "ada@acme.test"]'}]}
    (made,) = rewritten(body)

    assert made["externalId"].endswith("@org1.test")
    assert made["Operations"][0]["path"] == f'emails[value eq "{made["externalId"]}"]'


@pytest.mark.parametrize("piece", ["a", "a.", "a@", '"', '\\"', "0", "-", "é"])
def test_time_grows_with_a_text_and_not_with_its_square(piece):
    def seconds(length):
        one = Traffic("", "", "POST", "/Users", query=f'filter="{piece * length}', answer={"detail": piece * length})
        began = time.process_time()
        Anonymiser().traffic([one])
        return time.process_time() - began

    assert min(seconds(40_000) for _ in range(3)) < 20 * max(seconds(4_000), 0.01)


def test_base_url_that_may_name_the_customer_is_replaced():
    there = "https://scim.acme-corp.example/acme/v2"
    body = {"meta": {"location": f"{there}/Users/66b1f0c2a9d34e0f1a2b3c4d"}}
    (made,) = Anonymiser(there).traffic([Traffic("", "", "PUT", "/Users", body=body)])

    assert made.body["meta"]["location"] == f"https://scim.test/v2/Users/{1:024x}"


class Remembering(Anonymiser):
    """Keeps itself, so that a test knows all that was replaced."""

    last = None

    def __init__(self, *arguments):
        super().__init__(*arguments)
        Remembering.last = self


@pytest.mark.parametrize("form", ["har", "log"])
@pytest.mark.parametrize("path", bundled(), ids=lambda path: path.stem)
def test_nothing_that_was_replaced_stands_anywhere(path, form, monkeypatch):
    monkeypatch.setattr(importing, "Anonymiser", Remembering)
    events = list(prepare(load_file(path), Choice(seed=4711, verify=False), {}).events())
    log = json.dumps([event.entry for event in events if isinstance(event, Log)])
    source = Source("secret-file", ("".join(FORMATS["har"](events)) if form == "har" else log).encode())
    with suppress(UnreadableError):
        text = importing.import_sources([source], Wish("Secret-file of acme", anonymise=True)).text
        originals = {one for kind in Remembering.last.originals.values() for one in kind} - {"One"}

        assert "secret-file" not in text
        assert [one for one in originals if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text, re.IGNORECASE)] == []


def test_words_of_oktas_sentences_stay_and_longer_names_with_them_go():
    reason = "Automatic provisioning of user Create Team to app User Sync failed: Bad Request. "
    reason += "Errors reported by remote server: Team 51234 of 42 is taken"
    person = Target("User", "00u1", "create.team@acme.test", "Create Team")
    targets = (person, Target("AppInstance", "0oa1", "User Sync", "x"))
    (made,) = Anonymiser().entries([Entry("", "x", "FAILURE", reason, targets=targets)])
    person, app = made.targets[0].display_name, made.targets[1].alternate_id

    assert made.reason == (
        f"Automatic provisioning of user {person} to app {app} failed: Bad Request. Errors reported by remote server: "
        f"{person.split()[1]} 51234 of 42 is taken"
    )


def test_report_tells_kinds_made_up_forms_and_the_lines_to_read(make, imported):
    leaking = make.refused(409, "the phone of ada-l is taken: 555, says Zed")
    hidden = imported(make.Har().look_up("ada-l").create("u1", make.user("ada-l"), 409, leaking).text(), anonymise=True)
    *kinds, last = hidden.replaced
    number = int(last.rpartition(" ")[2])

    assert last.startswith("left for you to read: what the provider or Okta said in words of its own, in lines ")
    assert "says Zed" in hidden.text.splitlines()[number - 1]
    assert "replaced the SCIM address (now https://scim.test/v2)" in kinds
    (usernames,) = [said for said in kinds if said.startswith("replaced usernames: 1 (now ")]
    assert usernames[len("replaced usernames: 1 (now ") : -1] in hidden.text


def test_schema_that_names_the_customer_is_replaced_and_the_standards_are_not(make):
    ours = "urn:ietf:params:scim:schemas:extension:acme:2.0:User"
    body = {**make.user("ada@acme.test"), ours: {"clearance": "high"}}
    body["schemas"] = [*body["schemas"], ours]
    (made,) = rewritten(body)

    assert made["schemas"][0] == body["schemas"][0]
    assert made["schemas"][1] in made
    assert "acme" not in json.dumps(made)
