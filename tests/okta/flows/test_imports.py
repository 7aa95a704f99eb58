"""The pages of an import (okta-wire 7.1)."""

import pytest

from simulator.okta.actions import imports, pushing

DOWNLOAD = "Error while downloading all users: "


def accounts(first, count):
    return [{"id": f"s{n}", "userName": f"user{n}"} for n in range(first, first + count)]


@pytest.fixture
def w(world):
    return world(features=["import_users", "import_groups"])


@pytest.mark.parametrize("total, pages", [(0, 1), (1, 1), (100, 1), (101, 2), (200, 2), (201, 3)])
def test_there_are_as_many_pages_as_hundreds(world, reply, total, pages):
    w = world(features=["import_users"])
    answers = [reply.found(*accounts(start, min(100, total - start)), total=total) for start in range(0, total, 100)]

    conversation = w.play(imports.import_users(w.org, w.app), *(answers or [reply.found()]))

    assert len(conversation.requests) == pages
    assert conversation.outcome.text.startswith(f"{total} users scanned!")


def test_groups_follow_users_when_import_groups_is_selected(w, reply):
    group = {"id": "g1", "displayName": "team"}

    conversation = w.play(imports.import_users(w.org, w.app), reply.found(), reply.found(group))

    assert conversation.lines == ["GET /Users?startIndex=1&count=100", "GET /Groups?startIndex=1&count=100"]
    assert conversation.outcome.text.endswith("1 groups scanned!")
    assert w.app.known_groups == {"team": "g1"}


@pytest.mark.parametrize("verb", [imports.import_groups, pushing.refresh_app_groups])
def test_groups_alone_are_read_by_import_groups_and_by_refresh(w, reply, verb):
    conversation = w.play(verb(w.org, w.app), reply.found({"id": "g1", "displayName": "team"}))

    assert conversation.lines == ["GET /Groups?startIndex=1&count=100"]
    assert conversation.outcome.text == "1 groups scanned!"
    assert w.app.known_groups == {"team": "g1"}


def test_start_index_grows_by_100_even_when_a_page_is_shorter(world, reply):
    w = world(features=["import_users"])

    conversation = w.play(
        imports.import_users(w.org, w.app),
        reply.found(*accounts(0, 50), total=120), reply.found(*accounts(100, 20), total=120),
    )  # fmt: skip

    assert [request.query for request in conversation.requests] == [
        "startIndex=1&count=100",
        "startIndex=101&count=100",
    ]
    assert conversation.outcome.text.startswith("70 users scanned!")


@pytest.mark.parametrize(
    "second, complaint",
    [
        ({"first": 0, "count": 1, "total": 150}, "the page at startIndex 101 repeats id s0 of an earlier page"),
        ({"first": 0, "count": 0, "total": 150}, "the page at startIndex 101 is empty although totalResults is 150"),
        ({"first": 100, "count": 1, "total": 90}, "totalResults went down from 150 to 90 between pages"),
        ({"first": 100, "count": 100, "total": 9999}, "totalResults keeps growing, from 150 to 9999"),
    ],
)
def test_pages_that_would_import_wrong_people_or_never_end_stop_the_import(w, reply, second, complaint):
    page = reply.found(*accounts(second["first"], second["count"]), total=second["total"])

    conversation = w.play(imports.import_users(w.org, w.app), reply.found(*accounts(0, 100), total=150), page)

    assert conversation.outcome.error == DOWNLOAD + complaint
    assert w.log[-1] == "application.provision.user.import FAILURE"
    assert "system.import.download.complete" not in w.log


def test_an_error_stops_the_import_with_the_providers_words(w, reply):
    assert w.play(imports.import_users(w.org, w.app), reply.error(500, "no")).outcome.error == (
        DOWNLOAD + "Internal Server Error. Errors reported by remote server: no"
    )
    conversation = w.play(imports.import_groups(w.org, w.app), reply.error(403, "no"))
    assert conversation.outcome.error == (
        "Error while downloading all groups: Forbidden. Errors reported by remote server: no"
    )
    assert w.log[-1] == "application.provision.group.import FAILURE"


@pytest.mark.parametrize("body", [{}, [], {"Resources": []}, {"Resources": [], "totalResults": "0"}])
def test_a_page_that_is_no_list_stops_the_import(w, reply, body):
    conversation = w.play(imports.import_users(w.org, w.app), reply.body(200, body))

    assert conversation.outcome.error == DOWNLOAD + "No results for users returned"
