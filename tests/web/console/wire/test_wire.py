"""The wire's pages: which requests, who caused them, what is known of each, and what is kept."""

import html
import re

import pytest

from simulator.play.transcript import Wait
from simulator.register.register import find, sources
from simulator.web.console.wire.rows import spoken
from simulator.web.engine.record import RECENT

CATALOGUE = """
name: a catalogue app
app: {integration: oin, username: 'String.substringBefore(user.login, "@")'}
users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
groups: {team: [ada]}
"""


def rows(page):
    """The rows of the list as plain text."""
    listed = page.partition('id="wire"')[2].partition("</ol>")[0]
    return [words(one.partition(">")[2]) for one in listed.split("<li")[1:]]


def numbers(visitor, *methods):
    """The numbers of the requests that Okta sent, those with these methods or all."""
    return [
        number for number, event in visitor.okta.engine.record.recent()
        if event.kind == "exchange" and event.origin == "okta" and (not methods or event.request["method"] in methods)
    ]  # fmt: skip


def words(page):
    """What stands between the tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture
def changed(visitor):
    """Somebody was assigned, and has another name since."""
    visitor.okta.assigned("ada")
    assert visitor.does("/what-if", what="marry", person=visitor.okta.user("ada")).startswith("good")
    return visitor


def test_before_anything_was_sent_the_page_says_what_to_do(visitor):
    page = visitor.get("/wire")

    assert rows(page) == []
    assert "Nothing was sent yet: press Next" in page


def test_each_row_says_what_it_was_for_and_who_caused_it(changed):
    changed.does("/what-if", what="hour", person="")
    found = rows(changed.get("/"))

    assert [re.sub(r"/[0-9a-f]{8}…[0-9a-f]{4}", "/{id}", one) for one in found] == [
        'GET /Users?filter=userName eq "ada-lovelace"&startIndex=1&count=100 200 '
        "check user exists, ada (step 1 assign_user ada, the API)",
        "POST /Users 201 create user, ada (step 1 assign_user ada, the API)",
        "GET /Users/{id} 200 read user, ada (step 2 update_user ada with lastName=King, the console)",
        "PUT /Users/{id} 200 update user, ada (step 2 update_user ada with lastName=King, the console)",
        "1 hour passes: the clock is moved",
    ]
    assert "5 requests and waits" in changed.get("/")


def test_our_own_reading_back_is_told_apart(visit, open_okta):
    visitor = visit(open_okta("name: one\nusers: {ada: {login: ada@acme.test, firstName: A, lastName: L}}\n"
                              'app: {username: \'String.substringBefore(user.login, "@")\'}\n'
                              "steps:\n  - assign_user: ada\n"))  # fmt: skip
    visitor.post("/story/next")

    every = rows(visitor.get("/wire?by=all"))
    own = rows(visitor.get("/wire?by=verify"))
    okta = rows(visitor.get("/wire?by=okta"))

    assert all("our own reading back" in one for one in own)
    assert all("the scenario" in one for one in okta)
    assert [len(okta), len(own)] == [2, len(every) - 2]
    assert len(own) == 1
    assert rows(visitor.get("/")) == rows(visitor.get("/wire")) == okta
    for path in ("/", "/wire"):
        said = f'{len(every)} requests and waits; 1 of them, our own reading back, is hidden. <a href="{path}?by=all"'
        assert said in visitor.get(path)
    assert "hidden." not in visitor.get("/wire?by=all")
    assert visitor.get("/wire?by=verify").count(' own"') == len(own)
    assert f"{len(own)} found. {len(every)} requests and waits" in visitor.get("/wire?by=verify")


@pytest.mark.parametrize("find, found", [
    ("put", ["PUT"]), ("201", ["POST"]), ("User EXISTS", ["GET"]), ("KING", ["PUT"]), ("givenname", 3),
    ("ada", 4), ("nobody at all", []), ("okta scim client", []),
])  # fmt: skip
def test_a_search_looks_through_what_is_said_and_both_bodies_but_no_headers(changed, find, found):
    shown = rows(changed.get(f"/wire?find={find}"))

    if isinstance(found, int):
        assert len(shown) == found
    else:
        assert [one.split()[0] for one in shown] == found


def test_a_page_that_refreshes_itself_has_its_rows_from_the_stream(changed):
    for path, count in (("/", "4 requests and waits"), ("/wire?find=put", "1 found. 4 requests and waits")):
        page = changed.client.get(path, headers={"X-Refreshing": "1"}).text
        assert rows(page) == []
        assert count in page


def test_what_is_looked_for_stays_in_the_box(changed):
    assert 'value="&#34;&gt;&lt;b&gt;"' in changed.get("/wire?find=%22%3E%3Cb%3E")


@pytest.mark.parametrize("seconds, said", [
    (300, "5 minutes pass"), (1, "1 second passes"), (0.2, "less than a second passes"), (3600, "1 hour passes"),
    (86400, "1 day passes"), (90061, "1 day 1 hour pass"), (250, "4 minutes 10 seconds pass"),
    (61, "1 minute 1 second pass"),
])  # fmt: skip
def test_a_wait_is_said_as_people_say_it(seconds, said):
    assert spoken(seconds) == said


def test_the_list_keeps_the_last_thousand_and_says_so(visitor):
    record = visitor.okta.engine.record
    visitor.okta.assigned("ada")
    first = numbers(visitor)[0]
    for number in range(RECENT + 200):
        record.add(Wait(at="2026-01-01T00:00:00.000Z", seconds=60, reason=f"wait {number}"))

    page = visitor.get("/wire")
    gone = visitor.client.get(f"/wire/{first}")

    assert len(rows(page)) == RECENT
    assert "The last 1,000 of 1,202 requests and waits" in page
    assert rows(page)[-1].endswith("1 minute passes: wait 1199")
    assert gone.status_code == 404
    assert f"Request {first} is not kept here any more: of this run's 1,202 requests and waits" in words(gone.text)


def test_a_number_that_is_no_request_says_why(changed):
    begun = numbers(changed)[0]
    waited = changed.okta.engine.record.add(Wait(at="", seconds=60, reason="x")) and changed.okta.engine.record.last
    changed.okta.engine.begin_again()

    def said(number):
        answer = changed.client.get(f"/wire/{number}")
        assert answer.status_code == 404
        return words(answer.text.partition('id="request"')[2])

    assert f"Request {begun} belongs to a run that is over" in said(begun)
    assert "There is no request 99999." in said(99999)
    assert "There is no request 0." in said(0)
    assert "There is no request <b>." in said("<b>")
    assert "There is no request ²." in said("²")
    again = changed.okta.engine.record
    again.add(Wait(at="", seconds=60, reason="x"))
    assert "This is time that passed, and no request." in said(again.last)
    assert waited < again.last


def test_a_put_shows_what_it_changes_against_the_get_before_it(changed):
    (get, _), (put,) = numbers(changed, "GET")[::-1], numbers(changed, "PUT")
    page = changed.get(f"/wire/{put}")
    table = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", page, re.DOTALL)

    assert f'Against the <a href="/wire/{get}">GET before it</a>' in page
    assert [words(row) for row in table if "familyName" in row] == ["name.familyName Lovelace King"]
    assert not any("userName" in row for row in table), "what is as it was is no change"
    assert "Caused by step 2 update_user ada with lastName=King, the console." in words(page)
    assert "200 OK" in page


def test_a_put_without_a_read_before_it_says_so(changed):
    engine = changed.okta.engine
    put = next(event for number, event in engine.record.recent() if number == numbers(changed, "PUT")[0])
    engine.begin_again()
    engine.record.add(put)

    page = words(changed.get(f"/wire/{engine.record.last}"))

    assert "No read of it just before is kept, so that this is all that it sends." in page
    assert "Caused by what fell due later." in page, "no step of this run"


def test_a_post_shows_what_it_sends_and_the_neighbours_are_linked(changed):
    first, second, third, _ = numbers(changed)
    page = changed.get(f"/wire/{second}")

    assert "What it sends" in page
    assert 'emails[type eq "work"].value ada.lovelace@acme.test' in words(page)
    assert f'<a rel="prev" href="/wire/{first}">' in page
    assert f'<a rel="next" href="/wire/{third}">' in page
    assert 'rel="prev"' not in changed.get(f"/wire/{first}")


def test_a_patch_is_shown_in_words(visit, open_okta):
    visitor = visit(open_okta(CATALOGUE))
    for act in (
        {"assign_user": "ada"},
        {"push_group": "team"},
        {"remove_from_group": {"group": "team", "users": "ada"}},
    ):
        visitor.okta.ok("POST", "/simulator/v1/acts?wait=5", act)
    page = words(visitor.get(f"/wire/{numbers(visitor, 'PATCH')[-1]}"))

    assert re.search(r"What it changes remove members\[value eq \"[0-9a-f]{24}\"\]", page), page


def test_a_refused_request_shows_what_the_provider_said_and_what_the_administrator_reads(visitor):
    said = visitor.does("/what-if", what="dot", person=visitor.okta.user("ada"))
    page = words(visitor.get(f"/wire/{numbers(visitor, 'POST')[0]}"))

    assert said.startswith("bad: Automatic provisioning of user Ada Lovelace to app Hugging Face failed")
    assert "The provider says: userName: only letters, digits" in page
    assert "· invalidValue" in page
    assert "The administrator reads: Automatic provisioning of user Ada Lovelace" in page


def test_a_request_that_nobody_answered_says_so(visitor):
    visitor.does("/what-if", what="down", person="")
    visitor.does("/what-if", what="dot", person=visitor.okta.user("ada"))
    (number,) = numbers(visitor)

    assert rows(visitor.get("/wire"))[0].endswith(
        "no answer check user exists, ada (step 3 assign_user ada as ada.lovelace, the console)"
    )
    assert "no answer: Connection reset" in words(visitor.get(f"/wire/{number}"))


def test_a_request_is_copied_as_a_command_and_as_its_event_without_the_token(changed, tokens):
    (put,) = numbers(changed, "PUT")
    page = html.unescape(changed.get(f"/wire/{put}"))

    assert re.search(
        r"curl --globoff -X PUT http://127.0.0.1:8081/api/organizations/acme/scim/v2/Users/[0-9a-f]{24}", page
    )
    assert "-H 'Authorization: Bearer '\"$SCIM_TOKEN\"" in page
    assert '"event": "exchange"' in page
    assert tokens.hub not in page


def test_bodies_that_want_to_be_code_are_text_and_long_ones_are_cut(visit, open_okta):
    from simulator.scim.message import Response

    class Way:
        def send(self, *_):
            return Response(200, {"X-A": "<script>1</script>"}, "</pre><script>alert(1)</script>\u202e" + "x" * 150_000)

    visitor = visit(open_okta(transport=Way()))
    visitor.does("/what-if", what="dot", person=visitor.okta.user("ada"))
    page = visitor.get(f"/wire/{numbers(visitor)[0]}")

    assert "<script>alert" not in page
    assert "<script>1" not in page
    assert "&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;\\u202e" in page
    assert "50,031 more characters are left out here" in page.replace("50,032", "50,031").replace("50,030", "50,031")
    assert "As JSON it has 15" in page
    assert 'id="as-json"' not in page
    assert 'id="as-curl"' in page
    assert len(page) < 150_000


def test_the_stream_carries_rows_like_the_list_s(changed):
    answer = changed.client.get("/console/events?after=0", buffered=False)
    told = b""
    for chunk in answer.response:
        told += chunk
        if b"event: changed" in told:
            break
    answer.close()
    streamed = [one for one in told.decode().split("\n\n") if one.startswith("event: wire")]

    assert len(streamed) == 4
    assert [re.search(r"^id: (\d+)", one, re.MULTILINE)[1] for one in streamed] == [*map(str, numbers(changed))]
    assert "(step 2 update_user ada with lastName=King, the console)" in streamed[-1]


def test_a_request_says_how_it_is_known_with_the_sources_of_each_rule(changed):
    (number,) = numbers(changed, "POST")
    page = changed.get(f"/wire/{number}")
    said = words(page.partition('aria-label="How we know"')[2].partition("</section>")[0])

    first, *others = changed.okta.engine.record.recent()[1][1].why
    assert find(first).sentence in said
    assert f"and {len(others)} more rules" in said
    assert all(f"{one} " in said or f"{one};" in said for one in (first, *others))
    assert all(sources()[key].title in said for key in find(first).sources)


def test_a_refusal_says_by_which_rules_the_hub_answered(visit, open_okta):
    visitor = visit(open_okta("name: one\nusers: {ada: {login: a.l@acme.test, firstName: A, lastName: L}}\n"
                              'app: {username: \'String.substringBefore(user.login, "@")\'}\n'
                              "steps:\n  - assign_user: ada\n"))  # fmt: skip
    visitor.post("/story/next")
    (number,) = numbers(visitor, "POST")
    said = words(visitor.get(f"/wire/{number}").partition('aria-label="How we know"')[2].partition("</section>")[0])

    _, _, answer = said.partition("The bundled Hub answered so, since:")
    assert find("hub.username.characters").sentence in answer
    assert "hub.username.characters" in answer
    assert sources()["HF-OPENAPI"].title in answer


def test_our_own_reading_back_is_by_no_rule_of_oktas(visit, open_okta):
    visitor = visit(open_okta("name: one\nusers: {ada: {login: ada@acme.test, firstName: A, lastName: L}}\n"
                              'app: {username: \'String.substringBefore(user.login, "@")\'}\n'
                              "steps:\n  - assign_user: ada\n"))  # fmt: skip
    visitor.post("/story/next")
    own = [number for number, one in visitor.okta.engine.record.recent() if getattr(one, "origin", "") == "verify"]

    assert own
    assert "How we know" not in visitor.get(f"/wire/{own[0]}")
