#!/bin/sh
# Six people | one day: what Okta sends, as a script.
# The run it is made of: Nothing left this machine: the bundled Hub answered in process, as http://stub.test/api/organizations/acme/scim/v2. The app: made with the App Integration Wizard.
# Needs curl 7.55 or later and jq. Set SCIM_BASE to the SCIM base URL and SCIM_TOKEN to the token; PASSWORD_1 and so on
# where a person's first password matters, otherwise it is made up. Prints each request and the status of its answer.
# Ends with 1 where a request is not answered at all, and with 0 whatever the answers are.
# shellcheck disable=SC2016  # what stands in single quotes is sent as it is
set -u
umask 077
for tool in curl jq; do
  command -v "$tool" >/dev/null || { printf '%s is needed; install it first\n' "$tool" >&2; exit 2; }
done
: "${SCIM_BASE:?set it to the SCIM base URL, such as https://scim.example.com/scim/v2}"
: "${SCIM_TOKEN:?set it to the token of the SCIM service}"
SCIM_BASE=${SCIM_BASE%/}
content_type='application/scim+json; charset=utf-8'
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# scim NUMBER METHOD TARGET [BODY]: sends a request; keeps its answer under its number.
scim() {
  number=$1 method=$2 target=$3
  if [ $# -gt 3 ]; then
    printf '%s' "$4" >"$work/body"
    set -- -H "Content-Type: $content_type" --data-binary @"$work/body"
  else
    set --
  fi
  status=$(curl -q -sS -g --path-as-is --max-time 60 -X "$method" -H @"$work/headers" "$@" \
    -o "$work/$number" -w '%{http_code}' "$SCIM_BASE$target") || {
    printf '%-6s %s -> no answer\n' "$method" "$target" >&2
    exit 1
  }
  printf '%-6s %s -> %s\n' "$method" "$target" "$status"
}

# recall NUMBER FILTER ID: the id that a jq filter finds in an answer, else the recorded one; escaped for JSON.
recall() {
  found=$(jq -r "first($2) // empty | tostring | @json | .[1:-1]" "$work/$1" 2>/dev/null) || found=
  printf '%s' "${found:-$3}"
}

# segment ID: an id as a part of a path.
segment() {
  printf '"%s"' "$1" | jq -r '@uri'
}

# password TEXT: the text, or a made-up password where it is empty; escaped for JSON.
password() {
  [ -n "$1" ] || set -- "Aa1!$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')"
  printf '%s' "$1" | jq -Rsr '@json | .[1:-1]'
}

# 1. test_connection
# test connection (recorded: 200 OK)
printf '%s\n' 'Accept: application/scim+json' \
  'Accept-Charset: utf-8' \
  'User-Agent: Okta SCIM Client 1.0.0' \
  'Authorization: Bearer '"$SCIM_TOKEN" \
  Expect: >"$work/headers"
scim 1 GET '/Users?startIndex=1&count=2'

# 2. assign_user ada as ada-lovelace
# check user exists (recorded: 200 OK)
scim 2 GET '/Users?filter=userName%20eq%20%22ada-lovelace%22&startIndex=1&count=100'
# create user (recorded: 201 Created)
password_1=$(password "${PASSWORD_1-}")
scim 3 POST /Users '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada-lovelace","active":true,"displayName":"Ada Lovelace","password":"'"$password_1"'"}'

# 3. update_user ada with displayName=Ada "the" 'Countess' ë `whoami` $(rm -rf /) \ <b>&amp;</b> | مرحبا #1\nset up; end \x1b[31m\u202e, title=null
# warning: Okta's documentation warns of this.
# read user (recorded: 200 OK)
user_1=$(recall 3 .id 66b1f0c2a4d95e7788aa3c4d)
scim 4 GET /Users/"$(segment "$user_1")"
# replace user (recorded: 200 OK)
scim 5 PUT /Users/"$(segment "$user_1")" '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"'"$user_1"'","meta":{"location":"http://stub.test/api/organizations/acme/scim/v2/Users/'"$user_1"'"},"userName":"ada-lovelace","active":true,"displayName":"Ada \"the\" '"'"'Countess'"'"' ë `whoami` $(rm -rf /) \\ <b>&amp;</b> | مرحبا #1\nset up; end \u001b[31m\u202e","groups":[]}'

# 4. assign_user sigma
# check user exists (recorded: 200 OK)
scim 6 GET '/Users?filter=userName%20eq%20%22sigma.%24(id)%22'
# create user (recorded: 400 Bad Request)
password_2=$(password "${PASSWORD_2-}")
scim 7 POST /Users '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"sigma.$(id)","active":true,"displayName":"Ada \"the\" '"'"'Countess'"'"' ë `whoami` $(rm -rf /) \\ <b>&amp;</b> | مرحبا #1\nset up; end \u001b[31m\u202e","password":"'"$password_2"'"}'

# 5. force_sync
# read user (recorded: 502 Bad Gateway)
scim 8 GET /Users/"$(segment "$user_1")"

# 6. retry_tasks
# read user (recorded: no answer: Read timed out)
scim 9 GET /Users/"$(segment "$user_1")"

# 7. push_group ml-team as create
# check group exists (recorded: 200 OK)
scim 10 GET '/Groups?filter=displayName%20eq%20%22ML%20team%22&startIndex=1&count=100'
# create group (recorded: 429 Too Many Requests)
scim 11 POST /Groups '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"ML team","members":[{"value":"'"$user_1"'","display":"ada-lovelace"},{"value":"66b1f0c2a4d95e7788aa3c4e"}]}'
# create group, attempt 2: left out, this provider was asked already
# read group (recorded: 200 OK)
group_1=$(recall 11 .id g1)
scim 12 GET /Groups/"$(segment "$group_1")"
# replace group (recorded: 204 No Content)
scim 13 PUT /Groups/"$(segment "$group_1")" '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"ML team","id":"'"$group_1"'","members":[{"value":"'"$user_1"'","display":"ada-lovelace"},{"value":"66b1f0c2a4d95e7788aa3c4e"}]}'

# 8. unassign_user ada
# read user (recorded: 200 OK)
scim 14 GET /Users/"$(segment "$user_1")"
# deactivate user (recorded: 200 OK)
scim 15 PUT /Users/"$(segment "$user_1")" '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"'"$user_1"'","meta":{"location":"http://stub.test/api/organizations/acme/scim/v2/Users/'"$user_1"'"},"userName":"ada-lovelace","active":false}'
# remove member (recorded: 200 OK)
scim 16 PATCH /Groups/"$(segment "$group_1")" '{"Operations":[{"op":"remove","path":"members[value eq \"'"$user_1"'\"]"},{"op":"remove","path":"x"}]}'

# Who is where: 1 of 3 disagrees, 1 cannot be told.
# sigma as sigma.$(id): STAGED, in error in Okta, active at the provider: created although the answer did not come (Ada "the" 'Countess' ë `whoami` $(rm -rf /) \ <b>&amp;</b> | مرحبا #1\nset up; end \x1b[31m\u202e); Okta has no id for it.
# group ml-team as ML team: ACTIVE, 1 member in Okta, cannot be read: 401 Unauthorized: No at the provider.
