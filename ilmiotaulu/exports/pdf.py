"""A municipality's profile as a PDF: two pages, tagged for people who hear them, the same bytes for the same release.

The page is set by typst from `profile.typ`. All that is told reaches it as data, so no text is ever taken for markup.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from ilmiotaulu.charts.barometer import barometer_drawing
from ilmiotaulu.charts.printed import future_drawing, trend_drawing
from ilmiotaulu.charts.printed_map import map_drawing
from ilmiotaulu.exports.source import source_lines
from ilmiotaulu.exports.typeset import TooManyPages, typeset
from ilmiotaulu.text import day, number, t
from ilmiotaulu.views.handout import FuturePicture, Groups, Handout, TrendPicture
from ilmiotaulu.views.profile import ProfileRow
from ilmiotaulu.views.sheet import Cell, Sheet
from ilmiotaulu.views.trend import NUMBERS_OF

_TEMPLATE = "profile.typ"
# How many figures are compared, whether on a page of their own, and the air around each line, in points: the first that
# keeps the profile within its pages.
_ROOMS = (
    (60, True, 2.8),
    (60, True, 1.8),
    (60, False, 1.8),
    (44, False, 1.8),
    (32, False, 1.8),
    (20, False, 1.8),
    (10, False, 1.8),
)
_PAGES = 2
# Rules of sentences that say of a forecast that it has not met an outcome.
_UNTRIED = ("official_untried", "forecast_not_tried")
# The sizes of pictures, in points.
_TREND, _FUTURE, _MAP, _BAR = (163.0, 76.0), (250.0, 108.0), (128.0, 128.0), (88.0, 9.6)


def profile_pdf(handout: Handout, fonts: Path, lang: str) -> bytes:
    """A profile as PDF/UA-1 and PDF/A-2a. `fonts` is the folder of the fonts, the only ones that are used.

    It has two pages at most: the last figures of the largest phenomena give way, and their number is told. (Texts far
    longer than the catalogue's may take more.) Characters without a shape in the fonts are squares. The same profile
    gives the same bytes.
    """
    for room, on_new_page, air in _ROOMS:
        layout = {"most_pages": _PAGES, "on_new_page": on_new_page, "air": air}
        told = _told(handout, room, lang) | layout
        with suppress(TooManyPages):
            return typeset(_TEMPLATE, told, fonts, handout.fetched)
    return typeset(_TEMPLATE, told | {"most_pages": None}, fonts, handout.fetched)


def _told(handout: Handout, room: int, lang: str) -> dict[str, Any]:
    """Everything that the template sets, in its order."""
    place = handout.place.name
    return {
        "lang": lang,
        "title": t("pdf.title", lang, place=place),
        "kind": t("pdf.kind", lang),
        "place": place,
        "about": [one for one in (handout.county, handout.people) if one and one != place],
        "release": t("pdf.release", lang, release=handout.release, day=day(handout.fetched, lang)),
        "notices": list(handout.notices),
        "map": _map(handout, lang),
        "found": {
            "title": t("municipality.stands_out", lang),
            "lines": [one.text for one in handout.findings],
        },
        "directions": {
            "title": t("pdf.directions", lang),
            "lines": [*handout.courses, *(handout.directions or [t("pdf.no_directions", lang)])],
        },
        "hidden": _hidden(handout, lang),
        "children": _children(handout, lang),
        "trends": {
            "title": t("pdf.trends", lang),
            "names": list(handout.names),
            "band": t("column.interval", lang),
            "pictures": [_trend(one, place, lang) for one in handout.trends],
        },
        "figures": _figures(handout, room, lang),
        "sure": {"title": t("pdf.sure", lang), "lines": list(_sure(handout, lang))},
        "sources": {"title": t("pdf.sources", lang), "lines": _sources(handout, lang)},
    }


def _map(handout: Handout, lang: str) -> dict[str, Any] | None:
    if handout.shapes is None:
        return None
    drawing = map_drawing(handout.shapes, handout.area, handout.place.code, *_MAP)
    alt = t("pdf.map_alt", lang, place=handout.place.name, county=handout.county)
    return _picture(drawing, alt, _MAP)


def _picture(drawing: str, alt: str, size: Sequence[float]) -> dict[str, Any]:
    return {"drawing": drawing, "alt": alt, "width": size[0], "height": size[1]}


def _hidden(handout: Handout, lang: str) -> dict[str, Any] | None:
    if not handout.hidden:
        return None
    why = [f"{word}: {reason}" for word, reason in handout.reasons]
    return {"title": t("pdf.hidden", lang), "lines": ["; ".join(handout.hidden) + "."], "why": " ".join(why)}


def _children(handout: Handout, lang: str) -> dict[str, Any]:
    meaning = handout.meaning
    return {
        "title": t("pdf.children", lang),
        "key": t("pdf.children_key", lang),
        "pictures": [_future(one, lang) for one in handout.futures],
        "first_graders": meaning.first_graders.text if meaning and meaning.first_graders else "",
        "table": _meaning(meaning.sheet, lang) if meaning and meaning.sheet.rows else None,
    }


def _future(picture: FuturePicture, lang: str) -> dict[str, Any]:
    view, entry = picture.view, picture.indicator
    write = partial(number, lang=lang)
    drawing = future_drawing(view.observed, view.fan, view.projected, entry.decimals, write, *_FUTURE)
    # Of what cannot be judged yet nothing is said on paper.
    record = [one.text for one in view.record if one.rule not in _UNTRIED]
    return {
        "title": view.title,
        "unit": entry.unit_words,
        "picture": _picture(drawing, f"{view.title}, {entry.unit_words}. {view.sentence.text}", _FUTURE),
        "lines": [view.sentence.text, *record],
    }


def _trend(picture: TrendPicture, place: str, lang: str) -> dict[str, Any]:
    row, (own, *beside) = picture.row, picture.lines
    decimals, write = row.indicator.decimals, partial(number, lang=lang)
    drawing = trend_drawing(own, beside, decimals, write, *_TREND)
    # Of a figure that is not there the line ends earlier, and the words say why.
    change = row.change.text if row.change else "" if row.figure.status == "ok" else f"{row.time}: {row.own}."
    words = {"title": row.indicator.title, "unit": row.indicator.unit_words, "place": place}
    alt = t("pdf.trend_alt", lang, **words, own=row.own, time=row.time, change=change)
    return {
        "title": row.indicator.title,
        "unit": row.indicator.unit_words,
        "change": change,
        "picture": _picture(drawing, alt.strip(), _TREND),
    }


def _figures(handout: Handout, room: int, lang: str) -> dict[str, Any]:
    own, *others = handout.names
    kept = within_room(handout.groups, room)
    left_out = sum(len(rows) for _, rows in handout.groups) - sum(len(rows) for _, rows in kept)
    page = t("page.municipality", lang)
    return {
        "title": t("pdf.figures", lang),
        "how": t("municipality.barometer", lang),
        "head": [t("column.indicator", lang), own, t("column.interval", lang), t("column.barometer", lang), *others],
        "groups": [{"title": title, "rows": [_row(row) for row in rows]} for title, rows in kept],
        "left_out": t("pdf.left_out", lang, count=left_out, page=page) if left_out else "",
    }


def within_room(groups: Groups, room: int) -> Groups:
    """The groups with so many rows together at most: the longest one of them loses its last row first."""
    lengths = [len(rows) for _, rows in groups]
    while sum(lengths) > room:
        lengths[lengths.index(max(lengths))] -= 1
    return tuple((title, rows[:length]) for (title, rows), length in zip(groups, lengths, strict=True) if length)


def _row(row: ProfileRow) -> dict[str, Any]:
    alt = "; ".join(words for words in (row.bar_words, row.beside) if words)
    return {
        "title": row.indicator.title,
        # What has its unit after its number needs no other.
        "unit": row.indicator.unit_words if row.indicator.unit in NUMBERS_OF else "",
        "own": row.own,
        "is_there": row.figure.status == "ok",
        "time": row.time,
        "interval": row.interval,
        "bar": _picture(barometer_drawing(row.bar), alt, _BAR) if row.bar else None,
        "others": list(row.others),
    }


def _sure(handout: Handout, lang: str) -> Iterator[str]:
    yield t("pdf.sure_intervals", lang)
    if handout.compared:
        yield t("pdf.sure_compared", lang, compared=", ".join(handout.compared))
    yield t("pdf.sure_directions", lang)
    if any(one.view.fan for one in handout.futures):
        yield t("pdf.sure_forecasts", lang)
    yield t("pdf.sure_causes", lang)


def _sources(handout: Handout, lang: str) -> list[str]:
    # A licence is not torn apart.
    whole = [replace(one, licence=one.licence.replace(" ", "\N{NO-BREAK SPACE}")) for one in handout.origins]
    lines = source_lines(whole, lang)
    return [*lines, t("pdf.map_source", lang)] if handout.shapes else lines


def _meaning(sheet: Sheet, lang: str) -> dict[str, Any]:
    rows = [
        [_cell(cell, column.decimals, lang) for cell, column in zip(row, sheet.columns, strict=True)]
        for row in sheet.rows
    ]
    return {
        "title": t("future.meaning", lang),
        "note": sheet.subtitle,
        "head": [column.name for column in sheet.columns],
        "rows": rows,
    }


def _cell(cell: Cell, decimals: int, lang: str) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, tuple):
        return "–".join(number(limit, decimals, lang) for limit in cell)
    return cell if isinstance(cell, str) else number(cell, decimals, lang)
