"""Both sides of the wire in rows: who agrees, who differs and why, and what nobody has looked at."""

import re
import time
from html import unescape
from typing import Any

import pytest

from simulator.verbs.assignments import AssignUser
from simulator.web.engine.acts import ApiClient

PEOPLE = """\
name: Two people
app: {username: 'String.substringBefore(user.login, "@")'}
users:
  ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}
  grace: {login: grace@acme.test, firstName: Grace, lastName: Hopper}
groups: {team: [ada, grace]}
"""
SHADES = ("differs", "explained", "unknown")


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def rows(visitor: Any, address: str = "/", table: str = "people") -> dict[str, tuple[str, str]]:
    """The table's rows: name to shade and cells."""
    page = visitor.get(address)
    body = page.split(f'id="{table}"')[1].split("</table>")[0]
    found = {}
    for shade, row in re.findall(r'<tr class="(\w*)">(.*?)</tr>', body, re.DOTALL):
        name, *cells = re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL)
        found[plain(name)] = (shade, " | ".join(map(plain, cells)).strip())
    return found


def verdict(visitor: Any, address: str = "/") -> str:
    return plain(visitor.get(address).split('id="verdict"')[1].split("</p>")[0].split(">", 1)[1])


@pytest.fixture
def two(open_okta: Any, visit: Any) -> Any:
    """Signed in to a console with two people, one of whom has the app."""
    visitor = visit(open_okta(PEOPLE))
    visitor.okta.assigned("ada")
    return visitor


def test_before_anything_is_done_there_is_nothing_to_compare(visitor: Any) -> None:
    assert verdict(visitor) == "Nobody is assigned and no group is pushed: there is nothing to compare yet."
    assert rows(visitor)["Ada Lovelace ada.lovelace@acme.test"] == ("", "not assigned | – | – |")


def test_who_agrees_on_both_sides_is_said_in_one_sentence(two: Any) -> None:
    two.okta.ok("POST", "/simulator/v1/acts?wait=5", {"push_group": "team"})

    assert verdict(two) == "Okta and the Hub hold the same: 1 person and 1 group."
    assert rows(two) == {
        "Ada Lovelace ada@acme.test": ("", "ada PROVISIONED | active | active |"),
        "Grace Hopper grace@acme.test": ("", "not assigned | – | – |"),
    }
    assert rows(two, table="groups") == {
        "team 2: Ada Lovelace, Grace Hopper": ("", "ACTIVE | there, 1 member ada |"),
    }


def test_resource_groups_are_shown_with_the_role(two: Any) -> None:
    act = "/simulator/v1/acts?wait=5"
    two.okta.ok("POST", act, {"push_group": "team"})
    two.okta.ok("POST", act, {"hub": {"create_resource_group": {"name": "gpu"}}})
    two.okta.ok(
        "POST", act, {"hub": {"link_resource_group": {"group": "team", "resource_group": "gpu", "role": "write"}}}
    )

    assert rows(two)["Ada Lovelace ada@acme.test"] == ("", "ada PROVISIONED | active | active | gpu: write")
    assert rows(two, table="groups")["team 2: Ada Lovelace, Grace Hopper"][1].endswith("| gpu: write")


def test_what_differs_is_tinted_with_its_reason(two: Any) -> None:
    act = "/simulator/v1/acts?wait=5"
    two.okta.ok("POST", act, {"disable": ["deactivate_users"]})
    two.okta.ok("POST", act, {"unassign_user": "ada"})

    assert verdict(two) == "Okta and the Hub differ on 1 person: ada (Deactivate Users was off)."
    assert rows(two)["Ada Lovelace ada@acme.test"] == (
        "differs", "not assigned | active Deactivate Users was off | active |"
    )  # fmt: skip
    assert list(rows(two, "/?only=unlike")) == ["Ada Lovelace ada@acme.test"]


def test_what_is_explained_is_dimmed_with_its_reason(two: Any) -> None:
    two.okta.ok("POST", "/simulator/v1/acts?wait=5", {"suspend_user": "ada"})

    assert (
        verdict(two)
        == "Okta and the Hub hold the same: 1 person, with a remark on 1 person: ada (suspending sends nothing)."
    )
    assert rows(two)["Ada Lovelace ada@acme.test SUSPENDED"] == (
        "explained", "ada PROVISIONED | active suspending sends nothing | active |"
    )  # fmt: skip
    assert "Nothing differs, as far as it was looked at." in two.get("/?only=unlike")


