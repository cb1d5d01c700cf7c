"""Rows of the region's own files, written as lines, and what a check of them would give."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl

from ilmiotaulu.local.problems import Checked
from ilmiotaulu.local.templates import Template, load_templates
from ilmiotaulu.settings import PROJECT
from pipelines.local.keeping import Given, Origin, columns_of

TEMPLATES: Mapping[str, Template] = load_templates(PROJECT / "data" / "templates")
USE, CENTRES, CONTACT, NETWORK, MEASURES = (
    TEMPLATES[name] for name in ("family_centre_use", "family_centres", "one_contact", "network", "shared_measures")
)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
FILE = "f" * 64


def frame(template: Template, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows with every column of the template; what is not given is empty."""
    names = columns_of(template).names()
    whole = [{name: row.get(name) for name in names} for row in rows]
    return pl.DataFrame(whole, schema=columns_of(template), orient="row")


def checked(template: Template, *rows: Mapping[str, Any]) -> Checked:
    made = frame(template, rows)
    return Checked(template.id, made.with_row_index("row", offset=2), ())


def given(template: Template, *rows: Mapping[str, Any], is_example: bool = False, at: datetime = NOW) -> Given:
    """Rows that take part in a build, all of one import."""
    made = frame(template, rows).with_columns(pl.lit(1, pl.Int32).alias("import"))
    return Given(template, made, (Origin(1, "koordinaattori", at, FILE, 100),), is_example)


def place(name: str, municipality: str, **more: Any) -> dict[str, Any]:
    return {"place": name, "kind": "centre", "run_by": "county", "municipality": municipality, **more}


def use(place: str, month: str, visits: int, age: str = "all", **more: Any) -> dict[str, Any]:
    return {"place": place, "month": month, "age_group": age, "visits": visits, **more}


def year_of_use(place: str, year: int, visits: int, **more: Any) -> list[dict[str, Any]]:
    return [use(place, f"{year}-{month:02d}", visits, **more) for month in range(1, 13)]


def contact(municipality: str, month: str, contacts: int, **more: Any) -> dict[str, Any]:
    return {"municipality": municipality, "month": month, "contacts": contacts, **more}


def year_of_contacts(municipality: str, year: int, contacts: int, **more: Any) -> list[dict[str, Any]]:
    return [contact(municipality, f"{year}-{month:02d}", contacts, **more) for month in range(1, 13)]
