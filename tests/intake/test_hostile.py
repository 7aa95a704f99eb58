"""Recordings in any order and of any shape: each becomes a scenario that `check` accepts, or a sentence."""

import json
import random
from contextlib import suppress
from urllib.parse import quote

import pytest

from simulator.errors import UnreadableError
from simulator.intake.choosing import Wish
from simulator.intake.evidence.files import Source, sources_of
from simulator.intake.importing import import_sources
from simulator.scenario.loading import load_text

DIGITS = "1" * 5000
WRONG = ("{}", "[null]", "[[]]", "null", "0", '""', "true", '"x"', DIGITS, '"\\ud800"', "[" * 300 + "]" * 300, "1e999")
NAMES = (("ada", "bob"), ("ada@acme.test", "bob@acme.test"))


def test_group_written_after_a_look_up_that_found_none_is_the_one_that_was_looked_for(make, imported):
    group = {"id": "g1", "displayName": "ml-team", "members": []}
    for found in (200, 404):
        har = make.Har().look_up("ml-team", attribute="displayName", status=found)
        result = imported(har.add("GET /Groups/g1", 200, group).add("PUT /Groups/g1", 200, group, group).text())

        assert list(result.scenario.groups) == ["ml-team"]
        assert result.verbs[0] == ("push_group", "ml-team")


def test_person_written_after_a_look_up_that_found_none_is_the_one_that_was_looked_for(make, imported):
    har = make.Har().look_up("ada").change("u1", make.user("ada"), make.user("ada", family="King"))
    result = imported(har.text())

    assert list(result.scenario.users) == ["ada"]
    assert result.verbs[-1][0] == "update_user"


def test_two_groups_of_one_name_have_two_names_in_okta(make, imported):
    har = make.Har()
    for number in (1, 2):
        group = {"id": f"g{number}", "displayName": "ml-team", "members": []}
        har.add(f"PUT /Groups/g{number}", 200, group, group)
    result = imported(har.text())

    assert {group.name for group in result.scenario.groups.values()} == {"ml-team", "ml-team (2)"}
    assert ("push_group", {"group": "ml-team-2", "name": "ml-team"}) in result.verbs


def test_group_called_as_oktas_own_has_another_name_in_okta(make, imported):
    group = {"displayName": "Everyone", "members": []}
    har = make.Har().look_up("Everyone", attribute="displayName").add("POST /Groups", 201, {"id": "g1", **group}, group)

    assert [group.name for group in imported(har.text()).scenario.groups.values()] == ["Everyone (2)"]


def test_two_accounts_of_one_username_are_two_people(make, imported):
    har = make.Har()
    for number in (1, 2):
        body = make.user("ada@acme.test", okta=None)
        har.change(f"u{number}", body, {**body, "title": f"T{number}"})

    assert len(imported(har.text()).scenario.users) == 2


def test_value_that_no_okta_user_can_have_is_left_out_and_told(make, imported):
    body = make.user("ada", email="not an address", given="A" * 51)
    result = imported(make.Har().add("GET /Users/u1", 200, {"id": "u1", **body}).text())

    assert result.scenario.users["ada"].profile["lastName"] == "Lovelace"
    assert "# a value of email that no Okta user can have is left out" in result.text


@pytest.mark.parametrize("seed", range(36))
def test_any_traffic_becomes_a_scenario_that_check_accepts(make, tmp_path, seed):
    chance = random.Random(seed)
    path = tmp_path / "traffic.har"
    path.write_text(_broken(chance, _traffic(chance, make)) if seed % 2 else _traffic(chance, make))

    text = import_sources(sources_of([path]), Wish("Any traffic", anonymise=seed % 3 == 0)).text

    assert load_text(text, "imported.yaml")


def _traffic(chance, make):
    har, names = make.Har(), chance.choice(NAMES)
    for _ in range(9):
        person = {**make.user(chance.choice(names), okta=chance.choice(("00u1", "00u2"))), "id": chance.choice("uvw")}
        group = {
            "displayName": chance.choice(("ml-team", "qa", "Everyone")), "id": chance.choice("ghi"),
            "members": [{"value": chance.choice("uvw"), "display": chance.choice(names)}],
        }  # fmt: skip
        status = chance.choice((200, 200, 201, 204, 400, 404, 409, 429, 500, 0))
        op = chance.choice(("add", "remove", "replace"))
        members = {"op": op, "path": "members", "value": group["members"]}
        patch = {"Operations": [members, {"op": "replace", "value": {"active": False}}]}
        for one, kind, name in ((person, "Users", person["userName"]), (group, "Groups", group["displayName"])):
            attribute = "userName" if kind == "Users" else "displayName"
            act = chance.randrange(8)
            if act == 0:
                har.look_up(name, *[one][: chance.randrange(2)], attribute=attribute, status=status)
            elif act == 1:
                har.add(f"POST /{kind}", status, one, one)
            elif act == 6:
                har.add(f"GET /{kind}?startIndex=1&count={chance.choice((2, 100, DIGITS))}", status, make.listed(one))
            else:
                method = ("GET", "PUT", "PATCH", "DELETE")[act % 4]
                body = {"PUT": one, "PATCH": patch}.get(method)
                har.add(f"{method} /{kind}/{one['id']}", status, one, body)
    return har.text()


