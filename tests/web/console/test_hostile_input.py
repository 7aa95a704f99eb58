"""Every page and every form of the console, whichever there are, with what no browser sends: no fault of ours."""

import json
import random
import re
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule

from simulator.register.register import sources
from simulator.scim.message import Response

FAULT = re.compile(
    r"Traceback|Internal Server Error|The simulator failed|object at 0x|(?:&lt;|<)(?:class|function|built-in) "
    r"|\bPlain\(|\bNoneType\b|(?:Key|Type|Value|Attribute|Unicode\w+)Error|validation errors? for|Undefined"
)
"""What no page may say: Python's own words."""
LONG = 20_000
WORDS = (
    "", " ", "0", "-1", "1e999", "nan", "true", "null", "~", "none", "all", "current", "*", "{}", "[]", "!!python/x",
    "a: b", "- a", "&a", "*a", "'", '"', "\x00", "\x00\x1b[31m\x7f", "\r\n\r\nSet-Cookie: a=b", "\u202e\ufeff",
    "\u2028", "<script>alert(1)</script>",
    "javascript:alert(1)", "//evil.example", "/\\evil.example", "../../etc/passwd",
    "%00%ff", "{{ 7 * 7 }}", "{0.__class__}", "%(a)s", "${x}", "user.login", 'String.join("', "\u00e9\U0001f600" * 20,
    "9" * 5000, "x" * LONG, "((" * 3000, "http://[", "https://user:pass@127.0.0.1:1/x", "2026-13-45T99:99:99",
    "a\tb\vc", "ada", "ada, grace", "on", "9999999999999", "\u0661", "1_000", "'><b onclick=x>",
)  # fmt: skip
"""What fields are filled with, beside what the page has put there."""
BYTES = (b"%ED%A0%80", b"%FF%FE", b"%00", b"\xff\xfe")
"""What is no UTF-8, as forms and addresses send it."""
SCENARIO = """
name: <b>"Hostile" & 'co'</b>
app:
  username: String.substringBefore(user.login, "@")
  provisioning: [create_users, update_user_attributes, deactivate_users, push_groups, import_users, import_groups]
provider:
  stub: {resource_groups: [{name: "<i>secret"}]}
users:
  ada: {login: ada@acme.test, firstName: "<script>alert('a')</script>", lastName: "O'X\\"&"}
  grace: {login: grace@acme.test, firstName: Grace, lastName: "{{ 7 }}"}
  linus: {login: linus@acme.test, firstName: Linus, lastName: "\\u202e<"}
groups:
  ml-team: {name: "<img src=x onerror=alert(1)>", members: [ada, grace]}
  research: {name: "a/b?c#d", members: [linus]}
steps:
  - assign_user: ada
  - push_group: research
"""

SOURCES = {one.link for one in sources().values()}
"""Where a page may lead to elsewhere: the documents that the register of rules names."""


