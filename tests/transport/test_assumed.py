"""The provider of a dry run: it has what was written to it, and nothing else."""

import pytest

from simulator.scim.message import Request
from simulator.transport.assumed import AssumedTransport


@pytest.fixture
def ask():
    transport = AssumedTransport(1)

    def asked(method, path, *, query="", body=None):
        return transport.send(Request(method, path, query, body), "https://example.test", [])

    return asked


def test_what_was_created_is_found_by_filter_and_read_by_its_id_without_its_password(ask):
    made = ask("POST", "/Users", body={"userName": "ada", "password": "secret"}).json
    ask("POST", "/Users", body={"userName": "grace"})

    found = ask("GET", "/Users", query="filter=userName%20eq%20%22ada%22")
    read = ask("GET", f"/Users/{made['id']}")

    assert (made["userName"], "password" in made) == ("ada", False)
    assert (found.status, found.json["Resources"]) == (200, [made])
    assert (read.status, read.json) == (200, made)
    assert ask("GET", "/Users").json["totalResults"] == 2


def test_what_was_never_written_is_not_there(ask):
    answer = ask("GET", "/Users/1")

    assert (answer.status, answer.json["status"]) == (404, "404")
    assert ask("GET", "/Groups").json["totalResults"] == 0


def test_what_was_deleted_is_gone(ask):
    path = "/Groups/" + ask("POST", "/Groups", body={"displayName": "team", "members": []}).json["id"]

    assert ask("DELETE", path).status == 204
    assert ask("GET", path).status == 404


def test_what_was_replaced_reads_as_it_was_written(ask):
    made = ask("POST", "/Users", body={"userName": "ada"}).json

    answer = ask("PUT", f"/Users/{made['id']}", body={**made, "userName": "ada-l"})

    assert answer.status == 200
    assert ask("GET", f"/Users/{made['id']}").json["userName"] == "ada-l"


def test_a_patch_is_answered_without_a_body_and_what_is_there_stays(ask):
    made = ask("POST", "/Groups", body={"displayName": "team", "members": []}).json

    answer = ask("PATCH", f"/Groups/{made['id']}", body={"Operations": [{"op": "add", "path": "members", "value": []}]})

    assert (answer.status, answer.text) == (204, "")
    assert ask("GET", f"/Groups/{made['id']}").json == made
