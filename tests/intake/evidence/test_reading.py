"""The same two events in every layout in which a customer can send them."""

import csv
import gzip
import io
import json
import time
from dataclasses import replace

import pytest

from simulator.errors import UnreadableError
from simulator.intake.evidence.files import Source
from simulator.intake.evidence.reading import read

FIRST, SECOND = (
    {
        "uuid": f"uuid-{number}",
        "published": f"2026-05-04T08:00:0{number}.000Z",
        "eventType": kind,
        "version": "0",
        "severity": "INFO",
        "actor": {"id": "00uolive", "type": "User", "alternateId": "olive@corp.test", "displayName": "Olive Oyl"},
        "outcome": {"result": result, "reason": reason},
        "transaction": {"id": f"trans-{number}", "type": "WEB", "detail": {}},
        "debugContext": {"debugData": {"requestUri": "/api/v1/apps"}},
        "target": [
            {"id": "0ua1", "type": "AppUser", "alternateId": "mira-kol", "displayName": "Kol, Mira"},
            {"id": "0oa1", "type": "AppInstance", "alternateId": "Hub", "displayName": "SCIM 2.0 Test App"},
            {"id": "00g1", "type": "UserGroup", "alternateId": "unknown", "displayName": "Röntgen \U0001f9ec"},
        ],
    }
    for number, kind, result, reason in (
        (1, "application.user_membership.add", "SUCCESS", None),
        (2, "application.provision.user.push", "FAILURE", 'Conflict. Errors reported: "taken", they say'),
    )
)
EVENTS = [FIRST, SECOND]


def found(data, name="log.json"):
    """The facts in one file, without their places."""
    facts = read([Source(name, data if isinstance(data, bytes) else data.encode())])
    return [replace(entry, place="") for entry in facts.entries], facts.complaints


PLAIN = [replace(entry, place="") for entry in read([Source("x", json.dumps(EVENTS).encode())]).entries]


def snake(value):
    """An event as Elastic's integration stores it."""
    if isinstance(value, dict):
        return {"".join(f"_{c.lower()}" if c.isupper() else c for c in key): snake(held) for key, held in value.items()}
    return [snake(one) for one in value] if isinstance(value, list) else value


def elastic(event):
    stored = {key: held for key, held in snake(event).items() if key != "published"}
    stored["debug_context"] = {"debug_data": {"requestUri": "/api/v1/apps"}}
    return {"_index": "logs-okta", "_source": {"@timestamp": event["published"], "okta": stored}}


def original(event):
    return {"_source": {"event": {"original": json.dumps(event), "action": "x"}, "okta": {"event_type": "x"}}}


def flattened(event, separator=""):
    """Every member under its dotted name, those of a list together, as searches of Splunk and Elastic show them."""
    stored = {"uuid": event["uuid"], "published": event["published"], "eventType": event["eventType"]}
    for outer in ("actor", "outcome", "transaction"):
        stored.update({f"{outer}.{name}": held for name, held in event[outer].items()})
    stored["debugContext.debugData.requestUri"] = "/api/v1/apps"
    for name in ("id", "type", "alternateId", "displayName"):
        stored[f"target{separator}.{name}"] = [one[name] for one in event["target"]]
    return stored


def fields(event):
    return {"_index": "x", "fields": {f"okta.{name}": one if isinstance(one, list) else [one]
                                      for name, one in flattened(event).items()}}  # fmt: skip


def lines(values):
    return "\n".join(map(json.dumps, values))


