"""Looking people and groups up at providers that answer well, badly, or not at all: three answers, never mixed."""

import json
from urllib.parse import parse_qs

import pytest

from simulator.play.provider_view import GROUPS, USERS, ProviderView
from simulator.play.reading import TOO_LONG, NotThere, There, Unreadable
from simulator.scim.message import Response

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
HTML = Response(200, {"Content-Type": "text/html"}, "<html>Sign in</html>")
SILENCE = Response(error="Connect to scim.test:443 failed: Connection refused")


def answer(body, status=200):
    return Response(status, {"Content-Type": "application/scim+json"}, json.dumps(body))


def refusal(status, detail):
    return answer({"schemas": [ERROR], "status": str(status), "detail": detail}, status)


def page(resources, total=None, **more):
    promised = {"totalResults": len(resources) if total is None else total}
    return answer({"schemas": [LIST], **promised, "startIndex": 1, "Resources": resources, **more})


def people(*names):
    return [{"id": f"s{number}", "userName": name} for number, name in enumerate(names, 1)]


class Server:
    """A SCIM server to be misled by: it filters and pages as told to."""

    def __init__(self, users=(), groups=(), *, filters="good", size=100, total=None, ignores_start=False):
        self.held = {"/Users": list(users), "/Groups": list(groups)}
        self.filters, self.size, self.total, self.ignores_start = filters, size, total, ignores_start

    def answer(self, request):
        collection, _, scim_id = request.path[1:].partition("/")
        held = self.held[f"/{collection}"]
        if scim_id:
            found = next((one for one in held if str(one["id"]) == scim_id), None)
            return answer(found) if found else refusal(404, "not found")
        query = {name: values[0] for name, values in parse_qs(request.query).items()}
        return self.filtered(held, query) if "filter" in query else self.paged(held, query)

    def filtered(self, held, query):
        attribute, _, name = query["filter"].split(" ", 2)
        matches = [one for one in held if one[attribute] == json.loads(name)]
        return {
            "good": lambda: page(matches),
            "empty": lambda: page([]),
            "ignored": lambda: self.paged(held, query),
            "refused": lambda: refusal(501, "filters are not implemented"),
            "missing": lambda: page(matches) if matches else refusal(404, "none"),
        }[self.filters]()

    def paged(self, held, query):
        start = 1 if self.ignores_start else int(query["startIndex"])
        part = held[start - 1 : start - 1 + min(self.size, int(query["count"]))]
        return page(part, len(held) if self.total is None else self.total)


def look(respond, ask, known=None):
    """What `ask(view)` comes to at a server, and the targets that were read."""
    read = []

    def send(request):
        return respond(request), request.target

    reading = ask(ProviderView(send, lambda collection, name: known))
    while True:
        try:
            read.append(next(reading))
        except StopIteration as end:
            return end.value, read


def user(respond, name, known=None):
    return look(respond, lambda view: view.named(USERS, name), known)[0]


MANY = people(*(f"user-{number}" for number in range(250)))


@pytest.mark.parametrize("filters", ["good", "empty", "ignored", "refused", "missing"])
@pytest.mark.parametrize("size", [100, 30, 1000])
def test_who_is_there_is_found_whatever_the_filter_gives_and_however_it_pages(filters, size):
    respond = Server(MANY, filters=filters, size=size).answer

    found = user(respond, "user-249")

    assert isinstance(found, There)
    assert found.resource["userName"] == "user-249"
    assert found.unfound == ('userName eq "user-249"' if filters in ("empty", "ignored") else None)


@pytest.mark.parametrize("filters", ["good", "empty", "ignored", "refused", "missing"])
@pytest.mark.parametrize("size", [100, 30, 1000])
def test_who_is_not_on_any_page_is_not_there(filters, size):
    found = user(Server(MANY, filters=filters, size=size).answer, "nobody")

    assert isinstance(found, NotThere)
    assert found.seen.endswith("not among the 250 listed")


def test_names_are_compared_without_case_and_the_exact_one_comes_first():
    respond = Server(people("Ada", "ada", "Bob")).answer

    assert user(respond, "ada").resource["id"] == "s2"
    assert user(respond, "ADA").resource["id"] == "s1"
    found = user(respond, "bob")
    assert (found.resource["id"], found.unfound) == ("s3", 'userName eq "bob"')


