"""Pages: two Link headers in order, cursors that outlive what they came from."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.okta.org import AppUser, GroupAssignment, GroupPush, GroupRule
from simulator.web.http.answers import cursor_of, key_of, page_of
from simulator.web.http.errors import ApiError


def _links(answer) -> list[tuple[str, str]]:
    found = [re.fullmatch(r'<http://localhost(.*)>; rel="(\w+)"', line) for line in answer.headers.getlist("Link")]
    return [(match[2], match[1]) for match in found]


def test_self_comes_first_and_next_last_each_a_header_of_its_own(okta) -> None:
    first = okta.call("GET", "/api/v1/users?limit=2")
    (self_name, self_url), (next_name, next_url) = _links(first)
    assert (self_name, self_url, next_name) == ("self", "/api/v1/users?limit=2", "next")
    second = okta.call("GET", next_url)
    assert [name for name, _ in _links(second)] == ["self"]
    people = [*first.get_json(), *second.get_json()]
    assert len({person["id"] for person in people}) == 3


def test_the_query_is_kept_in_the_next_link(okta) -> None:
    answer = okta.call("GET", '/api/v1/users?limit=1&search=profile.lastName sw "L"&sortBy=profile.lastName')
    assert "search=profile.lastName" in dict(_links(answer))["self"]


def test_a_cursor_outlives_the_person_it_came_from(okta) -> None:
    first = okta.call("GET", "/api/v1/users?limit=1")
    (gone,) = first.get_json()
    for _ in range(2):
        okta.ok("DELETE", f"/api/v1/users/{gone['id']}")
    rest = okta.ok("GET", dict(_links(first))["next"])
    assert len(rest) == 1


@pytest.mark.parametrize("after", ["nonsense", "e30", "WzFd", "WyJhIiwgMV0", "%FF"])
def test_a_bad_cursor_is_e0000029(okta, after) -> None:
    answer = okta.call("GET", f"/api/v1/users?after={after}")
    assert answer.get_json()["errorCode"] == "E0000029"
    assert answer.get_json()["errorCauses"] == [{"errorSummary": "Invalid cursor."}]


@pytest.mark.parametrize("limit", ["0", "-1", "many", "1.5"])
def test_a_bad_limit_is_e0000029(okta, limit) -> None:
    assert okta.refused("GET", f"/api/v1/groups?limit={limit}") == (400, "E0000029")


@pytest.fixture
def crowded(okta):
    """An org with over a thousand of everything, all of it about one person, one group and one app."""
    org, ada, team = okta.engine.instance.org, okta.user("ada"), okta.group("ml-team")
    app = org.apps[okta.app_id]
    for number in range(1002):
        user = replace(org.users[ada], id=f"00u{number:05}")
        group = replace(org.groups[team], id=f"00g{number:05}")
        org.users[user.id], org.groups[group.id] = user, group
        org.groups[team].members[user.id] = org.users[ada].groups[group.id] = None
        app.users[user.id] = AppUser(f"0ua{number:05}", user.id)
        app.groups[group.id] = GroupAssignment(group.id, number)
        app.pushes[group.id] = GroupPush(f"gPm{number:05}", group.id, "A group", f"00h{number:05}")
        org.rules[f"0pr{number:05}"] = GroupRule(f"0pr{number:05}", "A rule", "true", [team])
    app.groups[team] = GroupAssignment(team, 1002)
    for number in range(202):
        org.apps[f"0oa{number:05}"] = replace(app, id=f"0oa{number:05}", pushes={})
    return okta


def test_each_list_has_a_page_of_its_own_length_and_a_longest_one(crowded) -> None:
    app, team, ada = f"/apps/{crowded.app_id}", crowded.group("ml-team"), crowded.user("ada")
    lengths = {
        "/users?": (200, 200), "/users?q=ada&": (10, 200), "/groups?q=ml&": (300, 1003),
        f"/users/{ada}/groups?": (200, 1004), f"/groups/{team}/users?": (1000, 1000),
        f"/groups/{team}/apps?": (20, 200), "/groups/rules?": (50, 200), "/apps?": (20, 200), "/mappings?": (20, 200),
        f"{app}/users?": (50, 500), f"{app}/groups?": (20, 200), f"{app}/group-push/mappings?": (100, 1000),
    }  # fmt: skip
    assert lengths == {
        path: tuple(len(crowded.ok("GET", f"/api/v1{path}{limit}")) for limit in ("", "limit=100000"))
        for path in lengths
    }


@given(st.lists(st.tuples(st.integers(0, 3), st.text(max_size=3)), unique=True), st.integers(1, 5), st.booleans())
@settings(derandomize=True, max_examples=60, deadline=None)
def test_walking_all_pages_gives_every_item_once_and_in_order(items, limit, descending) -> None:
    walked, after = [], None
    while True:
        page = page_of(items, lambda item: (float(item[0]), item[1]), limit, after, descending=descending)
        walked += page.items
        if page.after is None:
            break
        after = page.after
    assert walked == sorted(items, reverse=descending)


def test_a_cursor_gives_its_key_back() -> None:
    assert key_of(cursor_of((1.5, "ü")), (float, str)) == (1.5, "ü")
    with pytest.raises(ApiError):
        key_of(cursor_of((True,)), (int,))


def test_a_cursor_that_is_none_of_ours_is_refused_where_the_list_is_empty_too(okta) -> None:
    path = f"/api/v1/apps/{okta.app_id}/users"
    assert okta.ok("GET", path) == []
    assert okta.refused("GET", f"{path}?after=zzz") == (400, "E0000029")
    assert okta.ok("GET", f"{path}?after={cursor_of((1.5, '00u'))}") == []
