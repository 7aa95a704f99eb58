"""Looking people and groups up at a provider by name."""

import json

from simulator.play.provider_view import ProviderView
from simulator.scim.message import Response


def view(answers):
    """A view of a provider that gives these answers by path; events are the paths that were read."""

    def ask(request):
        body = answers.get(request.path)
        return (Response(404) if body is None else Response(200, {}, json.dumps(body))), request.path

    return ProviderView(ask)


def read(reading):
    """What a reading comes to, and which paths it took."""
    paths = []
    while True:
        try:
            paths.append(next(reading))
        except StopIteration as end:
            return end.value, paths


def test_a_member_whose_account_cannot_be_read_stays_an_id():
    group = {"id": "g1", "displayName": "team", "members": [{"value": "s2"}, {"value": "s1"}, "odd"]}
    one = view({"/Groups": {"Resources": [group]}, "/Users/s1": {"userName": "ada"}, "/Users/s2": ["no user"]})

    assert read(one.member_names("team")) == (["ada", "s2"], ["/Groups", "/Users/s2", "/Users/s1"])


def test_names_are_compared_without_case_and_nobody_is_none():
    one = view({"/Users": {"Resources": [{"id": "s1", "userName": "Ada-L"}]}})

    assert read(one.user("ada-l"))[0] == {"id": "s1", "userName": "Ada-L"}
    assert read(one.user("grace"))[0] is None
    assert read(one.member_names("team"))[0] is None


def test_a_provider_that_cannot_filter_is_read_until_no_page_adds_anybody():
    assert read(view({}).user("ada")) == (None, ["/Users", "/Users"])
