"""Okta's half of every sentence it can show: which operation reports, how a message ends, and why (okta-wire 1.3, 8).

The order of causes is our judgement of what is likeliest; no source counts them.
"""

from simulator.explaining.known import Cause, Ending, Operation, Story
from simulator.okta import wording
from simulator.scim import urns
from simulator.transport import CONNECTION_RESET, READ_TIMED_OUT, failures

OKTA = "documented by Okta"
CAPTURED = "captured from real Okta traffic"
REPORTED = "reported publicly, not by Okta"
INFERRED = "our inference; no source shows it"

TASKS = "Dashboard > Tasks in Okta's Admin Console (or the red mark on the app's Assignments tab)"
PUSH_GROUPS = "the app's Push Groups tab"
TO_APP = "the app's Provisioning > To App"
INTEGRATION = "the app's Provisioning > Integration"
SERVER_LOG = "the provider's own log of the request: Okta keeps no bodies"

BROKEN = (
    failures.UNTRUSTED,
    failures.EXPIRED,
    failures.NOT_TLS,
    failures.HANDSHAKE_ENDED,
    failures.NOT_HTTP,
    failures.NOT_COMPRESSED,
    failures.CUT_SHORT,
    failures.BAD_CHUNK,
)  # fmt: skip
_JOIN = {"assign_user": "ada"}
_LEAVE = {"unassign_user": "ada"}
_CHANGE = {"update_user": {"user": "ada", "profile": {"lastName": "King"}}}
_PUSH = {"push_group": "ml-team"}
_MEMBER = {"username": "ada", "full_name": "Ada Lovelace", "email": "ada@acme.test", "member": True}
_BY_KIND = {"integration": "oin", "wire": {"membership_sentence": "by_kind", "membership_rename": "never"}}
_IMPORTS = {"provisioning": ["create_users", "import_users", "import_groups"]}

USER_CHANGE = ("PUT /Users/*", "GET /Users/*")
GROUP_CHANGE = ("PUT /Groups/*", "PATCH /Groups/*")
OPERATIONS = (
    Operation("look-up", wording.VERIFYING_USER, "provisioning a person: the look-up before the create",
        ("GET /Users",), Story((_JOIN,)), "provision", '?filter=userName eq "…"'),
    Operation("create", wording.CREATING_USER, "provisioning a person: the create", ("POST /Users",), Story((_JOIN,)),
        "provision"),
    Operation("profile push", wording.PUSHING_PROFILE, "a profile push: a changed profile goes out", USER_CHANGE,
        Story((_JOIN, _CHANGE)), "push_profile"),
    Operation("link", wording.PUSHING_PROFILE, "provisioning a person: the link to an account that is there already",
        USER_CHANGE, Story((_JOIN,), stub={"accounts": [_MEMBER]}), "provision"),
    Operation("reactivation", wording.REACTIVATING, "provisioning a person: the reactivation of an inactive account",
        ("PUT /Users/*", "PATCH /Users/*", "GET /Users/*"), Story((_JOIN, _LEAVE, _JOIN)), "provision"),
    Operation("deactivation", wording.DEACTIVATING, "a deactivation: somebody was unassigned or left",
        ("PUT /Users/*", "PATCH /Users/*", "GET /Users/*"), Story((_JOIN, _LEAVE)), "deactivate"),
    Operation("password", wording.PUSHING_PASSWORD, "a password push (Sync Password)",
        ("PUT /Users/*", "PATCH /Users/*", "GET /Users/*"),
        Story((_JOIN, {"change_password": {"user": "ada", "password": "Difference-Engine-1822"}}),
            app={"provisioning": ["create_users", "update_user_attributes", "sync_password"]}), "push_password"),
    Operation("group create", wording.CREATING_GROUP, "a group push: the look-up by name, or the create",
        ("POST /Groups", "GET /Groups"), Story((_JOIN, _PUSH)), "group", '?filter=displayName eq "…"'),
    Operation("group read", wording.READING_GROUP, "a group push: the read before a group is written",
        ("GET /Groups/*",), Story((_JOIN, _PUSH)), "group"),
    Operation("memberships", wording.UPDATING_MEMBERS, "a group push: the memberships", GROUP_CHANGE,
        Story((_JOIN, _PUSH)), "group"),
    Operation("joining", wording.ADDING_MEMBERS, "a group push: somebody joined", ("PATCH /Groups/*",),
        Story((_JOIN, _PUSH), app=_BY_KIND), "group"),
    Operation("leaving", wording.REMOVING_MEMBERS, "a group push: somebody left", ("PATCH /Groups/*",),
        Story((_JOIN, _PUSH, {"remove_from_group": {"group": "ml-team", "users": "ada"}}), app=_BY_KIND), "group"),
    Operation("group rename", wording.RENAMING_GROUP, "a group push: the new name", GROUP_CHANGE,
        Story((_JOIN, _PUSH, {"rename_group": {"group": "ml-team", "name": "ml-people"}})), "group"),
    Operation("group delete", wording.DELETING_GROUP, "a group push: the group is deleted when it is unlinked",
        ("DELETE /Groups/*",), Story((_JOIN, _PUSH, {"unlink_group": {"group": "ml-team", "target": "delete"}})),
        "group"),
    Operation("user import", wording.DOWNLOADING_USERS, "an import: the pages of users", ("GET /Users",),
        Story(({"import_users": None},), app=_IMPORTS), query="?startIndex=1&count=100"),
    Operation("group import", wording.DOWNLOADING_GROUPS, "an import, or Refresh App Groups: the pages of groups",
        ("GET /Groups",), Story(({"import_groups": None},), app=_IMPORTS), query="?startIndex=1&count=100"),
    Operation("test", wording.AUTHENTICATING, "the connection test (also sent when the integration is saved)",
        ("GET /Users", "GET /Groups"), Story(({"test_connection": None},), app=_IMPORTS),
        query="?startIndex=1&count=2"),
)  # fmt: skip

