"""The connection test: one probe, byte for byte the same each time (okta-wire section 1)."""

from dataclasses import replace

from simulator.okta import wording
from simulator.okta.flows.conversation import AUTHENTICATION_FAILURE, Flow, Outcome, app_row
from simulator.okta.org import App, Job, Org
from simulator.okta.wire import page_query
from simulator.scim.message import Request

CAPABILITIES = {
    "User Import": "import_users",
    "Import Profile Updates": "import_users",
    "Create Users": "create_users",
    "Update User Attributes": "update_user_attributes",
    "Push Groups": "push_groups",
    "Import Groups": "import_groups",
}
"""The lines of the result dialog and the action each stands for; none of them is exercised (1.1 [C: CAP-ROSTR])."""


def as_typed(app: App, job: Job) -> App:
    """The app with the base URL and the token that are tested: those typed, and those saved where nothing is."""
    typed = {name: job.detail[name] for name in ("base_url", "token") if name in job.detail}
    return replace(app, **typed) if typed and job.operation == "test_connection" else app


def test_connection(org: Org, app: App, job: Job) -> Flow:
    """Test Connector Configuration, or Test API Credentials of a catalogue app (1.1, 1.2).

    `GET /Users` with two results; then `GET /Groups` when Import Groups is selected (1.1 [C: CAP-ROSTR; D: DOC11]).
    That Import Groups is what adds the second request is inferred.
    """
    probes = {"/Users": page_query(1, 2)} | ({"/Groups": page_query(1)} if "import_groups" in app.features else {})
    for path, query in probes.items():
        rule = "connection.probe" if path == "/Users" else "connection.probe-groups"
        answer = yield Request("GET", path, query, purpose="test connection", why=(rule,))
        error = wording.connection_error(answer)
        if error:
            refused = answer.status in (401, 403)
            event = AUTHENTICATION_FAILURE if refused else "application.configuration.update"
            why = wording.connection_rules(answer) if answer.ok else (*wording.connection_rules(answer), *answer.why)
            org.journal.append(app_row(app, event, job.transaction, error, why))
            return Outcome(ok=False, error=error, why=why)
    if app.integration == "oin":
        return Outcome(text=wording.VERIFIED.format(app=app.label))
    ticks = (f"{'✓' if feature in app.features else '✗'} {name}" for name, feature in CAPABILITIES.items())
    return Outcome(text="\n".join([wording.CONNECTED, *ticks]))
