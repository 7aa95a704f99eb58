"""Two public captures of real Okta orgs, told again with other names: they calibrate to the defaults of today.

CAP-FIREZONE shows, to the byte, a PUT that links (607 bytes) and one that deactivates (579), with all headers sorted by
name, from a service that answers every read with one account. CAP-ROSTR shows the requests of a life cycle with their
times; the bodies of its group PUTs are not in it. What neither shows is not made up here.
"""

import json

import pytest

from simulator.calibration.playing import SWITCHES
from simulator.intake.evidence.files import Source
from simulator.okta.times import iso
from simulator.okta.wire import Wire
from simulator.scim import urns
from simulator.scim.message import compact

DEFAULTS = {name: getattr(Wire(), name) for name in SWITCHES}
SORTED_HEADERS = {
    "Accept": "application/scim+json", "Accept-Charset": "utf-8", "Accept-Encoding": "gzip,deflate",
    "Authorization": "Bearer <token>", "Connection": "close", "Host": "mock.acme.test",
    "User-Agent": "Okta SCIM Client 1.0.0",
}  # fmt: skip
WITH_BODY = {"Content-Type": "application/scim+json; charset=utf-8"}

ACCOUNT = {
    "schemas": [urns.CORE_USER], "id": "7ad1b349-2223-22f9-9f56-a31d98cebe86", "externalId": "00u2kdqrs4plMKH2ST9w",
    "userName": "mustard@example.io", "displayName": "Lena Mustard",
    "name": {"givenName": "Lena", "familyName": "Mustard", "formatted": "Lena Mustard"},
    "emails": [{"value": "mustard@example.io", "primary": True}], "active": True,
    "meta": {
        "resourceType": "User", "created": "2019-03-14T16:06:25.000-08:00",
        "lastModified": "2019-03-14T16:06:56.000-08:00",
        "location": "https://mock.acme.test/scim/v2/organizations/acme-org/Users/7ad1b349-2223-22f9-9f56-a31d98cebe86",
    },
}  # fmt: skip
"""The one account that the mock service of CAP-FIREZONE answers with."""
LINKED = {
    "active": True, "displayName": "Jean Smyth",
    "emails": [{"primary": True, "type": "work", "value": "jean@acme.net"}],
    "externalId": "00u7b26e34U0BfIgG6e8", "groups": [], "id": ACCOUNT["id"], "locale": "en-US",
    "meta": dict(sorted(ACCOUNT["meta"].items())),
    "name": {"familyName": "Smyth", "formatted": "Lena Mustard", "givenName": "Jean"}, "schemas": [urns.CORE_USER],
    "userName": "jean@acme.net",
}  # fmt: skip
DEACTIVATED = {
    **{name: ACCOUNT[name] for name in sorted(ACCOUNT)}, "active": False,
    "emails": [{"primary": True, "value": "mustard@example.io"}], "meta": LINKED["meta"],
    "name": {"familyName": "Mustard", "formatted": "Lena Mustard", "givenName": "Lena"},
}  # fmt: skip

FIREZONE = """
name: Somebody is assigned whom the service has already, and unassigned
app:
  template: okta_default
users: {jean: {login: jean@acme.net, firstName: Jean, lastName: Smyth}}
steps: [{assign_user: jean}, {unassign_user: jean}]
"""


def listed(*found):
    return {"schemas": [urns.LIST_RESPONSE], "totalResults": len(found), "startIndex": 1, "Resources": list(found)}


def log_line(number, method, path, body=None, answer=None, query=""):
    """A line of a server's own log: headers by name, no host, the query decoded."""
    length = {} if body is None else {"Content-Length": str(len(compact(body)))}
    return {
        "at": f"2022-06-01T12:00:{number * 5:02}.000Z", "method": method, "path": path, "query": query,
        "headers": SORTED_HEADERS | (WITH_BODY | length if body else {}), "body": body,
        "response": {"status": 200, "headers": {}, "body": answer},
    }  # fmt: skip


def source(lines):
    return Source("capture.jsonl", b"".join(json.dumps(one).encode() + b"\n" for one in lines))


def firezone():
    account = f"/scim/v2/Users/{ACCOUNT['id']}"
    return source([
        log_line(0, "GET", "/scim/v2/Users", query='filter=userName eq "jean@acme.net"&startIndex=1&count=100',
                 answer=listed(ACCOUNT)),
        log_line(1, "GET", account, answer=ACCOUNT),
        log_line(2, "PUT", account, LINKED, LINKED),
        log_line(3, "GET", account, answer=ACCOUNT),
        log_line(4, "PUT", account, DEACTIVATED, DEACTIVATED),
    ])  # fmt: skip


def test_the_bodies_are_as_long_as_those_that_were_captured():
    assert [len(compact(body)) for body in (LINKED, DEACTIVATED)] == [607, 579]


def test_two_puts_and_their_headers_calibrate_to_the_defaults(told, calibrated):
    verdicts = calibrated([firezone()], told(FIREZONE), rewritten=True)

    assert verdicts["integration"].value == "aiw"
    assert {name: DEFAULTS[name] for name in verdicts.decided if name in DEFAULTS} == {
        name: value for name, value in verdicts.decided.items() if name in DEFAULTS
    }
    assert {"link_always_two_rounds", "granular_deprovisioning", "default_locale"} <= verdicts.decided.keys()
    assert verdicts["filter_space"].state == "open"
    assert verdicts.calibration.explained