ON_USERS = ("create", "profile push", "link", "reactivation", "deactivation", "password")
ON_GROUPS = ("memberships", "group create", "group read", "joining", "leaving", "group rename", "group delete")
LOOK_UPS = ("look-up", "group create", "user import", "group import", "test")
EVERY = tuple(one.name for one in OPERATIONS)

_NOT_FOUND = {"respond": {"status": 404, "body": {"schemas": [urns.ERROR], "status": "404", "detail": "not found"}}}
_NO_LIST = {"respond": {"status": 200, "body": {}}}


def _page(total: int, *ids: str) -> dict[str, object]:
    """An answer to a list request: a page that says how many there are in all."""
    found = [{"id": one, "userName": one, "displayName": one, "active": True} for one in ids]
    body = {"schemas": [urns.LIST_RESPONSE], "totalResults": total, "startIndex": 1, "itemsPerPage": len(found)}
    return {"respond": {"status": 200, "body": {**body, "Resources": found}}}


def _paging(template: str, *pages: dict[str, object]) -> Ending:
    faults = tuple({**one, **({"after": 1} if number else {"times": "always"})} for number, one in enumerate(pages))
    cause = Cause(
        "The provider's pages do not fit together: it ignores startIndex, or counts otherwise on each page.",
        f"{OKTA} that paging must be stable; what Okta says of such pages is on no record, the words are ours",
        f"Ask for startIndex=1 and startIndex=101 with count=100 and compare, or look at {SERVER_LOG}.",
    )
    return Ending(template, ("user import", "group import"), (cause,), faults=faults[::-1])


_GONE = (
    Cause("The account was deleted at the provider and Okta still holds its id; Okta does not look again.",
        f"{REPORTED} (AWS IAM Identity Center, Spot)",
        "Look for the person on the provider's members page. If the account is gone, unassign and assign them again."),
    Cause("The provider answers 404 for an account that is there, for example after it changed its ids.", INFERRED,
        "Compare External Id (Assignments tab, the pencil) with the account's id at the provider."),
)  # fmt: skip

