"""The run as an HTTP Archive (HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/), for browser tools.

Each step is a page. `startedDateTime` is the run's virtual time; durations are 0, so that two runs give the same bytes.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from simulator.play import transcript
from simulator.reports import bodies, sentences, titles
from simulator.reports.chapters import Chapter, Ending, Opening, chapters

_HTTP = "HTTP/1.1"


def render(events: Iterable[transcript.Event]) -> Iterator[str]:
    """The archive, entry by entry; what we read back ourselves is in it, with a comment that says so.

    The archive's own comment says where the requests went, and who is where; that the bundled Hub answered stands in
    each entry too, since its URL is that of the real one.
    """
    pages: list[dict[str, Any]] = []
    comments: list[str] = []
    creator = answered = separator = ""
    yield '{"log":{"version":"1.2","entries":['
    for part in chapters(events):
        match part:
            case Opening(started=run) if run is not None:
                comments += [sentences.sent_to(run), f"The app is {sentences.integration(run)}.", run.scenario]
                creator = run.version
                answered = "; answered by the bundled Hub, in process" * (run.provider.get("kind") == "stub")
            case Chapter(started=step):
                warned = [f"warning: {event.text}" for event in part.events if isinstance(event, transcript.Warning)]
                pages.append(_page(step, len(pages) + 1, warned))
            case Ending():
                comments += part.remarks
        for event in part.events:
            if isinstance(event, transcript.Exchange):
                written = entry(event, pages[-1]["id"] if pages and event.step is not None else None)
                written["comment"] += answered
                yield f"{separator}\n{_json(written)}"
                separator = ","
    yield f'\n],"creator":{_json({"name": "oktasim", "version": creator})},'
    yield f'"pages":{_json(pages)},"comment":{_json(" ".join(comments))}}}}}\n'


def entry(event: transcript.Exchange, page: str | None) -> dict[str, Any]:
    """One exchange as an entry of the archive."""
    read_back = "read back by oktasim, not sent by Okta: " if event.read_back else ""
    return {
        **({"pageref": page} if page else {}),
        "startedDateTime": event.at,
        "time": 0,
        "request": _request(event.request),
        "response": _response(event),
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
        "comment": f"{read_back}{event.purpose or event.origin}, attempt {event.attempt}",
    }


def _page(step: transcript.StepStarted, number: int, warned: list[str]) -> dict[str, Any]:
    return {
        "startedDateTime": step.at,
        "id": f"page_{number}",
        "title": f"{step.step}. {titles.title(step)}",
        "pageTimings": {},
        **({"comment": "; ".join(warned)} if warned else {}),
    }


def _request(request: dict[str, Any]) -> dict[str, Any]:
    text = bodies.on_wire(request.get("body"))
    post = {"postData": {"mimeType": bodies.header(request, "content-type") or "", "text": text}} if text else {}
    return {
        "method": request["method"],
        "url": request["url"],
        "httpVersion": _HTTP,
        "cookies": [],
        "headers": _pairs(bodies.headers(request)),
        "queryString": _pairs(parse_qsl(request.get("query") or "", keep_blank_values=True)),
        **post,
        "headersSize": -1,
        "bodySize": _size(text),
    }


def _response(event: transcript.Exchange) -> dict[str, Any]:
    response = event.response
    text = bodies.on_wire((response or {}).get("body"))
    code = sentences.status(event)
    content = {"size": _size(text), "mimeType": bodies.header(response, "content-type") or "", "text": text}
    return {
        "status": code,
        "statusText": sentences.reason_phrase(code),
        "httpVersion": _HTTP,
        "cookies": [],
        "headers": _pairs(bodies.headers(response)),
        "content": content,
        "redirectURL": bodies.header(response, "location") or "",
        "headersSize": -1,
        "bodySize": _size(text) if code else -1,
        **({} if code else {"_error": event.error or ""}),
    }


def _pairs(items: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in items]


def _size(text: str) -> int:
    return len(text.encode("utf-8", "backslashreplace"))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