def test_who_came_back_to_a_provider_that_did_not_answer_was_not_created_without_an_id(two: Any) -> None:
    two.does("/what-if", what="leave", person=two.okta.user("ada"))
    two.does("/what-if", what="down", person="")
    two.does("/what-if", what="return", person=two.okta.user("ada"))

    page = plain(two.get("/"))
    assert "Okta has no id for it: the answer to GET was no answer (Connection reset)" in page
    assert "held no id" not in page


def test_a_failed_assignment_shows_oktas_sentence(two: Any) -> None:
    act = "/simulator/v1/acts?wait=5"
    two.okta.ok("POST", act, {"fault": {"on": "POST /Users", "respond": {"status": 500}, "times": 5}})
    two.okta.ok("POST", act, {"assign_user": "grace"})
    shade, cells = rows(two)["Grace Hopper grace@acme.test"]

    assert shade == "explained"
    assert "grace STAGED ! Automatic provisioning of user Grace Hopper to app Hugging Face failed" in cells
    assert "| none the answer to its creation was 500" in cells


def test_who_was_deleted_in_okta_and_who_only_the_hub_has_are_rows_too(open_okta: Any, visit: Any) -> None:
    accounts = "provider: {stub: {accounts: [{username: owner, member: true}, {username: passer-by}]}}\n"
    visitor = visit(open_okta(PEOPLE + accounts))
    visitor.okta.assigned("ada")
    act = "/simulator/v1/acts?wait=5"
    visitor.okta.ok("POST", act, {"deactivate_user": "ada"})
    visitor.okta.ok("POST", act, {"delete_user": "ada"})
    found = rows(visitor)

    assert found["Ada Lovelace ada@acme.test DELETED"][1].startswith("not assigned | inactive")
    assert found["owner not in Okta"] == ("explained", "| active nobody in Okta is assigned to it | active |")
    assert found["passer-by not in Okta"] == ("explained", "| none an account outside the organization | none |")
    assert verdict(visitor) == "Okta and the Hub hold the same: 1 person. Only the Hub has 2 people."


def test_a_change_at_the_hub_itself_is_seen(two: Any) -> None:
    assert verdict(two).startswith("Okta and the Hub hold the same")
    two.okta.ok("DELETE", "/simulator/v1/hub/members/ada")

    assert verdict(two) == "Okta and the Hub differ on 1 person: ada (no request of Okta's did that)."


def test_looking_leaves_no_trace_on_the_wire(two: Any) -> None:
    before = two.okta.engine.record.last
    for _ in range(3):
        two.okta.engine.looking.note()
        assert rows(two)

    assert two.okta.engine.record.last == before


def test_many_people_come_in_pages_and_are_searched(open_okta: Any, visit: Any) -> None:
    visitor = visit(
        open_okta(
            "name: Many\ngenerate_users: {count: 120}\napp: {username: 'String.substringBefore(user.login, \"@\")'}\n"
        )
    )
    visitor.okta.ok("POST", "/simulator/v1/acts?wait=30", {"assign_group": "everyone"})
    visitor.okta.settle()
    visitor.okta.engine.looking.look(10)

    assert verdict(visitor) == "Okta and the Hub hold the same: 120 people."
    assert len(rows(visitor)) == 50
    assert "101 to 120 of 120 people" in plain(visitor.get("/?p=3"))
    assert len(rows(visitor, "/?p=3")) == 20
    login = next(iter(visitor.okta.engine.instance.org.users.values())).login
    assert next(iter(rows(visitor, f"/?q={login}"))).endswith(login)
    assert "Nobody is called like that." in visitor.get("/?q=%3Cnobody%3E")
    assert 'value="&lt;nobody&gt;"' in visitor.get("/?q=%3Cnobody%3E")


def assign(visitor: Any, alias: str) -> None:
    with visitor.okta.engine.act(ApiClient("/api/v1/apps")) as act:
        act.do(AssignUser, user=alias)
    assert visitor.okta.engine.idle(10)


def test_an_endpoint_is_not_asked_before_somebody_presses_look_now(at_endpoint: Any) -> None:
    assign(at_endpoint, "ada")
    for _ in range(3):
        page = at_endpoint.get("/")

    assert {origin for origin, _ in at_endpoint.way.asked} == {"okta"}
    assert "Nobody has looked at the provider yet." in plain(page)
    assert rows(at_endpoint)["Ada Lovelace ada.lovelace@acme.test"][1] == (
        "ada-lovelace PROVISIONED | not looked (POST: 201 Created)"
    )
    assert rows(at_endpoint)["Linus Pauling linus.pauling@acme.test"][1] == "not assigned | not looked"
    assert "hold the same" not in page
    assert "Hub member" not in page


