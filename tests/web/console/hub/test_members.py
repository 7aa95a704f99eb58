"""The Hub's members: who is where, how they came, and what is done about it."""

import re
import time
from typing import Any

import pytest

MEMBERS = "/hub/members"
BASIC = """
name: Invitations
app: {username: 'String.substringBefore(user.login, "@")'}
provider:
  stub:
    sso: basic
    accounts:
      - {username: ada, full_name: Ada Lovelace, email: ada@acme.test}
      - {username: grace, full_name: Grace Hopper, email: grace@acme.test}
      - {username: ci-bot, full_name: '<b>Robot</b> "9"', email: bot@acme.test, member: true}
      - {username: stranger, email: stranger@else.test}
users:
  ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}
  grace: {login: grace@acme.test, firstName: Grace, lastName: Hopper}
"""
MANY = """
name: Many
app: {{username: 'String.substringBefore(user.login, "@")'}}
provider:
  stub:
    accounts:
{accounts}
users: {{ada: {{login: ada@acme.test, firstName: Ada, lastName: Lovelace}}}}
"""


@pytest.fixture
def invited(open_okta: Any, visit: Any) -> Any:
    """Signed in to a Basic organization where Ada and Grace were invited."""
    okta = open_okta(BASIC)
    okta.assigned("ada")
    okta.assigned("grace")
    return visit(okta)


def row(page: str, username: str) -> str:
    """What the table says of somebody, as text."""
    found = re.search(rf"<tr><th scope=\"row\"><a [^>]*>{username}</a>.*?</tr>", page, re.DOTALL)
    assert found is not None, username
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])).strip()


def id_of(visitor: Any, username: str) -> str:
    answer = visitor.okta.engine.instance.tenant.hub("GET", f"/-/members/{username}", None)[1]
    return str(answer["id"])


def test_each_account_is_listed_with_its_state_and_how_it_came(invited) -> None:
    page = invited.get(MEMBERS)

    assert row(page, "ada").startswith("ada Ada Lovelace pending invitation invited by SCIM ada@acme.test")
    assert "active by hand or SSO; SCIM does not know them nobody seen with it" in row(page, "ci-bot")
    assert "outsider (no member) an account beside it" in row(page, "stranger")
    assert "1 active · 0 inactive (deactivated) · 2 pending invitation · 1 outsider" in page
    assert "what the invited person does" in page
    assert f'href="/admin/users/{invited.okta.user("ada")}"' in page
    assert "<b>Robot" not in page


def test_on_managed_sso_scim_made_them_and_a_deactivated_one_stays_listed(visitor) -> None:
    visitor.okta.assigned("ada")
    visitor.okta.ok("DELETE", f"/api/v1/apps/{visitor.okta.app_id}/users/{visitor.okta.user('ada')}")
    visitor.okta.assigned("grace")

    page = visitor.get(MEMBERS)

    assert row(page, "ada-lovelace") == "ada-lovelace Ada Lovelace inactive (deactivated) SCIM ada.lovelace@acme.test"
    assert row(page, "grace-hopper") == "grace-hopper Grace Hopper active SCIM grace.hopper@acme.test read"
    assert "Invitation" not in page
    kept = visitor.get(f"{MEMBERS}?standing=inactive")
    assert "ada-lovelace" in kept
    assert "grace-hopper" not in kept
    assert "grace-hopper" in visitor.get(f"{MEMBERS}?standing=nonsense")


def test_nobody_is_said_to_be_in_okta_who_only_has_the_name(open_okta, visit) -> None:
    visitor = visit(open_okta(BASIC.replace("sso: basic", "sso: managed")))

    assert "nobody seen with it" in row(visitor.get(MEMBERS), "ada")


def test_an_invitation_is_accepted_by_the_person(invited) -> None:
    said = invited.does(f"{MEMBERS}/{id_of(invited, 'ada')}/accept", MEMBERS)

    assert said == "good: ada accepted, and is now: active."
    assert row(invited.get(MEMBERS), "ada").startswith("ada Ada Lovelace active SCIM: invited")
    assert invited.steps()[-1] == ("hub", {"accept_invitation": "ada"})
    assert invited.okta.traffic() == []


def test_an_invitation_is_declined_and_what_is_left_is_said(invited) -> None:
    said = invited.does(f"{MEMBERS}/{id_of(invited, 'grace')}/decline", MEMBERS)

    assert said == "good: grace declined, and is now: pending invitation."
    assert invited.steps()[-1] == ("hub", {"decline_invitation": "grace"})
    again = invited.does(f"{MEMBERS}/{id_of(invited, 'ci-bot')}/accept", MEMBERS)
    assert again == "bad: Nobody in Okta has the username ci-bot, and a scenario names people by Okta&#39;s."