LIFE_CYCLE = """
name: A life cycle
app:
  template: okta_default
  username: 'String.substringBefore(user.login, "@")'
  mappings: {emailType: null}
users:
  orla: {login: orla@brook.test, firstName: Orla, lastName: Quist, title: Baker, department: Ovens}
  pim: {login: pim@brook.test, firstName: Pim, lastName: Rook}
groups:
  bakers: {name: APP-Brook-Users, members: [orla, pim]}
  nobody: {name: APP-Brook-Guests, members: []}
steps:
  - test_connection
  - test_connection
  - assign_user: orla
  - assign_user: pim
  - update_user: {user: orla, profile: {title: Head Baker}}
  - push_group: bakers
  - push_group: nobody
  - deactivate_user: orla
"""
SAVED = LIFE_CYCLE.replace(
    "  - test_connection\n  - test_connection\n", "  - test_connection\n  - enable: create_users\n"
)


class Rostr:
    """The life cycle of CAP-ROSTR as a recording; the milliseconds between the requests of a job are those measured."""

    base = "https://brook.test/scim/v2"

    def __init__(self):
        self.lines = []
        self.at = 1_760_000_000_000

    def add(self, method, target, body=None, answer=None, status=200, *, after=230):
        self.at += after
        path, _, query = target.partition("?")
        asked = {"method": method, "path": path, "query": query, "url": self.base + target}
        self.lines.append({
            "event": "exchange", "origin": "recorded", "at": iso(self.at / 1000), "purpose": "", "attempt": 1,
            "milliseconds": 40, "request": {**asked, "headers": {}, "body": body},
            "response": {"status": status, "headers": {}, "body": answer},
        })  # fmt: skip

    def create(self, name, body, scim_id, *, after):
        self.add(
            "GET", f"/Users?filter=userName%20eq%20%22{name}%22&startIndex=1&count=100", None, listed(), after=after
        )
        made = {**{key: held for key, held in body.items() if key != "password"}, "id": scim_id}
        self.add("POST", "/Users", body, made, 201, after=249)
        return made

    def push(self, name, scim_id, members):
        body = {"schemas": [urns.CORE_GROUP], "displayName": name, "members": members}
        query = f"filter=displayName%20eq%20%22{name}%22&startIndex=1&count=100"
        self.add("GET", f"/Groups?{query}", None, listed(), after=60_000)
        self.add("POST", "/Groups", body, {**body, "id": scim_id}, 201, after=215)
        self.add("GET", f"/Groups/{scim_id}", None, {**body, "id": scim_id}, after=195)
        self.add("PUT", f"/Groups/{scim_id}", None, {**body, "id": scim_id}, after=285)


def person(name, first, last, okta_id, **more):
    extension = {urns.ENTERPRISE_USER: {"department": more.pop("department")}} if "department" in more else {}
    return {
        "schemas": [urns.CORE_USER, *extension], "userName": name, "name": {"givenName": first, "familyName": last},
        "emails": [{"primary": True, "value": f"{name}@brook.test"}], **more, "displayName": f"{first} {last}",
        "locale": "en-US", "externalId": okta_id, "groups": [], "password": "<password-1>", "active": True, **extension,
    }  # fmt: skip


def rostr():
    capture = Rostr()
    for _ in range(2):
        capture.add("GET", "/Users?startIndex=1&count=2", None, listed(), after=20_000)
    orla = person("orla", "Orla", "Quist", "00uAbCdEfGhIjKlMn5d7", title="Baker", department="Ovens")
    held = capture.create("orla", orla, "51", after=90_000)
    other = capture.create("pim", person("pim", "Pim", "Rook", "00uBcDeFgHiJkLmNo5d7"), "52", after=400)
    capture.add("GET", "/Users/51", None, held, after=45_000)
    promoted = {**held, "title": "Head Baker"}
    capture.add("PUT", "/Users/51", promoted, promoted, after=200)
    members = [{"value": "51", "display": "orla"}, {"value": "52", "display": "pim"}]
    capture.push("APP-Brook-Users", "7", members)
    capture.push("APP-Brook-Guests", "8", [])
    capture.add("GET", "/Users/51", None, promoted, after=120_000)
    capture.add("PUT", "/Users/51", {**promoted, "active": False}, {**promoted, "active": False}, after=189)
    assert other["id"] == "52"
    return source(capture.lines)


@pytest.fixture(name="life_cycle", scope="module")
def _life_cycle(told, calibrated):
    return calibrated([rostr()], told(LIFE_CYCLE))


def test_a_life_cycle_calibrates_to_the_defaults(life_cycle):
    assert life_cycle["integration"].value == "aiw"
    decided = {name: value for name, value in life_cycle.decided.items() if name in DEFAULTS}
    assert decided == {name: DEFAULTS[name] for name in decided}
    assert {"filter_space", "granular_deprovisioning"} <= decided.keys()
    assert life_cycle.calibration.explained


@pytest.mark.parametrize("switch", ["group_put_minimal", "log_reason", "probe_on_save"])
def test_what_the_capture_leaves_out_stays_open(life_cycle, switch):
    assert life_cycle[switch].state == "open"


def test_the_probe_on_saving_is_decided_where_somebody_says_what_was_saved(told, calibrated):
    verdict = calibrated([rostr()], told(SAVED))["probe_on_save"]

    assert (verdict.value, verdict.state) == (True, "decided")