def test_look_now_asks_the_endpoint_once_and_it_is_on_the_wire(at_endpoint: Any) -> None:
    assign(at_endpoint, "ada")
    at_endpoint.post("/story/look")
    asked = [line for origin, line in at_endpoint.way.asked if origin == "verify"]
    assert asked[-2:] == ["GET /Users", "GET /Groups"] or set(asked) >= {"GET /Users", "GET /Groups"}
    recorded = [one for _, one in at_endpoint.okta.engine.record.recent() if getattr(one, "origin", "") == "verify"]
    assert len(recorded) == len(asked)
    said = verdict(at_endpoint)

    assert said.startswith("Okta and the provider hold the same: 1 person. As of request 2, looked at ")
    assert rows(at_endpoint)["Ada Lovelace ada.lovelace@acme.test"][1] == "ada-lovelace PROVISIONED | active"
    assert rows(at_endpoint)["Linus Pauling linus.pauling@acme.test"][1] == "not assigned | –"
    assign(at_endpoint, "grace")
    assert "As of request 2, looked at " in verdict(at_endpoint)
    assert rows(at_endpoint)["Grace Hopper grace.hopper@acme.test"][1] == (
        "grace-hopper PROVISIONED | not looked (POST: 201 Created)"
    )
    assert len([one for one in at_endpoint.way.asked if one[0] == "verify"]) == len(asked)


def test_an_endpoint_that_cannot_be_read_is_no_agreement(at_endpoint: Any) -> None:
    assign(at_endpoint, "ada")
    at_endpoint.way.gone = True
    at_endpoint.post("/story/look")
    said = verdict(at_endpoint)

    assert said.startswith(
        "Of 1 person it cannot be said whether both sides agree: ada: cannot be read: nobody answered"
    )
    shade, cells = rows(at_endpoint)["Ada Lovelace ada.lovelace@acme.test"]
    assert shade == "unknown"
    assert "cannot be read" in cells


def test_back_to_start_at_an_endpoint_says_that_it_keeps_what_it_holds(at_endpoint: Any) -> None:
    assert "Not touched: what the provider holds, the transcript file" in plain(at_endpoint.get("/story/start"))
    assign(at_endpoint, "ada")
    at_endpoint.post("/story/look")
    at_endpoint.post("/story/start")

    assert verdict(at_endpoint) == "Nobody has looked at the provider yet."


def test_an_old_look_says_of_when_it_is(two: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert verdict(two) == "Okta and the Hub hold the same: 1 person."
    monkeypatch.setattr(type(two.okta.engine.looking), "refresh", lambda *_: None)
    two.okta.ok("POST", "/simulator/v1/acts?wait=5", {"assign_user": "grace"})
    time.sleep(0.05)

    assert verdict(two) == "Okta and the Hub hold the same: 1 person. As of request 2."
    assert rows(two)["Grace Hopper grace@acme.test"][1] == "grace PROVISIONED | not looked (POST: 201 Created) | – |"


def test_what_could_not_be_read_is_not_counted_as_none(at_endpoint: Any) -> None:
    at_endpoint.way.gone = True
    at_endpoint.post("/story/look")
    page = at_endpoint.get("/")

    assert "accounts: not known" in page
    assert "groups: not known" in page
    assert "<b>0</b> accounts" not in page
    assert verdict(at_endpoint).startswith(
        "Nobody is assigned and no group is pushed, but the list of accounts was not read to its end: nobody answered"
    )


def test_while_a_request_is_out_nobody_says_that_nothing_was_sent(at_endpoint: Any) -> None:
    engine = at_endpoint.okta.engine
    engine.hold.switch(True)
    app_id = engine.instance.tenant.app.id
    at_endpoint.post(f"/admin/apps/{app_id}/assignments/people/{engine.instance.tenant.people['ada']}")
    at_endpoint.awaits(lambda: engine.hold.next)

    assert rows(at_endpoint)["Ada Lovelace ada.lovelace@acme.test"][1] == "ada-lovelace STAGED | not looked"
    engine.hold.switch(False)
