"""General, and the application username on Sign On."""

import pytest

CATALOGUE = """
name: A catalogue app
app: {integration: oin, label: "<script>alert(1)</script> & Co"}
users:
  ada: {login: ada.lovelace@acme.test, firstName: Ada, lastName: Lovelace}
"""


@pytest.fixture
def tab(visitor) -> str:
    return f"/admin/apps/{visitor.okta.app_id}/sign-on"


def edited(visitor, tab: str, expression: str, **fields: str) -> str:
    fields = {"format": "Custom", "update_on": "create_and_update", "then": tab, **fields}
    return visitor.does(tab, f"{tab}/edit", expression=expression, keep=["format", "expression"], **fields)


def test_general_says_how_the_app_was_made(visitor, open_okta, visit) -> None:
    page = visitor.get(f"/admin/apps/{visitor.okta.app_id}/general")

    assert "made with the App Integration Wizard" in page
    assert "Hugging Face" in page
    other = visit(open_okta(CATALOGUE))
    page = other.get(f"/admin/apps/{other.okta.app_id}/general")
    assert "catalogue app: SCIM 2.0 Test App (Header Auth)" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co" in page


@pytest.mark.parametrize("chosen, expression, gives", [
    ("Okta username", "user.login", "ada.lovelace@acme.test"),
    ("Okta username prefix", '${fn:substringBefore(source.login, "@")}', "ada.lovelace"),
    ("Email", "${source.email}", "ada.lovelace@acme.test"),
    ("Email prefix", '${fn:substringBefore(source.email, "@")}', "ada.lovelace"),
])  # fmt: skip
def test_a_format_stands_for_its_expression(visitor, tab, chosen, expression, gives) -> None:
    said = edited(visitor, tab, "not read", format=chosen, update_on="create_only")

    assert said.startswith("good: Settings saved!")
    assert visitor.steps() == [("edit_username", {"expression": expression, "update_on": "create_only"})]
    page = visitor.get(f"{tab}?person=ada.lovelace")
    assert f"<dd>{chosen}</dd>" in page
    assert "<dd>Create only</dd>" in page
    assert f"Ada Lovelace: <b>{gives}</b>" in page
    assert visitor.okta.traffic() == []


def test_another_expression_is_custom_and_is_offered_again_when_it_is_edited(visitor, tab) -> None:
    said = edited(visitor, tab, "String.toUpperCase(user.login)")

    assert said.startswith("good:")
    assert "<dd>Custom</dd>" in visitor.get(tab)
    page = visitor.get(f"{tab}/edit")
    assert 'value="String.toUpperCase(user.login)"' in page
    assert '<option value="Custom" selected>' in page


def test_a_bad_expression_is_refused_with_its_position_and_what_was_typed_stays(visitor, tab) -> None:
    answer = visitor.post(
        tab, f"{tab}/edit", then=tab, format="Custom", expression='"<b>" +', update_on="create_only",
        keep=["format", "expression"],
    )  # fmt: skip

    there = answer.headers["Location"]
    assert there.startswith(f"{tab}/edit?")
    page = visitor.get(there)
    assert "Api validation failed: updateMapping. EL1042E" in page
    assert "EL1042E at 6: nothing stands on the right of +" in page
    assert "&#34;&lt;b&gt;&#34; +" in page
    assert "<dd>Custom</dd>" in visitor.get(tab), "the scenario's own expression is still there"
    assert "substringBefore" in visitor.get(tab)


def test_a_preview_points_at_what_is_wrong_and_knows_nobody_else(visitor, tab) -> None:
    page = visitor.get(f"{tab}/edit?format=Custom&expression=user.nothing&person=ada.lovelace@acme.test")

    assert "user has no attribute nothing" in page
    assert "user.nothing\n" in page
    assert "^</pre>" in page
    assert "Resource not found: nobody" in visitor.get(f"{tab}/edit?person=nobody")
    assert visitor.steps() == []


def test_update_now_computes_everybody_anew_and_pushes(visitor, tab) -> None:
    visitor.okta.assigned("ada")
    edited(visitor, tab, 'String.replace(String.substringBefore(user.login, "@"), ".", "_")')
    assert visitor.okta.traffic() == []
    edited(visitor, tab, 'String.substringAfter(user.login, "@")', update_on="create_and_update")

    said = visitor.does(f"{tab}/update-now", tab)

    assert visitor.steps()[-1] == (
        "edit_username", {"expression": 'String.substringAfter(user.login, "@")', "update_now": True},
    )  # fmt: skip
    assert visitor.okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 400"]
    assert said.startswith("bad: Automatic profile push of user Ada Lovelace to app Hugging Face failed: ")


def test_update_now_says_how_many_were_pushed(visitor, tab) -> None:
    visitor.okta.assigned("ada")
    edited(visitor, tab, 'String.append("a-", String.substringBefore(user.firstName, "@"))')

    assert visitor.does(f"{tab}/update-now", tab) == (
        "good: Computed anew for 1 assigned; profile pushes that followed: 1."
    )
    assert visitor.okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 200"]
