"""What all verbs share: a name, an argument, a place in Okta's Admin Console, words for people, and what they do."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, Self, get_type_hints

from pydantic import ValidationError

from simulator.okta.org import Job
from simulator.scenario.fields.declared import Declared, carried, refusals
from simulator.scenario.fields.kinds import GroupAlias, Kind, Refers, UserAlias
from simulator.scenario.fields.request_lines import RequestLine
from simulator.scenario.fields.scalars import is_none, sentence, wrong
from simulator.verbs.tenant import Tenant, find

Reference = tuple[tuple[str | int, ...], str, Kind]
"""Where in an argument an alias stands, the alias, and what it must be."""


class Verb(Declared):
    """What somebody can do. A subclass bears its verb's name (`PushNow` is `push_now`); its fields are the argument.

    Its first line of documentation is what editors show; aliases among its fields say what they refer to
    (`UserAlias`, `GroupAlias`), which is all that `check` needs to know.
    """

    place: ClassVar[str] = ""
    """Where in Okta's Admin Console it is done; empty where it is done elsewhere."""
    says: ClassVar[str] = ""
    """What the administrator does there (`clicks Push now`); a whole sentence where there is no place."""
    does: ClassVar[Callable[..., Sequence[Job] | None] | None] = None
    """Okta's rule for it: a function of the org, of the app where the verb is about it, and of the argument by name."""
    stub_only: ClassVar[bool] = False
    """Whether it moves the bundled stub, and means nothing to an endpoint."""
    creates: ClassVar[Kind | None] = None
    """What the argument's `alias` stands for from here on."""

    @classmethod
    def of(cls, **fields: Any) -> Self:
        """The verb with an argument that was checked elsewhere, as the Management API checks its bodies."""
        return cls.model_construct(**fields)

    @classmethod
    def bare(cls) -> bool:
        """Whether the verb may stand without an argument."""
        return not any(field.is_required() for field in cls.model_fields.values())

    @classmethod
    def verb(cls) -> str:
        """The name of the verb, as a scenario writes it."""
        return _name(cls.__name__)

    @classmethod
    def deed(cls) -> str:
        """One sentence for a page: where in Okta an administrator does what."""
        return f"In {cls.place}, the administrator {cls.says}." if cls.place else cls.says

    @classmethod
    def about_the_app(cls) -> bool:
        """Whether it is done to the app integration; the others are of the directory, the Hub or the clock."""
        return bool(cls.place) and not cls.place.startswith("Directory")

    @classmethod
    def recorded(cls, data: Any) -> Any:
        """The argument as the record may show it; `data` is what was written, as plain JSON data."""
        return data

    def written(self) -> Any:
        """The argument as a scenario writes it, as JSON data: its shorthand where that says all, None where nothing is
        to be said. It holds no password and no token.
        """
        shown = type(self).recorded(plain(self))
        alone = list(shown) == [self.direct] and not isinstance(shown[self.direct], dict)
        return shown[self.direct] if alone else shown or None

    def do(self, tenant: Tenant) -> list[Job]:
        """Do it; the jobs that follow.

        Raises:
            Refused: Okta, or the Hub's page, would not do it; or the app, a person or a group has been deleted.
        """
        if self.about_the_app():
            find(tenant.org.apps, tenant.app.id, "AppInstance")
        return self.act(tenant)

    def act(self, tenant: Tenant) -> list[Job]:
        """What `do` does, the app integration being there where the verb is about it."""
        rule = type(self).does
        if rule is None:
            raise NotImplementedError(self.verb())
        subjects = (tenant.org, tenant.app) if self.about_the_app() else (tenant.org,)
        return list(rule(*subjects, **self.led(tenant)) or ())

    def led(self, tenant: Tenant) -> dict[str, Any]:
        """The argument by name, each alias in it led to the person or group it stands for.

        Raises:
            Refused: one of them has been deleted.
        """
        finders = self.finders(tenant)
        argument = {name: getattr(self, name) for name in type(self).model_fields}
        for name, kind in _referring(type(self)).items():
            held, lead = argument[name], finders[kind]
            if held is not None:
                argument[name] = tuple(map(lead, held)) if isinstance(held, tuple) else lead(held)
        return {name: list(held) if isinstance(held, tuple) else held for name, held in argument.items()}

    def finders(self, tenant: Tenant) -> dict[Kind, Callable[[str], Any]]:
        """What aliases stand for, by what they must be."""
        return {"user": tenant.user, "group": tenant.group, "user or group": tenant.user_or_group}

    def passwords(self) -> tuple[str, ...]:
        """The passwords in the argument, which nothing may show."""
        return ()

    def expressions(self) -> Iterator[tuple[str, str, str | None]]:
        """The expressions in the argument: key, text, and `apply` of the mapping row or username rule it is for."""
        return iter(())

    def references(self) -> Iterator[Reference]:
        """Every alias in the argument that must lead somewhere."""
        for name, kind in _referring(type(self)).items():
            held = getattr(self, name)
            key = type(self).model_fields[name].alias or name
            if isinstance(held, tuple):
                yield from (((key, number), alias, kind) for number, alias in enumerate(held))
            elif held is not None:
                yield (key,), held, kind


