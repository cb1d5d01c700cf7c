"""Municipalities × indicators at one look: a table whose cells say by word, sign and colour how each figure stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from ilmiotaulu.schema import STATUSES_OF_HIDDEN
from ilmiotaulu.statements import Direction, Figure, value_words
from ilmiotaulu.statistics.comparison import Result
from ilmiotaulu.text import t
from ilmiotaulu.ui.components.tables import row, table

RugResult = Result | Literal["hidden"]

# A hollow dot is "cannot be told apart" in every picture.
SIGNS: Mapping[str, str] = {
    "much_lower": "▼▼",
    "lower": "▼",
    "similar": "○",
    "higher": "▲",
    "much_higher": "▲▲",
    "not_compared": "–",
    # Its hatching is its sign.
    "hidden": "",
}
_JUDGED = ("better", "worse")
_STRENGTH = {"much_lower": 2, "lower": 1, "higher": 1, "much_higher": 2}


@dataclass(frozen=True)
class RugCell:
    """A figure in words and how it stands against its benchmark.

    `is_better` is `None` where the indicator has no polarity, and counts only where the figure is lower or higher.
    """

    result: RugResult
    words: str
    is_better: bool | None = None


@dataclass(frozen=True)
class RugRow:
    """A place and its cells, one a column."""

    name: str
    cells: Sequence[RugCell]
    is_chosen: bool = False


def rug_cell(figure: Figure | None, result: Result | None, polarity: Direction, lang: str) -> RugCell:
    """The cell of a figure and of its comparison; one that was not compared says so by having neither colour."""
    if figure is None or figure.status != "ok":
        is_hidden = figure is not None and figure.status in STATUSES_OF_HIDDEN
        status = figure.status if figure else "not_available"
        return RugCell("hidden" if is_hidden else "not_compared", t(f"status.{status}.short", lang))
    told = result or "not_compared"
    is_better = None
    if polarity != "none" and told not in ("similar", "not_compared"):
        is_better = (polarity == "higher_is_better") == told.endswith("higher")
    return RugCell(told, value_words(figure, lang), is_better)


def rug(
    columns: Sequence[str], rows: Sequence[RugRow], caption: str, legend: Sequence[tuple[str, str]], lang: str
) -> str:
    """The table and under it what its signs and colours mean.

    `legend` has the word of every result, and of `better` and `worse` where cells are judged, in the order in which
    they are read; a cell says its words to those who do not see its sign and colour. Raises `ValueError` when a row has
    not one cell a column, when a cell has no word in the legend, and when a hidden one has a digit in its words.
    """
    words = dict(legend)
    lines = []
    for one in rows:
        if len(one.cells) != len(columns):
            raise ValueError(f"{one.name} has {len(one.cells)} cells for {len(columns)} columns")
        cells = [(_cell(cell, words, one.name), f"n {_look(cell.result, _judgement(cell))}") for cell in one.cells]
        lines.append(row([(escape(one.name), ""), *cells], chosen=one.is_chosen))
    head = [(t("column.area", lang), ""), *((name, "n") for name in columns)]
    return table(caption, head, lines, is_titled=True, kind="ilmio-rug") + _key(legend)


def _judgement(cell: RugCell) -> str:
    if cell.is_better is None or cell.result not in _STRENGTH:
        return ""
    return "better" if cell.is_better else "worse"


def _look(result: str, judgement: str) -> str:
    """The class of a cell; that of a hidden figure is not `hidden`, which style sheets take at its word."""
    if result == "hidden":
        return "withheld"
    strength = _STRENGTH.get(result)
    return f"{judgement or result.removeprefix('much_')}-{strength}" if strength else result


def _cell(cell: RugCell, words: Mapping[str, str], name: str) -> str:
    if cell.result == "hidden" and any(sign.isdigit() for sign in cell.words):
        raise ValueError(f"{name} has a hidden figure, and no figure to show: {cell.words}")
    asked = [part for part in (cell.result, _judgement(cell)) if part]
    if missing := [part for part in asked if part not in words]:
        raise ValueError(f"the legend has no word for {', '.join(missing)}")
    told = ", ".join(words[part] for part in asked)
    heard = f'<span class="ilmio-heard">{escape(told)}: </span>' if told != cell.words else ""
    sign = SIGNS[cell.result]
    seen = f'<span class="sign" aria-hidden="true">{sign}</span>' if sign else ""
    return f"{seen}{heard}{escape(cell.words)}"


def _key(legend: Sequence[tuple[str, str]]) -> str:
    """What signs and colours mean; better and worse are colours with an edge, the others signs."""
    if unknown := [key for key, _ in legend if key not in (*SIGNS, *_JUDGED)]:
        raise ValueError(f"the legend has a word for {', '.join(unknown)}, which no cell can be")
    items = (
        f'<li><span class="{f"{key}-1" if key in _JUDGED else _look(key, "")}" aria-hidden="true">'
        f"{SIGNS.get(key, '')}</span> {escape(word)}</li>"
        for key, word in legend
    )
    return f'<ul class="ilmio-rug-key">{"".join(items)}</ul>' if legend else ""
