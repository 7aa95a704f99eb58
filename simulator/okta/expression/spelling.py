"""How a call of one dialect is spelled in the other: the hint of a refused call (mappings 2, last section)."""

from simulator.okta.expression import nodes

TEXT_METHODS = {
    **{name: f"String.{name}" for name in ("toUpperCase", "toLowerCase", "removeSpaces", "substring", "replace")},
    **{name: f"String.{name}" for name in ("replaceFirst", "startsWith", "substringBefore", "substringAfter")},
    "length": "String.len",
    "contains": "String.stringContains",
}
LIST_METHODS = {name: f"Arrays.{name}" for name in ("size", "isEmpty", "add", "remove", "contains")}
"""Methods that do what a classic function does to its first argument."""
_CLASSIC = {
    **TEXT_METHODS,
    **LIST_METHODS,
    **{name: f"Iso3166Convert.{name}" for name in ("toAlpha2", "toAlpha3", "toNumeric", "toName")},
    "flatten": "Arrays.flatten",
    "toInteger": "Convert.toInt",
    "toNumber": "Convert.toNum",
    "parseCountryCode": "Iso3166Convert.toAlpha2",
    "parseWindowsTime": "Time.fromWindowsToIso8601",
    "parseUnixTime": "Time.fromUnixToIso8601",
    "parseStringTime": "Time.fromStringToIso8601",
    "toWindows": "Time.fromIso8601ToWindows",
    "toUnix": "Time.fromIso8601ToUnix",
    "toString": "Time.fromIso8601ToString",
}
"""The function that a mapping has in place of a method."""
_METHODS = {function: name for name, function in _CLASSIC.items() if not function.startswith("Iso3166Convert.")}
_METHODS["String.stringContains"] = "contains"
"""The method that the Identity Engine dialect has in place of a function."""
_WITH_ARGUMENTS = {
    *("substring", "replace", "replaceFirst", "startsWith", "substringBefore", "substringAfter", "add", "remove"),
    *("parseStringTime", "toString"),
}
_WORDED = {
    "contains": "String.stringContains({0}, {1}) or Arrays.contains({0}, {1})",
    "isMemberOf": "isMemberOfGroupName(...) or isMemberOfGroup(...)",
}
_WITHOUT_CLASSIC = frozenset(
    {"toZone"}
    | {f"{verb}{unit}" for verb in ("plus", "minus", "within") for unit in ("Days", "Hours", "Minutes", "Seconds")}
)
IDENTITY_METHODS = frozenset(_CLASSIC) | frozenset(_WORDED) | _WITHOUT_CLASSIC
"""The methods that give the Identity Engine dialect away."""


def classic_advice(text: str, node: nodes.Chain | nodes.Call, index: int) -> str:
    """What to write in a mapping instead of a call the classic language does not have; "" when nothing is known."""
    if isinstance(node, nodes.Call):
        return "; in a mapping write Time.now()" if node.function == "DateTime.now" else ""
    step = node.steps[index]
    if not isinstance(step, nodes.Method) or step.name not in IDENTITY_METHODS:
        return ""
    if step.name in _WITHOUT_CLASSIC:
        return "; it is Identity Engine dialect, and mappings have nothing like it"
    end = node.steps[index - 1].end if index else node.head.end
    receiver = _shortened(text[node.start : end]).replace("user.profile.", "user.")
    arguments = ", ".join(_shortened(text[argument.start : argument.end]) for argument in step.arguments)
    method = _outcome(node, index, step.name)
    plain = f"{_CLASSIC.get(method)}({{0}}{', {1}' if method in _WITH_ARGUMENTS else ''})"
    written = _WORDED.get(method, plain).replace("{1}", arguments).replace("{0}", receiver).replace(", )", ")")
    return f"; that is Identity Engine dialect, in a mapping write {written}"


def identity_advice(text: str, node: nodes.Chain | nodes.Call, _index: int) -> str:
    """What to write in the Identity Engine dialect instead of a classic call; "" when nothing is known."""
    if isinstance(node, nodes.Chain) or not node.arguments:
        return ""
    if node.function.startswith("isMemberOf"):
        return "; that is classic, in the Identity Engine dialect write user.isMemberOf({'group.profile.name': ...})"
    first, *rest = (_shortened(text[argument.start : argument.end]) for argument in node.arguments)
    more, method = ", ".join(rest), _METHODS.get(node.function)
    written = f"{first} + {more}" if node.function == "String.append" else f"{first}.{method}({more})" if method else ""
    return f"; that is classic, in the Identity Engine dialect write {written}" if written else ""


def _outcome(chain: nodes.Chain, index: int, name: str) -> str:
    """The method, or of `parseCountryCode().toName()` the second one, which says what is wanted of the country."""
    match chain.steps[index + 1 : index + 2]:
        case (nodes.Method(name=following),) if name == "parseCountryCode" and following in {*_CLASSIC, *_WORDED}:
            return following
    return name


def _shortened(source: str) -> str:
    return source if len(source) <= 60 else "..."