def test_what_the_hub_refuses_is_said_in_its_words(invited) -> None:
    invited.post(f"{MEMBERS}/{id_of(invited, 'ada')}/accept")

    said = invited.does(f"{MEMBERS}/{id_of(invited, 'ada')}/accept", MEMBERS)

    assert said == "bad: ada has no open invitation"


def test_a_member_is_removed_and_the_page_says_what_that_means(invited, visitor) -> None:
    ada = id_of(invited, "ada")
    assert "keep the account" in invited.get(f"{MEMBERS}/{ada}")
    assert invited.does(f"{MEMBERS}/{ada}/remove", MEMBERS) == "good: ada was removed from the organization."
    assert "outsider" in row(invited.get(MEMBERS), "ada")
    assert invited.steps()[-1] == ("hub", {"delete_member": "ada"})

    invited = visitor.okta
    visitor.okta.assigned("grace")
    grace = id_of(visitor, "grace-hopper")
    assert "destroyed with all its content" in visitor.get(f"{MEMBERS}/{grace}")
    visitor.does(f"{MEMBERS}/{grace}/remove", MEMBERS)
    assert "Nobody is in the organization. Assign somebody in Okta" in visitor.get(MEMBERS)
    assert visitor.client.get(f"{MEMBERS}/{grace}").status_code == 404


def test_an_account_is_renamed_by_the_person_and_is_still_whom_it_was(invited) -> None:
    ada = id_of(invited, "ada")
    here = f"{MEMBERS}/{ada}"

    assert invited.does(f"{here}/rename", here, to="ada-king").startswith("good: ada is called ada-king now.")
    assert invited.steps()[-1] == ("hub", {"rename_account": {"username": "ada", "to": "ada-king"}})
    assert "ada@acme.test" in row(invited.get(MEMBERS), "ada-king")
    assert invited.does(f"{here}/accept", here) == "good: ada-king accepted, and is now: active."
    assert invited.does(f"{here}/rename", here, to="GRACE") == "bad: the username GRACE is taken"
    assert invited.does(f"{here}/rename", here, to="no good").startswith("bad: &#39;no good&#39; is no username")
    assert invited.does(f"{here}/rename", here, to="").startswith("bad: ")


def test_somebody_whom_okta_does_not_know_is_shown_without_the_buttons_that_cannot_work(invited) -> None:
    page = invited.get(f"{MEMBERS}/{id_of(invited, 'ci-bot')}")

    assert "Nobody in Okta has the username ci-bot" in page
    assert "removing cannot be done here" in page
    assert ">Remove</button>" not in page
    assert ">Rename</button>" in page
    assert "none: SCIM does not know them" in page
    assert "&lt;b&gt;Robot&lt;/b&gt; &#34;9&#34;" in page


def test_a_person_without_an_alias_is_given_one_when_something_is_done_to_them(visitor) -> None:
    person = visitor.okta.person("mia.lund@acme.test")
    visitor.okta.ok("POST", f"/api/v1/apps/{visitor.okta.app_id}/users", {"id": person["id"]})
    visitor.okta.settle()

    visitor.does(f"{MEMBERS}/{id_of(visitor, 'mia-lund')}/remove", MEMBERS)
    assert "mia-lund" not in visitor.okta.engine.instance.tenant.hub("GET", "/-/state", None)[1]["members"]
    (verb, argument) = visitor.steps()[-1]
    assert verb == "hub"
    assert visitor.okta.engine.instance.tenant.people[argument["delete_member"]] == person["id"]


def test_a_state_that_nobody_is_in_says_so(visitor):
    visitor.okta.assigned("ada")
    assert "Nobody is in this state." in visitor.get(f"{MEMBERS}?standing=pending")
    assert "Nobody is in this state." not in visitor.get(f"{MEMBERS}?standing=active")


def test_ten_thousand_members_are_paged_and_searched_in_time(open_okta, visit) -> None:
    accounts = "\n".join(f"      - {{username: person-{number:05}, member: true}}" for number in range(10_000))
    visitor = visit(open_okta(MANY.format(accounts=accounts)))

    first, last = visitor.get(MEMBERS), visitor.get(f"{MEMBERS}?p=9999")
    began = time.perf_counter()
    found = visitor.get(f"{MEMBERS}?q=PERSON-0999")
    took = time.perf_counter() - began

    assert "1 to 50 of 10,000 members" in first
    assert first.count('<tr><th scope="row">') == 50
    assert "person-00050" not in first
    assert 'href="/hub/members?p=2"' in first
    assert "9,951 to 10,000 of 10,000 members" in last
    assert row(last, "person-09999")
    assert "1 to 10 of 10 members" in found
    assert "No members and accounts for &#34;zzz&#34;" in visitor.get(f"{MEMBERS}?q=zzz")
    assert took < 5, "a page takes well under a second, also where the machine is busy"
