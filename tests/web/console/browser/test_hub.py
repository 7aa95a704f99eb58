"""The Hub's pages in a real browser: copying, the token that is shown once, and forms that stay on their page."""

from playwright.sync_api import expect


def test_a_new_token_is_copied_stays_while_things_happen_and_is_gone_when_looked_at_again(page, console) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=console.url)
    page.goto(f"{console.url}/hub/scim")
    tenant_url = page.get_by_label("SCIM Tenant URL").input_value()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == tenant_url

    page.get_by_role("button", name="Generate an access token").click()
    field = page.get_by_label("Access token")
    token = console.engine.instance.tenant.stub_token
    expect(field).to_have_value(token)
    other = page.context.new_page()
    other.goto(f"{console.url}/hub/resource-groups")
    other.get_by_label("Name").fill("gpu")
    other.get_by_role("button", name="Create").click()
    expect(other.get_by_role("row", name="gpu")).to_be_visible()
    page.bring_to_front()
    expect(field).to_have_value(token)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == token

    page.reload()
    expect(page.get_by_text("There is no token to show")).to_be_visible()
    assert token not in page.content()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("SSO > SCIM")
    page.go_forward()
    expect(page.get_by_text("There is no token to show")).to_be_visible()