def test_a_known_id_is_read_first_and_the_filter_is_tried_all_the_same():
    respond = Server(people("ada"), filters="empty").answer

    found, read = look(respond, lambda view: view.named(USERS, "ada"), known="s1")

    assert read == ["/Users/s1", "/Users?filter=userName%20eq%20%22ada%22&startIndex=1&count=100"]
    assert (found.resource["id"], found.unfound) == ("s1", 'userName eq "ada"')


def test_a_known_id_that_is_gone_or_has_another_name_by_now_leaves_the_name_to_be_looked_for():
    respond = Server(people("ada", "bob")).answer

    assert user(respond, "ada", known="s2").resource["id"] == "s1"
    assert user(respond, "ada", known="gone").resource["id"] == "s1"
    assert user(respond, "grace", known="gone").seen == (
        'GET /Users/gone: 404 Not Found: not found; not found by userName eq "grace"; not among the 2 listed'
    )


WRONG_TOKEN = refusal(401, "Invalid credentials")
NOT_ANSWERS = [
    (WRONG_TOKEN, "401 Unauthorized: Invalid credentials"),
    (answer({"error": "Forbidden here"}, 403), "403 Forbidden: Forbidden here"),
    (answer({"error": {"code": 500, "message": "oh"}}, 500), "500 Internal Server Error: oh"),
    (Response(502, {}, "error code: 502"), "502 Bad Gateway, no JSON: error code: 502"),
    (Response(502, {"Content-Type": "text/html"}, "<html>"), "502 Bad Gateway, an HTML page"),
    (Response(404, {}, ""), "404 Not Found"),
    (Response(302, {"Location": "/login"}, ""), "302 Found"),
    (HTML, "200 OK, an HTML page"),
    (Response(200, {}, "<!DOCTYPE html><p>hello"), "200 OK, an HTML page"),
    (Response(200, {}, ""), "200 OK without a body"),
    (Response(204, {}, ""), "204 No Content without a body"),
    (answer({"status": "ok"}), '200 OK, JSON that is no SCIM: {"status":"ok"}'),
    (answer([]), "200 OK, JSON that is no SCIM: []"),
    (answer({"Resources": "none"}), '200 OK, JSON that is no SCIM: {"Resources":"none"}'),
    (refusal(200, "no"), "200 OK, a SCIM error: no"),
    (answer({"schemas": ["x"], "id": "me", "userName": "me"}), "200 OK, a resource"),
    (Response(999, {}, ""), "999"),
    (SILENCE, "nobody answered: Connect to scim.test:443 failed: Connection refused"),
]


@pytest.mark.parametrize(("came", "why"), NOT_ANSWERS, ids=[why for _, why in NOT_ANSWERS])
@pytest.mark.parametrize("known", [None, "s1"])
@pytest.mark.parametrize("path", [USERS, GROUPS])
def test_what_is_no_answer_says_neither_there_nor_not_there(came, why, known, path):
    found, read = look(lambda request: came, lambda view: view.named(path, "ada"), known)

    assert isinstance(found, Unreadable)
    assert found.why == why
    assert len(read) <= 3
    assert len(read) == 1 or not found.lasting


@pytest.mark.parametrize(
    ("server", "why"),
    [
        (Server(people("ada"), total=10**9), "1 of 1,000,000,000 were listed: a further page adds nothing"),
        (Server(MANY, ignores_start=True), "100 of 250 were listed: a further page adds nothing"),
        (Server([], total=5), "0 of 5 were listed: a further page adds nothing"),
    ],
)
def test_pages_that_end_before_all_was_read_do_not_say_not_there(server, why):
    found, read = look(server.answer, lambda view: view.named(USERS, "nobody"))

    assert found == Unreadable(why)
    assert len(read) < 6


@pytest.mark.parametrize("total", [None, "3", 3, 2, 1, 0])
def test_a_count_too_small_hides_nobody(total):
    assert user(Server(people("ada", "bob", "cy"), filters="empty", total=total).answer, "cy").resource["id"] == "s3"


@pytest.mark.parametrize("size", [10, 100])
def test_a_server_that_counts_only_its_page_is_read_to_the_end(size):
    server = Server(MANY, filters="refused", size=size, total=size)

    assert user(server.answer, "user-249").resource["id"] == "s250"
    assert isinstance(user(server.answer, "nobody"), NotThere)