class Page(HTMLParser):
    """A page as a browser reads it: its forms by action, with what each field holds, the names that addresses have in
    their query, and whatever no page of ours has: `foreign`.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self.asked: set[str] = set()
        self.foreign: list[str] = []
        self._form: dict[str, str] | None = None
        self._gets = self._script = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        self._script = tag == "script"
        self.foreign += [f"<{tag} {name}={text}>" for name, text in held.items() if _is_foreign(tag, name, text)]
        if (tag in ("iframe", "object", "embed", "base", "style", "img") and held) or (
            tag == "script" and "src" not in held
        ):
            self.foreign.append(f"<{tag} {held}>")
        if tag == "a":
            self.asked |= {one.partition("=")[0] for one in held.get("href", "").partition("?")[2].split("&")}
        elif tag == "form":
            self._gets = held.get("method") == "get"
            self._form = self.forms.setdefault(held.get("action", ""), {}) if held.get("method") == "post" else {}
        elif tag in ("input", "select", "textarea", "button") and self._form is not None and held.get("name"):
            self._form.setdefault(held["name"], held.get("value", ""))
            self.asked |= {held["name"]} if self._gets else set()
            if held.get("formaction"):
                self.forms.setdefault(held["formaction"], self._form)

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.foreign.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._script = False
        if tag == "form":
            self._form = None


def _is_foreign(tag: str, name: str, text: str) -> bool:
    """Whether no page of ours has such an attribute: it runs something, or leads elsewhere."""
    leads = name in ("href", "src", "action", "formaction") and not re.match(r"(?:/(?![/\\])|\?|#)", text)
    a_source = tag == "a" and name == "href" and text in SOURCES
    return name.startswith("on") or name == "style" or (leads and text != "" and not a_source)


def rules(visitor: Any, method: str) -> list[Rule]:
    every = visitor.client.application.url_map.iter_rules()
    return [one for one in every if one.endpoint.startswith("console.") and method in (one.methods or ())]


def path_of(rule: Rule, names: dict[str, str]) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: names[part[1]], rule.rule)


def pages_of(visitor: Any) -> list[str]:
    """Addresses of all that is read at once."""
    read = [one for one in rules(visitor, "GET") if not one.endpoint.endswith((".stream", ".take_run"))]
    return [path_of(one, visitor.names) for one in read]


def named(visitor: Any) -> Any:
    """The visitor of an org in which something stands for each name in a path."""
    okta, hub = visitor.okta, visitor.okta.engine.instance.tenant.hub
    act = f"/admin/apps/{okta.app_id}"
    for alias in ("ada", "grace"):
        visitor.post(f"{act}/assignments/people/{okta.user(alias)}")
    visitor.post(f"{act}/assignments/groups/{okta.group('ml-team')}")
    visitor.post(f"{act}/push-groups/by-name", group=okta.group("ml-team"), memberships="yes")
    rule = {"name": "<i>rule</i>", "expression": 'user.login=="x"', "groups": okta.group("research")}
    visitor.post("/admin/groups/rules/new", **rule)
    visitor.post(f"{act}/push-groups/refresh")
    visitor.post(f"{act}/import/users")
    okta.settle()
    sent = [number for number, _ in okta.engine.record.recent()]
    visitor.names = {
        "app_id": okta.app_id, "user_id": okta.user("ada"), "group_id": okta.group("ml-team"), "action": "suspend",
        "rule_id": next(iter(okta.engine.instance.org.rules)), "number": str(sent[0]), "name": "email",
        "member_id": hub("GET", "/-/members", None)[1]["members"][0]["id"],
        "target_id": hub("GET", "/-/resource-groups", None)[1]["resource_groups"][0]["id"],
    }  # fmt: skip
    return visitor


@pytest.fixture
def hostile(open_okta: Any, visit: Any) -> Any:
    """A visitor of people and groups whose names are markup."""
    return named(visit(open_okta(SCENARIO)))


def complaints(answer: Any, place: str) -> list[str]:
    """What is wrong with an answer."""
    found = [f"{place}: {answer.status}"] if answer.status_code >= 500 else []
    location = answer.headers.get("Location", "/")
    if not re.fullmatch(r"/(?:[^/\\\s][^\\\s]*)?", location):
        found.append(f"{place}: leads to {location[:80]!r}")
    if answer.mimetype == "text/html" and not 300 <= answer.status_code < 400:
        text = answer.get_data(as_text=True)
        if (fault := FAULT.search(text)) is not None:
            found.append(f"{place}: says {text[max(0, fault.start() - 60) : fault.end() + 80]!r}")
        found += [f"{place}: {one[:200]}" for one in Page(text).foreign]
        if "script-src 'self'" not in answer.headers.get("Content-Security-Policy", ""):
            found.append(f"{place}: no policy")
    return found


def crawled(visitor: Any) -> tuple[dict[str, dict[str, str]], set[str]]:
    """The forms of all pages, by action, and the names that their addresses have in a query."""
    forms: dict[str, dict[str, str]] = {}
    asked: set[str] = set()
    for path in pages_of(visitor):
        with visitor.client.get(path) as answer:
            if answer.mimetype == "text/html":
                page = Page(answer.text)
                asked |= page.asked
                for action, fields in page.forms.items():
                    forms.setdefault(action, {}).update(fields)
    return forms, asked - {""}


def test_no_address_breaks_a_page(hostile) -> None:
    wrong, dice = [], random.Random(1)
    _, names = crawled(hostile)
    assert {"q", "filter", "show"} <= names
    names |= {"p"}
    for path in pages_of(hostile):
        for turn in range(4):
            query = "&".join(f"{name}={quote(dice.choice(WORDS)[:2000])}" for name in sorted(names)) if turn else ""
            with hostile.client.get(path, query_string=query) as answer:
                wrong += complaints(answer, f"GET {path}?{query}")
    assert wrong == []


def test_no_name_in_a_path_breaks_a_page(hostile) -> None:
    wrong, dice = [], random.Random(3)
    for method in ("GET", "POST"):
        for rule in rules(hostile, method):
            for _ in range(2 if "<" in rule.rule else 0):
                path = path_of(rule, {name: quote(dice.choice(WORDS)[:500], safe="") or "x" for name in hostile.names})
                with hostile.client.open(path, method=method, headers={"Origin": "http://localhost"}) as answer:
                    wrong += complaints(answer, f"{method} {path}")
    assert wrong == []


def fillings(fields: dict[str, str], dice: random.Random) -> list[Any]:
    """A form's fields as nobody fills them in: none; a word in each; one wrong, overlong, a file; all twice; bytes."""
    names = [*fields, "back", "then", "again"]
    one = dice.choice(names)
    return [
        MultiDict(),
        MultiDict((name, dice.choice(WORDS)) for name in names),
        MultiDict({**fields, one: dice.choice(WORDS)}),
        MultiDict({**fields, dice.choice(names): "x" * LONG}),
        MultiDict([(name, text) for name, held in fields.items() for text in (dice.choice(WORDS), held)]),
        b"&".join(quote(name).encode() + b"=" + dice.choice(BYTES) for name in names),
        MultiDict({**fields, one: (BytesIO(b"\xff\x00"), "../x\r\n<b>.yaml")}),
    ]


