"""Contexts: plain data becomes a scope."""

from datetime import date, datetime

from simulator.okta.expression import parse
from simulator.okta.expression.batch import dialect_of, scope_from


def test_every_key_arrives_in_the_scope() -> None:
    scope = scope_from(
        {
            "user": {"login": "jane", "lastName": None},
            "source": {"a": "s"},
            "appUser": {"a": "au"},
            "app": {"a": "ap"},
            "org": {"a": "o"},
            "groups": [{"id": "g1", "name": "G"}],
            "internal": {"id": "00u1"},
            "linked": {"boss": {"login": "ada"}, "nobody": None},
            "ad": [{"a": "d"}],
            "workday": [{"a": "w"}],
            "rel": {"getManagerUser": {"login": "max"}},
            "now": "2026-11-02T09:15:04Z",
            "quirks": True,
            "rawuser": {"id": "00u9"},
            "idpuser": {"a": "i"},
            "dialect": "classic",
            "groupsFrom": "elsewhere",
            "settings": {"null_concat": "empty"},
            "session": None,
        }
    )
    text = (
        "user.login + source.a + appuser.a + app.a + org.a + user.getGroups()[0].id + user.getInternalProperty('id')"
        " + user.getLinkedObject('boss').login + findDirectoryUser().a + findWorkdayUser().a"
        " + getManagerUser('active_directory').login + Time.now() + user.locale + idpuser.a + user.lastName"
        " + user.getLinkedObject('nobody')"
    )

    assert parse(text).evaluate(scope) == "janesauapog100u1adadwmax2026-11-02T09:15:04.000Zen_USi"
    assert parse("user.id", dialect="oie").evaluate(scope) == "00u9"


def test_dates_that_yaml_reads_become_texts() -> None:
    scope = scope_from({"user": {"hired": date(2026, 11, 2)}, "now": datetime(2026, 11, 2, 9, 15)})

    assert parse("user.hired + Time.now(null, ' HH')").evaluate(scope) == "2026-11-02 09"


def test_dialect_is_classic_unless_asked_for() -> None:
    assert dialect_of({}) == "classic"
    assert dialect_of({"dialect": "oie"}) == "oie"
