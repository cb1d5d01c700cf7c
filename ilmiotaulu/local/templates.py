"""Templates of local files as people agreed on them: `data/templates/<id>.toml`, one file a template."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ilmiotaulu.catalogue import Text
from ilmiotaulu.text import LANGUAGES

ColumnKind = Literal["place", "municipality", "measure", "month", "day", "year", "count", "number", "choice", "text"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(_Model):
    """One of the values of a choice: what we keep (`id`) and what people write."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    title: Text


class Column(_Model):
    """A column: what may stand in it, and what it means.

    `default` is what an empty cell means; `at_most` and `not_before` name a column that it may not exceed or precede.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: ColumnKind
    title: Text
    definition: Text
    required: bool = False
    default: str | None = None
    min: float | None = None
    max: float | None = None
    at_most: str | None = None
    not_before: str | None = None
    options: tuple[Option, ...] = ()


class Template(_Model):
    """A file that people fill in: one row is one `key`.

    A later file replaces the rows of an earlier one that have the same `owner` and `period`; without them it replaces
    the whole earlier file. In the rows of one owner and period that differ in `total_of` only, that with `total_option`
    is at least the sum of the others.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: int = Field(ge=1)
    title: Text
    purpose: Text
    key: tuple[str, ...]
    owner: str | None = None
    period: str | None = None
    total_of: str | None = None
    total_option: str | None = None
    columns: tuple[Column, ...]

    @model_validator(mode="after")
    def _names_its_own_columns(self) -> "Template":
        there = {column.id for column in self.columns}
        named = {self.owner, self.period, self.total_of, *self.key}
        named |= {name for column in self.columns for name in (column.at_most, column.not_before)}
        if not named - {None} <= there:
            raise ValueError("unknown_column")
        return self

    @property
    def headings(self) -> Mapping[str, str]:
        """The column's id by what may stand above it: its title in any language, or the id itself."""
        of_title = {column.title.in_language(lang): column.id for column in self.columns for lang in LANGUAGES}
        return of_title | {column.id: column.id for column in self.columns}

    def column(self, name: str) -> Column:
        """The column with this id; `KeyError` when there is none."""
        return {column.id: column for column in self.columns}[name]


def load_templates(folder: Path) -> Mapping[str, Template]:
    """The templates in `folder` by id; `ValueError` when one does not hold together."""
    made = (Template.model_validate(tomllib.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.toml")))
    return {template.id: template for template in made}
