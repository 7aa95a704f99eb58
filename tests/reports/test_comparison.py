"""Two runs compared: simulator.play.comparison."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.play.comparison import ABSENT, Difference, compare
from simulator.play.comparison.alignment import Correspondence, align
from simulator.play.transcript import dump, parse

OTHER = "77c2f0c2a4d95e7788aa9999"


def rewritten(events, *changes):
    """The run as it would read with other ids, times and so on."""
    text = "".join(map(dump, events))
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return [parse(line) for line in text.splitlines()]


@pytest.fixture(name="ask")
def _ask(make):
    """A run of one step that sends one request."""

    def run(body, reply=(200, None), ask="PUT /Users/u1", **more):
        return [make.started(), make.step(1), make.exchange(1, ask, reply, body, **more), make.finished(1), make.end()]

    return run


def differences(a, b, **options):
    return [
        difference
        for step in compare(a, b, **options).steps
        for each in (*(pair.differences for pair in step.requests), step.differences)
        for difference in each
    ]


def test_run_is_the_same_as_itself(story):
    comparison = compare(story, story)

    assert comparison.same
    assert sum(step.same_requests for step in comparison.steps) == 17


def test_ids_base_url_passwords_and_the_place_of_the_file_are_matched_up(story, make):
    other = rewritten(
        story,
        (make.ADA, OTHER),
        (make.BASE, "https://staging.test/scim"),
        ("<password-1>", "<password-5>"),
        ('"g1"', '"42"'),
        ("/g1", "/42"),
        ("stories/day.yaml", "elsewhere.yaml"),
        ('"milliseconds":12.0', '"milliseconds":99.0'),
    )

    assert compare(story, other).same


def test_id_that_stands_for_two_is_a_difference(story, make):
    other = rewritten(story, (make.ADA + '","display', make.ADA.replace("6", "7") + '","display'))

    assert not compare(story, other).same


@pytest.mark.parametrize(
    "a, b, expected",
    [
        ({"name": {"givenName": "A"}}, {"name": {"givenName": "B"}}, ("request.name.givenName", "A", "B")),
        ({"title": "A"}, {}, ("request.title", "A", ABSENT)),
        ({}, {"title": None}, ("request.title", ABSENT, None)),
        ({"active": True}, {"active": "true"}, ("request.active", True, "true")),
        ({"n": 1}, {"n": True}, ("request.n", 1, True)),
        ({"emails": [{"value": "a"}]}, {"emails": []}, ("request.emails[0]", {"value": "a"}, ABSENT)),
        ({"emails": []}, {"emails": ["b"]}, ("request.emails[0]", ABSENT, "b")),
        ({"a": [1]}, {"a": {"b": 1}}, ("request.a", [1], {"b": 1})),
        ({}, None, ("request", {}, ABSENT)),
    ],
)
def test_bodies_differ_by_attribute(ask, a, b, expected):
    assert [Difference(*expected)] == differences(ask(a), ask(b))


def test_order_of_keys_is_no_difference(ask):
    assert compare(ask({"a": 1, "b": 2}), ask({"b": 2, "a": 1})).same


def test_order_of_known_members_is_no_difference(make):
    def run(first, second):
        ids = {"x": first, "y": second}
        made = [make.exchange(1, "POST /Users", (201, {"id": ids[name]}), {"userName": name}) for name in "xy"]
        members = [{"value": value, "display": "same"} for value in sorted(ids.values())]
        pushed = make.exchange(1, "PUT /Groups/g", (200, None), {"members": members})
        return [make.step(1), *made, pushed, make.finished(1)]

    assert compare(run("a1", "b2"), run("d4", "c3")).same


def test_missing_member_is_a_difference(make, ask):
    both, one = ({"members": [{"value": value} for value in values]} for values in (["u1", "u2"], ["u2"]))

    assert [(each.where, each.a, each.b) for each in differences(ask(both), ask(one))] == [
        ("request.members[0].value", "u1", "u2"),
        ("request.members[1]", {"value": "u2"}, ABSENT),
    ]


def test_member_listed_twice_is_a_difference(make, ask):
    made = [make.exchange(1, "GET /Users/u1", (200, {"id": "u1"}))]
    once, twice = ({"members": [{"value": "u1"}] * times} for times in (1, 2))

    def run(body):
        start, step, *others = ask(body)
        return [start, step, *made, *others]

    assert [Difference("request.members[1]", ABSENT, {"value": "u1"})] == differences(run(once), run(twice))
    assert [Difference("request.members[1]", {"value": "u1"}, ABSENT)] == differences(run(twice), run(once))


def test_times_correspond_within_a_resource(ask):
    def answer(created, modified, scim_id="u1"):
        return ask({}, (200, {"id": scim_id, "meta": {"created": created, "lastModified": modified}}))

    one, two, three = (f"2026-01-05T09:00:0{second}.000Z" for second in "123")

    assert compare(answer(one, one), answer(two, two)).same
    assert compare(answer(one, two), answer(two, three)).same
    assert [each.where for each in differences(answer(one, one), answer(two, three))] == ["response.meta.lastModified"]


def test_times_of_another_resource_are_matched_up_afresh(make):
    def run(*created):
        asked = [
            make.exchange(1, f"GET /Users/{name}", (200, {"id": name, "meta": {"created": time}}), subject=name)
            for name, time in zip("ab", created, strict=True)
        ]
        return [make.step(1), *asked, make.finished(1)]

    noon = "2026-01-05T12:00:00Z"

    assert compare(run(noon, noon), run("2026-02-05T12:00:00Z", "2026-02-05T12:00:01Z")).same


def test_ids_too_short_to_be_recognised_correspond_where_an_id_belongs(make):
    def run(scim_id, base):
        made = {"id": scim_id, "meta": {"location": f"{base}/Users/{scim_id}"}}
        patch = {"Operations": [{"path": f'members[value eq "{scim_id}"]'}], "manager": {"$ref": f"/Users/{scim_id}"}}
        return [
            make.started(provider={"kind": "stub", "base_url": base}),
            make.step(1),
            make.exchange(1, "POST /Users", (201, made), {}),
            make.exchange(1, "PATCH /Groups/1", (204, None), patch),
            make.exchange(1, f"GET /Users/{scim_id}", (200, {"members": [{"value": scim_id}]})),
        ]

    assert compare(run(7, "http://a.test"), run(8, "http://b.test")).same


def test_status_error_query_and_path_are_compared(ask):
    a = ask(None, (200, None), "GET /Users?filter=a%20b", purpose="look")
    b = ask(None, "Read timed out", "GET /Users?filter=a+c", purpose="look")

    assert [
        Difference("query", "filter=a b", "filter=a c"),
        Difference("status", 200, ABSENT),
        Difference("no answer", ABSENT, "Read timed out"),
    ] == differences(a, b)


def test_percent_or_plus_for_a_space_is_no_difference(ask):
    assert compare(ask(None, ask="GET /Users?filter=a%20b"), ask(None, ask="GET /Users?filter=a+b")).same


def test_other_resource_in_the_path_is_a_difference(make):
    def run(*ids):
        return [make.step(1), *(make.exchange(1, f"GET /Users/{scim_id}", (200, None)) for scim_id in ids)]

    assert [Difference("path", "/Users/a", "/Users/c")] == differences(run("a", "b", "a"), run("a", "b", "c"))


def test_paths_of_different_kinds_are_never_the_same():
    assert not Correspondence("", "").same_path("/Users/a", "/Users")
    assert not Correspondence("", "").same_path("/Users/a", "/Groups/a")


def test_requests_of_one_run_only_stand_alone(make):
    def run(*asks):
        return [make.step(1), *(make.exchange(1, ask, (200, None)) for ask in asks), make.finished(1)]

    (step,) = compare(run("GET /Users/1", "PUT /Users/1"), run("PATCH /Users/1", "GET /Groups")).steps

    assert [tuple(each and each.request["method"] for each in (pair.a, pair.b)) for pair in step.requests] == [
        ("GET", None),
        ("PUT", None),
        (None, "PATCH"),
        (None, "GET"),
    ]


def test_own_reading_back_is_not_compared(make, ask):
    start, step, *others = ask({})
    read = make.exchange(1, "GET /Users/u1", (200, None), origin="verify")

    assert compare(ask({}), [start, step, read, *others]).same


def test_outcomes_errors_log_and_findings_are_compared(story, make):
    other = rewritten(story, ("Countess; the", "Duchess; the"), ('"result":"SUCCESS"', '"result":"SKIPPED"'))
    other = [
        make.finished(6, "failure", error="Reset") if e.step == 6 and e.kind == "step_finished" else e for e in other
    ]

    assert [(each.where, each.a, each.b) for each in differences(story, other)] == [
        ("log", "application.provision.user.push SUCCESS", "application.provision.user.push SKIPPED"),
        (
            "finding",
            "ada: title was sent as Countess; the provider kept nothing",
            "ada: title was sent as Duchess; the provider kept nothing",
        ),
        ("error", "Read timed out", "Reset"),
    ]


@pytest.mark.parametrize(
    "change, expected",
    [
        (('"okta":"UNASSIGNED"', '"okta":"PROVISIONED"'), ("user ada in Okta", "UNASSIGNED", "PROVISIONED")),
        (('"provider":"inactive"', '"provider":"active"'), ("user ada at the provider", "inactive", "active")),
        (('"user":"ada","name"', '"user":"eve","name"'), ("user ada", "UNASSIGNED; inactive", ABSENT)),
        (('"provider":"inactive"', '"provider":"not looked (PUT: 200 OK)"'), None),
    ],
)
def test_who_is_where_is_compared_by_whom_it_is_about(story, change, expected):
    compared = compare(story, rewritten(story, change))

    found = [(one.where, one.a, one.b) for one in compared.standings]
    assert found[:1] == ([expected] if expected else [])
    assert compared.same is (expected is None)
    assert all(step.same for step in compared.steps)


def test_an_older_record_does_not_say_who_is_where_and_is_no_different_for_it(story):
    older = [event for event in story if event.kind != "standing" and (event.kind != "finding" or event.step)]

    assert compare(story, older).same
    assert compare(older, story).same


def test_who_is_where_can_be_left_out(story):
    other = rewritten(story, ('"provider":"inactive"', '"provider":"active"'))

    assert compare(story, other, ["user ada at the provider"]).same


def test_steps_are_aligned_by_id_then_deed_then_verb(make):
    a = [make.step(1, "wait", argument="5m"), make.step(2, "assign_user", argument="ada"), make.step(3, id="x")]
    b = [make.step(1, "assign_user", argument="bob"), make.step(2, "force_sync"), make.step(3, "wait", id="x")]

    pairs = [
        tuple(each and each.started.step for each in (step.a, step.b)) for step in compare(a, b).steps
    ]  # fmt: skip

    assert pairs == [(1, None), (2, 1), (None, 2), (3, 3)]


def test_step_that_was_cut_off_is_a_difference(make):
    a, b = [make.step(1), make.finished(1)], [make.step(1)]

    assert [Difference("outcome", "success", ABSENT)] == differences(a, b)


@pytest.mark.parametrize(
    "ignore, same",
    [
        ("meta.lastModified", True),
        ("meta", True),
        ("response.Resources.meta", True),
        ("lastModified", True),
        ("last", False),
        ("request.meta", False),
    ],
)
def test_ignored_members_make_no_difference(ask, ignore, same):
    def run(when):
        return ask({}, (200, {"Resources": [{"meta": {"lastModified": when}}]}))

    assert same == compare(run("a"), run("b"), ignore=[ignore]).same


def test_ignored_members_may_have_dots_in_their_names(ask):
    urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    assert compare(ask({urn: {"department": "a"}}), ask({urn: {"department": "b"}}), ignore=[f"{urn}.department"]).same


def test_run_without_a_beginning_can_be_compared(story):
    comparison = compare(story[1:], story)

    assert comparison.runs == (None, story[0])
    assert len(comparison.steps) == 8


def test_what_was_said_before_the_first_step_is_not_compared(story, make):
    early = make.exchange(1, "GET /Users", (200, None))

    assert compare([story[0], early, *story[1:]], story).same


WORDS = st.lists(st.sampled_from("abc"), max_size=12)


@settings(derandomize=True, max_examples=80, deadline=None)
@given(WORDS, WORDS)
def test_alignment_keeps_every_item_in_its_order(a, b):
    pairs = list(align(a, b, (lambda item: item,)))

    assert [ours for ours, _ in pairs if ours is not None] == a
    assert [theirs for _, theirs in pairs if theirs is not None] == b
    assert all(ours == theirs for ours, theirs in pairs if ours and theirs)
    assert (a != b) or all(ours == theirs for ours, theirs in pairs)


def test_long_equal_runs_are_aligned_in_linear_time():
    a = list("ab" * 20_000)

    assert (
        sum(ours is not None and theirs is not None for ours, theirs in align(a, ["x", *a], (lambda i: i,))) == 40_000
    )
