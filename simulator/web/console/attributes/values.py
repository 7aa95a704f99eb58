"""Values of attributes as text in a form's fields, and what somebody typed there as a scenario would write it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.okta.org import App, Profile
from simulator.scenario.yaml.document import Plain
from simulator.web.console.pages import Deed


@dataclass(frozen=True)
class Field:
    """A field of a form: an attribute's variable name, its display name and type, the value it has now, and what is to
    be said of it.
    """

    name: str
    title: str
    type: str
    value: Any
    enum: tuple[object, ...] = ()
    required: bool = False
    note: str = ""

    @property
    def text(self) -> str:
        """The value as text: a list has a line for each, and no value is empty."""
        return written(self.value)

    @property
    def choices(self) -> list[str]:
        """The values there are to choose from, the present one among them; none where anything may be typed."""
        fixed = ["true", "false"] if self.type == "boolean" else [written(one) for one in self.enum]
        return list(dict.fromkeys([*fixed, self.text])) if fixed and self.type != "array" else []

    @property
    def long(self) -> bool:
        """Whether it takes several lines."""
        return self.type == "array" or "\n" in self.text


def written(value: Any) -> str:
    """A value as the text of a field."""
    if isinstance(value, list):
        return "\n".join(map(written, value))
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def read(text: str, data_type: str) -> Any:
    """What is typed for an attribute of a type, as a scenario writes it; None where the field was emptied.

    Whether it is a number where one is needed is for the verb to say: a text that is none is passed on as it is.
    """
    if not text:
        return None
    if data_type == "array":
        return [line for line in text.split("\n") if line]
    return text if data_type == "string" else Plain(text.strip())


def changed(deed: Deed, types: Mapping[str, str]) -> Profile:
    """The attributes whose field no longer holds what the page showed, with what is typed there now.

    What nobody touched is not sent, so that it goes on following its mapping.
    """
    typed = {name: (_typed(deed, f"value.{name}"), _typed(deed, f"was.{name}")) for name in types}
    return {name: read(now, types[name]) for name, (now, was) in typed.items() if now != was}


def changed_text(deed: Deed, name: str) -> str | None:
    """The text of a field that no longer holds what the page showed, else None."""
    now = _typed(deed, f"value.{name}")
    return now if now != _typed(deed, f"was.{name}") else None


def _typed(deed: Deed, key: str) -> str:
    """Browsers send every end of a line as CR LF."""
    return str(deed.form.get(key, "")).replace("\r\n", "\n")


def app_types(app: App) -> dict[str, str]:
    """The attributes that an assignment's dialog has fields for, by name, with their types: all but the username."""
    return {name: attribute.type for name, attribute in app.schema.items() if name != "userName"}


def app_fields(app: App, profile: Profile, notes: Mapping[str, str], *, group: bool = False) -> list[Field]:
    """A field for each attribute of the app, for a `group` those that a group may give values to (okta-console 4)."""
    return [
        Field(
            name, one.title or name, one.type, profile.get(name), one.enum, one.required and not group,
            notes.get(name, ""),
        )
        for name, one in app.schema.items()
        if name != "userName" and not (group and one.scope == "personal")
    ]  # fmt: skip
