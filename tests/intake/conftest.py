"""Recordings made by hand: a HAR as a proxy writes it, a System Log as Okta exports it."""

import json
from types import SimpleNamespace

import pytest

from simulator.intake.choosing import Wish
from simulator.intake.evidence.files import sources_of
from simulator.intake.importing import import_sources
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Exchange
from simulator.scenario.loading import load_text

BASE = "https://scim.acme.test/v2"
CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


class Har:
    """An archive under construction; each entry comes a second after the one before."""

    def __init__(self, base=BASE):
        self.base = base
        self.entries = []

    def add(self, ask, status, answer=None, body=None, **more):
        """`ask` is `METHOD /path?query`, with the query as it goes over the wire."""
        method, _, target = ask.partition(" ")
        text = answer if isinstance(answer, str) else None if answer is None else json.dumps(answer)
        post = {} if body is None else {"postData": {"mimeType": "application/json", "text": json.dumps(body)}}
        seconds = len(self.entries)
        self.entries.append(
            {
                "startedDateTime": f"2026-03-02T10:{seconds // 60:02}:{seconds % 60:02}.000Z",
                "request": {
                    "method": method,
                    "url": self.base + target,
                    "headers": [{"name": "Authorization", "value": "Bearer top-secret-token"}],
                    **post,
                },
                "response": {
                    "status": status,
                    "headers": more.pop("headers", []),
                    "content": {"size": len(text or ""), **({} if text is None else {"text": text})},
                    **more.pop("response", {}),
                },
                **more,
            }
        )
        return self

    def look_up(self, name, *found, attribute="userName", status=200):
        """A filter for a userName or a displayName."""
        collection = "Users" if attribute == "userName" else "Groups"
        query = f"filter={attribute}%20eq%20%22{name}%22&startIndex=1&count=100"
        return self.add(f"GET /{collection}?{query}", status, listed(*found))

    def create(self, scim_id, body, status=201, answer=None):
        """A create, which most providers answer with what they keep."""
        kept = {"id": scim_id, **{key: value for key, value in body.items() if key != "password"}}
        return self.add("POST /Users", status, kept if answer is None else answer, body)

    def change(self, scim_id, before, after, status=200, answer=None):
        """The GET and the PUT of an update, which carry no password."""
        before, after = ({key: value for key, value in body.items() if key != "password"} for body in (before, after))
        self.add(f"GET /Users/{scim_id}", 200, {"id": scim_id, **before})
        kept = {"id": scim_id, **after} if answer is None else answer
        return self.add(f"PUT /Users/{scim_id}", status, kept, {"id": scim_id, **after})

    def text(self):
        """The file."""
        return json.dumps({"log": {"version": "1.2", "entries": self.entries}})


def listed(*found):
    """A ListResponse."""
    return {"totalResults": len(found), "startIndex": 1, "itemsPerPage": len(found), "Resources": list(found)}


def user(name, given="Ada", family="Lovelace", **more):
    """A SCIM user as Okta sends it."""
    email = more.pop("email", name if "@" in name else f"{name}@acme.test")
    return {
        "schemas": [CORE],
        "userName": name,
        "name": {"givenName": given, "familyName": family},
        "emails": [{"primary": True, "value": email, "type": "work"}],
        "externalId": more.pop("okta", "00u1ada0000000000000"),
        "groups": [],
        "password": "Pa55word!",
        "active": True,
        **more,
    }


def refused(status, detail):
    """A SCIM error."""
    return {"schemas": [ERROR], "status": str(status), "detail": detail}


def event(kind, at, *targets, result="SUCCESS", reason=None, transaction="t1"):
    """A System Log event; a target is (type, alternateId, displayName)."""
    return {
        "eventType": kind,
        "published": f"2026-03-02T10:00:{at:02}.000Z",
        "outcome": {"result": result, "reason": reason},
        "transaction": {"type": "JOB", "id": transaction},
        "target": [
            {"id": f"{name}-id", "type": name, "alternateId": alt, "displayName": shown} for name, alt, shown in targets
        ],
    }


APP = ("AppInstance", "Roster", "Roster")
ADA = ("User", "ada.lovelace@acme.test", "Ada Lovelace")


def of_ada(kind, at, username="ada-lovelace", **more):
    """An event about Ada's assignment: AppUser, AppInstance, User."""
    return event(kind, at, ("AppUser", username, "Ada Lovelace"), APP, ADA, **more)


def requests(events):
    """What Okta sent: method, collection, decoded query, status."""
    return [
        (e.request["method"], e.request["path"].split("/")[1], e.request["query"], (e.response or {}).get("status"))
        for e in events
        if isinstance(e, Exchange) and e.origin == "okta"
    ]


@pytest.fixture(name="make")
def _make():
    return SimpleNamespace(
        Har=Har, listed=listed, user=user, refused=refused, event=event, of_ada=of_ada, APP=APP, ADA=ADA, BASE=BASE,
        requests=requests,
    )  # fmt: skip


@pytest.fixture(name="imported")
def _imported(tmp_path):
    """Imports a text; the result has the scenario it is, and the events of playing it."""

    def imported(text, file="recording.har", **wish):
        path = tmp_path / file
        path.write_text(text, encoding="utf-8")
        result = import_sources(sources_of([path]), Wish("A recording", **wish))
        scenario = load_text(result.text, "imported.yaml")
        events = list(prepare(scenario, Choice(), {}).events())
        return SimpleNamespace(
            text=result.text,
            replaced=result.replaced,
            notes=result.notes,
            complaints=[said.replace(f"{tmp_path}/", "") for said in result.complaints],
            scenario=scenario,
            verbs=[(step.verb, step.raw) for step in scenario.steps if step.verb != "fault"],
            faults=[step.raw for step in scenario.steps if step.verb == "fault"],
            events=events,
            requests=requests(events),
            broken=[e for e in events if getattr(e, "held", None) is False],
        )

    return imported
