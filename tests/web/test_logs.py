"""The System Log over the API: bounded and polling queries, filter, keywords (management API 5)."""

import re
from datetime import UTC, datetime, timedelta

import pytest

YESTERDAY = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
"""A time the log still goes back to, whenever this is run: 180 days ago is refused."""


def _next(answer) -> str | None:
    for line in answer.headers.getlist("Link"):
        if 'rel="next"' in line:
            return re.fullmatch(r"<http://localhost(.*)>; .*", line)[1]
    return None


def _types(answer) -> list[str]:
    return [entry["eventType"] for entry in answer.get_json()]


@pytest.fixture
def told(okta):
    """An org with ada assigned and grace refused by the Hub."""
    okta.assigned("ada")
    body = {"id": okta.user("grace"), "credentials": {"userName": "not.allowed"}}
    okta.ok("POST", f"/api/v1/apps/{okta.app_id}/users", body)
    okta.settle()
    return okta


def test_an_entry_has_oktas_shape_and_no_empty_texts(told) -> None:
    entry = told.ok("GET", '/api/v1/logs?filter=outcome.result eq "FAILURE"')[0]
    assert entry["version"] == "0"
    assert entry["severity"] == "ERROR"
    assert 0 < len(entry["outcome"]["reason"]) <= 255
    assert [target["type"] for target in entry["target"]] == ["AppUser", "AppInstance", "User"]
    assert entry["target"][0]["id"].startswith("0ua")
    assert entry["debugContext"]["debugData"]["appname"] == told.engine.instance.tenant.app.name


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('filter=eventType eq "application.provision.user.push" and outcome.result eq "SUCCESS"', 1),
        ('filter=target.id eq "{ada}" and target.id eq "{app}"', 3),
        ('filter=severity eq "ERROR"', 2),
        ('filter=actor.type eq "User"', 2),
        ('filter=debugContext.debugData.requestUri ew "/users"', 2),
        ('filter=eventType sw "application.user_membership" and not (outcome.result eq "FAILURE")', 2),
        ("filter=outcome.reason pr", 2),
        ("filter=target pr and uuid pr", 6),
        ("q=ERROR", 2),
        ("q=ada.lovelace@acme.test", 3),
        ("q=ada INFO", 3),
        ("q=ada-lovelace", 3),
        ("q=nobody", 0),
        ("until=2020-01-01T00:00:00.000Z&since={yesterday}", 0),
        ("limit=0", 0),
    ],
)
def test_entries_are_found_as_asked(told, query, expected) -> None:
    query = query.format(ada=told.user("ada"), app=told.app_id, yesterday=YESTERDAY)
    assert len(told.ok("GET", f"/api/v1/logs?{query}")) == expected


@pytest.mark.parametrize("field", [
    *(f"{whose}.{name}" for whose in ("actor", "target") for name in ("id", "type", "alternateId", "displayName")),
    "target.detailEntry.any", "client.id", "client.zone", "client.device", "client.ipAddress", "client.userAgent.os",
    "client.geographicalContext.city", "device.id", "device.name",
    *(f"authenticationContext.{name}" for name in (
        "authenticationProvider", "credentialProvider", "credentialType", "issuer", "interface", "authenticationStep",
        "rootSessionId", "externalSessionId",
    )),
    "outcome.result", "outcome.reason", "transaction.id", "transaction.type", "transaction.detail.any",
    "debugContext.debugData.any", "securityContext.asNumber", "securityContext.asOrg", "securityContext.isp",
    "securityContext.domain", "securityContext.isProxy", "request.ipChain.ip",
    "uuid", "version", "severity", "eventType", "legacyEventType", "displayMessage",
])  # fmt: skip
def test_every_field_of_an_entry_may_be_asked_for(okta, field) -> None:
    assert isinstance(okta.ok("GET", f'/api/v1/logs?filter={field} eq "x"'), list)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("filter=shoe pr", "E0000053"),
        ('filter=published gt "2026-01-01"', "E0000053"),
        ('filter=actor.shoe eq "x"', "E0000053"),
        ('filter=actor.id.deep eq "x"', "E0000053"),
        ('filter=actor eq "x"', "E0000031"),
        ("filter=eventType eq", "E0000053"),
        ("since=soon", "E0000001"),
        ("until=soon", "E0000001"),
        ("since=2000-01-01T00:00:00Z", "E0000053"),
        ("since={yesterday}&after=WzFd", "E0000001"),
        ("sortOrder=UP", "E0000001"),
        ("limit=1001", "E0000001"),
        ("limit=some", "E0000001"),
        ("after=nonsense", "E0000029"),
    ],
)
def test_a_bad_query_is_refused_by_its_code(told, query, code) -> None:
    assert told.refused("GET", f"/api/v1/logs?{query.format(yesterday=YESTERDAY)}") == (400, code)