class OneUser(Verb):
    """What is done to one person, whose alias may stand alone."""

    direct: ClassVar[str] = "user"

    user: UserAlias
    """The person."""


class OneGroup(Verb):
    """What is done to one group, whose alias may stand alone."""

    direct: ClassVar[str] = "group"

    group: GroupAlias
    """The group."""


def plain(value: Any) -> Any:
    """What a field holds, as JSON data."""
    match value:
        case Declared():
            return {
                field.alias or name: plain(getattr(value, name))
                for name, field in type(value).model_fields.items()
                if getattr(value, name) != field.get_default(call_default_factory=True)
            }
        case RequestLine():
            return value.text
        case tuple() | list():
            return [plain(item) for item in value]
        case dict():
            return {str(key): plain(member) for key, member in value.items()}
    return value


def duration(seconds: float) -> str:
    """Seconds as a scenario writes them: `300s`."""
    return f"{seconds:.3f}".rstrip("0").rstrip(".") + "s"


@cache
def _name(class_name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", class_name).lower()


@cache
def _referring(verb: type[Verb]) -> dict[str, Kind]:
    """The fields that hold aliases, and what those must be."""
    hints = get_type_hints(verb, include_extras=True)
    found = {name: _refers(hints[name]) for name in verb.model_fields}
    return {name: kind for name, kind in found.items() if kind is not None}


def _refers(hint: Any) -> Kind | None:
    own = next((one.kind for one in getattr(hint, "__metadata__", ()) if isinstance(one, Refers)), None)
    return own or next((kind for part in getattr(hint, "__args__", ()) if (kind := _refers(part))), None)


def verbs_in(*modules: Any) -> dict[str, type[Verb]]:
    """The verbs that modules declare, by name, in the order in which they stand there."""
    return {
        one.verb(): one
        for module in modules
        for name, one in vars(module).items()
        if isinstance(one, type) and issubclass(one, Verb) and one.__module__ == module.__name__ and name[0] != "_"
    }


def read_argument(verbs: Mapping[str, type[Verb]], name: str, raw: Any, context: Any) -> Verb:
    """What `raw` means under the key `name`, one of `verbs`; `context` knows the attributes' types.

    Raises:
        ValidationError: it means nothing there; the places in it begin with `name`.
    """
    verb = verbs[name]
    if is_none(raw) and not verb.bare():
        raise refusals([((name,), sentence(f"`{name}` {_needs(verb)}", key=True))])
    if not is_none(raw) and raw != {} and not verb.model_fields:
        raise refusals([((name,), wrong("takes no argument; remove what stands after the colon"))])
    try:
        return verb.model_validate({} if is_none(raw) else raw, context=context)
    except ValidationError as why:
        raise refusals(carried(why, (name,))) from None


def _needs(verb: type[Verb]) -> str:
    if verb.direct:
        return "needs a value after the colon"
    required = [field.alias or name for name, field in verb.model_fields.items() if field.is_required()]
    return f"needs {' and '.join(f'`{key}`' for key in required or verb.written_keys())}"
