"""What Okta checks when an expression is saved, beside its syntax: the names in it (mappings 1 "Names", 3.5)."""

from collections.abc import Collection, Iterator, Mapping

from simulator.okta.expression import nodes
from simulator.okta.expression.classic import CLASSIC
from simulator.okta.expression.expression import Expression
from simulator.okta.expression.failures import CLAIMS, NO_METHOD, OTHER_APP, FunctionError
from simulator.okta.expression.functions.groups import CLAIM_FUNCTIONS
from simulator.okta.expression.parser import NAMESPACES
from simulator.okta.expression.scope import OKTA_NAMES, did_you_mean, unknown
from simulator.okta.expression.settings import DEFAULT, Settings
from simulator.okta.expression.spelling import IDENTITY_METHODS

_OPEN_ROOTS = frozenset({"appuser", "appUser", "app", "org", "session", "idpuser", "access", "instance"})
"""Roots whose attributes no schema of ours lists."""
_OWN_ROOTS = frozenset({"user", "source", "appuser", "appUser"})


def check_names(expression: Expression, known: Mapping[str, Collection[str]], *, settings: Settings = DEFAULT) -> None:
    """Raises `ExpressionError` (eval) for what Okta refuses at save although it parses.

    An attribute that does not exist is EL1008E, with its position. `known` has the attribute names by root, `user` and
    `appuser` above all; the 31 base attributes need not be among those of `user`. Bare names and `source` are looked up
    under `source`, or under `user` where there is none. This app's and the organisation's settings are not checked, nor
    is an app user whose schema is not given.

    Any other root may be the variable name of an app (mappings 1, "Names" [EL-DOC]), which Okta takes and this program
    knows only where it is in `known`: OTHERAPP, as is an attribute that is not among those given for it.

    A function for claims is CLAIMS [EL-DOC], and the Identity Engine dialect EL1004E with the classic spelling (X).
    What is written in that dialect on purpose is no mapping, and is not checked.
    """
    if expression.dialect == "oie":
        return
    for read in expression.places:
        _check_read(read, known)
    if expression.dialect == "classic":
        _check_functions(expression, settings)


def _check_read(read: nodes.Read, known: Mapping[str, Collection[str]]) -> None:
    names = _attributes(read.root or "source", known)
    if names is None and not _is_root(read.root, known):
        raise _unknown_app(read, {"user", "source", *known, *_OPEN_ROOTS}).at(read.root_at)
    if names is None or read.attribute in names or (not read.root and _is_root(read.attribute, known)):
        return
    if read.root and read.root not in _OWN_ROOTS:
        raise _undeclared(read, names).at(read.attribute_at)
    raise unknown(read.attribute, read.root or "the source profile", names).at(read.attribute_at)


def _attributes(root: str, known: Mapping[str, Collection[str]]) -> Collection[str] | None:
    """The attribute names of a root, or None where it is not in `known`."""
    if root == "user" or (root == "source" and "source" not in known):
        return OKTA_NAMES.union(known.get("user", ()))
    return known.get("appuser" if root == "appUser" else root)


def _is_root(name: str, known: Mapping[str, Collection[str]]) -> bool:
    return name in known or name in ("user", "source") or name in _OPEN_ROOTS


def _unknown_app(read: nodes.Read, roots: Collection[str]) -> FunctionError:
    if read.root in NAMESPACES:
        return unknown(read.root, "this mapping", roots)
    who = "values: {" if read.root.endswith("_app") else "users: {ALIAS: {"
    given = f"{who}{read.attribute}: VALUE{'}' * who.count('{')}"
    declared = f"`app_profiles: {{{read.root}: {{attributes: [{read.attribute}], {given}}}}}`"
    message = f"this simulator does not know the profile of the app {read.root}; declare it: {declared}"
    return FunctionError(OTHER_APP, message + did_you_mean(read.root, roots))


def _undeclared(read: nodes.Read, names: Collection[str]) -> FunctionError:
    hint = did_you_mean(read.attribute, names) or f"; it has {', '.join(names) or 'none'}"
    message = f"{read.root}, as `app_profiles` declares it, has no attribute {read.attribute}{hint}"
    return FunctionError(OTHER_APP, message)


def _check_functions(expression: Expression, settings: Settings) -> None:
    """Refuses the first function, in the order of the text, that mappings do not have."""
    found = [
        (position, failure)
        for tree in expression.trees
        for node in nodes.walk(tree)
        for position, failure in _misplaced(expression.text, node)
        if failure.code == CLAIMS or settings.identity_engine == "refuse"
    ]
    for position, failure in sorted(found, key=lambda one: one[0]):
        raise failure.at(position)


def _misplaced(text: str, node: nodes.Node) -> Iterator[tuple[int, FunctionError]]:
    """Claims functions and calls of the other dialect in a node, each with its place."""
    if isinstance(node, nodes.Call):
        if node.function in CLAIM_FUNCTIONS:
            advice = "in a mapping use user.getGroups or isMemberOfGroupName"
            yield node.start, FunctionError(CLAIMS, f"{node.function} works in claims only; {advice}")
        if node.function.startswith("DateTime."):
            advice = CLASSIC.advice(text, node, 0)
            yield node.named_at, FunctionError(NO_METHOD, f"there is no function {node.function}{advice}")
    elif isinstance(node, nodes.Chain):
        for index, step in enumerate(node.steps):
            if isinstance(step, nodes.Method) and step.name in IDENTITY_METHODS:
                advice = CLASSIC.advice(text, node, index)
                yield step.start, FunctionError(NO_METHOD, f"there is no method {step.name}{advice}")
