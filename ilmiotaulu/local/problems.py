"""What is wrong with a filled-in file, said so that a person can put it right in one round."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import polars as pl

from ilmiotaulu.text import t

Severity = Literal["error", "notice"]

# Why a file is not looked at further.
Refusal = Literal[
    "empty",
    "not_a_spreadsheet",
    "old_xls",
    "password",
    "macros",
    "damaged",
    "too_large",
    "unpacks_too_large",
    "too_many_cells",
    "huge_cell",
    "unknown_template",
    "newer_version",
    "no_headings",
    "no_rows",
    "only_examples",
    "identity_code",
    "email",
    "phone",
    "person_name",
    "personal_heading",
    "client_heading",
    "client_rows",
]
# What can be put right in the file, and what is only told.
Mistake = Literal[
    "unknown_column",
    "misspelt_column",
    "column_without_heading",
    "repeated_column",
    "missing_column",
    "other_sheet",
    "formula",
    "error_value",
    "missing_value",
    "too_long",
    "not_a_number",
    "not_a_count",
    "not_whole",
    "thousands",
    "negative",
    "below_min",
    "above_max",
    "not_a_month",
    "not_a_day",
    "not_a_year",
    "in_future",
    "unknown_choice",
    "misspelt_choice",
    "unknown_municipality",
    "misspelt_municipality",
    "merged_municipality",
    "unknown_place",
    "misspelt_place",
    "no_places",
    "unknown_measure",
    "misspelt_measure",
    "above_other",
    "before_other",
    "half_point",
    "same_point",
    "repeated_row",
    "repeated_counts",
    "above_total",
    "more",
]
Kind = Refusal | Mistake
# A value that is wrong and that nobody may know: the remedy says what to do then, as the column allows.
_MAY_BE_UNKNOWN: frozenset[Kind] = frozenset(
    (
        "error_value",
        "not_a_number",
        "not_a_count",
        "not_whole",
        "negative",
        "below_min",
        "above_max",
        "not_a_day",
        "not_a_year",
        "above_other",
    )
)


@dataclass(frozen=True)
class Problem:
    """One thing in a file. `kind` names the text `import.problem.<kind>` with its remedy, which takes `values`.

    `row` is the number that the spreadsheet shows, 0 when the problem is of the whole sheet; `column` is the heading as
    the file has it (the column's letter when it has none, the template's title when the file has no such column).
    `values` are words of the file's own language. An `error` keeps the file from being taken in; a `notice` only tells
    (a merged municipality). `may_be_empty` says whether the column takes an empty cell, of a problem in a cell.
    """

    kind: Kind
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    severity: Severity = "error"
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    may_be_empty: bool | None = None

    def told(self, lang: str) -> str:
        """What is wrong and what to do, in `lang`; not where."""
        told = t(f"import.problem.{self.kind}", lang, **self.values)
        if self.kind not in _MAY_BE_UNKNOWN or self.may_be_empty is None:
            return told
        return f"{told} {t('import.unknown.empty_cell' if self.may_be_empty else 'import.unknown.no_row', lang)}"


@dataclass(frozen=True)
class Heading:
    """A heading in a file: its text (the column's letter when it has none), where it stands, and the template's column.

    `row` counts from 1 as the spreadsheet shows, `at` from 0 at the left.
    """

    text: str
    row: int
    at: int
    column: str | None


@dataclass(frozen=True, eq=False)
class Checked:
    """A file that was read: its template, its rows as the template's columns, and every problem.

    `rows` has `row`, the number in the spreadsheet, and a column for each column of the template: ids of choices and
    measures, names of places as in their list, municipality codes `KUxxx`, months `2026-03`, `Int32` years, `Date`
    days, `Int64` counts, `Float64` numbers, texts. Rows with an error are left out of it.
    `sheet` and `headings` tell where in the file the rows were found.
    """

    template: str
    rows: pl.DataFrame
    problems: tuple[Problem, ...]
    sheet: str = ""
    headings: tuple[Heading, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether the file can be taken in."""
        return not any(problem.severity == "error" for problem in self.problems)


class Refused(Exception):
    """A file that is not looked at further: `problem` says why. Nothing of its content is in the message."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.kind)
