import pytest

from simulator.intake.story.reasons import effect_of
from simulator.okta import wording
from simulator.scim.message import Response, compact


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 422, 500, 502, 503])
def test_reason_that_okta_words_leads_back_to_the_answer(status):
    body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": str(status), "detail": "it: is so"}
    reason = "Error while creating user ada: " + wording.remote_error(Response(status, {}, compact(body)))

    assert effect_of(reason) == {"respond": {"status": status, "body": body}}
    assert effect_of(wording.remote_error(Response(status))) == {"respond": {"status": status}}


def test_html_page_is_told_by_the_parsers_complaint():
    assert effect_of(wording.remote_error(Response(502, {}, "<html></html>"))) == {"html": 502}


@pytest.mark.parametrize(
    ("reason", "effect"),
    [
        ("Error while trying to push profile update for ada: Read timed out", {"delay": "61s"}),
        ("Connect to hub.test:443 [hub.test/10.0.0.1] failed: Connection refused", {"disconnect": "before"}),
        ("Connection reset", {"disconnect": "before"}),
        ("Error while creating user ada: Create new user returned empty user", {"empty": True}),
        (None, None),
        ("Matching user not found.", None),
    ],
)
def test_other_reasons(reason, effect):
    assert effect_of(reason) == effect


def test_missing_user_and_existing_group_have_sentences_of_their_own():
    assert effect_of(f"Error: {wording.no_user_returned('66b1')}")["respond"]["status"] == 404
    assert effect_of(f"Error while creating user group x: {wording.GROUP_EXISTS}")["respond"]["status"] == 409
