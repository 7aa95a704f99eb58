"""Every resource of the Management API reads as recorded in golden/resources.json; OKTASIM_UPDATE_GOLDEN=1 writes it
anew.
"""

import json
import os
import re
from pathlib import Path

from tests.route_table import rows

GOLDEN = Path(__file__).with_name("golden") / "resources.json"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z|(?<=/)\d{10,13}\b")
"""The org's clock is the machine's: the form of a time alone is compared."""
PASSED = re.compile(r"/logs|/metadata|/simulator/")
"""What tells of the run, and a certificate; they have tests of their own."""
ORG = """\
name: One of each
app: {template: okta_default, provisioning: [create_users, import_users, push_groups]}
provider: {stub: {organization: acme}}
user_attributes: [{name: badge, type: integer}]
users:
  ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace, email: ada@acme.test, badge: 7}
  grace: {login: grace@acme.test, firstName: Grace, lastName: Hopper, email: grace@acme.test, status: STAGED}
groups: {ml-team: [ada]}
"""
RULE = {
    "type": "group_rule",
    "name": "Engineers",
    "conditions": {"expression": {"value": 'user.department == "Engines"', "type": "urn:okta:expression:1.0"}},
}


def test_every_resource_reads_as_recorded(open_okta) -> None:
    okta = open_okta(ORG)
    app, team = okta.app_id, okta.group("ml-team")
    ada = okta.assigned("ada")
    okta.ok("PUT", f"/api/v1/apps/{app}/groups/{team}", {"profile": {"title": "Engineer"}})
    okta.settle()
    push = okta.ok("POST", f"/api/v1/apps/{app}/group-push/mappings", {"sourceGroupId": team, "targetGroupName": "ML"})
    okta.settle()
    rule = okta.ok("POST", "/api/v1/groups/rules", RULE | {"actions": {"assignUserToGroups": {"groupIds": [team]}}})
    (mapping,) = okta.ok("GET", f"/api/v1/mappings?targetId={app}")
    named = {
        "app_id": app, "group_id": team, "rule_id": rule["id"], "key": ada, "mapping_id": mapping["id"],
        "name": "USER_PROVISIONING", "schema_id": "default", "type_id": "default",
    }  # fmt: skip
    shown = {}
    for method, path, _ in rows(okta.client.application):
        if method == "GET" and not PASSED.search(path):
            there = path.format_map(named | ({"mapping_id": push["id"]} if "group-push" in path else {}))
            shown[path] = okta.ok("GET", there)
    text = TIME.sub(lambda time: re.sub(r"\d", "0", time[0]), json.dumps(shown, indent=1)) + "\n"
    if os.environ.get("OKTASIM_UPDATE_GOLDEN") == "1":
        GOLDEN.write_text(text, encoding="utf-8")

    assert json.loads(text) == json.loads(GOLDEN.read_text(encoding="utf-8"))