def test_no_form_breaks_a_page(hostile, caplog) -> None:
    wrong, dice = [], random.Random(2)
    forms, _ = crawled(hostile)
    every = {name: "" for fields in forms.values() for name in fields}
    paths = {path_of(rule, hostile.names) for rule in rules(hostile, "POST")}
    assert len(forms) > 50
    for path in sorted({*forms, *paths}, key=lambda path: ("delete" in path, path.startswith("/story"), path)):
        for filled in dice.sample(fillings(forms.get(path, every), dice), 4):
            kind = {"content_type": "application/x-www-form-urlencoded"} if isinstance(filled, bytes) else {}
            answer = hostile.client.post(path, data=filled, headers={"Origin": "http://localhost"}, **kind)
            wrong += complaints(answer, f"POST {path} {filled!r:.300}")
            if answer.status_code == 303:
                after = hostile.client.get(answer.headers["Location"])
                wrong += complaints(after, f"POST {path} {filled!r:.300}, then")
    assert wrong == []
    assert [one.message for one in caplog.records if one.levelname == "ERROR"] == []


MARKUP = "<script>alert(1)</script>'\"><img src=x onerror=alert(1)>\r\ndata: <b onclick=x>\r\n\u2028\x1b[31m{{ 7 }}"


class Hostile:
    """A way to a provider that answers everything with markup; the n-th request in the n-th way."""

    def __init__(self, way: Any) -> None:
        self.way, self.turn = way, 0

    def send(self, request: Any, base_url: str, headers: Any) -> Response:
        self.turn += 1
        error = {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "detail": MARKUP,
            "scimType": MARKUP,
            "status": "400",
        }
        held: dict[str, Any] = dict.fromkeys(("id", "userName", "displayName", "externalId", "active"), MARKUP)
        held |= {"meta": {"location": MARKUP}, "name": {"givenName": MARKUP}}
        held["members"] = [{"value": MARKUP, "display": MARKUP}]
        listed = {"totalResults": 1, "startIndex": 1, "itemsPerPage": 1, "Resources": [held]}
        bodies = [error, listed, MARKUP, held, json.dumps(MARKUP), {MARKUP: MARKUP}, [MARKUP]]
        body = bodies[self.turn % len(bodies)]
        text = body if isinstance(body, str) else json.dumps(body)
        status = (200, 201, 400, 409, 503)[self.turn % 5]
        return Response(status, {"content-type": "text/html", "x-<b>": MARKUP, "location": MARKUP}, text)


def test_nothing_that_a_provider_answers_is_markup_on_a_page_or_breaks_the_stream(open_okta, visit) -> None:
    visitor = named(visit(open_okta(SCENARIO)))
    engine = visitor.okta.engine
    engine.instance.transport = Hostile(engine.instance.transport)
    act = f"/admin/apps/{visitor.okta.app_id}"
    wrong = []
    linus, team = visitor.okta.user("linus"), visitor.okta.group("ml-team")
    pressed = [
        "provisioning/integration/test", "import/users", "push-groups/refresh", f"assignments/people/{linus}",
        "import/confirm-all", f"assignments/people/{linus}/remove", f"push-groups/{team}/push-now",
    ]  # fmt: skip
    for path in [*(f"{act}/{one}" for one in pressed), "/admin/tasks/retry-all", "/story/look"] * 7:
        answer = visitor.post(path, app=visitor.okta.app_id)
        wrong += complaints(visitor.client.get(answer.headers["Location"]), f"{path}, then")
    for path in [*pages_of(visitor), *(f"/wire/{number}" for number, _ in engine.record.recent())]:
        with visitor.client.get(path) as answer:
            wrong += complaints(answer, path)
    assert wrong == []
    engine.record.leave()
    lines = visitor.client.get("/console/events").text.split("\n")
    assert len(lines) > 50
    assert {re.split("[: ]", line)[0] for line in lines} <= {"event", "id", "data", ""}
    assert not any(mark in "".join(lines) for mark in ("<script>alert", "<img", "<b onclick", "\r", "\u2028"))