def test_polling_has_a_next_page_even_when_it_is_empty_and_loses_nothing(told) -> None:
    first = told.call("GET", "/api/v1/logs?limit=4")
    second = told.call("GET", _next(first))
    empty = told.call("GET", _next(second))
    assert (len(_types(first)), len(_types(second)), _types(empty)) == (4, 2, [])
    told.ok("POST", "/api/v1/groups", {"profile": {"name": "x"}})
    assert _types(told.call("GET", _next(empty))) == ["group.lifecycle.create"]


def test_a_poll_that_began_at_a_time_is_followed_without_it(told) -> None:
    first = told.call("GET", f"/api/v1/logs?since={YESTERDAY}&limit=4")
    assert "since" not in _next(first)
    assert len(_types(told.call("GET", _next(first)))) == 2


def test_a_filtered_poll_goes_on_behind_what_did_not_match(told) -> None:
    page = told.call("GET", '/api/v1/logs?filter=eventType eq "user.lifecycle.suspend"')
    assert _types(page) == []
    told.ok("POST", f"/api/v1/users/{told.user('ada')}/lifecycle/suspend")
    again = told.call("GET", _next(page))
    assert _types(again) == ["user.lifecycle.suspend"]
    assert "filter=" in _next(again)


def test_a_bounded_query_ends_and_can_run_backwards(told) -> None:
    bounds = f"since={YESTERDAY}&until=2100-01-01T00:00:00Z"
    first = told.call("GET", f"/api/v1/logs?{bounds}&limit=4")
    last = told.call("GET", _next(first))
    assert (len(_types(first)), len(_types(last)), _next(last)) == (4, 2, None)
    backwards = told.ok("GET", f"/api/v1/logs?{bounds}&sortOrder=DESCENDING")
    times = [entry["published"] for entry in backwards]
    assert times == sorted(times, reverse=True)


def test_a_bounded_page_is_followed_by_its_own_link(told) -> None:
    first = told.call("GET", "/api/v1/logs?until=2100-01-01T00:00:00Z&limit=4")
    assert len(_types(told.call("GET", _next(first)))) == 2


def test_a_time_whose_zone_leads_before_the_first_year_is_no_date(okta) -> None:
    query = "until=0001-01-01T00:00:00%2B14:00"
    assert okta.refused("GET", f"/api/v1/logs?{query}") == (400, "E0000001")


def test_a_group_is_named_by_its_display_name_and_an_app_by_label_and_catalogue_name(okta) -> None:
    made = okta.ok("POST", "/api/v1/apps", {"name": "scim2headerauth", "label": "Roster"})
    okta.ok("PUT", f"/api/v1/apps/{made['id']}/groups/{okta.group('ml-team')}")
    (entry,) = okta.ok("GET", '/api/v1/logs?filter=eventType eq "group.application_assignment.add"')
    assert [(target["alternateId"], target["displayName"]) for target in entry["target"]] == [
        ("unknown", "ml-team"),
        ("Roster", "SCIM 2.0 Test App (Header Auth)"),
    ]
