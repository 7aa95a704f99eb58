"""What a pasted text says: whose words each part of it is, as far as they are known."""

import difflib
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus

from simulator.explaining.known import ASIDE, Ending, Operation, Rule, bare, pattern, plain
from simulator.explaining.okta_table import ENDINGS, OPERATIONS
from simulator.explaining.provider_table import RULES
from simulator.okta import wording
from simulator.okta.json_errors import READER, invalid_json
from simulator.play.redaction import without_spoken_credentials
from simulator.scim.message import Response, compact

_QUOTES = str.maketrans({**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’‚", "'"), **dict.fromkeys("\u200b\ufeff")})
_TAGS = re.compile(r"</?(?:a|b|br|code|div|em|i|li|p|pre|span|strong|td|tr|ul)\b[^<>]*>", re.IGNORECASE)
_DETAIL = re.compile(r"^[\w$.-]{0,40}(?:reason|detail|error|errorSummary)$")


def cleaned(text: str) -> str:
    """The text on one line, as it was before it was pasted: no entities, tags, quotes around it, or credentials."""
    text = _from_json(text)
    for _ in range(2):
        text = html.unescape(text)
    text = _TAGS.sub(" ", re.sub(r"\\[nrt](?![a-z])", " ", text).replace('\\"', '"')).translate(_QUOTES)
    text = without_spoken_credentials(text)
    text = " ".join(re.sub(r"(?m)^\s*>+ ?", "", text).split())
    while len(text) > 1 and (text[0], text[-1]) in (('"', '"'), ("'", "'"), ("`", "`"), ("*", "*"), ("(", ")")):
        text = text[1:-1].strip()
    return bare(text)


def _from_json(text: str) -> str:
    """The reason of a System Log event, or the detail of an error body, where that is what was pasted."""
    try:
        held = json.loads(text)
    except ValueError:
        return text
    found = [held] if isinstance(held, str) else list(_texts(held))
    return found[0] if found else text


def _texts(held: object) -> Iterator[str]:
    inside = held.items() if isinstance(held, dict) else enumerate(held) if isinstance(held, list) else ()
    for name, value in inside:
        if isinstance(value, str) and _DETAIL.fullmatch(str(name)):
            yield value
        yield from _texts(value)


@dataclass(frozen=True)
class Reading:
    """What a text says, part by part; None for a part that is not there.

    `okta` is the known part of Okta's half and `theirs` the provider's (`remote` as it was given), names left aside.
    `task` is an operation of `wording.TASK_PREFIXES`, or `group`; `username` is whom the operation is about. `status`
    is the provider's answer, `rule` what of the Hub refuses so, `parser` the complaint of Okta's JSON parser. `strange`
    is what is on no record, `around` what was pasted with it.
    """

    okta: str = ""
    task: str | None = None
    operation: Operation | None = None
    limited: bool = False
    ending: Ending | None = None
    status: int | None = None
    parser: str | None = None
    remote: str | None = None
    theirs: str = ""
    rule: Rule | None = None
    username: str = ""
    strange: str = ""
    around: str = ""
    broken_off: bool = False
    """Whether the text ends before what it would say of the answer."""

    @property
    def plain(self) -> str:
        """The whole known sentence, names left aside."""
        reported = _REPORTED if self.okta and self.remote is not None else ""
        return f"{self.okta.rstrip()}{reported}{self.theirs}"

    @property
    def end(self) -> str:
        """What stands behind the operation's first words, or the task's, names left aside."""
        begun = plain(self.operation.begins if self.operation else _TASKS.get(self.task or "", ""))
        return self.plain[self.plain.find(begun) + len(begun) :].strip() if begun in self.plain else self.plain

    @property
    def known(self) -> bool:
        """Whether Okta's half is on record to its end; an unknown provider may say what it likes."""
        said = (self.ending, self.status, self.rule, self.parser)
        return not self.strange and any(one is not None for one in said)

    @property
    def cut_off(self) -> bool:
        """Whether a part is missing that Okta shows: the parser's place, a reason, what the test says of a status."""
        in_test = self.operation is not None and self.operation.name == "test"
        no_place = self.parser is not None and " at [" not in self.parser
        no_reason = self.ending is not None and self.ending.template == wording.VALIDATION_FAILED
        return (
            self.broken_off
            or no_place
            or no_reason
            or (in_test and self.status is not None and self.remote is None and _UNTESTED not in self.okta)
        )


_REPORTED = wording.remote_error(Response(400, text=compact({"detail": "-"}))).removeprefix("Bad Request").rstrip("-")
_UNTESTED = bare(str(wording.connection_error(Response(401))).removeprefix(wording.AUTHENTICATING + "Unauthorized"))
_STATUSES = {wording.reason_phrase(one.value): one.value for one in HTTPStatus if one.value >= 300}
_PHRASE = f"(?P<phrase>{'|'.join(sorted(map(re.escape, _STATUSES), key=len, reverse=True))}|[3-5]\\d\\d)"
_STATUS = re.compile(
    rf"{_PHRASE}(?:{pattern(_REPORTED)}\s*(?P<remote>.+)|(?P<untested>{re.escape(_UNTESTED)})|)[. ]*$", re.DOTALL
)
_SOURCE = str(invalid_json("<")).partition(" at [")[2].replace(READER, "{reader}")
_PARSER = re.compile(rf"Invalid JSON: .+? at \[{pattern(_SOURCE.replace('1, column: 2', '{line}, column: {column}'))}")
_TASKS = {
    **{
        name: wording.task_text(name, "{person}", "{app}", "")
        for name in wording.TASK_PREFIXES
        if name != "push_password"
    },
    "group": wording.group_push_text("{when}", "{group}", ""),
}
"""The texts before an operation's message; a password push has the text of a profile push."""
_TASK = re.compile("|".join(re.escape(one.partition("{")[0]) for one in _TASKS.values()) + r"(?=\d\d-)")


def read(text: str) -> Reading:
    """What is known of a pasted text; of several sentences, the first."""
    text = cleaned(text)
    begun = [found.start() for found in _TASK.finditer(text)]
    if len(begun) > 1:
        reading = read(text[: begun[1]])
        return replace(reading, around=" ... ".join(filter(None, (reading.around, text[begun[1] :]))))
    for ending in ENDINGS:
        if not ending.operations and (found := _found(pattern(ending.template), text)):
            return Reading(plain(ending.template), ending=ending, around=_beside(text, found))
    return _with_task(text) or _with_operation(text, Reading()) or _alone(text)


def _found(words: str, text: str) -> re.Match[str] | None:
    return re.search(words, text, re.IGNORECASE)


def _beside(text: str, found: re.Match[str], *more: str) -> str:
    """What stands before and behind a part."""
    return " ... ".join(filter(None, (*more, text[: found.start()].strip(), text[found.end() :].strip(" ."))))


def _with_task(text: str) -> Reading | None:
    for task, template in _TASKS.items():
        if begun := _found(pattern(template).removesuffix(":") + r"(?::\s*|\s*$)", text):
            rest = text[begun.end() :]
            okta = plain(template) if rest else plain(template).removesuffix(":")
            reading = Reading(f"{okta} ", task, around=text[: begun.start()].strip())
            return _with_operation(rest, reading) or _ended(rest, reading)
    return None


def _with_operation(text: str, reading: Reading) -> Reading | None:
    """The part from an operation's first words on."""
    for operation in sorted(OPERATIONS, key=lambda one: (not one.is_of(reading.task), -len(plain(one.begins)))):
        open_ended = operation.begins.endswith("} ")
        begun = _found(pattern(operation.begins) + (rf"\s+(?={_END})" if open_ended else r"\s*"), text)
        if begun is not None:
            around = " ".join(filter(None, (reading.around, text[: begun.start()].strip())))
            okta = f"{reading.okta}{plain(operation.begins)} "
            username = begun[1] if "{username}" in operation.begins else ""
            found = replace(reading, okta=okta, operation=operation, username=username, around=around)
            return _ended(text[begun.end() :], found)
        first = operation.begins.partition("{")[0]
        if len(first) > _LONG and (begun := _found(rf"{re.escape(first.rstrip())}(?: [^:]*)?$", text)):
            around = " ".join(filter(None, (reading.around, text[: begun.start()].strip())))
            okta = f"{reading.okta}{first.rstrip()}"
            return replace(reading, okta=okta, operation=operation, around=around, broken_off=True)
    return None


def _ended(text: str, reading: Reading) -> Reading:
    """What the message ends with: the provider's status and words, or words of Okta's own."""
    limited = _found("^" + pattern(wording.RATE_LIMITED) + r"[. ]*", text)
    if limited is not None:
        reading = replace(reading, limited=True, okta=reading.okta + wording.RATE_LIMITED)
        text = text[limited.end() :]
        if not text:
            return replace(reading, status=HTTPStatus.TOO_MANY_REQUESTS.value, broken_off=True)
    if answered := _STATUS.match(text):
        return _answered(answered, reading)
    if text.startswith("Invalid JSON"):
        return _parsed(text, reading)
    return _of_okta(text, reading) or replace(reading, strange=text)


def _answered(answered: re.Match[str], reading: Reading) -> Reading:
    phrase, remote = answered["phrase"], answered["remote"]
    status = _STATUSES.get(phrase) or int(phrase)
    reading = replace(reading, status=status, okta=reading.okta + phrase + (answered["untested"] or ""))
    if remote is None:
        return reading
    if remote.startswith("Invalid JSON"):
        said = _parsed(remote, Reading())
        return replace(
            reading, remote=remote, theirs=said.okta, parser=said.parser, around=said.around or reading.around
        )
    return _remote(bare(remote), reading)


def _remote(text: str, reading: Reading) -> Reading:
    """The provider's half; a refusal of the Hub that the operation can get goes before others of the same words."""
    name = reading.operation.name if reading.operation else ""
    for rule in sorted(RULES, key=lambda one: bool(name) and name not in one.operations):
        for template in sorted(rule.templates, key=lambda one: one.count("{")):
            if re.fullmatch(pattern(template), text, re.IGNORECASE | re.DOTALL):
                return replace(reading, remote=text, theirs=plain(template), rule=rule)
    return replace(reading, remote=text, theirs=text)


def _parsed(text: str, reading: Reading) -> Reading:
    """The JSON parser's complaint, without the number of its reader; a cut-off one as it is."""
    found = _PARSER.match(text)
    if found is None:
        return replace(reading, okta=reading.okta + text, parser=text)
    said = found[0].replace(found[1], ASIDE)
    return replace(reading, okta=reading.okta + said, parser=said, around=_beside(text, found, reading.around))


def _of_okta(text: str, reading: Reading) -> Reading | None:
    for ending in ENDINGS:
        found = re.match(
            pattern(ending.template) + ("$" if ending.template.endswith("}") else r"(?!\w)"), text, re.IGNORECASE
        )
        if found and ending.operations and bool(ending.template) == bool(text):
            okta = reading.okta + plain(ending.template)
            return replace(reading, okta=okta, ending=ending, around=_beside(text, found, reading.around))
    return None


def _alone(text: str) -> Reading:
    """A part of a sentence: Okta's last words, the status and what was reported, or the provider's half alone."""
    words = rf"{_PHRASE}{pattern(_REPORTED)}|Invalid JSON: |" + "|".join(
        pattern(one.template) for one in ENDINGS if len(one.template) > _LONG and one.operations
    )
    reading = _remote(text, Reading())
    if reading.rule is not None:
        return reading
    begun = _found(words, text) if not _STATUS.match(text) else None
    start = begun.start() if begun else 0
    return _ended(text[start:], Reading(around=text[:start].strip()))


_LONG = 12
"""Characters from which words of Okta's are looked for within a text."""
_END = "|".join([
    rf"{_PHRASE.replace('?P<phrase>', '?:')}(?:{pattern(_REPORTED)}|[. ]*$)", pattern(wording.RATE_LIMITED),
    "Invalid JSON",
    *(pattern(one.template) for one in ENDINGS if one.template and "memberships" in one.operations),
])  # fmt: skip


def operations_of(reading: Reading) -> tuple[Operation, ...]:
    """The operations that the sentence can be about, the likeliest first."""
    if reading.operation is not None:
        same = [one for one in OPERATIONS if one.begins == reading.operation.begins and one.is_of(reading.task)]
        return tuple(same) or (reading.operation,)
    said = reading.ending or reading.rule
    names = said.operations if said else ("create", *(one.name for one in OPERATIONS))
    if reading.ending is not None and not names:
        return ()
    fitting = [one for one in OPERATIONS if one.is_of(reading.task)]
    return tuple(sorted((one for one in fitting if one.name in names), key=lambda one: names.index(one.name)))


def requests_of(operation: Operation, reading: Reading) -> tuple[str, ...]:
    """The requests that can have failed, as far as what was said tells them apart."""
    named = (reading.ending.on if reading.ending else ()) or (reading.rule.on if reading.rule else ())
    return tuple(one for one in operation.on if one in named) or operation.on


def nearest(reading: Reading) -> tuple[str, list[str], float]:
    """The known sentence that is nearest to a strange text, what differs in words, and how like they are, of 1."""
    strange = reading.strange.split()
    known = [one.split() for one in _sentences(whole=not reading.okta)]
    likeness = [difflib.SequenceMatcher(None, _lower(one), _lower(strange)).ratio() for one in known]
    best = known[likeness.index(max(likeness))]
    return " ".join(best), list(_differences(best, strange)), max(likeness)


def _sentences(*, whole: bool) -> Iterator[str]:
    yield from (plain(one.template) for one in ENDINGS if one.template)
    yield from (plain(one) for rule in RULES for one in rule.templates if whole)
    yield from (plain(one.begins) for one in OPERATIONS if whole)


def _lower(words: Iterable[str]) -> list[str]:
    return [word.casefold().strip(".,:;\"'") for word in words]


def _differences(known: list[str], given: list[str]) -> Iterator[str]:
    for kind, a, b, c, d in difflib.SequenceMatcher(None, _lower(known), _lower(given)).get_opcodes():
        theirs, ours = " ".join(known[a:b]), " ".join(given[c:d])
        if kind != "equal" and theirs != ASIDE:
            yield (
                f'"{ours}" instead of "{theirs}"' if ours and theirs else f'"{ours}" more' if ours else f'no "{theirs}"'
            )
