"""The commented scenario that `oktasim new` writes: a small story to change into one's own."""

import json
import re

from simulator.errors import OptionError

_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")

_TEXT = """\
# A scenario for oktasim: what is there, what an administrator does, what must be seen.
# `oktasim check` says whether it can be played, `oktasim play` plays it.

name: {name}
description: |
  What this shows, and why; reports print it.

app:
  # The application username is an expression. The Hub takes letters, digits and single dashes only.
  username: String.replace(String.substringBefore(user.login, "@"), ".", "-")
  mappings:                       # Okta user -> app, merged over the template's rows; null removes a row
    displayName: user.displayName

provider:
  stub:                           # the bundled Hub; `endpoint:` and `token_env:` name a real one instead
    organization: acme

users:                            # alias: Okta profile
  ada: {{login: ada.lovelace@acme.test, firstName: Ada, lastName: Lovelace}}
  grace: {{login: grace.hopper@acme.test, firstName: Grace, lastName: Hopper}}

groups:                           # alias: members
  ml-team: [ada, grace]

steps:
  - test_connection

  - assign_user: ada
    note: Ada is new to the Hub, so Okta looks for her and then creates her.
    expect:
      outcome: success
      requests:
        - GET /Users?filter=userName eq "ada-lovelace"&startIndex=1&count=100 -> 200
        - POST /Users -> 201
      provider:
        users:
          ada-lovelace: {{active: true, name.givenName: Ada}}

  - update_user: {{user: ada, profile: {{lastName: King}}}}
    expect:
      provider:
        users:
          ada-lovelace: {{name.familyName: King}}

  - unassign_user: ada
    note: Okta never deletes; the account stays and becomes inactive.
    expect:
      provider:
        users:
          ada-lovelace: {{active: false}}
"""


def starter(name: str) -> str:
    """The text of a scenario called `name`, ready to be checked and played.

    Raises:
        OptionError: the name is blank.
    """
    if not name.strip():
        raise OptionError("the scenario needs a name; say in a few words what it shows")
    return _TEXT.format(name=_quoted(name))


def _quoted(name: str) -> str:
    """The name as a double-quoted YAML text, on one line whatever stands in it."""
    text = json.dumps(name, ensure_ascii=False)
    return _UNSAFE.sub(
        lambda found: "?" if found[0] > "\ud7ff" and found[0] < "\ue000" else f"\\u{ord(found[0]):04x}", text
    )
