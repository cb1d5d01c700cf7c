"""What is wrong with a filled-in file, said so that a person can put it right in one round."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import polars as pl

Severity = Literal["error", "notice"]


@dataclass(frozen=True)
class Problem:
    """One thing in a file. `kind` names the text `import.problem.<kind>` with its remedy, which takes `values`.

    `row` is the number that the spreadsheet shows, 0 when the problem is of the whole sheet; `column` is the heading as
    the file has it. An `error` keeps the file from being taken in; a `notice` only tells (a merged municipality).
    """

    kind: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    severity: Severity = "error"
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, eq=False)
class Checked:
    """A file that was read: its template, its rows as the template's columns, and every problem.

    `rows` has a column for each column of the template (`Utf8` ids for choices, municipality codes `KUxxx`, months
    `2026-03`, days and numbers as their own types) and `row`, the number in the spreadsheet; rows with an error are
    left out of it.
    """

    template: str
    rows: pl.DataFrame
    problems: tuple[Problem, ...]

    @property
    def is_sound(self) -> bool:
        """Whether the file can be taken in."""
        return not any(problem.severity == "error" for problem in self.problems)


class Refused(Exception):
    """A file that is not looked at further: `problem` says why. Nothing of its content is in the message."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.kind)