SHAPES = {
    "array": json.dumps(EVENTS, indent=2),
    "array, newest first": json.dumps(EVENTS[::-1]),
    "lines": lines(EVENTS),
    "lines, with blank ones and Windows ends": "\r\n\r\n".join(map(json.dumps, EVENTS)) + "\r\n",
    "one after the other, laid out": "\n".join(json.dumps(one, indent=4) for one in EVENTS),
    "one after the other, without a space": "".join(map(json.dumps, EVENTS)),
    "pages one after the other": json.dumps([FIRST]) + json.dumps([SECOND]),
    "with commas": ",\n".join(map(json.dumps, EVENTS)),
    "JSON text sequence": "".join(f"\x1e{json.dumps(one)}\n" for one in EVENTS),
    "events": json.dumps({"events": EVENTS}),
    "logs, laid out": json.dumps({"count": 2, "logs": EVENTS}, indent=1),
    "event hook": json.dumps({"eventType": "com.okta.event_hook", "eventId": "e", "data": {"events": EVENTS}}),
    "event hooks in a list": json.dumps([{"eventType": "x", "data": {"events": [one]}} for one in EVENTS]),
    "EventBridge": lines({"detail-type": "SystemLog", "source": "aws.partner/okta.com", "detail": e} for e in EVENTS),
    "Elastic's search": json.dumps({"took": 3, "hits": {"total": {"value": 2}, "hits": list(map(elastic, EVENTS))}}),
    "Elastic's documents": lines(one["_source"] for one in map(elastic, EVENTS)),
    "Elastic with the original": json.dumps({"hits": {"hits": list(map(original, EVENTS))}}),
    "Elastic's message": lines({"_source": {"message": json.dumps(one)}} for one in EVENTS),
    "Elastic's json": lines({"_source": {"json": one}} for one in EVENTS),
    "Splunk's export": lines({"preview": False, "offset": n, "result": {"_raw": json.dumps(e), "host": "h"}}
                             for n, e in enumerate(EVENTS)),
    "Splunk's results": json.dumps({"results": [{"_raw": json.dumps(one)} for one in EVENTS]}),
    "Splunk's fields": lines({"result": flattened(one, "{}")} for one in EVENTS),
    "Elastic's fields": json.dumps({"hits": {"hits": list(map(fields, EVENTS))}}),
    "HTTP event collector": lines({"time": 1777881600, "sourcetype": "OktaIM2:log", "event": one} for one in EVENTS),
    "HTTP event collector, as text": lines({"event": json.dumps(one)} for one in EVENTS),
    "a list of envelopes": json.dumps([{"events": [FIRST]}, {"logs": [SECOND]}]),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_every_layout_of_json_holds_the_same_events(shape):
    assert found(SHAPES[shape]) == (PLAIN, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("packed", [False, True])
def test_every_encoding_holds_the_same_events(encoding, packed):
    data = json.dumps(EVENTS, ensure_ascii=False).encode(encoding)

    assert found(gzip.compress(data) if packed else data, "log.txt") == (PLAIN, [])


COLUMNS = {
    "severity": "INFO", "timestamp": "published", "event_type": "eventType", "display_message": "x", "uuid": "uuid",
    "outcome.result": "", "outcome.reason": "", "actor.id": "", "actor.type": "", "actor.display_name": "",
    "actor.alternate_id": "", "client.geographical_context.geolocation.lat": "1.5", "transaction.id": "",
    "debug_context.debug_data.request_uri": "",
}  # fmt: skip


def exported(events, target="target{}.{}", camel=False, delimiter=",", order=1):
    """The Admin Console's CSV."""
    names = ("id", "type", "alternateId" if camel else "alternate_id", "displayName" if camel else "display_name")
    header = [*COLUMNS, *(target.format(number, name) for number in range(3) for name in names)][::order]
    out = io.StringIO()
    writer = csv.DictWriter(out, header, delimiter=delimiter)
    writer.writeheader()
    for event in events:
        row = {column: said for column, said in COLUMNS.items() if said and said not in event}
        row.update({column: event[said] for column, said in COLUMNS.items() if said in event})
        row.update({f"outcome.{name}": held for name, held in event["outcome"].items()})
        row.update({f"actor.{name}": held for name, held in snake(event["actor"]).items()})
        row["transaction.id"] = event["transaction"]["id"]
        row["debug_context.debug_data.request_uri"] = "/api/v1/apps"
        for number, one in enumerate(event["target"]):
            row.update({target.format(number, name): held for name, held in zip(names, one.values(), strict=True)})
        writer.writerow(row)
    return out.getvalue()


@pytest.mark.parametrize(
    "written",
    [
        {}, {"order": -1}, {"target": "target.{}.{}"}, {"target": "target[{}].{}"}, {"camel": True},
        {"delimiter": ";"}, {"delimiter": "\t"},
    ],
    ids=str,
)  # fmt: skip
def test_columns_of_the_console_are_found_by_name(written):
    assert found(exported(EVENTS[::-1], **written), "log.csv") == (PLAIN, [])


@pytest.mark.parametrize("column", ["_raw", "event.original", "message"])
def test_column_that_holds_the_events_themselves_is_read(column):
    out = io.StringIO()
    writer = csv.DictWriter(out, ["_time", "host", column])
    writer.writeheader()
    writer.writerows({"_time": "x", "host": "h", column: json.dumps(event)} for event in EVENTS)

    assert found(out.getvalue(), "search.csv") == (PLAIN, [])


@pytest.mark.parametrize("above", ["sep=;\r\n", "#TYPE System.Object\n"])
def test_line_above_the_columns_is_passed_over_and_counted(above):
    text = above + exported(EVENTS, delimiter=";")

    assert found(text, "log.csv") == (PLAIN, [])
    assert found(text.replace("application.provision.user.push", ""), "log.csv")[1][0].startswith("log.csv:4: ")


def test_rows_that_are_no_events_are_said_with_their_line():
    entries, complaints = found(exported(EVENTS).replace("application.provision.user.push", ""), "log.csv")

    assert entries == PLAIN[:1]
    assert complaints == ["log.csv:3: this row is no System Log event, it has no event_type"]


def test_same_event_in_several_files_counts_once_and_all_are_in_order_of_time():
    third = {**FIRST, "uuid": "uuid-3", "published": "2026-05-04T09:00:00.5+02:00"}
    pages = [Source("b.json", json.dumps([SECOND, FIRST]).encode()), Source("a.json", lines([FIRST, third]).encode())]
    facts = read(pages)

    assert [(entry.uuid, entry.at) for entry in facts.entries] == [
        ("uuid-3", "2026-05-04T07:00:00.500Z"),
        ("uuid-1", "2026-05-04T08:00:01.000Z"),
        ("uuid-2", "2026-05-04T08:00:02.000Z"),
    ]
    assert [entry.place for entry in facts.entries] == ["a.json:2", "b.json:1: event 2", "b.json:1: event 1"]


def test_events_of_one_time_keep_the_direction_of_their_file():
    last = {**FIRST, "published": "2026-05-04T08:00:09.000Z", "uuid": "z"}
    same = [{**FIRST, "uuid": name} for name in "abc"]

    assert [entry.uuid for entry in found(json.dumps([last, *same]))[0]] == ["c", "b", "a", "z"]
    assert [entry.uuid for entry in found(json.dumps([*same, last]))[0]] == ["a", "b", "c", "z"]


def test_event_without_a_time_stays_where_it_stands():
    untimed = {**FIRST, "uuid": "u", "published": None}

    assert [entry.uuid for entry in found(json.dumps([SECOND, untimed, FIRST]))[0]] == ["uuid-1", "u", "uuid-2"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (json.dumps(EVENTS)[:-30], "log.json:1: the file is cut off here; what comes before it is used"),
        (json.dumps({"events": [FIRST, SECOND]}, indent=1)[:-300], "the file is cut off here"),
        (json.dumps({"took": 1, "hits": {"hits": [{"_source": FIRST}, {"_source": SECOND}]}})[:-99], "is cut off here"),
        (f"{json.dumps(FIRST)}\n{json.dumps(SECOND)[:-9]}", "log.json:2: the file is cut off here"),
        (f"{json.dumps(FIRST)}\n{{oops}}", "log.json:2: this is not JSON"),
        (json.dumps([FIRST, {"no": "event"}]), "log.json:1: event 2: this is no System Log event"),
    ],
)
def test_what_comes_before_the_damage_is_used_and_the_damage_said(text, said):
    entries, (complaint,) = found(text)

    assert entries == PLAIN[:1]
    assert said in complaint


def test_compressed_file_that_is_cut_off_is_used_as_far_as_it_goes():
    many = [{**FIRST, "uuid": f"u{n}"} for n in range(500)]
    entries, complaints = found(gzip.compress(lines(many).encode())[:-400])

    assert 100 < len(entries) < 500
    assert complaints[-1] == "log.json: the file is cut off at its end; what comes before is used"


def test_line_between_good_ones_costs_that_line_alone():
    assert found(f"{json.dumps(FIRST)}\n{{{{bad\n{json.dumps(SECOND)}") == (
        PLAIN,
        ["log.json:2: this is not JSON; what follows on lines of its own is used"],
    )


def test_many_complaints_are_counted():
    complaints = found(lines([FIRST, *({"n": n} for n in range(50))]))[1]

    assert complaints[-1] == "30 more things could not be used"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "log.json:1: there is nothing in it"),
        (b"[]", "there is nothing in it"),
        (b"PK\x03\x04rest", "is a ZIP archive"),
        (b"\xff\xfa", "is neither UTF-8 nor UTF-16 text: byte 1"),
        (b"\x1f\x8bnot gzip", "is a gzip file that cannot be unpacked"),
        (b"<html></html>", "log.json is a web page or XML, such as a sign-in page"),
        (
            b'{"errorCode": "E0000011", "errorSummary": "Invalid token provided", "errorCauses": []}',
            "log.json:1: this is an error that Okta's API answered, no log: E0000011 Invalid token provided",
        ),
        (b"name,mail\nAda,ada@acme.test\n", "log.json:2: this row is no System Log event, it has no event_type"),
        (b'"event"', "there is nothing in it|no System Log event"),
    ],
)
def test_file_with_nothing_of_it_is_refused(data, said):
    with pytest.raises(UnreadableError, match=said):
        read([Source("log.json", data)])


@pytest.mark.parametrize(
    "piece",
    ['{"a\n', '[{"a":\n', '{"events":[\n', "{", "[", '{"a":', '"', "\\", ",", "]", '{"log":{"entries":[', "a,", "\x00"],
)
def test_time_grows_with_a_file_and_not_with_its_square(piece):
    began = time.process_time()
    with pytest.raises(UnreadableError):
        read([Source("log.json", (piece * 60_000).encode())])

    assert time.process_time() - began < 3


@pytest.mark.parametrize("written", [json.dumps(EVENTS), json.dumps({"events": EVENTS}, indent=1)])
def test_file_that_ends_in_the_middle_is_known_to_be_cut_off(written):
    data = written.encode()
    files = {
        False: [data, gzip.compress(data)],
        True: [data[:-60], gzip.compress(data[:-60]), gzip.compress(data)[:-9]],
    }

    for cut_off, contents in files.items():
        assert [read([Source("log", one)]).cut_off for one in contents] == [cut_off] * len(contents)
