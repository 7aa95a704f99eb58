"""What the arguments of all verbs share."""

from typing import Any, ClassVar

from pydantic import ValidationError

from simulator.scenario.declared import Declared, carried, refusals
from simulator.scenario.scalars import is_none, sentence, wrong


class Argument(Declared):
    """A verb's argument, its shorthand written out."""

    bare: ClassVar[bool] = False
    """Whether the verb may stand without an argument."""

    @classmethod
    def recorded(cls, data: Any) -> Any:
        """The argument as the record may show it; `data` is what was written, as plain JSON data."""
        return data


def read_argument(verb: type[Argument], name: str, raw: Any, context: Any) -> Argument:
    """What `raw` means for a verb; `name` is the key it stands under, `context` knows the attributes' types.

    Raises:
        ValidationError: it means nothing there; the places in it begin with `name`.
    """
    if is_none(raw) and not verb.bare:
        raise refusals([((name,), sentence(f"`{name}` {_needs(verb)}", key=True))])
    if not is_none(raw) and raw != {} and not verb.model_fields:
        raise refusals([((name,), wrong("takes no argument; remove what stands after the colon"))])
    try:
        return verb.model_validate({} if is_none(raw) else raw, context=context)
    except ValidationError as why:
        raise refusals(carried(why, (name,))) from None


def _needs(verb: type[Argument]) -> str:
    if verb.direct:
        return "needs a value after the colon"
    required = [field.alias or name for name, field in verb.model_fields.items() if field.is_required()]
    return f"needs {' and '.join(f'`{key}`' for key in required or verb.written_keys())}"
