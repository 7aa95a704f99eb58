"""The connection, set up as somebody does who shows it: the Hub's new token is pasted, tested, saved, tested again."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def tab(console) -> str:
    return f"{console.url}/admin/apps/{console.engine.instance.tenant.app.id}/provisioning"


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def said(page):
    return page.locator("#said .band")


def test_a_token_is_pasted_tested_saved_and_tested_again(page, console, tab) -> None:
    page.goto(f"{console.url}/hub/scim")
    press(page, "Generate an access token")
    expect(page).to_have_url(re.compile("/hub/scim/token"))
    token = page.get_by_label("Access token").input_value()
    assert token == console.engine.instance.tenant.stub_token
    page.goto(f"{tab}/integration")
    press(page, "Test Connector Configuration")
    expect(said(page)).to_contain_text("Error authenticating: Unauthorized")
    page.get_by_role("link", name="Edit", exact=True).click()

    page.get_by_label("Authorization: Bearer").fill(token)
    press(page, "Test Connector Configuration")

    expect(said(page)).to_contain_text("Connector configured successfully")
    expect(said(page)).to_contain_text("✓ Create Users")
    expect(page.get_by_label("Authorization: Bearer")).not_to_have_value("")
    press(page, "Save")
    expect(said(page)).to_contain_text("Settings saved!")
    expect(page).to_have_url(re.compile("/integration\\?said="))
    press(page, "Test Connector Configuration")
    expect(said(page)).to_contain_text("Connector configured successfully")


def test_a_bad_expression_leaves_what_is_typed_and_a_preview_shows_where(page, tab) -> None:
    page.goto(f"{tab}/to-app/mappings/givenName")
    page.get_by_role("textbox", name="Expression").fill("String.toUpperCase(user.firstName")
    expect(page.get_by_role("radio", name="Expression")).to_be_checked()
    press(page, "Save")

    expect(said(page)).to_contain_text("EL1044E at 33")
    expect(page.get_by_role("textbox", name="Expression")).to_have_value("String.toUpperCase(user.firstName")
    page.get_by_label("Preview for").fill("ada.lovelace@acme.test")
    press(page, "Preview")
    expect(page.locator("#preview-result pre")).to_contain_text("^")
    page.get_by_role("textbox", name="Expression").fill("String.toUpperCase(user.firstName)")
    press(page, "Preview")
    expect(page.locator("#preview-result")).to_contain_text("Ada Lovelace: ADA")
    press(page, "Save")
    expect(page).to_have_url(re.compile("/to-app\\?said="))
    expect(page.locator("#mappings")).to_contain_text("String.toUpperCase(user.firstName)")


def test_what_was_typed_is_kept_without_scripts_and_the_token_is_not(plain, tab) -> None:
    page = plain
    page.goto(f"{tab}/integration/edit")
    page.get_by_label("SCIM connector base URL").fill("https://scim.example.com/my_scim")
    page.get_by_label("Authorization: Bearer").fill("a-token-that-is-pasted-here")
    press(page, "Save")

    expect(said(page)).to_contain_text("must not contain")
    expect(page.get_by_label("SCIM connector base URL")).to_have_value("https://scim.example.com/my_scim")
    expect(page.get_by_label("Authorization: Bearer")).to_have_value("")
    assert "a-token-that" not in page.url + page.content()
