"""The provider a scenario plays against: the bundled stub, or an endpoint."""

import re
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.fields.complaints import shown
from simulator.scenario.fields.declared import Declared, refusals
from simulator.scenario.fields.kinds import Emptied, Many, Positive, Shape, Text, all_defaults
from simulator.scenario.fields.scalars import sentence, wrong
from simulator.scenario.parts.faults import Fault
from simulator.scenario.parts.hub_accounts import Account, ResourceGroup, contradictions

Quirk = Literal[
    "any-username",
    "optional-external-id",
    "case-sensitive-username",
    "no-patch",
    "patch-no-content",
    "no-filter",
    "ignore-active",
    "ignore-member-removal",
    "ignore-group-members",
    "duplicate-members",
    "refuse-empty-members",
    "optional-members",
    "no-member-replace",
    "unknown-member-404",
    "refuse-inactive-members",
    "asked-items-per-page",
    "stuck-paging",
    "short-pages",
    "numbers-as-strings",
    "lower-case-list-keys",
    "empty-201",
    "list-instead-of-user",
    "html-errors",
    "drop-extensions",
    "hide-inactive",
    "hard-delete-on-inactive",
]
"""How other servers misbehave; each is explained where the stub implements it."""

VariableName = Annotated[
    str,
    Shape(
        r"(?!hf_[A-Za-z0-9]{16})[A-Za-z_][A-Za-z0-9_]{0,63}",
        "the name of an environment variable, such as HF_SCIM_TOKEN, never the token itself",
        secret=True,
    ),
]
_LOOPBACK = re.compile(r"localhost|127(?:\.[0-9]{1,3}){3}|::1")


def _base_url(url: str) -> str:
    """A SCIM base URL that Okta would take: https (http on this machine), without `_` (okta-wire 0.6 [D])."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise _no_url(url) from None
    if parts.username is not None or parts.password is not None:
        raise sentence("a user or token does not belong in a URL; name an environment variable under `token_env`")
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s\ud800-\udfff]", url):
        raise _no_url(url)
    if parts.query or parts.fragment or url.endswith(("?", "#")):
        raise wrong("ends with the path; remove what starts at `?` or `#`")
    if parts.scheme == "http" and not _LOOPBACK.fullmatch(host):
        raise wrong(f"must be https, since {shown(host)} is not this machine and the token would travel in the clear")
    if "_" in url:
        raise wrong(f"must not contain `_`, Okta refuses such a base URL: {shown(url)}")
    return url.rstrip("/")


def _no_url(url: str) -> PydanticCustomError:
    found = shown(url) if "@" not in url else "that"
    return wrong(f"takes a base URL such as https://huggingface.co/api/organizations/acme/scim/v2, not {found}")


_URL = r"^(https://[^/@?#_\s]+|http://(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]+)?)(/[^@?#_\s]*)?$"
BaseUrl = Annotated[Text, AfterValidator(_base_url), WithJsonSchema({"type": "string", "pattern": _URL})]
"""Where SCIM starts, without a slash at the end."""


class RateLimit(Declared):
    """How many requests a window of time allows (huggingface-scim 11)."""

    quota: Positive | None = None
    """Requests per window; without it that of the plan: 10,000 for managed SSO, 6,000 for Basic."""
    window: Positive = 300
    """Length of the window in seconds."""


class Stub(Declared):
    """The bundled Hub, in memory, fresh for every run."""

    sso: Literal["managed", "basic"] = "managed"
    """Managed or Basic SSO: two endpoint families (huggingface-scim 1)."""
    organization: Annotated[
        str,
        Shape(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?", "letters, digits, - and ., since it is part of the base URL"),
    ] = "acme"
    """The Hub organization's name."""
    accounts: Many[Account] = ()
    """Hub accounts that exist before the run."""
    resource_groups: Many[ResourceGroup] = ()
    """Resource Groups that exist before the run."""
    rate_limit: Annotated[RateLimit, Emptied] = Field(default_factory=all_defaults, validate_default=True)
    """The API's rate limit."""
    errors: Literal["scim", "hub"] = "scim"
    """The shape of error bodies."""
    quirks: Many[Quirk] = ()
    """How other servers misbehave."""
    faults: Many[Fault] = ()
    """What goes wrong on chosen requests, from the start."""

    @model_validator(mode="after")
    def _what_the_hub_can_hold(self) -> Self:
        if found := tuple(contradictions(self.accounts, self.resource_groups)):
            raise refusals(found)
        return self


class Provider(Declared):
    """The stub, or an endpoint; the command line can override it."""

    stub: Annotated[Stub | None, Emptied] = None
    """Settings of the bundled stub; None where an endpoint is played against."""
    endpoint: BaseUrl | None = None
    """The base URL of a real SCIM service."""
    token_env: VariableName | None = None
    """The environment variable that holds its token."""

    @classmethod
    def prepared(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Exactly one of the two: the stub where nothing is said."""
        if "endpoint" in data and "stub" in data:
            raise sentence(
                "only one of `stub` and `endpoint` can stand here; `--stub` and `--endpoint` switch at play time"
            )
        if "token_env" in data and "endpoint" not in data:
            raise refusals([(("token_env",), wrong("belongs to an endpoint; add `endpoint`, or remove it", key=True))])
        return data if "endpoint" in data else {"stub": {}, **data}

    @classmethod
    def extra_rules(cls) -> dict[str, Any]:
        """The same two rules for editors."""
        return {"not": {"required": ["stub", "endpoint"]}, "dependentRequired": {"token_env": ["endpoint"]}}
