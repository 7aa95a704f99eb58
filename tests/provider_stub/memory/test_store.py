"""The store's indexes, and what they cost."""

import ast
import time
from pathlib import Path

import pytest

import provider_stub
from provider_stub.memory.clock import SystemClock
from provider_stub.memory.records import Group, Person, Standing, split_name
from provider_stub.memory.store import Store

PACKAGE = Path(provider_stub.__file__).parent


def person(store, name, **more):
    made = Person(store.ids.next(), name, "A", "B", f"{name}@example.com", Standing.MEMBER, provisioned=True, **more)
    store.add_person(made)
    return made


@pytest.fixture
def store():
    return Store(seed=1)


def test_ids_follow_from_the_seed():
    assert [Store(1).ids.next(), Store(1).ids.next()] == [Store(1).ids.next()] * 2
    assert Store(1).ids.next() != Store(2).ids.next()


def test_a_changed_person_is_found_by_the_new_keys_only(store):
    one = person(store, "One", external_id="x")
    store.change_person(one, {"username": "two", "email": None, "external_id": "y"})
    assert store.by_username("ONE") is None
    assert store.by_username("TWO") is one
    assert store.by_username("TWO", exact=True) is None
    assert store.by_email("one@example.com") is None
    assert store.by_external_id("x") is None
    assert store.by_external_id("y") is one


def test_a_forgotten_person_leaves_the_groups_and_stays_an_account(store):
    one = person(store, "one")
    group = Group(store.ids.next(), "g", members={one.id: 1})
    store.add_group(group)
    assert store.forget(one) == [group]
    assert (group.members, store.scim_users, list(store.people)) == ({}, {}, [one.id])


def test_a_removed_group_is_known_to_no_member(store):
    one = person(store, "one")
    group = Group(store.ids.next(), "g", external_id="x")
    store.add_group(group)
    store.join(group, [one.id])
    store.remove_group(group)
    assert store.forget(one) == []
    assert store.by_group_name("g") == store.by_group_external_id("x") == ()


@pytest.mark.parametrize(
    ("name", "parts"), [("Ada Lovelace", ("Ada", "Lovelace")), ("Ada", ("Ada", "")), ("  A  B C ", ("A", "B C"))]
)
def test_a_full_name_is_split_at_its_first_space(name, parts):
    assert split_name(name, "first_space") == parts


def test_a_full_name_may_be_split_at_its_last_space():
    assert split_name("Grace Brewster Hopper", "last_space") == ("Grace Brewster", "Hopper")
    assert split_name("Ada", "last_space") == ("Ada", "")


def test_adding_to_a_large_group_does_not_touch_those_who_are_in(store):
    group = Group(store.ids.next(), "g")
    store.add_group(group)
    store.join(group, [f"{number:024x}" for number in range(50_000)])
    before = group.members
    began = time.perf_counter()
    for number in range(200):
        store.join(group, [f"new-{number}"])
    assert group.members is before
    assert time.perf_counter() - began < 1


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_the_stub_imports_nothing_of_the_simulator():
    for path in PACKAGE.rglob("*.py"):
        assert not [name for name in imports(path) if name.split(".")[0] == "simulator"], path


def test_the_store_knows_nothing_of_http():
    known = {name for file in ("store.py", "records.py") for name in imports(PACKAGE / "memory" / file)}
    assert not known & {"flask", "werkzeug", "provider_stub.http.message"}


def test_flask_and_waitress_have_their_homes():
    users = {
        path.name
        for path in PACKAGE.rglob("*.py")
        for name in imports(path)
        if name.split(".")[0] in ("flask", "werkzeug", "waitress")
    }
    assert users <= {"__init__.py", "app.py", "serving.py"}


def test_the_systems_clock_is_the_real_one():
    clock = SystemClock()
    began = clock.now()
    clock.sleep(0.01)
    assert began + 0.009 <= clock.now() <= time.time()