ENDINGS = (
    Ending(wording.NOT_FOUND_AND_NO_CREATE, ("look-up",),
        (Cause("Create Users is off, and nobody has that username at the provider.",
            f"{OKTA} (KB matching user not found)",
            f"{TO_APP}: is Create Users ticked? If it is off on purpose, compare the username on the Assignments "
            "tab with the account at the provider, letter by letter."),),
        request="The look-up GET /Users was answered and found nobody; Okta sent no create.",
        stories=(Story((_JOIN,), app={"provisioning": ["update_user_attributes"]}),)),
    Ending(wording.MORE_THAN_ONE, ("look-up",),
        (Cause(
            "The provider has several accounts of that username, or does not heed the filter and answers with "
            "everybody.", f"{OKTA} (legacy message list); that the filter is at fault is our inference",
            'Ask the provider for GET /Users?filter=userName eq "…" and count what comes.'),),
        request="The look-up GET /Users was answered with more than one account.", faults=(_page(2, "a1", "a2"),)),
    Ending(wording.EMPTY_USER, ("create",),
        (Cause("The provider answered 201 without a body or without an id; the account may be there all the same.",
            f"{OKTA} (SCIM 2.0 reference and its screenshot)",
            f"Look at {SERVER_LOG}. A retry will find the account."),),
        request="POST /Users was answered with success, and Okta found no id in the answer.",
        faults=({"empty": True},)),
    Ending(wording.EMPTY_GROUP, ("group create",),
        (Cause("The provider answered the create of the group without a body or without an id.",
            "our inference from the sentence about users", f"Look at {SERVER_LOG}. A retry will find the group."),),
        on=("POST /Groups",), request="POST /Groups was answered with success, and Okta found no id in the answer.",
        faults=({"empty": True},)),
    Ending(wording.INACTIVE_AND_NO_DEACTIVATE, ("link",),
        (Cause("The account is there and inactive, and Deactivate Users is off: that box also covers the way back.",
            f"{OKTA} (KB on Airbase)",
            f"{TO_APP}: tick Deactivate Users, then retry; or activate the account by hand."),),
        request="The look-up GET /Users was answered with an inactive account; Okta sent no more.",
        stories=(Story((_JOIN, _LEAVE, {"disable": "deactivate_users"}, _JOIN)),)),
    Ending(wording.NO_RESULTS, ("test", "look-up", "group create", "user import", "group import"),
        (Cause(
            "The base URL leads to something that is no SCIM list: a web page's API, or a path too short or too long.",
            f"{OKTA} (KB no results for users returned)",
            f"{INTEGRATION}: compare the base URL with the one the provider shows. It ends before /Users."),
         Cause("The provider answers 200 with a body that is empty or has no `Resources`.",
             f"{OKTA} (the same article)", f"Ask for GET /Users?startIndex=1&count=2 yourself, or see {SERVER_LOG}.")),
        on=("GET /Users", "GET /Groups"), request="A list request was answered with 2xx, and the answer is no list.",
        faults=(_NO_LIST,)),
    Ending(wording.no_user_returned("{scim_id}"), ("profile push", "deactivation", "link", "reactivation"), _GONE,
        faults=(_NOT_FOUND,)),
    Ending(wording.GROUP_EXISTS, ("group create",),
        (Cause(
            "The provider has a group of that name which Okta's look-up did not find: another case of letters, or one "
            "that its list does not show.", f"{OKTA} (legacy table) for the sentence; the reason is our inference",
            f"Look for the name on the provider's groups page. {PUSH_GROUPS}: link the group instead of creating it."),
         Cause("The look-up found more than one group of that name.", INFERRED,
             'Ask the provider for GET /Groups?filter=displayName eq "…" and count what comes.')),
        request="POST /Groups was answered 409, or GET /Groups with more than one group.",
        faults=({"respond": {"status": 409}},)),
    Ending(wording.linked_group_missing("{app}"), ON_GROUPS,
        (Cause("The group was deleted at the provider, and Okta still holds its id.", f"{OKTA} (help)",
            f"Look for the group at the provider. {PUSH_GROUPS}: unlink it, and push it again or link another one."),),
        on=("GET /Groups/*", "PUT /Groups/*", "PATCH /Groups/*"), faults=(_NOT_FOUND,)),
    Ending(wording.INVALID_USERNAME, ("create",),
        (Cause("The application username is blank: its expression gives nothing for this person.",
            f"{OKTA} (KB assignment error, blank is an invalid value)",
            "The app's Sign On tab, application username format: preview it for this person. Then edit the "
            "assignment; filling the attribute later does not mend it."),), request="None: Okta sent nothing.",
        stories=(Story((_JOIN,), app={"username": "user.nickName"}),)),
    *(Ending(f"{wording.VALIDATION_FAILED}{complaint}", ("create",),
         (Cause("An attribute that the app requires has no value for this person, or one outside its list.",
             f"{OKTA} (KB access requests; help on mapping attributes); the words after the colon are ours",
             "Profile Editor, the app: which attributes are required or have a list? Compare with the person's "
             "profile."),), request="None: Okta refused the assignment and sent nothing.",
         stories=tuple(
             Story((step,), app={"attributes": [{"name": "team", "required": True}]})
              for step in (_JOIN, {"assign_group": "ml-team"})))
     for complaint in (": {attribute} is required and has no value", ": {complaint}", "")),
    Ending(wording.GROUP_GRANTS, (),
        (Cause("The person has the app through a group, so that they alone cannot be unassigned.",
            f"{REPORTED} (articulate/terraform-provider-okta issue 120)",
            "The app's Assignments tab, Type: Group. Take the person out of the group, or the group off the app."),),
        request="None: Okta refused to unassign.", conversation="none yet: somebody is to be unassigned",
        stories=(Story(({"assign_group": "ml-team"}, _LEAVE)),)),
    Ending(wording.ASSIGNED_BEFORE, (),
        (Cause("The person was assigned before provisioning was switched on; Force Sync does not help.",
            f"{CAPTURED} and {OKTA} (KB provisioning error: user was assigned this application before)",
            "The app's Assignments tab: click Provision User."),),
        request="None: Okta sends nothing until Provision User is clicked.",
        conversation="provisioning a person, which has not begun",
        stories=(Story((_JOIN,), app={"provisioning": []}),)),
    Ending(wording.delayed_reactivation("{username}"), (),
        (Cause("The provider accepted the reactivation and still shows the account as inactive.",
            f"{REPORTED} (grokability/snipe-it issue 14481)",
            "Read the account at the provider: does it become active? Okta runs the job again by itself."),),
        request="PUT or PATCH /Users/{id} (reactivate) was answered with success; GET /Users/{id} still said inactive.",
        conversation="provisioning a person: the reactivation of an inactive account",
        stories=(Story(
            (_JOIN, _LEAVE, {"fault": {"on": "PUT /Users/*", "respond": {"status": 200, "body": {}}}}, _JOIN)),)),
    Ending(wording.CONNECTED, ("test",),
        (Cause("This is no error: one small read went well. It proves the URL and the token, and no capability.",
            CAPTURED, "Nothing to check."),), request="None failed.", stories=(Story(({"test_connection": None},)),)),
    Ending(wording.VERIFIED, ("test",),
        (Cause("This is no error: one small read went well.", OKTA, "Nothing to check."),), request="None failed.",
        stories=(Story(({"test_connection": None},), app={"integration": "oin"}),)),
    _paging(wording.TOTAL_WENT_DOWN, _page(250, "a1"), _page(2, "a2")),
    _paging(wording.TOTAL_KEEPS_GROWING, _page(150, "a1"), _page(2000, "a2")),
    _paging(wording.PAGE_REPEATS, _page(250, "a1")),
    _paging(wording.PAGE_IS_EMPTY, _page(250)),
    Ending(READ_TIMED_OUT, EVERY,
        (Cause("The provider took longer than 60 seconds. It may have done what was asked all the same.",
            f"{OKTA} (FAQ)", f"Look whether the change arrived, and for the time the request took in {SERVER_LOG}."),),
        request="It was sent, and no answer came within 60 seconds.", faults=({"delay": "61s"},)),
    Ending(CONNECTION_RESET, EVERY,
        (Cause("The connection broke before an answer: a proxy, a firewall or a restart at the provider.",
            "the words are those of Java's client, never seen from Okta",
            f"Look whether the change arrived, in {SERVER_LOG}, and ask who runs what stands before it."),),
        faults=({"disconnect": "before"},)),
    Ending("Connect to {host} failed: {why}", EVERY,
        (Cause(
            "Okta cannot reach the host: a wrong name or port in the base URL, or a firewall that keeps Okta's "
            "addresses out.",
            f"{OKTA} for a time-out (KB connect timed out); other reasons after the colon were never seen",
            f"{INTEGRATION}: the base URL. Does the provider admit the addresses of Okta's ip_ranges.json?"),),
        request="None arrived: there was no connection."),
    *(Ending(text, EVERY,
         (Cause("The certificate, the encryption or the HTTP of the answer is not as it should be.",
             "the words are those of Java's client, never seen from Okta",
             f"{INTEGRATION}: open the base URL in a browser, and let an SSL test look at the host."),))
     for text in BROKEN),
    Ending("The credentials used to connect to the API were invalid; please check your configuration", ("look-up",),
        (Cause("The provider refused the token.", f"{OKTA} (help, troubleshooting)",
            f"{INTEGRATION}: paste the provider's token again and test."),)),
    Ending("", ("look-up",),
        (Cause(
            "The numbers of the look-up's answer (startIndex, itemsPerPage, totalResults) are texts: Okta stops "
            "without a reason.", f"{CAPTURED} (a support question of 2024) and {OKTA} that they must be integers",
            'Ask the provider for GET /Users?filter=userName eq "…": are the numbers between quotes?'),),
        request="The look-up GET /Users was answered; Okta gives no reason.",
        stories=(Story((_JOIN,), stub={"quirks": ["numbers-as-strings"]}),)),
)  # fmt: skip
"""What a message of Okta's can end with, where it does not quote the provider. One without faults and stories is "
"not played."""
NO_JSON = (
    Cause(
        "Something before the provider answered with a web page: a proxy, a firewall, a login page, a wrong base URL.",
        f"{CAPTURED} for a 502 (`error code: 502`); {REPORTED} for a 403 (Snowflake's documentation)",
        f"Open the base URL of {INTEGRATION} without a token: what answers is what Okta saw, if the way is the same."),
    Cause("The provider answered with text or a cut-off body instead of JSON.", f"{REPORTED} (coder/coder issue 15222)",
        f"Look at {SERVER_LOG}."),
)  # fmt: skip
STATUSES: dict[int, tuple[Cause, ...]] = {
    300: (Cause("The base URL is answered with another address, which Okta does not follow.", INFERRED,
        f"{INTEGRATION}: enter the address that the provider names, with https."),),
    400: (Cause("The provider does not take a value that Okta sends; its half of the sentence names it at best.",
        f"{REPORTED} (fleetdm/fleet issue 53446, Sigma)",
        f"Of a person: preview the mappings on {TO_APP}. Of a group: compare its members on both sides."),),
    401: (Cause("The token was revoked, generated anew, has expired, or was pasted incompletely.",
        f"{OKTA} (KB error authenticating: unauthorized; event catalogue); Forest Admin reports the same",
        f"{INTEGRATION}: paste the provider's current token, test, then retry the tasks."),),
    403: (Cause("The token is valid and may not do this: another organization, missing rights, or a plan without SCIM.",
        f"{REPORTED} for missing rights (Org2Org); the others are our inference",
        "The provider's page of the token: whose is it, and what may it do?"),
     Cause("A firewall refuses Okta's addresses.", f"{REPORTED} (Snowflake's documentation, 403 with a web page)",
         "Does the provider admit the addresses of Okta's ip_ranges.json?")),
    404: (Cause("The base URL or path is not the provider's.", INFERRED,
        f"{INTEGRATION}: compare the base URL with the one the provider shows."),
     Cause("What the request names is not there.", INFERRED, f"Look at {SERVER_LOG}.")),
    409: (Cause(
        "The name, e-mail address or externalId is another account's: at a create of one that the look-up by userName "
        "did not find. Okta does not link it, and does not try again.",
        f"{OKTA} for a create (SCIM 2.0 reference; KB on Snowflake, Miro); for a change it is our inference",
        "Look at the provider for an account with this username, address or id; correct one of the two, then retry."),
     Cause("Single sign-on made the account between the look-up and the create.",
         f"{REPORTED} (tuist/tuist issue 11688)", "Compare the account's time of creation; a retry links it.")),
    429: (Cause("More requests than the provider allows; Okta waited and tried ten times in all.",
        f"{OKTA} (SCIM concept pages)", f"The provider's quota, and Retry-After in {SERVER_LOG}."),),
    501: (Cause("The provider does not implement what was asked, such as PATCH; Okta does not fall back to PUT.",
        f"{OKTA} (an Okta engineer, okta-blog-archive issue 1956)",
        "The provider's documentation: which operations of SCIM does it take?"),),
}  # fmt: skip
"""Why a provider whose words are not on record answers so; 300 and 400 stand for all their like without an own line."""
OTHER_STATUS = (
    Cause("The provider, or what stands before it, failed. People's jobs are not tried again by themselves.",
        f"{OKTA} (staff on the developer forum); {CAPTURED} for a 502",
        f"Look at {SERVER_LOG} at that time; then {TASKS}: retry."),
)  # fmt: skip
