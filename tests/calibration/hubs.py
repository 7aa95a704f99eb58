"""A Hub whose rules are a choice, and recordings of it."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from typing import Any
from urllib.parse import quote

from provider_stub import Hub, Settings
from provider_stub.rules import Rules
from simulator.calibration.deciding import HubDeciding
from simulator.intake.evidence.traffic import Traffic, traffic_of
from simulator.play.clock import VirtualClock
from simulator.play.redaction import Redactor
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Exchange, to_json
from simulator.scenario.loading import load
from simulator.transport.wsgi import WsgiTransport, answer_of

ORIGIN = "https://hub.test"
TOKEN = "a-token-of-the-tests"
FAMILY = {"managed": "scim", "basic": "scim-provisioning"}


class Recorded:
    """A Hub that is spoken to and recorded; every answer has the ids of its own seed."""

    def __init__(self, rules: Rules, *, sso: str = "managed", accounts: Iterable[Any] = (), seed: int = 7) -> None:
        settings = Settings(
            sso=sso, token=TOKEN, accounts=tuple(accounts), rate_limit=None, seed=seed, public_url=ORIGIN, rules=rules,
        )  # fmt: skip
        self.hub = Hub(settings, VirtualClock(1_800_000_000))
        self.base = f"/api/organizations/acme/{FAMILY[sso]}/v2"
        self.traffic: list[Traffic] = []

    def say(self, requests: Iterable[tuple[Any, ...]]) -> None:
        """A small conversation as the table of deciding requests writes it."""
        answers: list[Any] = []
        for method, path, *bodies in requests:
            body = bodies[0] if bodies else None
            if isinstance(body, str):
                body = answers[int(body[1:-1]) - 1]
            answers.append(self.send(method, _filled(path, answers), json.loads(_filled(json.dumps(body), answers))))

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """One request; its answer's body."""
        target, _, query = (path if path.startswith("/api/") else self.base + path).partition("?")
        payload = b"" if body is None else json.dumps(body).encode()
        environ = {
            "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": target, "QUERY_STRING": quote(query, safe="=&"),
            "SERVER_NAME": "hub.test", "SERVER_PORT": "443", "wsgi.url_scheme": "https",
            "wsgi.input": BytesIO(payload), "CONTENT_LENGTH": str(len(payload)),
            "CONTENT_TYPE": "application/scim+json", "HTTP_AUTHORIZATION": f"Bearer {TOKEN}",
        }  # fmt: skip
        status, headers, answered = answer_of(self.hub, environ)
        said = json.loads(answered) if answered else None
        asked = {"method": method, "path": target, "query": query, "url": f"{ORIGIN}{target}?{quote(query, safe='=&')}"}
        self.keep(
            {"event": "exchange", "at": "2026-01-05T09:00:00Z", "origin": "recorded"}
            | {"request": asked | {"headers": {}, "body": body}}
            | {"response": {"status": int(status[:3]), "headers": dict(headers), "body": said}}
        )
        return said

    def keep(self, line: Any) -> None:
        """One more request of the recording."""
        found = traffic_of(line, Redactor())
        assert found is not None
        self.traffic.append(replace(found, ours=False))


def _filled(text: str, answers: list[Any]) -> str:
    return re.sub(r"\{(\d+)\}", lambda found: str((answers[int(found[1]) - 1] or {}).get("id", "0" * 24)), text)


def conversation(one: HubDeciding, rules: Rules) -> list[Traffic]:
    """What is recorded of a rule's small conversation with a Hub."""
    recorded = Recorded(rules, sso=one.sso, accounts=one.accounts)
    recorded.say(one.requests)
    return recorded.traffic


def story(path: Any, rules: Rules, *, integration: str, seed: int) -> list[Traffic]:
    """What is recorded of a bundled story that is played against a Hub with these rules, with ids of another seed."""
    scenario = load(path)
    stub = scenario.provider.stub
    run = prepare(scenario, Choice(integration=integration, seed=seed, verify=False, expect=False), {})
    tenant, player = run.story.tenant, run.story.player
    settings = Settings(
        sso=stub.sso, token=tenant.app.token, rate_limit=None, seed=seed + 100, public_url="https://huggingface.co",
        organization=stub.organization, rules=rules,
        accounts=tuple(one.model_dump(exclude_none=True) for one in stub.accounts),
    )  # fmt: skip
    hub = WsgiTransport(Hub(settings, player.clock), player.clock)
    player.transport, tenant.hub = hub, hub.call
    recorded = Recorded(rules)
    for event in run.events():
        if isinstance(event, Exchange):
            recorded.keep({**to_json(event), "origin": "recorded"})
    return recorded.traffic
