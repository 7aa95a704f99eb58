from hypothesis import given
from hypothesis import strategies as st

from provider_stub.scim.syntax import is_username
from simulator.okta.mapping import compiled
from simulator.preflight.application import Application, username
from simulator.preflight.assessment import assess
from simulator.preflight.people import People, Person
from simulator.preflight.suggestion import candidates
from simulator.preflight.taken import Account, accounts
from simulator.preflight.verdicts import Surroundings
from simulator.scenario.parts.app import App


def assessed(make, *logins, expression=None, around=None, columns=None):
    people = make.people(*logins)
    people.columns = columns or people.columns
    return assess(people, make.application(expression), around or Surroundings(), "people.csv")


def test_plainest_expression_that_lets_everybody_pass_is_offered(make):
    suggestion = assessed(make, "ada.lovelace@acme.test", "grace@acme.test").suggestion

    assert suggestion.expression == make.PREFIX
    assert (suggestion.usable, suggestion.more) == (2, 2)


def test_suffix_is_offered_where_digits_and_single_letters_need_it(make):
    suggestion = assessed(make, "12345@acme.test", "j@acme.test", "a..b@acme.test", expression=make.PREFIX).suggestion

    assert suggestion.expression.endswith('+ "-hf"')
    assert suggestion.more == 3


def test_long_name_is_cut_where_that_helps(make):
    suggestion = assessed(make, f"{'x' * 50}@acme.test").suggestion

    assert "> 42 ?" in suggestion.expression


def test_clashes_and_taken_names_count_against_a_candidate(make):
    around = Surroundings(accounts([Account("ada")]))
    suggestion = assessed(
        make, "ada@acme.test", "ada@acme.test2.test", expression="user.login", around=around
    ).suggestion

    assert suggestion is None


def test_nothing_is_offered_where_everybody_passes(make):
    assert assessed(make, "ada@acme.test", expression=make.PREFIX).suggestion is None


def test_expression_over_a_column_that_is_not_there_is_not_offered(make):
    suggestion = assessed(make, "ada@acme.test", "ada@acme2.test", columns=("login", "email")).suggestion

    assert suggestion is None or "firstName" not in suggestion.expression


def test_every_candidate_is_an_expression_that_okta_would_save(make):
    for expression in candidates():
        make.application(expression)
        assert compiled(expression).reads


def test_notes_say_what_the_file_lacks_and_which_traps_the_expression_holds(make):
    basic = Surroundings(sso="basic")
    assessment = assessed(
        make, "ada@acme.test", expression="user.login + user.nickName", columns=("login",), around=basic
    )

    assert assessment.notes[0] == "there is no column for email; the login stands in for it"
    assert "there is no column for nickName" in assessment.notes[1]
    assert any("can be null, and + then writes the text null" in note for note in assessment.notes)
    assert assessment.notes[-1].startswith("Basic SSO")


def test_candidate_that_fails_for_somebody_gives_them_no_username(make):
    scope = make.application().scope(make.person("ada@acme.test", firstName=""))

    assert username("String.substring(user.firstName, 0, 1)", scope) == ""
    assert username("1 + 1", scope) == ""


def test_expression_that_gives_somebody_null_is_not_offered(make):
    people = make.people("12345@acme.test", "grace.hopper@acme.test", "ada.l@acme.test")
    del people.people[0].profile["firstName"], people.people[0].profile["lastName"]
    suggestion = assess(people, make.application(), Surroundings(), "people.csv").suggestion

    assert "firstName" not in suggestion.expression
    people.people[0].profile.update(firstName="Null", lastName="Null")
    around = Surroundings(
        accounts([Account(f"{name}{end}") for name in ("grace-hopper", "ada-l") for end in ("", "-hf")])
    )
    people.people[1].profile.update(firstName="Grace", lastName="Hop")
    assert "firstName" in assess(people, make.application(), around, "people.csv").suggestion.expression


def test_suggestion_says_whom_it_renames(make):
    suggestion = assessed(
        make, "ada@acme.test", "j@acme.test", "grace.hopper@acme.test", "alan@acme.test",
        expression='String.substringBefore(user.login, "@")',
    ).suggestion  # fmt: skip

    assert (suggestion.usable, suggestion.more) == (4, 2)
    assert (suggestion.renamed, suggestion.example) == (2, "ada@acme.test: ada -> ada-hf")


def test_suggestion_that_renames_nobody_says_so(make):
    suggestion = assessed(
        make, "ada@acme.test", "grace.hopper@acme.test", expression='String.substringBefore(user.login, "@")'
    ).suggestion

    assert (suggestion.renamed, suggestion.example) == (0, "")


@given(
    st.lists(
        st.fixed_dictionaries(
            {"login": st.sampled_from(["ada.l@a.test", "12@a.test", "x_y#EXT#@a.test", "grace-h@a.test", "a@b.test"])},
            optional={name: st.sampled_from(["Ada", "O'Neil", "x"]) for name in ("firstName", "lastName", "nickName")},
        ),
        min_size=1,
        max_size=6,
        unique_by=lambda profile: profile["login"],
    )
)
def test_no_suggestion_is_null_for_anybody(profiles):
    people = People(("login", "firstName", "lastName", "nickName"))
    people.people = [Person(line, {"email": profile["login"], **profile}) for line, profile in enumerate(profiles, 2)]
    suggestion = assess(people, Application(App.model_validate({}), {}), Surroundings(), "people.csv").suggestion

    names = [
        username(suggestion.expression, Application(App.model_validate({}), {}).scope(one))
        for one in people.people
        if suggestion
    ]
    assert not [name for name in names if name is None or "null" in name]
    assert not suggestion or sum(is_username(name) for name in names) >= suggestion.usable
