"""Import: Import Now, Import Results, Confirm Assignments."""

from collections.abc import Callable
from typing import Any

import pytest

SCENARIO = """
name: Members whom Okta does not know yet
app:
  username: String.substringBefore(user.login, "@")
  provisioning: [create_users, update_user_attributes, deactivate_users%s]
provider:
  stub:
    accounts:%s
users:
  ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}
  grace: {login: grace@acme.test, firstName: Grace, lastName: Hopper}
"""
ACCOUNTS = """
      - {username: ada, full_name: Augusta King, email: ada@acme.test, member: true}
      - {username: gracie, full_name: Grace Hopper, email: grace@acme.test, member: true}
      - {username: ci-admin, full_name: "<script>alert(1)</script> O\'Brien", email: builds@acme.test, member: true}
"""


@pytest.fixture
def importing(open_okta, visit) -> Callable[..., Any]:
    def start(written: str = ACCOUNTS, features: str = ", import_users") -> Any:
        visitor = visit(open_okta(SCENARIO % (features, written)))
        visitor.tab = f"/admin/apps/{visitor.okta.app_id}/import"
        return visitor

    return start


def assigned(visitor) -> list[str]:
    return sorted(one.username for one in visitor.okta.engine.instance.tenant.app.users.values())


def test_before_the_first_import_the_page_says_what_to_press(importing) -> None:
    page = importing().get(importing().tab)

    assert "Nothing was imported yet. Press Import Now." in page
    assert "Confirm Assignments" not in page


def test_import_now_counts_and_confirms_nobody(importing) -> None:
    visitor = importing()

    said = visitor.does(f"{visitor.tab}/users", visitor.tab, match_on="username")

    assert said.splitlines()[:2] == ["good: 3 users scanned!", "3 new users imported"]
    assert visitor.steps() == [("import_users", None)]
    assert visitor.okta.traffic() == ["GET /Users 200"]
    assert assigned(visitor) == []


def test_the_results_show_account_match_and_what_okta_would_do(importing) -> None:
    visitor = importing()
    visitor.does(f"{visitor.tab}/users", visitor.tab, match_on="username")
    page = visitor.get(visitor.tab)

    assert page.count(">Exact<") == 1
    assert page.count(">New<") == 2
    assert "ada@acme.test" in page
    assert "this person is assigned, with the account as it is" in page
    assert "a new Okta user is created, and assigned" in page
    assert "<script>alert" not in page
    visitor.does(f"{visitor.tab}/users", visitor.tab, match_on="email")
    page = visitor.get(visitor.tab)
    assert page.count(">Exact<") == 2
    assert '<option value="email" selected>' in page
    visitor.does(f"{visitor.tab}/users", visitor.tab, match_on="name")
    assert visitor.get(visitor.tab).count(">Partial<") == 1


def test_who_is_ticked_is_confirmed_and_leaves_the_list(importing) -> None:
    visitor = importing()
    visitor.does(f"{visitor.tab}/users", visitor.tab, match_on="email")
    visitor.okta.traffic()

    said = visitor.does(f"{visitor.tab}/confirm", visitor.tab, match_on="email", account=["ada", "gracie"])

    assert said.startswith("good: 3 users scanned!")
    assert visitor.steps()[-1] == ("import_users", {"confirm": ["ada", "gracie"], "match_on": "email"})
    pushes = ["GET /Users/{id} 200", "PUT /Users/{id} 200"]
    assert visitor.okta.traffic() in (["GET /Users 200", *pushes, *pushes], ["GET /Users 200", *sorted(pushes * 2)])
    assert assigned(visitor) == ["ada", "gracie"]
    page = visitor.get(visitor.tab)
    assert "ci-admin" in page
    assert ">gracie<" not in page
    visitor.does(f"{visitor.tab}/confirm-all", visitor.tab, match_on="email")
    assert assigned(visitor) == ["ada", "ci-admin", "gracie"]
    assert "Everybody the last import saw is known to Okta, or was confirmed." in visitor.get(visitor.tab)


def test_nobody_ticked_is_nothing_to_confirm(importing) -> None:
    visitor = importing()

    assert visitor.does(f"{visitor.tab}/confirm", visitor.tab, match_on="email").startswith("bad: Nobody is ticked")
    assert visitor.steps() == []


def test_what_became_of_a_match_since_is_said(importing) -> None:
    visitor = importing()
    visitor.does(f"{visitor.tab}/users", visitor.tab, match_on="email")
    visitor.okta.assigned("ada")
    visitor.okta.ok("POST", f"/api/v1/users/{visitor.okta.user('grace')}/lifecycle/deactivate")

    page = visitor.get(visitor.tab)

    assert "nothing: this person is assigned by now" in page
    assert "nothing: this person is deactivated by now" in page


def test_an_import_that_is_off_is_refused_and_an_app_that_may_not_send_reads_nothing(importing) -> None:
    visitor = importing(features="")

    assert visitor.does(f"{visitor.tab}/users", visitor.tab) == "bad: Import users is not enabled for Hugging Face."
    assert visitor.does(f"{visitor.tab}/groups", visitor.tab) == "bad: Import groups is not enabled for Hugging Face."
    visitor.does(f"/admin/apps/{visitor.okta.app_id}/status", visitor.tab)
    assert visitor.does(f"{visitor.tab}/users", visitor.tab) == (
        "bad: Hugging Face is not active, so that Okta reads nothing."
    )


def test_groups_alone(importing) -> None:
    visitor = importing(features=", import_groups")

    assert visitor.does(f"{visitor.tab}/groups", visitor.tab) == "good: 0 groups scanned!"
    assert visitor.steps() == [("import_groups", None)]
    assert visitor.okta.traffic() == ["GET /Groups 200"]


def test_many_accounts_are_paged_found_and_counted_in_a_few_lines(importing) -> None:
    made = "".join(
        f"\n      - {{username: made-{n}, full_name: Made N{n}, email: made-{n}@acme.test, member: true}}"
        for n in range(120)
    )
    visitor = importing(made)

    said = visitor.does(f"{visitor.tab}/users", visitor.tab, match_on="username")

    assert said.splitlines()[0] == "good: 120 users scanned!"
    assert said.splitlines()[-1] == "and 113 lines more"
    page = visitor.get(visitor.tab)
    assert page.count('type="checkbox"') == 50
    assert "1 to 50 of 120 accounts" in page
    assert "101 to 120 of 120 accounts" in visitor.get(f"{visitor.tab}?p=3")
    page = visitor.get(f"{visitor.tab}?q=n119")
    assert page.count('type="checkbox"') == 1
    assert "Confirm all of them" in page
    assert "Nothing was found." in visitor.get(f"{visitor.tab}?q=nobody")


def test_what_an_import_left_outlives_a_saved_state(importing) -> None:
    visitor = importing()
    visitor.does(f"{visitor.tab}/users", visitor.tab, match_on="email")
    visitor.okta.settle()
    state = visitor.okta.ok("GET", "/simulator/v1/state")

    visitor.okta.ok("PUT", "/simulator/v1/state", state)

    page = visitor.get(visitor.tab)
    assert page.count(">Exact<") == 2
    assert "ci-admin" in page
