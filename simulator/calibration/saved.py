"""`oktasim.calibration.yaml`: the switches that a recording decided, as `oktasim play --calibration` takes them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ValidationError

from simulator.calibration.calibrating import Calibration
from simulator.calibration.judging import said
from simulator.calibration.shapes import difference_of, value_of
from simulator.errors import ScenarioError
from simulator.okta.wire import Wire
from simulator.scenario.fields.complaints import ScenarioErrors
from simulator.scenario.fields.declared import Declared
from simulator.scenario.fields.kinds import Whole
from simulator.scenario.fields.scalars import json_value
from simulator.scenario.loading import complaint, start_of, text_in
from simulator.scenario.model import Scenario
from simulator.scenario.parts.app import read_wire, wire_schema
from simulator.scenario.yaml.document import Document, read_document
from simulator.scenario.yaml.writing import comment_lines, flow

NAME = "oktasim.calibration.yaml"
"""What the file is called where nobody says otherwise."""
NONE = f"this is no calibration that this version reads; `oktasim calibrate ... -o {NAME}` writes one"
WHOLE = "a calibration"


class Saved(Declared):
    """What stands in the file. The order of the keys is that in which they are written."""

    calibration: Annotated[int, Whole(lambda raw: raw, lambda: {"const": 1})]
    """The number of this form: 1."""
    integration: Literal["aiw", "oin"] | None = None
    """How the recorded app was made, where the recording decides it; a scenario says for itself."""
    wire: Annotated[Wire, Whole(read_wire, wire_schema)] = Wire()
    """The switches that are decided; all others are what they are where nobody sets them."""

    _decided: frozenset[str] = frozenset()

    @property
    def decided(self) -> frozenset[str]:
        """The switches that stand in the file."""
        return self._decided

    def under(self, scenario: Scenario) -> Scenario:
        """The scenario with these switches, where its own `app.wire` says nothing of them."""
        own = (start_of(scenario).get("app") or {}).get("wire") or {}
        values = {
            name: getattr(scenario.app.wire if name in own else self.wire, name) for name in self.decided | {*own}
        }
        app = scenario.app.model_copy(update={"wire": Wire(**values)})
        return scenario.model_copy(update={"app": app})


def load_calibration(path: Path) -> Saved:
    """The calibration in a file.

    Raises:
        ScenarioError: it is none, or a value in it is none; with line and column.
        UnreadableError: it cannot be read.
    """
    document = _document(text_in(path).removeprefix("\ufeff"), str(path))
    written = json_value(document.data)
    if str(written.get("calibration")) != "1":
        raise ScenarioError(document.mark(("calibration",)), NONE)
    try:
        saved = Saved.model_validate(document.data, context=str(path))
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False)
        raise ScenarioErrors.of(complaint(error, document, WHOLE) for error in errors) from None
    saved._decided = frozenset(written.get("wire") or {})
    return saved


def _document(text: str, name: str) -> Document:
    try:
        return read_document(text, name)
    except ScenarioError as wrong:
        # what is YAML and no mapping is told of a scenario
        raise (ScenarioError(wrong.mark, NONE) if "scenario" in wrong.message else wrong) from None


def wire_lines(calibration: Calibration, indent: str = "") -> Iterator[str]:
    """The decided switches as a scenario's `wire:`; nothing where none is decided."""
    decided = calibration.of("decided")
    if decided:
        yield f"{indent}wire:"
    yield from (f"{indent}  {one.verdict.switch}: {flow(one.verdict.value)}" for one in decided)


def saved_text(calibration: Calibration, names: list[str]) -> str:
    """The whole file; `names` are those of the files that were recorded."""
    return "\n".join(_lines(calibration, names)) + "\n"


def _lines(calibration: Calibration, names: list[str]) -> Iterator[str]:
    yield from comment_lines(
        f"What {' and '.join(names)} decides of how Okta sends; `oktasim play --calibration {NAME}` takes it. A switch "
        "that is not here is open. Each comment says what another value would make different from the recording.",
        "",
    )
    yield "calibration: 1"
    integration = calibration.integration.verdict
    if integration.state == "decided":
        yield f"integration: {integration.value}"
    decided = calibration.of("decided")
    if decided:
        yield "wire:"
    for one in decided:
        if one.evidence is not None:
            shown = difference_of(one.evidence).replace("`", "")
            yield from comment_lines(f"with {value_of(one.verdict.switch, one.other)}, {shown}", "  ")
        yield f"  {one.verdict.switch}: {flow(one.verdict.value)}"
    for one in calibration.of("unexplained"):
        shown = "" if one.evidence is None else difference_of(one.evidence).replace("`", "")
        yield from comment_lines(f"not explained: {one.verdict.switch}: {shown}", "")
    for one in calibration.of("open"):
        fits = listed([value_of(one.verdict.switch, value) for value in one.verdict.fits])
        act = f"; to decide it: {one.verdict.would_decide}" if one.verdict.would_decide else ""
        yield from comment_lines(f"open: {one.verdict.switch} ({fits}){act}", "")


def listed(values: Sequence[Any]) -> str:
    """Values as a scenario writes them: `a, b or c`."""
    texts = [said(one) for one in values]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} or {texts[-1]}" if texts else "any"
