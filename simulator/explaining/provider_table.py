"""The provider's half: every refusal of the Hub that a SCIM client can get, by the rule behind it (huggingface-scim).

No error body of the Hub's SCIM service is on public record. Words that the Hub's OpenAPI document or its other
endpoints show are marked so; all others are the bundled Hub's, and the real one may word the same rule otherwise.
"""

from provider_stub.scim.syntax import USERNAME_RULE
from simulator.explaining.known import Cause, Rule, Steps, Story
from simulator.explaining.okta_table import EVERY, INTEGRATION, LOOK_UPS, ON_USERS, SERVER_LOG, TO_APP

OURS = "the bundled Hub's words; how the real Hub words it is on no record"
SCHEMA_WORDS = "words of the Hub's OpenAPI document; whether the live service answers them is on no record"
SEEN = "seen on other endpoints of the Hub, not on SCIM"
SEEN_WORDS = f"words {SEEN}"
NO_HUB = "a server that is not the Hub"
QUIRK_WORDS = "words of this simulator for a server that is not the Hub"

DOCUMENTED = "stated in the Hub's documentation"
SCHEMA = "stated in the Hub's OpenAPI document"
CHOSEN = "no source says; a choice of this simulator"

USERNAMES = "usernames"
USER_WRITES = ("POST /Users", "PUT /Users/*", "PATCH /Users/*")
GROUP_WRITES = ("POST /Groups", "PUT /Groups/*", "PATCH /Groups/*")
MEMBERS = "the organization's members page on the Hub"
HUB_SCIM = "the Hub, organization settings > SSO > SCIM"
MAPPINGS = f"{TO_APP}, the attribute mappings: preview this person."
MEMBERSHIPS = ("memberships", "group create", "joining", "leaving", "group rename")

(_ADA, _JOIN, _PUSH) = (
    {"login": "ada@acme.test", "firstName": "Ada", "lastName": "Lovelace"},
    {"assign_user": "ada"},
    {"push_group": "ml-team"},
)  # fmt: skip
_HUB = "https://huggingface.co/api/organizations"


def _change(**profile: str) -> Steps:
    """Somebody is assigned, and then changes."""
    return _JOIN, {"update_user": {"user": "ada", "profile": profile}}


_LATER = Cause("Something between Okta and the Hub changes what Okta sends, or the sentence is about another client.",
               "our inference: a body such as Okta's does not break this rule",
               f"Compare the body in {SERVER_LOG} with the one that `oktasim play` shows.")  # fmt: skip

