"""What Okta checks when an expression is saved, beside its syntax: the names in it (mappings 1 "Names", 3.5)."""

from collections.abc import Collection, Mapping

from simulator.errors import ExpressionError
from simulator.okta.expression import nodes
from simulator.okta.expression.classic import CLASSIC
from simulator.okta.expression.expression import Expression
from simulator.okta.expression.failures import CLAIMS, NO_METHOD, NO_PROPERTY
from simulator.okta.expression.functions.groups import CLAIM_FUNCTIONS
from simulator.okta.expression.profile import OKTA_NAMES, did_you_mean
from simulator.okta.expression.reading import Read, walk
from simulator.okta.expression.settings import DEFAULT, Settings
from simulator.okta.expression.spelling import IDENTITY_METHODS

_OPEN_ROOTS = frozenset({"app", "org", "session", "idpuser", "access", "instance", "login", "device", "security"})
"""Roots whose attributes no schema of ours lists."""


def check_names(expression: Expression, known: Mapping[str, Collection[str]], *, settings: Settings = DEFAULT) -> None:
    """Raises `ExpressionError` (eval) for what Okta refuses at save although it parses.

    An attribute or root that does not exist is EL1008E, with its position. `known` has the attribute names by root,
    `user` and `appuser` above all; the 31 base attributes need not be among those of `user`. Bare names and `source`
    are looked up under `source`, or under `user` where there is none. App and organisation settings are not checked.

    A function for claims is CLAIMS [DOC], and the Identity Engine dialect EL1004E with the classic spelling (X).
    """
    for read in expression.places:
        _check_read(read, known)
    if expression.dialect == "classic":
        for tree in expression.trees:
            for node in walk(tree):
                _check_node(expression.text, node, settings)


def _check_read(read: Read, known: Mapping[str, Collection[str]]) -> None:
    if read.root:
        names = _attributes(read.root, known)
        if names is None:
            _check_root(read, known)
        elif read.attribute not in names:
            raise _unknown(read.attribute, f"{read.root} has no attribute", names, read.attribute_at)
    elif not _is_root(read.attribute, known) and read.attribute not in (_attributes("source", known) or ()):
        names = _attributes("source", known) or ()
        raise _unknown(read.attribute, "the source profile has no attribute", names, read.attribute_at)


def _attributes(root: str, known: Mapping[str, Collection[str]]) -> Collection[str] | None:
    """The attribute names of a root, or None where it is not in `known`."""
    if root == "source" and "source" not in known:
        root = "user"
    if root == "user":
        return OKTA_NAMES.union(known.get("user", ()))
    return known.get("appuser" if root == "appUser" else root)


def _is_root(name: str, known: Mapping[str, Collection[str]]) -> bool:
    return name in known or name in ("user", "source", "appUser") or name in _OPEN_ROOTS or name.endswith("_app")


def _check_root(read: Read, known: Mapping[str, Collection[str]]) -> None:
    if not _is_root(read.root, known):
        roots = {"user", "source", *known, *_OPEN_ROOTS}
        raise _unknown(read.root, "there is no profile or app called", roots, read.root_at)


def _unknown(name: str, what: str, names: Collection[str], position: int) -> ExpressionError:
    return ExpressionError("eval", NO_PROPERTY, f"{what} {name}{did_you_mean(name, names)}", position)


def _check_node(text: str, node: nodes.Node, settings: Settings) -> None:
    if isinstance(node, nodes.Call) and node.function in CLAIM_FUNCTIONS:
        message = f"{node.function} works in claims only; in a mapping use user.getGroups or isMemberOfGroupName"
        raise ExpressionError("eval", CLAIMS, message, node.start)
    if settings.identity_engine == "refuse":
        _check_dialect(text, node)


def _check_dialect(text: str, node: nodes.Node) -> None:
    if isinstance(node, nodes.Call) and node.function.startswith("DateTime."):
        advice = CLASSIC.advice(text, node, 0)
        raise ExpressionError("eval", NO_METHOD, f"there is no function {node.function}{advice}", node.named_at)
    if not isinstance(node, nodes.Chain):
        return
    for index, step in enumerate(node.steps):
        if isinstance(step, nodes.Method) and step.name in IDENTITY_METHODS:
            advice = CLASSIC.advice(text, node, index)
            raise ExpressionError("eval", NO_METHOD, f"there is no method {step.name}{advice}", step.start)
