"""An application username expression that more people pass with (mappings 6, "Five expressions admins write")."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from provider_stub.scim import syntax
from simulator.okta.expression import Scope
from simulator.preflight.application import Application, emptied, reads, username
from simulator.preflight.verdicts import Surroundings, Verdict, usable_username
from simulator.progress import Watch, unwatched

SUFFIX = "hf"
"""What follows a name of digits alone, or of one letter, in some candidates."""


@dataclass(frozen=True)
class Suggestion:
    """An expression, how many people it gives a username they could have, and how many `more` that is than now.

    `renamed` counts people whose username is in order now and would be another; `example` is one of them.
    """

    expression: str
    usable: int
    more: int
    renamed: int = 0
    example: str = ""


def suggest(
    verdicts: Sequence[Verdict],
    application: Application,
    columns: Collection[str],
    around: Surroundings,
    watch: Watch = unwatched,
) -> Suggestion | None:
    """The best of `candidates` for these people; None where none is better than the expression they were judged by.

    None that gives null to anybody, or the text null, is better than any.
    """
    now = sum(usable_username(verdict) for verdict in verdicts)
    best = Suggestion("", now, 0)
    scopes = [application.scope(verdict.person) for verdict in verdicts]
    for expression in candidates(cut=any(map(_is_long, verdicts))):
        if best.usable == len(verdicts):
            break
        if reads(expression) <= set(columns) and expression != application.app.username:
            usable = _usable(watch(scopes, len(scopes), "suggesting"), expression, around, len(scopes) - best.usable)
            if usable > best.usable:
                best = Suggestion(expression, usable, usable - now)
    if not best.more:
        return None
    renamed = [
        (verdict, name)
        for verdict, scope in zip(verdicts, scopes, strict=True)
        if usable_username(verdict) and (name := username(best.expression, scope)) != verdict.username
    ]
    one = [f"{verdict.person.login}: {verdict.username} -> {name or '(blank)'}" for verdict, name in renamed[:1]]
    return replace(best, renamed=len(renamed), example="".join(one))


def _usable(scopes: Iterable[Scope], expression: str, around: Surroundings, left: int) -> int:
    """How many people could have what it gives them; 0 where somebody gets null, and as soon as `left` could not."""
    names: Counter[str] = Counter()
    read = reads(expression)
    for scope in scopes:
        name = username(expression, scope)
        if name is None or emptied(name, scope.roots["user"].attributes, read):
            return 0
        if syntax.is_username(name) and name.lower() not in around.taken and name.lower() not in names:
            names[name.lower()] = 1
            continue
        names[name.lower()] += 1
        left -= 1
        if left <= 0:
            return 0
    return sum(count == 1 and syntax.is_username(name) and name not in around.taken for name, count in names.items())


def _is_long(verdict: Verdict) -> bool:
    """Whether a name made of this person's profile can be too long for the Hub."""
    profile = verdict.person.profile
    names = len(str(profile.get("firstName", ""))) + len(str(profile.get("lastName", "")))
    return max(len(verdict.person.login.partition("@")[0]), names + 1) > syntax.LONGEST


def candidates(*, cut: bool = True) -> Iterator[str]:
    """Expressions to try, the plainest first: those of mappings 6, and what can be combined from them.

    `cut` says whether those that cut a long name are among them; they take twice the time.
    """
    for attribute in ("login", "email"):
        prefix = _lower(_before(f"user.{attribute}", "@"))
        plain = _replaced(prefix, "-", ".")
        dashed = _replaced(_lower(_before(_before(f"user.{attribute}", "@"), "+")), "-", ".", "_")
        single = _replaced(dashed, "-", "--")
        yield from (plain, dashed, single, *([_cut(single)] if cut else ()), f'{single} + "-{SUFFIX}"')
    yield from _from_names(cut=cut)
    nickname = _replaced(_lower("user.nickName"), "-", ".")
    login = _replaced(_lower(_before("user.login", "@")), "-", ".")
    yield f"String.len(user.nickName) > 1 ? {nickname} : {login}"


def _from_names(*, cut: bool) -> Iterator[str]:
    first, last = (f"String.removeSpaces(user.{name})" for name in ("firstName", "lastName"))
    yield _lower(f'{first} + "-" + {last}')
    bare_first, bare_last = (_replaced(name, "", "'", ".") for name in (first, last))
    joined = _lower(f'{bare_first} + "-" + {bare_last}')
    yield from (joined, *([_cut(joined)] if cut else ()), f'{joined} + "-{SUFFIX}"')
    yield _lower(f"String.substring(user.firstName, 0, 1) + {bare_last}") + f' + "-{SUFFIX}"'


def _lower(text: str) -> str:
    return f"String.toLowerCase({text})"


def _before(text: str, separator: str) -> str:
    return f'String.substringBefore({text}, "{separator}")'


def _replaced(text: str, by: str, *characters: str) -> str:
    for character in characters:
        text = f'String.replace({text}, "{character}", "{by}")'
    return text


def _cut(text: str) -> str:
    longest = syntax.LONGEST
    return f"String.len({text}) > {longest} ? String.substring({text}, 0, {longest}) : {text}"
