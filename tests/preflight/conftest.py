"""People without a file, and the app they are judged by."""

from types import SimpleNamespace

import pytest

from simulator.preflight.application import Application
from simulator.preflight.people import People, Person
from simulator.preflight.verdicts import Surroundings, judge
from simulator.scenario.parts.app import App

PREFIX = 'String.replace(String.toLowerCase(String.substringBefore(user.login, "@")), ".", "-")'


def person(login, line=2, **profile):
    """Somebody whose names pass."""
    return Person(line, {"login": login, "email": login, "firstName": "Ada", "lastName": "Lovelace", **profile})


def people(*logins):
    """Several, one in a line."""
    columns = ("login", "email", "firstName", "lastName")
    return People(columns, [person(login, line) for line, login in enumerate(logins, 2)])


def application(expression=PREFIX, **declared):
    """The app with this username expression."""
    return Application(App.model_validate(declared), {"login": "string", "hfUsername": "string"}, expression)


def judged(*persons, expression=PREFIX, around=None, **declared):
    """Verdicts about these people."""
    return judge(persons, application(expression, **declared), around or Surroundings())


@pytest.fixture(name="make")
def _make():
    return SimpleNamespace(person=person, people=people, application=application, judged=judged, PREFIX=PREFIX)
