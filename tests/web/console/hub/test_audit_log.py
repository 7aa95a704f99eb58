"""The Hub's audit log."""

import re
from typing import Any

import pytest

HERE = "/hub/audit-log"


@pytest.fixture
def busy(visitor: Any) -> Any:
    """Signed in where something has happened on the Hub."""
    visitor.okta.assigned("ada")
    visitor.post("/hub/resource-groups", name="<b>gpu</b>")
    return visitor


def test_events_are_shown_newest_first_with_who_what_where_and_when(busy) -> None:
    page = busy.get(HERE)

    assert re.findall(r"<th scope=\"col\">(.*?)</th>", page) == ["Who", "Event type", "Description", "Location", "Date"]
    created, added = page.split("<tbody>")[1].split("<tr>")[1:]
    assert "<td>owner</td>" in created
    assert "<code>resource_group.create</code>" in created
    assert "Created resource group &lt;b&gt;gpu&lt;/b&gt;" in created
    assert 'scim <span class="dim">system</span>' in added
    assert "Unknown <code>127.0.0.0</code>" in added
    assert re.search(r"<td>20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC</td>", added)


def test_events_are_filtered_by_type_and_by_word(busy) -> None:
    assert "1 to 1 of 1 events" in busy.get(f"{HERE}?q=type:org.add_user")
    assert "1 to 1 of 1 events" in busy.get(f"{HERE}?q=GPU+author:owner")
    assert "No events for &#34;zzz&#34;" in busy.get(f"{HERE}?q=zzz")


def test_the_download_is_the_hubs_export(busy) -> None:
    answer = busy.client.get(f"{HERE}/export")

    assert answer.mimetype == "application/json"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="acme-audit-log.json"'
    assert [each["type"] for each in answer.json] == ["resource_group.create", "org.add_user"]
    assert answer.json[1]["ip"] == "127.0.0.0"
    assert set(answer.json[0]) >= {"_id", "createdAt", "type", "message", "data", "author"}


def test_before_anything_happened_the_page_says_what_to_do(visitor) -> None:
    assert "Nothing has happened on the Hub yet" in visitor.get(HERE)
    assert visitor.client.get(f"{HERE}/export").json == []


def test_a_long_log_is_paged(busy) -> None:
    hub = busy.okta.engine.instance.hub.org
    for number in range(70):
        hub.note("org.add_user", f"Added person {number}")

    assert "1 to 50 of 72 events" in busy.get(HERE)
    assert "Added person 69" in busy.get(HERE)
    assert "51 to 72 of 72 events" in busy.get(f"{HERE}?p=2")
    assert "Added person 3<" in busy.get(f"{HERE}?p=2")
