"""Which id, password or time of one run stands for which of another."""

import pytest

from simulator.play.comparison.alignment import Correspondence

A, B, C = "66b1f0c2a9d34e0f1a2b3c4d", "76b1f0c2a9d34e0f1a2b3c4d", "86b1f0c2a9d34e0f1a2b3c4d"


@pytest.fixture
def ids():
    return Correspondence("https://a.test/scim/v2", "https://b.test/v2")


def test_a_pair_is_one_to_one_and_the_first_one_counts(ids):
    assert ids.counterpart("1") is None
    assert ids.pair("1", "x")
    assert ids.pair("1", "x")
    assert not ids.pair("1", "y")
    assert not ids.pair("2", "x")
    assert ids.pair("2", "y")
    assert (ids.counterpart("1"), ids.counterpart("2"), ids.counterpart("x")) == ("x", "y", None)


def test_pairs_of_a_scope_are_its_own(ids):
    assert ids.pair("1", "x", "s")
    assert ids.pair("1", "y", "t")
    assert ids.counterpart("1") is None
    assert ids.pair("1", "z")


@pytest.mark.parametrize("ours, theirs", [
    ("<password-0>", "<password-7>"),
    ("b7f5c0de-1234-4abc-8def-0123456789ab", "C7F5C0DE-1234-4ABC-8DEF-0123456789AB"),
    (A, B),
    ("0123456789abcdef" * 2, "fedcba9876543210" * 2),
    ("00u1dhhb1fkIGP7RL1d8", "00u1aaaa1fkIGP7RL1d9"),
    ("2026-01-05T09:00:00.000Z", "2027-02-06T10:11:12+02:00"),
    ("2026-01-05T09:00:00-0300", "2027-02-06T10:11:12Z"),
    ("01-05-2026 09:00:00AM", "02-06-2027 10:11:12PM"),
])  # fmt: skip
def test_texts_say_the_same_but_for_what_a_run_makes(ids, ours, theirs):
    assert ids.same_text(f"before {ours} after", f"before {theirs} after")
    assert not ids.same_text(f"before {ours} after", f"before {theirs} later")
    assert not ids.same_text(f"before {ours} after", "before after")


@pytest.mark.parametrize("ours, theirs", [
    ("abcdefghijklmnopqrst", "bcdefghijklmnopqrstu"), (A[:-1], B[:-1]), (A.upper(), B.upper()), ("<password>", "x"),
    ("2026-01-05", "2026-01-06"), (f"x{A}", f"x{B}"),
])  # fmt: skip
def test_what_has_not_the_form_of_an_id_or_a_time_is_a_text(ids, ours, theirs):
    assert not ids.same_text(ours, theirs)
    assert ids.same_text(ours, ours)


def test_each_id_of_a_text_has_its_counterpart(ids):
    assert ids.same_text(f"{A} and {B}", f"{B} and {A}")
    assert ids.same_text(f"{A}", f"{B}")
    assert not ids.same_text(f"{A}", f"{C}")
    assert not ids.same_text(f"{C}", f"{A}")


def test_times_correspond_within_their_resource_and_ids_everywhere(ids):
    one, two, three = (f"2026-01-05T09:00:0{second}Z" for second in range(3))

    assert ids.same_text(one, two, "s1")
    assert ids.same_text(one, three, "s2")
    assert not ids.same_text(one, three, "s1")
    assert ids.same_text(A, B, "s1")
    assert not ids.same_text(A, C, "s2")


def test_base_urls_are_their_runs_own(ids):
    assert ids.same_text("see https://a.test/scim/v2/Users", "see https://b.test/v2/Users")
    assert not ids.same_text("see https://b.test/v2/Users", "see https://a.test/scim/v2/Users")
    assert ids.same_location("https://a.test/scim/v2/Users/1", "https://b.test/v2/Users/x")
    assert not ids.same_location("https://c.test/scim/v2/Users/1", "https://b.test/v2/Users/x")


def test_without_base_urls_locations_are_compared_whole():
    assert Correspondence("", "").same_location("https://a.test/Users/1", "https://a.test/Users/1")


def test_paths_name_the_same_where_collection_and_ids_correspond(ids):
    assert ids.same_path("/Users/1/", "Users/x")
    assert ids.same_path("/Users", "/Users")
    assert not ids.same_path("/Users/1", "/Groups/x")
    assert not ids.same_path("/Users/1", "/Users")
    assert not ids.same_path("/Users/1", "/Users/y")


def test_ids_that_look_like_any_text_correspond_as_a_whole_or_between_quotes(ids):
    ids.pair("17", "seventeen")

    assert ids.same_text("17", "seventeen")
    assert ids.same_text('members[value eq "17"]', 'members[value eq "seventeen"]')
    assert not ids.same_text('members[value eq "18"]', 'members[value eq "seventeen"]')
    assert not ids.same_text('members[value eq "17"]', 'others[value eq "seventeen"]')
    assert not ids.same_text('"17"', '"seventeen" "17"')
