"""Ids that follow from the seed, in the order of their drawing or apart from it."""

from simulator.okta.ids import Ids


def test_what_is_drawn_apart_follows_from_seed_and_name_and_changes_nothing_else():
    ids, same = Ids(7), Ids(7)
    drawn = ids.apart("ada")

    assert [drawn.password(), drawn.uuid(), drawn.new("00u")] == [
        (again := same.apart("ada")).password(), again.uuid(), again.new("00u"),
    ]  # fmt: skip
    assert ids.uuid() == same.uuid() == Ids(7).uuid()


def test_other_names_and_other_seeds_draw_otherwise():
    drawn = {Ids(seed).apart(name).password() for seed in (1, 2) for name in ("ada", "bob", "eve")}

    assert len(drawn) == 6


def test_the_id_of_a_login_is_the_same_apart():
    assert Ids(3).apart("anybody").user("Ada@acme.test") == Ids(3).user("ada@acme.test")
