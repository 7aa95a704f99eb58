"""`Iso3166Convert.*` (mappings 2): country codes into one another and into names; the table is pycountry's."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from simulator.okta.expression.failures import COUNTRY, FunctionError
from simulator.okta.expression.library import Function, named
from simulator.okta.expression.scope import Evaluation
from simulator.okta.expression.values import as_text, shown


@dataclass(frozen=True, slots=True)
class Country:
    """A country: its codes and its common short name, `United States` [OIE]."""

    alpha2: str
    alpha3: str
    numeric: str
    name: str


@lru_cache(maxsize=1)
def _countries() -> dict[str, Country]:
    """Every country by its three codes and its names, the names in lower case; read at the first need."""
    import pycountry  # 30 ms that only these functions need

    table = {}
    for entry in pycountry.countries:
        name = getattr(entry, "common_name", entry.name)
        country = Country(entry.alpha_2, entry.alpha_3, entry.numeric, name)
        names = (name, entry.name, getattr(entry, "official_name", name))
        table.update(dict.fromkeys((entry.alpha_2, entry.alpha_3, entry.numeric), country))
        table.update(dict.fromkeys((written.lower() for written in names), country))
    return table


def find_country(code: str, *, exact: bool = False, names: bool = False) -> Country | None:
    """The country with that alpha-2, alpha-3 or numeric code, or with `names` that name; None if there is none."""
    code = code.strip()
    if code.isascii() and code.isdigit() and len(code) <= 3:
        return _countries().get(code.zfill(3))
    if len(code) in (2, 3):
        return _countries().get(code if exact else code.upper())
    return _countries().get(code.lower()) if names else None


def country_of(text: str) -> Country:
    """The Identity Engine's `parseCountryCode`: codes and names [OIE]; raises COUNTRY."""
    country = find_country(text, names=True)
    if country is None:
        raise FunctionError(COUNTRY, f"no country has the code or name {shown(text)}")
    return country


def _converted(evaluation: Evaluation, code: str | None, form: Callable[[Country], str]) -> str | None:
    settings = evaluation.scope.settings
    country = find_country(code, exact=settings.country_case == "exact") if code else None
    if country is not None:
        return form(country)
    if settings.unknown_country == "null":
        return None
    raise FunctionError(COUNTRY, f"no country has the code {shown(code)}")


def _function(name: str, form: Callable[[Country], str]) -> Function:
    def convert(evaluation: Evaluation, code: str | None) -> str | None:
        return _converted(evaluation, code, form)

    return Function(f"Iso3166Convert.{name}", (as_text,), convert, surroundings=True)


FORMS: dict[str, Callable[[Country], str]] = {
    "toAlpha2": lambda country: country.alpha2,
    "toAlpha3": lambda country: country.alpha3,
    "toNumeric": lambda country: country.numeric,
    "toName": lambda country: country.name,
}
"""What each conversion gives."""

COUNTRY_FUNCTIONS = named(*(_function(name, form) for name, form in FORMS.items()))
