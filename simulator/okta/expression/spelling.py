"""How a call of one dialect is spelled in the other: the hint of a refused call (mappings 2, last section)."""

from simulator.okta.expression import nodes

_CLASSIC = {
    "toUpperCase": "String.toUpperCase({0})",
    "toLowerCase": "String.toLowerCase({0})",
    "substring": "String.substring({0}, {1})",
    "replace": "String.replace({0}, {1})",
    "replaceFirst": "String.replaceFirst({0}, {1})",
    "length": "String.len({0})",
    "removeSpaces": "String.removeSpaces({0})",
    "contains": "String.stringContains({0}, {1}) or Arrays.contains({0}, {1})",
    "startsWith": "String.startsWith({0}, {1})",
    "substringBefore": "String.substringBefore({0}, {1})",
    "substringAfter": "String.substringAfter({0}, {1})",
    "size": "Arrays.size({0})",
    "isEmpty": "Arrays.isEmpty({0})",
    "add": "Arrays.add({0}, {1})",
    "remove": "Arrays.remove({0}, {1})",
    "flatten": "Arrays.flatten({0})",
    "toInteger": "Convert.toInt({0})",
    "toNumber": "Convert.toNum({0})",
    "parseCountryCode": "Iso3166Convert.toAlpha2({0})",
    "toAlpha2": "Iso3166Convert.toAlpha2({0})",
    "toAlpha3": "Iso3166Convert.toAlpha3({0})",
    "toNumeric": "Iso3166Convert.toNumeric({0})",
    "toName": "Iso3166Convert.toName({0})",
    "parseWindowsTime": "Time.fromWindowsToIso8601({0})",
    "parseUnixTime": "Time.fromUnixToIso8601({0})",
    "parseStringTime": "Time.fromStringToIso8601({0}, {1})",
    "toWindows": "Time.fromIso8601ToWindows({0})",
    "toUnix": "Time.fromIso8601ToUnix({0})",
    "toString": "Time.fromIso8601ToString({0}, {1})",
    "isMemberOf": "isMemberOfGroupName(...) or isMemberOfGroup(...)",
}
_WITHOUT_CLASSIC = frozenset(
    {"toZone"}
    | {f"{verb}{unit}" for verb in ("plus", "minus", "within") for unit in ("Days", "Hours", "Minutes", "Seconds")}
)
_IDENTITY_ENGINE = {
    "String.append": "{0} + {1}",
    "String.len": "{0}.length()",
    "String.stringContains": "{0}.contains({1})",
    "Convert.toInt": "{0}.toInteger()",
    "Convert.toNum": "{0}.toNumber()",
    "Time.now": "DateTime.now()",
    "Time.fromWindowsToIso8601": "{0}.parseWindowsTime()",
    "Time.fromUnixToIso8601": "{0}.parseUnixTime()",
    "Time.fromStringToIso8601": "{0}.parseStringTime({1})",
    "Time.fromIso8601ToWindows": "{0}.toWindows()",
    "Time.fromIso8601ToUnix": "{0}.toUnix()",
    "Time.fromIso8601ToString": "{0}.toString({1})",
}
_SAME_NAME = frozenset({"String", "Arrays"})
IDENTITY_METHODS = frozenset(_CLASSIC) | _WITHOUT_CLASSIC
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
    receiver, arguments = _receiver(text, node, index), _arguments(text, step.arguments)
    written = _filled(_CLASSIC[_outcome(node, index, step.name)], receiver.replace("user.profile.", "user."), arguments)
    return f"; that is Identity Engine dialect, in a mapping write {written}"


def identity_advice(text: str, node: nodes.Chain | nodes.Call, _index: int) -> str:
    """What to write in the Identity Engine dialect instead of a classic call; "" when nothing is known."""
    if isinstance(node, nodes.Chain) or not node.arguments:
        return "; write DateTime.now()" if isinstance(node, nodes.Call) and node.function == "Time.now" else ""
    if node.function.startswith("isMemberOf"):
        return "; that is classic, in the Identity Engine dialect write user.isMemberOf({'group.profile.name': ...})"
    namespace, _, name = node.function.partition(".")
    template = _IDENTITY_ENGINE.get(node.function) or (f"{{0}}.{name}({{1}})" if namespace in _SAME_NAME else "")
    first, *rest = (_source(text, argument) for argument in node.arguments)
    written = _filled(template, first, ", ".join(rest))
    return f"; that is classic, in the Identity Engine dialect write {written}" if template else ""


def _outcome(chain: nodes.Chain, index: int, name: str) -> str:
    """The method, or of `parseCountryCode().toName()` the second one, which says what is wanted of the country."""
    following = chain.steps[index + 1 : index + 2]
    if name == "parseCountryCode" and following and isinstance(following[0], nodes.Method):
        return following[0].name if following[0].name in _CLASSIC else name
    return name


def _filled(template: str, receiver: str, arguments: str) -> str:
    return template.replace("{1}", arguments).replace("{0}", receiver).replace(", )", ")")


def _receiver(text: str, chain: nodes.Chain, index: int) -> str:
    """What the method is called on."""
    end = chain.steps[index - 1].end if index else chain.head.end
    return _shortened(text[chain.start : end])


def _arguments(text: str, arguments: tuple[nodes.Node, ...]) -> str:
    return ", ".join(_source(text, argument) for argument in arguments)


def _source(text: str, node: nodes.Node) -> str:
    return _shortened(text[node.start : node.end])


def _shortened(source: str) -> str:
    return source if len(source) <= 60 else "..."
