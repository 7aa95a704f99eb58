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