@pytest.mark.parametrize("total", [None, "many", True, -1, 1.5, "9" * 5000])
def test_a_list_that_does_not_say_how_long_it_is_shows_only_who_is_there(total):
    def respond(request):
        promised = {} if total is None else {"totalResults": total}
        return answer({"Resources": people("ada") if "startIndex=1&" in request.query else [], **promised})

    assert isinstance(user(respond, "ada"), There)
    assert user(respond, "nobody") == Unreadable("1 were listed without a totalResults")


def test_a_long_list_is_not_read_for_a_few():
    found, read = look(Server(MANY).answer, lambda view: view.listing("/Users", 2))
    assert (found.short, len(found.resources), len(read)) == (TOO_LONG, 100, 1)

    found, read = look(Server(MANY).answer, lambda view: view.listing("/Users", 3))
    assert (found.short, len(found.resources), len(read)) == (None, 250, 4)


def test_a_list_that_never_ends_is_given_up():
    count = iter(range(10**9))

    def respond(request):
        return page([{"id": next(count), "userName": "somebody"} for _ in range(100)], 50)

    found, read = look(respond, lambda view: view.named(USERS, "nobody"))

    assert found == Unreadable("the list does not end, 1,100 were read")
    assert len(read) == 12


def test_a_page_that_fails_on_the_way_leaves_it_open_who_is_behind():
    def respond(request):
        return page(MANY[:100], 250) if "startIndex=1&" in request.query else HTML

    assert isinstance(user(respond, "user-7"), There)
    assert user(respond, "nobody") == Unreadable(
        "100 of 250 were listed: a further page is answered 200 OK, an HTML page"
    )


def test_a_page_behind_the_last_may_be_refused():
    def respond(request):
        return page(people("ada")) if "startIndex=1&" in request.query else refusal(400, "startIndex is too great")

    assert isinstance(user(respond, "nobody"), NotThere)


def test_resources_without_an_id_are_told_apart():
    assert user(lambda request: page([{"userName": "ada"}, {"userName": "bob"}]), "bob").resource == {"userName": "bob"}


def test_a_user_that_cannot_be_read_by_id_is_not_said_to_be_absent_by_name():
    server = Server(people("bob"))

    def respond(request):
        return refusal(500, "oh") if request.path == "/Users/s9" else server.answer(request)

    assert user(respond, "ada", known="s9") == Unreadable("500 Internal Server Error: oh")


def test_pages_are_read_once_until_the_view_is_told_to_forget():
    server, asked = Server(people("ada")), []

    def send(request):
        asked.append(request.target)
        return server.answer(request), request.target

    view = ProviderView(send)

    def listed():
        asked.clear()
        for _ in view.named(USERS, "nobody"):
            pass
        return sum("filter" not in target for target in asked)

    assert [listed(), listed()] == [2, 0]
    view.forget()
    assert listed() == 2


TEAM = {"id": "g1", "displayName": "team", "members": [{"value": "s2"}, {"value": "s1"}, {"value": "gone"}, "odd"]}


def names(respond, group):
    return look(respond, lambda view: view.member_names(group))


def test_a_member_whose_account_is_not_there_stays_an_id():
    assert names(Server(people("ada", "bob")).answer, TEAM) == (
        ["ada", "bob", "gone"],
        ["/Users/s2", "/Users/s1", "/Users/gone"],
    )


def test_a_member_whose_account_cannot_be_read_leaves_the_membership_open():
    found, _ = names(lambda request: HTML, TEAM)

    assert found == Unreadable("its member s2: 200 OK, an HTML page")


def test_many_members_are_read_page_by_page():
    group = {"id": "g1", "members": [{"value": one["id"]} for one in MANY]}

    found, read = names(Server(MANY).answer, group)

    assert (len(found), len(read)) == (250, 4)
    assert names(lambda request: HTML, group)[0] == Unreadable("200 OK, an HTML page")


def test_members_that_a_list_leaves_out_are_read_from_the_group_itself():
    shown = {"id": "g1", "displayName": "team"}
    assert names(Server(people("ada"), [{**TEAM, "members": [{"value": "s1"}]}]).answer, shown)[0] == ["ada"]
    assert names(Server(groups=[shown]).answer, shown)[0] == []
    assert names(Server().answer, shown)[0] == Unreadable("its members: GET /Groups/g1: 404 Not Found: not found")
    assert names(lambda request: HTML, shown)[0] == Unreadable("200 OK, an HTML page")