RULES = (
    Rule(USERNAMES, (f"userName: {USERNAME_RULE}", "userName: a non-empty string is required"), OURS,
        ("create", "profile push", "link", "reactivation", "deactivation"),
        (Cause(
            "The application username is not a Hub username: often Okta's default, an e-mail address with @ and dots.",
            f"the rule is {DOCUMENTED}; 24 hexadecimal characters are {SCHEMA} alone",
            "The app's Sign On tab, application username format: preview it for this person. `oktasim preflight` "
            "names everybody it would hit, and an expression for all."),
         Cause("The username was edited by hand on the assignment.", "our inference",
             "The app's Assignments tab, the pencil: User Name.")), USER_WRITES,
        (Story(users={"ada": {**_ADA, "login": "ada.lovelace@acme.test"}}, operations=("create",)),
         Story(_change(login="ada.king@acme.test"), operations=("profile push",)))),
    Rule("a user is there already", ("SCIM User already exists",), SCHEMA_WORDS, ("create",),
        (Cause(
            "The username belongs to a Hub account that is no SCIM user of the organization: Hub names are one space.",
            f"409 is {SCHEMA}; how far a taken name reaches: {CHOSEN}",
            "Open huggingface.co/USERNAME: is there anybody?"),
         Cause("The e-mail address belongs to another Hub account.", CHOSEN,
             f"Look for the address on {MEMBERS}; ask the person for an account of their own."),
         Cause("An account of another username has this externalId (the Okta user id).", CHOSEN,
             f"Look at {MEMBERS} for the same person under an earlier name."),
         Cause("The first sign-in made the account between the look-up and the create.",
             "reported publicly of other servers (tuist/tuist issue 11688)",
             "Retry: the look-up will find and link it.")), ("POST /Users",),
        (Story(stub={"accounts": [{"username": "countess", "email": "ada@acme.test", "member": True}]}),), status=409),
    Rule("a user's name, address or externalId is taken", ("User already exists",), SCHEMA_WORDS,
        ("profile push", "link", "reactivation", "deactivation"),
        (Cause("The new username, e-mail address or externalId is another account's.",
            f"409 is {SCHEMA} for userName; for the other two: {CHOSEN}",
            f"{MAPPINGS} Then look for the values on {MEMBERS}."),), ("PUT /Users/*", "PATCH /Users/*"),
        (Story(_change(email="countess@acme.test"),
            stub={"accounts": [{"username": "countess", "email": "countess@acme.test", "member": True}]},
            operations=("profile push",)),), status=409),
    Rule("e-mail addresses",
        ("emails: a valid e-mail address is required", "emails: {numbers} e-mail required",
            "emails: a list of objects with value is required", "emails: this is not the account's address"), OURS,
        ON_USERS,
        (Cause("The person has no e-mail address in Okta, or its mapping was removed: a create needs exactly one.",
            SCHEMA, f"{MAPPINGS} Is there a primary e-mail address?"),
         Cause("The address has a form that the Hub does not take: no dot in the domain, accents, two dots in a row.",
             SCHEMA, f"{MAPPINGS} Or see Directory > People.")), USER_WRITES,
        (Story(users={"ada": {**_ADA, "email": "ada@acme"}}, operations=("create",)),
         Story(app={"mappings": {"email": None, "emailType": None}}, operations=("create",)))),
    Rule("a person's name",
        ("name: givenName and familyName are required", "name.givenName: a non-empty string is required",
            "name.familyName: a non-empty string is required"), OURS, ON_USERS,
        (Cause("First or last name is empty in Okta, or its mapping was removed.", SCHEMA,
            f"{MAPPINGS} Have given name and family name a value?"),), USER_WRITES,
        (Story(app={"mappings": {"givenName": None, "familyName": None}}, operations=("create",)),
         Story(app={"mappings": {"givenName": None}}, operations=("create",)),
         Story(app={"mappings": {"familyName": None}}, operations=("create",)))),
    Rule("externalId", ("externalId: a string is required", "externalId: a string is expected"), OURS,
        (*ON_USERS, *MEMBERSHIPS),
        (Cause(
            "The Hub wants externalId of people; Okta sends its user id. An account from before SCIM has none, and a "
            "deactivation sends back what it read.", f"that it is required is {SCHEMA}; the rest is our inference",
            "Was the account linked by a profile push? If not, push the profile once, then retry."), _LATER)),
    Rule("no Hub account of that username", ("User not found",), OURS, ("create",),
        (Cause("Basic SSO: SCIM invites Hub accounts that exist, and there is none of that username.",
            f"{DOCUMENTED}; status and words: {CHOSEN}",
            f"{HUB_SCIM}: is it Basic SSO? Open huggingface.co/USERNAME: is there anybody?"),), ("POST /Users",),
        (Story(stub={"sso": "basic"}),), status=404),
    Rule("an account that is gone", ("User not found", "User not found or not provisioned"),
        "the bundled Hub's words, the longer ones of the Hub's OpenAPI document", ("password",),
        (Cause("The account was deleted on the Hub, and Okta still holds its id.",
            "reported publicly of other servers (AWS IAM Identity Center, Spot)",
            f"Look for the person on {MEMBERS}. If the account is gone, unassign and assign them again."),), (),
        (Story(before=({"hub": {"delete_member": "ada"}},)),), status=404),
    Rule("members it does not know", ("User not found",), "words reported publicly (getsentry/sentry issue 122540)",
        ("memberships", "group create", "joining", "leaving"),
        (Cause("The server does not know a member of the pushed group, often somebody deleted on its own page.",
            "reported publicly (the same issue)",
            "Compare the group's people in Okta with the provider's; unassign and assign who is gone, then Push "
            "now."),), GROUP_WRITES,
        (Story((_JOIN, _PUSH, {"hub": {"delete_member": "ada"}}, {"push_now": "ml-team"}),
            stub={"quirks": ["unknown-member-404"]}, operations=("memberships",)),), NO_HUB, 404),
    Rule("a group's name is taken", ("Group already exists",), SCHEMA_WORDS, ("group rename", "memberships"),
        (Cause("Another group of the organization has the name, perhaps in another case of letters.",
            f"409 is {SCHEMA} for a create; for a rename: {CHOSEN}",
            'Ask the Hub for GET /Groups?filter=displayName eq "…" with the SCIM token.'),), GROUP_WRITES,
        (Story(
            (_JOIN, {"push_group": {"group": "ml-team", "name": "people"}}, {"push_group": "others"},
                {"rename_group": {"group": "others", "name": "people"}}), operations=("group rename",)),), status=409),
    Rule("a group that is not there", ("Group not found",), OURS, ("group delete",),
        (Cause(
            "The group was deleted on the Hub. Of a pushed group Okta usually says that the linked group is missing.",
            "documented by Okta for its sentence", "Ask the Hub for GET /Groups with the SCIM token: is it there?"),),
        stories=(Story(
            (_PUSH, {"push_group": {"group": "others", "name": "ml-team"}},
                *({"unlink_group": {"group": one, "target": "delete"}} for one in ("ml-team", "others"))),
            app={"wire": {"delete_missing_group": "failure"}}),), status=404),
    Rule("members of a group",
        ("members: {member} is not a SCIM user of this organization",
            "members: each value must be a SCIM user id of 24 hex characters", "displayName: a string is required",
            "members: each member needs a value, the id of a SCIM user",
            "members: a list of objects with value is required"), OURS, MEMBERSHIPS,
        (Cause("A member was removed on the Hub, and Okta still sends the id it knew; nobody of the group is pushed.",
            f"the form of ids is {SCHEMA}; that an unknown one is refused: {CHOSEN}",
            f"Compare the group's people in Okta with {MEMBERS}; unassign and assign who is gone, then Push now."),
            _LATER), GROUP_WRITES,
        (Story((_JOIN, _PUSH, {"hub": {"delete_member": "ada"}}, {"push_now": "ml-team"}), operations=("memberships",)),
         Story((_JOIN, {"hub": {"delete_member": "ada"}}, _PUSH), operations=("group create",)))),
    Rule("the token", ("Invalid credentials in Authorization header", "Invalid username or password."), SEEN_WORDS,
        EVERY,
        (Cause("A new token was generated on the Hub, which shows it once, and Okta still holds the old one.",
            f"that it is shown once is {DOCUMENTED}; that the old one dies: {CHOSEN}",
            f"{HUB_SCIM}: generate a token; {INTEGRATION}: paste, test, save; then retry the tasks."),
         Cause("An ordinary access token was pasted instead of the SCIM token.",
             "the Hub's documentation and its OpenAPI document disagree on which one it is", f"{HUB_SCIM}."),
         Cause("No token arrived at all: the field is empty, or a proxy takes the header away.", "our inference",
             f"{INTEGRATION}: Authentication Mode HTTP Header, with the bare token.")),
        stories=(Story(before=({"configure": {"stub_token": "a-token-of-yesterday"}},)),), status=401),
    Rule("a path that is not there", ("Sorry, we can't find the page you are looking for.",),
        "words seen on other endpoints of the Hub, second hand", EVERY,
        (Cause(
            "The base URL has a path that the Hub does not know. A look-up that is answered 404 counts as nobody "
            "found, so that the create is the first to fail.",
            "documented by Okta for the look-up; the Hub's path: our inference",
            f"{INTEGRATION}: compare the base URL with the SCIM Tenant URL on {HUB_SCIM}."),), (),
        (Story(before=({"configure": {"endpoint": f"{_HUB}/acme/scim/v1"}},), operations=("create",)),), status=404),
    Rule("organization and endpoint",
        ("this token is not for that organization", "Schema not found",
            "this endpoint is for {model} organizations; use the other SCIM endpoint", "{method} is not offered here"),
        OURS, EVERY,
        (Cause(
            "The base URL names another organization, or the other family (scim/v2 for managed users, "
            "scim-provisioning/v2 for Basic SSO).", f"the two families are {SCHEMA}; the statuses: {CHOSEN}",
            f"{INTEGRATION}: compare the base URL with the SCIM Tenant URL on {HUB_SCIM}."),),
        stories=tuple(
            Story(before=({"configure": {"endpoint": f"{_HUB}/{path}"}},))
             for path in ("another-company/scim/v2", "acme/scim-provisioning/v2")), status=403),
    Rule("the rate limit",
        ("We had to rate limit you, you hit the quota of {quota} api requests per {window} period.",
            "We had to rate limit you, you hit the quota of {quota} api requests per {window} period. {more}",
            "You have created too many resources in a short time. Please retry later."),
        f"{SEEN_WORDS}; those of too many resources are the bundled Hub's", EVERY,
        (Cause(
            "More requests than the plan allows in 300 seconds. The Hub sends no Retry-After, so that Okta waits 5 "
            "minutes, then twice as long each time, ten times in all.",
            f"the quota is {DOCUMENTED}; Okta's waits are documented by Okta; no Retry-After: {SEEN}",
            "The RateLimit header of any answer: who else uses this token? After the wait, retry the tasks."),),
        status=429),
    Rule("lists",
        ("filter: the operator `{operator}` is not supported; only `eq` is", "filter: ATTRIBUTE eq VALUE is expected",
            "filter: only {attributes} can be compared", "filter: `{word}` is not supported; one ATTRIBUTE eq VALUE is",
            "filter: the value stands in straight double quotes, not in single or other ones",
            "filter: parentheses and brackets are not supported; one ATTRIBUTE eq VALUE is",
            "filter: after `eq` one value in double quotes is expected, as JSON writes it",
            "filter: one value is expected after `eq`; put it in double quotes",
            "{parameter}: a whole number is expected", "startIndex: a number of at least 1 is expected",
            "count: a number from 1 to {number} is expected", "excludedAttributes: only members can be excluded",
            "id: 24 hex characters are expected"), OURS, LOOK_UPS, (_LATER,)),
    Rule("the body",
        ("the body is nested too deeply", "the body is not UTF-8", "the body is not JSON", "the body must be {types}",
            "Content-Length: a number is expected", "the body is longer than {number} bytes",
            "a JSON object is expected", "schemas: at least one schema is required", "schemas: [{urn}] is expected",
            "active: true or false is expected", "{attribute}: a string is required",
            "{attribute}: a non-empty string is required"), OURS, (*ON_USERS, *MEMBERSHIPS), (_LATER,)),
    Rule("PATCH",
        ("Operations: a list is required", "op: add, remove or replace is expected", "path: a string is expected",
            "value: every operation needs one", "remove needs a path", "only externalId can be removed",
            "remove is not supported for this organization",
            "the profile of this organization's users cannot be edited",
            "value: an object of attributes is expected where there is no path", "only members can be removed",
            "path: {path} is not supported"), OURS, ("deactivation", "reactivation", "memberships", "group rename"),
        (Cause("A custom attribute is sent in a PATCH; the Hub takes its own attributes only.", SCHEMA, MAPPINGS),
            _LATER)),
    Rule("no PATCH", ("PATCH is not supported",), QUIRK_WORDS, ("deactivation", "reactivation", *MEMBERSHIPS),
        (Cause("The server knows PUT alone, and a catalogue app sends PATCH; Okta does not fall back.",
            "documented by Okta (an Okta engineer, okta-blog-archive issue 1956)",
            "Make the app with the App Integration Wizard, which sends PUT, or ask the provider for PATCH."),),
        ("PATCH /Users/*", "PATCH /Groups/*"), (Story(app={"integration": "oin"}, stub={"quirks": ["no-patch"]}),),
        NO_HUB, 501),
    Rule("no filter", ("filtering is not supported",), QUIRK_WORDS, ("look-up", "group create"),
        (Cause("The server cannot filter lists, which Okta's look-up needs.",
            "reported publicly (indigo-iam/iam issue 931)",
            'Ask the provider for GET /Users?filter=userName eq "…".'),), ("GET /Users", "GET /Groups"),
        (Story(stub={"quirks": ["no-filter"]}, operations=("look-up",)),), NO_HUB, 501),
    Rule("empty groups", ("members: at least one member is required",), QUIRK_WORDS, ("memberships", "group create"),
        (Cause("The server refuses a group without members; nobody in it is assigned to the app, or everybody left.",
            "reported publicly (Captain-P-Goldfish/SCIM-SDK issue 757)", "Who of the group is assigned to the app?"),),
        GROUP_WRITES, (Story((_PUSH,), stub={"quirks": ["refuse-empty-members"]}, operations=("group create",)),),
        NO_HUB),
    Rule("no replacement of members", ("patch-REPLACE-operation not supported for group.members",),
        "words reported publicly (Captain-P-Goldfish/scim-for-keycloak issue 144)", ("memberships",),
        (Cause("Push now replaces all members, and the server knows add and remove alone.",
            "reported publicly (the same issue)", "Unlink the group, leave it in place, and push it again."),),
        ("PATCH /Groups/*",),
        (Story((_JOIN, _PUSH, {"push_now": "ml-team"}), app={"integration": "oin"},
            stub={"quirks": ["no-member-replace"]}),), NO_HUB, 501),
    Rule("inactive members", ("members: {member} is not active",), QUIRK_WORDS, MEMBERSHIPS,
        (Cause("The server refuses the whole group for one inactive member.",
            "reported publicly (pulumi/docs issue 13236)", "Which members are inactive at the provider?"),),
        GROUP_WRITES, server=NO_HUB),
)  # fmt: skip
