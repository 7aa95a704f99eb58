"""The switches of the expression language: what no source decides, each with its best-founded default."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Settings:
    """One field per open question of okta-expression-language-and-mappings (marks X, DESIGN); sections beside each."""

    null_concat: Literal["text", "empty"] = "text"
    """1, value rules: what a null next to a string becomes in `+`; Spring writes the text `null` [SPEL]."""
    string_null: Literal["commons_lang", "error"] = "commons_lang"
    """2, String: a null where a `String.*` function wants text; `error` refuses it, save in `String.len` (D)."""
    substring_oob: Literal["error", "clamp"] = "error"
    """2, String: a range outside the text; Java throws, `clamp` cuts to what there is."""
    odd_switch_key: Literal["ignore", "error"] = "ignore"
    """2, String: the last key of `String.stringSwitch` without a value."""
    remove_drops: Literal["all", "first"] = "all"
    """2, Arrays: which equal elements `Arrays.remove` takes out."""
    unknown_country: Literal["error", "null"] = "error"
    """2, Iso3166Convert: a code no country has."""
    country_case: Literal["ignore", "exact"] = "ignore"
    """2, Iso3166Convert: whether `us` is found as `US`; no source says."""
    group_name_case: Literal["exact", "ignore"] = "exact"
    """2, Groups: how `isMemberOfGroupName...` and `group.profile.name` compare names."""
    regex_slash: Literal["strip", "keep"] = "strip"
    """2, Groups: the stray slash that starts the documentation's pattern for `isMemberOfGroupNameRegex`."""
    unix_unit: Literal["seconds", "milliseconds"] = "seconds"
    """2, Time: the unit of `Time.fromUnixToIso8601` and `Time.fromIso8601ToUnix`."""
    empty_time: Literal["error", "null"] = "error"
    """2, Time: a null or empty text as the time to convert."""
    within_future: bool = True
    """Identity Engine: whether `withinDays(n)` holds for a moment up to n days ahead, too."""
    identity_engine: Literal["refuse", "evaluate"] = "refuse"
    """2, Identity Engine dialect: receiver-style calls (`user.email.toLowerCase()`) in a classic expression."""
    template_missing: Literal["blank", "error"] = "blank"
    """3.3: a `${source.x}` the profile does not have; JSP EL writes nothing, and Okta then calls the name blank."""


DEFAULT = Settings()
"""Every question answered as its docstring says."""