def _broken(chance, text):
    """The archive with members of its messages replaced."""
    archive = json.loads(text)
    for entry in archive["log"]["entries"]:
        for held, key in ((entry["request"].get("postData"), "text"), (entry["response"]["content"], "text")):
            if held and held.get(key) and chance.random() < 0.3:
                message = json.loads(held[key])
                message[chance.choice(list(message))] = "\u0000"
                held[key] = json.dumps(message).replace(json.dumps("\u0000"), chance.choice(WRONG))
    return json.dumps(archive)


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("place", ["url", "status", "startedDateTime", "headers", "text", "method", "x"])
def test_any_value_in_an_entry_is_read_as_missing_or_refused(make, tmp_path, place, wrong):
    archive = json.loads(make.Har().look_up("ada").add("PUT /Users/u1", 200, make.user("ada"), make.user("ada")).text())
    entry = archive["log"]["entries"][1]
    place_of = {"url": "request", "headers": "request", "method": "request", "status": "response"}
    held = entry["response"]["content"] if place == "text" else entry.get(place_of.get(place, ""), entry)
    held[place] = "\u0000"
    path = tmp_path / "traffic.har"
    path.write_text(json.dumps(archive).replace(json.dumps("\u0000"), wrong))

    try:
        text = import_sources(sources_of([path]), Wish("Any entry")).text
    except UnreadableError:
        return
    assert load_text(text, "imported.yaml")


@pytest.mark.parametrize("wrong", WRONG)
def test_any_value_in_a_system_log_is_read_as_missing_or_refused(make, tmp_path, wrong):
    events = [make.of_ada("application.user_membership.add", 1), make.of_ada("application.provision.user.push", 2)]
    for place in ("eventType", "published", "outcome", "transaction", "target", "x"):
        log = json.loads(json.dumps(events))
        log[1][place] = "\u0000"
        for text in (json.dumps(log), "\n".join(map(json.dumps, log))):
            path = tmp_path / "log.json"
            path.write_text(text.replace(json.dumps("\u0000"), wrong))
            with suppress(UnreadableError):
                assert load_text(import_sources(sources_of([path]), Wish("Any event")).text, "imported.yaml")


def test_system_log_as_csv_is_read_up_to_the_row_that_is_none(make, tmp_path):
    names = "eventType,published,outcome.result,outcome.reason,target0.type,target0.alternateId,target0.displayName"
    names += ",target1.type,target1.alternateId"
    row = "application.provision.user.push,2026-01-05T09:00:00.000Z,SUCCESS,{},AppInstance,App,App,User,ada@acme.test"
    path = tmp_path / "log.csv"
    path.write_text("\n".join([names, row.format(""), row.format("x" * 200_000), row.format("")]))

    said = import_sources(sources_of([path]), Wish("A CSV")).complaints

    assert said[0] == (
        f"{path}: the rows after line 2 are no CSV: field larger than field limit (131072); those before are used"
    )


def test_token_with_half_a_surrogate_pair_is_hidden_like_any_other(make, imported):
    har = make.Har().add("PUT /Users/u1", 200, make.user("ada"), make.user("ada"))
    text = har.text().replace("top-secret-token", "top-secret-token\\ud800")

    assert "top-secret" not in imported(text).text


NASTY = (
    "", " ", "~", "null", "yes", "a: b", "#x", "- a", "'q'", '"q"', "{x}", "[y]", "\u2028", "\x00", "\x85", "\ufeff",
    "漢字", "x" * 300, "a@b", "ada@acme.test", "ADA@ACME.TEST", "Everyone", "1e9", "%", "\\", "ACME\\Bob", "a\nb", "*a",
    "&a", "!t", "|", "user", "urn:x:y", "a.b",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_any_names_and_values_become_a_scenario_that_check_accepts(make, seed):
    chance = random.Random(seed)

    def value(depth=0):
        kind = chance.randrange(8)
        if kind < 4 or depth > 2:
            return chance.choice(NASTY)
        if kind < 6:
            return chance.choice((None, True, 0, 1.5, 10**30, -1e300))
        held = [value(depth + 1) for _ in range(chance.randrange(3))]
        return held if kind == 6 else {chance.choice(("value", "display", *NASTY)): one for one in held}

    har = make.Har()
    for number in range(8):
        body = make.user(chance.choice(NASTY), chance.choice(NASTY), chance.choice(NASTY), email=chance.choice(NASTY))
        body.update({chance.choice(("title", "urn:acme:x", "displayName", "name", *NASTY)): value() for _ in range(2)})
        team = {"displayName": chance.choice(NASTY), "members": [{"value": chance.choice("uv"), "display": value()}]}
        kind, one = chance.choice((("Users", body), ("Groups", team)))
        method = chance.choice(("POST", "PUT", "PATCH", "GET"))
        path = f"/{kind}" if method == "POST" else f"/{kind}/{chance.choice('uv')}"
        sent = {"Operations": [{"op": "add", "path": "members", "value": value()}]} if method == "PATCH" else one
        answer = {**one, "id": chance.choice(("u", "v", value()))}
        har.add(f"{method} {path}", chance.choice((200, 201, 400, 409, 500)), answer, None if method == "GET" else sent)
        har.look_up(quote(json.dumps(chance.choice(NASTY))[1:-1]), *[answer][: number % 2])
    wish = Wish(chance.choice(NASTY), chance.choice((None, *NASTY)), anonymise=seed % 2 == 0)
    source = Source("traffic.har", har.text().encode())

    assert load_text(import_sources([source], wish).text, "imported.yaml").steps
