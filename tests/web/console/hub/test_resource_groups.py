"""The Hub's Resource Groups, and one of them."""

from typing import Any

import pytest

HERE = "/hub/resource-groups"
STORY = """
name: Resource Groups
app: {username: 'String.substringBefore(user.login, "@")'}
provider:
  stub:
    accounts: [{username: outside}]
    resource_groups:
      - {name: gpu, service_accounts: {nightly: write}}
      - {name: '<i>lab</i> "1"', members: {ci-bot: read}, auto_join: true}
users:
  ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}
groups: {team: [ada]}
steps:
  - assign_user: ada
  - push_group: team
  - hub: {link_resource_group: {group: team, resource_group: gpu, role: write}}
"""


@pytest.fixture
def linked(open_okta: Any, visit: Any) -> Any:
    """Signed in where a group was linked to one Resource Group, and another has auto-join."""
    okta = open_okta(STORY)
    while okta.engine.play_step():
        pass
    return visit(okta)


def told(visitor: Any, name: str) -> dict[str, Any]:
    groups = visitor.okta.engine.instance.tenant.hub("GET", "/-/resource-groups", None)[1]["resource_groups"]
    return next(each for each in groups if each["name"] == name)


def roles(visitor: Any, name: str) -> dict[str, str]:
    state = visitor.okta.engine.instance.tenant.hub("GET", "/-/state", None)[1]
    return dict(state["resource_groups"][name])


LAB = '<i>lab</i> "1"'


def test_the_list_shows_what_is_linked_and_what_includes_everybody(linked) -> None:
    page = linked.get(HERE)

    gpu, lab = page.split('<tr><th scope="row">')[1:]
    assert "SCIM synced" in gpu
    assert "team (write)" in gpu
    assert "<td>off</td>" in gpu
    assert "SCIM synced" not in lab
    assert "<td>on, read</td>" in lab
    assert "<i>lab" not in page
    assert "gpu" not in linked.get(f"{HERE}?q=LAB").partition("<table>")[2]


def test_a_resource_group_is_created(visitor) -> None:
    assert "There is no Resource Group. Name one below and press Create." in visitor.get(HERE)

    assert visitor.does(HERE, HERE, name="eval <1>") == "good: eval &lt;1&gt; was created. Nobody is in it."
    assert visitor.steps() == [("hub", {"create_resource_group": "eval <1>"})]
    assert "eval &lt;1&gt;" in visitor.get(HERE)
    assert visitor.does(HERE, HERE, name="eval <1>").startswith("bad: two Resource Groups are named")
    assert visitor.does(HERE, HERE, name="").startswith("bad: ")
    visitor.okta.engine.recorded()


def test_a_linked_one_says_who_decides_and_refuses_edits_by_hand_in_the_hubs_words(linked) -> None:
    here = f"{HERE}/{told(linked, 'gpu')['id']}"
    page = linked.get(here)

    assert "SCIM synced" in page
    assert "Only service accounts can be edited by hand" in page
    assert f'href="/hub/scim/groups/{told(linked, "gpu")["links"][0]["id"]}">team</a></th><td>write</td>' in page
    refused = "bad: gpu is managed by SCIM; its members cannot be edited by hand"
    assert linked.does(f"{here}/add", here, username="ada", role="admin") == refused
    assert linked.does(f"{here}/remove", here, username="ada") == refused
    assert roles(linked, "gpu") == {"ada": "write"}


def test_a_service_account_is_edited_while_scim_manages_the_rest(linked) -> None:
    here = f"{HERE}/{told(linked, 'gpu')['id']}"

    assert linked.does(f"{here}/add", here, username="nightly", role="admin") == "good: nightly: admin in gpu."
    assert told(linked, "gpu")["service_accounts"] == {"nightly": "admin"}
    assert "<option selected>admin</option>" in linked.get(here)
    assert linked.does(f"{here}/remove", here, username="nightly") == "good: nightly left gpu."
    assert told(linked, "gpu")["service_accounts"] == {}
    edit = {"resource_group": "gpu"}
    assert linked.steps()[-2:] == [
        ("hub", {"edit_members": {**edit, "add": ["nightly"], "role": "admin"}}),
        ("hub", {"edit_members": {**edit, "remove": ["nightly"]}}),
    ]


def test_members_are_added_given_another_role_and_removed(linked) -> None:
    here = f"{HERE}/{told(linked, LAB)['id']}"
    page = linked.get(here)

    assert "No SCIM group is linked" in page
    assert "&lt;i&gt;lab&lt;/i&gt;" in page
    linked.does(f"{here}/remove", here, username="ada")
    added = linked.does(f"{here}/add", here, username="ada, ci-bot", role="write")
    assert added.startswith("good: ada, ci-bot: write in")
    assert roles(linked, LAB) == {"ada": "write", "ci-bot": "write"}
    assert linked.does(f"{here}/remove", here, username="ci-bot").startswith("good: ci-bot left")
    assert roles(linked, LAB) == {"ada": "write"}
    assert (
        linked.does(f"{here}/add", here, username="outside", role="read")
        == "bad: outside is not a member of the organization"
    )
    assert linked.does(f"{here}/add", here, username="nobody", role="read").startswith(
        "bad: no account is named nobody"
    )
    assert "No members for" in linked.get(f"{here}?q=zzz")


def test_members_of_the_organization_are_included_with_a_role(linked) -> None:
    here = f"{HERE}/{told(linked, LAB)['id']}"
    assert 'id="enabled" checked' in linked.get(here)

    off = linked.does(f"{here}/auto-include", here, role="read")
    assert off.endswith("who is in stays.")
    assert told(linked, LAB)["auto_join"] is None
    assert 'id="enabled">' in linked.get(here)
    on = linked.does(f"{here}/auto-include", here, enabled="on", role="admin")
    assert on.startswith("good: Members of the organization join")
    assert told(linked, LAB)["auto_join"]["role"] == "admin"
    assert "becomes admin here" in linked.get(here)
    assert linked.steps()[-2:] == [
        ("hub", {"set_auto_join": {"resource_group": LAB, "enabled": False}}),
        ("hub", {"set_auto_join": {"resource_group": LAB, "enabled": True, "role": "admin"}}),
    ]


def test_a_linked_one_cannot_include_everybody(linked) -> None:
    here = f"{HERE}/{told(linked, 'gpu')['id']}"

    said = linked.does(f"{here}/auto-include", here, enabled="on", role="read")
    assert said == "bad: gpu is linked to a SCIM group; remove the link first"


def test_what_was_done_here_plays_again_as_a_scenario(linked, open_okta) -> None:
    here = f"{HERE}/{told(linked, 'gpu')['id']}"
    linked.post(HERE, name="new")
    linked.post(f"{HERE}/{told(linked, 'new')['id']}/auto-include", enabled="on", role="write")
    linked.post(f"{here}/add", username="nightly", role="read")

    again = open_okta(linked.okta.engine.recorded())
    while again.engine.play_step():
        pass
    state = again.engine.instance.tenant.hub("GET", "/-/state", None)[1]
    assert state == linked.okta.engine.instance.tenant.hub("GET", "/-/state", None)[1]
    assert state["resource_groups"]["new"] == {"ada": "write", "ci-bot": "write"}


def test_one_that_is_not_there_is_not_found(visitor) -> None:
    assert visitor.client.get(f"{HERE}/nothing").status_code == 404
    assert visitor.client.get(f"{HERE}/a%3Fb").status_code == 404
