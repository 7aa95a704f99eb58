"""Reading back what the bundled Hub holds, while Okta holds a token that is wrong."""

from simulator.play.transcript import Exchange, RunFinished

STORY = """\
name: A wrong token, and what the Hub holds meanwhile
users:
  ada: {login: ada.lovelace@acme.test, firstName: Ada, lastName: Lovelace}
steps:
  - assign_user: {user: ada, username: ada-lovelace}
  - configure: {stub_token: wrong}
  - update_user: {user: ada, profile: {lastName: King}}
    expect:
      outcome: failure
      provider: {users: {ada-lovelace: {name.familyName: Lovelace}}}
  - hub: generate_token
    expect:
      provider: {users: {ada-lovelace: {active: true}}}
"""


def test_expectations_read_the_bundled_hub_with_its_live_token(play):
    played = play(STORY)

    read_back = [one for one in played.of(Exchange) if one.origin == "verify" and one.step in (3, 4)]
    assert [one.response["status"] for one in read_back] == [200, 200, 200, 200]
    assert {one.request["headers"]["Authorization"] for one in read_back} == {"Bearer <token>"}
    assert [one.response["status"] for one in played.of(Exchange) if one.step == 3 and one.origin == "okta"] == [401]
    assert [one.kept for one in played.of(RunFinished)] == [True]
