"""A presentation that people can go on with: every chart, map and table is native and can be edited.

An organisation may give a template of its own. Of it are taken the layouts that have a title with a subtitle, and a
title with one place for content; everything stands in the places of those.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PackageNotFoundError
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Opened

from ilmiotaulu.charts.palette import TEXT
from ilmiotaulu.exports.ooxml import EMU_PER_POINT, NAMESPACES, attribute, fitting, height_of, held, paragraph, run
from ilmiotaulu.exports.pptx_charts import CORNERED, Alike, native_chart
from ilmiotaulu.exports.pptx_shapes import DARK, Box, Cell, class_fill, kind_words, map_group, table_frame
from ilmiotaulu.exports.source import source_lines
from ilmiotaulu.statements import with_unit
from ilmiotaulu.text import day, number, t
from ilmiotaulu.views.asked import asked
from ilmiotaulu.views.classes import HIDDEN, MISSING, WITHOUT
from ilmiotaulu.views.ranked import LeftOut, columns_of, in_sight
from ilmiotaulu.views.slides import (
    Bar,
    Bars,
    Deck,
    Dots,
    EmptyOrder,
    Figures,
    Funnel,
    Lines,
    MapPicture,
    Picture,
    Pyramid,
    Slide,
    Words,
)
from ilmiotaulu.views.texts import shortened

# What a server calls a presentation.
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

_WIDE = 16 / 9
# Sizes of letters that are tried, in points.
_TITLE = (32, 30, 28, 26, 24, 22, 20, 18, 16, 14)
_TOLD = (18, 17, 16, 15, 14, 13, 12)
# What is said after the first text is said in these letters, or left to the notes.
_EASY = 14
_ASKED = (28, 26, 24, 22, 20, 18, 16)
_CELLS, _KEYS = (16, 15, 14, 13, 12, 11, 10, 9, 8), (12, 11, 10, 9)
_SMALL, _SOURCES = 11.0, (11, 10)
# Parts of the place for content: of a picture, of a wide one, and of what is left between.
_PICTURE, _WIDE_PICTURE, _GAP = 0.68, 0.76, 0.025
_LINES_OF_SOURCE = 2
# Parts of a plot that the words of a corner have.
_CORNER = 0.38, 0.13
# The part of a map that has a table of its own beside it, and the part of the height that this is given.
_BESIDE_ITS_TABLE, _ROOM_OF_TABLE = 0.34, 0.95
# A table of more areas than these stands in two halves; more than these are told by their classes alone.
_ONE_COLUMN, _MOST_AREAS = 14, 40
# A table of more rows than these takes all the room there is.
_MOST_ROWS = 7
# Letters of a column beyond which its cells are broken.
_WIDEST = 28.0
_EARLIEST = (1980, 1, 1, 0, 0, 0)

_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_CONTENTS = (PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.BODY)
_FURNITURE = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)

TemplateFault = Literal["not_there", "not_a_presentation", "not_wide", "no_opening", "no_content"]


class BadTemplate(ValueError):
    """A template that cannot be used; `why` says what it lacks."""

    def __init__(self, path: Path, why: TemplateFault) -> None:
        self.path, self.why = path, why
        super().__init__(f"{path}: {why}")


def deck_pptx(deck: Deck, template: Path) -> bytes:
    """The slides after an opening one, in the look of the template; before one that is guessed stands its question.

    The same deck gives the same bytes. Raises `BadTemplate`.
    """
    presentation, layouts = _opened(template)
    _opening(presentation, layouts.opening, deck)
    for at, slide in enumerate(_in_order(deck), start=1):
        _content(presentation, layouts.content, slide, deck, at)
    _properties(presentation, deck)
    stream = io.BytesIO()
    presentation.save(stream)
    return _steady(stream)


def _in_order(deck: Deck) -> Iterator[Slide]:
    for slide in deck.slides:
        question = asked(slide, deck.place, deck.lang)
        yield from (question, slide) if question else (slide,)


# ---- the template -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Layouts:
    opening: Any
    content: Any


def check_template(template: Path) -> None:
    """Raises `BadTemplate` for a file that no presentation can be made in the look of."""
    _opened(template)


def _opened(template: Path) -> tuple[Opened, _Layouts]:
    try:
        presentation = Presentation(io.BytesIO(template.read_bytes()))
    except OSError as error:
        raise BadTemplate(template, "not_there") from error
    except (PackageNotFoundError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise BadTemplate(template, "not_a_presentation") from error
    if abs((presentation.slide_width or 0) / (presentation.slide_height or 1) - _WIDE) > 0.01:
        raise BadTemplate(template, "not_wide")
    layouts = list(presentation.slide_layouts)
    opening = next((one for one in layouts if _is_opening(one)), None)
    holding = [one for one in layouts if _is_content(one)]
    if opening is None:
        raise BadTemplate(template, "no_opening")
    if not holding:
        raise BadTemplate(template, "no_content")
    # A template may come with slides that show how it looks.
    slides = presentation.slides._sldIdLst
    for one in list(slides):
        presentation.part.drop_rel(one.rId)
        slides.remove(one)
    # One that holds anything comes before one that holds text alone.
    return presentation, _Layouts(opening, min(holding, key=lambda one: PP_PLACEHOLDER.OBJECT not in _kinds(one)))


def _kinds(layout: Any) -> list[PP_PLACEHOLDER]:
    kinds = [one.placeholder_format.type for one in layout.placeholders]
    return [kind for kind in kinds if kind not in _FURNITURE]


def _is_opening(layout: Any) -> bool:
    kinds = _kinds(layout)
    return len(kinds) == 2 and kinds.count(PP_PLACEHOLDER.SUBTITLE) == 1 and any(kind in _TITLES for kind in kinds)


def _is_content(layout: Any) -> bool:
    kinds = _kinds(layout)
    return len(kinds) == 2 and PP_PLACEHOLDER.TITLE in kinds and any(kind in _CONTENTS for kind in kinds)


# ---- slides -------------------------------------------------------------------------------------------------


def _opening(presentation: Opened, layout: Any, deck: Deck) -> None:
    """What the story is, where, of which release; and what has moved since it was made."""
    made = presentation.slides.add_slide(layout)
    told = t("csv.release", deck.lang, release=deck.release)
    fetched = t("source.fetched", deck.lang, time=day(deck.fetched, deck.lang))
    moved = [t("slide.moved", deck.lang, count=len(deck.moved))] if deck.moved else []
    subtitle = next(one for one in made.placeholders if one.placeholder_format.type == PP_PLACEHOLDER.SUBTITLE)
    _fill_title(made.shapes.title, deck.title, deck.lang)
    _fill(
        subtitle, [paragraph(run(one, deck.lang)) for one in (deck.place, f"{told}. {fetched}", *deck.notices, *moved)]
    )
    _notes(made, [(deck.title, deck.place), ("", told), *(("", one) for one in deck.moved)], deck.lang)


def _content(presentation: Opened, layout: Any, slide: Slide, deck: Deck, at: int) -> None:
    made = presentation.slides.add_slide(layout)
    body = next(one for one in made.placeholders if one.placeholder_format.type in _CONTENTS)
    _fill_title(made.shapes.title, slide.title, deck.lang)
    place = Box(body.left, body.top, body.width, body.height)
    source = round(1.25 * _SMALL * _LINES_OF_SOURCE * EMU_PER_POINT) if slide.origins else 0
    whole = Box(place.left, place.top, place.width, place.height - source)
    if slide.picture is None:
        _fill(body, [paragraph(run(one, deck.lang), before=8) for one in (slide.gap, slide.question) if one])
    elif isinstance(slide.picture, Words):
        size = fitting(slide.picture.lines, *whole.points, _ASKED, 12)
        _fill(body, [paragraph(run(one, deck.lang, size), before=12, is_plain=False) for one in slide.picture.lines])
    else:
        wide = round(whole.width * (_WIDE_PICTURE if _is_wide(slide.picture) else _PICTURE))
        beside = whole.left + wide + round(whole.width * _GAP)
        _draw(made, slide, Box(whole.left, whole.top, wide, whole.height), deck)
        _tell(body, slide, Box(beside, whole.top, whole.left + whole.width - beside, whole.height), deck.lang)
    if slide.origins:
        below = Box(place.left, place.top + place.height - source, place.width, source)
        _source(made, slide, below, deck)
    _number(made, layout, at)
    _notes(made, _told_in_notes(slide, deck), deck.lang)


def _is_wide(picture: Picture) -> bool:
    """Whether it is two things beside each other: a map with its table, places in two columns, two charts of ages; or
    a table of many rows.
    """
    if isinstance(picture, Bars):
        return len(columns_of(in_sight(picture.bars))) > 1
    if isinstance(picture, Pyramid):
        return picture.together is not None
    return isinstance(picture, MapPicture) or (isinstance(picture, Figures) and len(picture.rows) > _MOST_ROWS)


def _fill_title(title: Any, text: str, lang: str) -> None:
    width, height = title.width / EMU_PER_POINT, title.height / EMU_PER_POINT
    _fill(title, [paragraph(run(text, lang, fitting([text], width, height, _TITLE)), is_plain=False)])


def _fill(shape: Any, paragraphs: Sequence[str]) -> None:
    """Put finished paragraphs into a shape in the place of what it has."""
    body = shape.text_frame._txBody
    for old in body.p_lst:
        body.remove(old)
    for one in parse_xml(f"<a:txBody {NAMESPACES}>{''.join(paragraphs) or '<a:p/>'}</a:txBody>"):
        body.append(one)


def _tell(body: Any, slide: Slide, box: Box, lang: str) -> None:
    """Beside the picture: what it is about, how sure it is, how old and how it is read, and what to talk about.

    What has no room is in the notes.
    """
    body.left, body.top, body.width, body.height = box.left, box.top, box.width, box.height
    width, height = box.points
    texts = [slide.story] if slide.story else [one for one in slide.told if one != slide.old]
    how = " ".join(one for one in (slide.old, slide.key, *_without_a_bar(slide, lang)) if one)
    rest = [one for one in (how, slide.question) if one]
    while len(texts) > 1 and height_of([*texts, *rest], width, _EASY, 10) > height:
        texts.pop()
    while texts and height_of([*texts, *rest], width, _TOLD[-1], 10) > height:
        texts = _without_last_sentence(texts)
    size = fitting([*texts, *rest], width, height, _TOLD, 10)
    paragraphs = [paragraph(run(one, lang, size), before=10) for one in texts]
    if how:
        paragraphs.append(paragraph(run(how, lang, min(size, 14), "tx2"), before=10))
    if slide.question:
        paragraphs.append(paragraph(run(slide.question, lang, size, "accent1", is_strong=True), before=10))
    _fill(body, paragraphs)


def _without_last_sentence(texts: Sequence[str]) -> list[str]:
    """The texts without the last sentence of the last one."""
    *first, last = texts
    kept = " ".join(_SENTENCES.split(last)[:-1])
    return [*first, kept] if kept else first


# Between a full stop and a capital: not within numbers or abbreviations.
_SENTENCES = re.compile(r"(?<=[.!?]) (?=[A-ZÅÄÖ])")


def _draw(made: Any, slide: Slide, box: Box, deck: Deck) -> None:
    picture = slide.picture
    if isinstance(picture, Lines | EmptyOrder | Funnel):
        _chart(made, slide, box, deck)
    elif isinstance(picture, Dots):
        _draw_dots(made, picture, slide, box, deck)
    elif isinstance(picture, Pyramid):
        _draw_ages(made, picture, slide, box, deck)
    elif isinstance(picture, Bars):
        _draw_bars(made, picture, slide, box, deck)
    elif isinstance(picture, MapPicture):
        _draw_map(made, picture, slide, box, deck.lang)
    elif isinstance(picture, Figures):
        _draw_figures(made, picture, slide, box, deck.lang)


def _chart(made: Any, slide: Slide, box: Box, deck: Deck, alike: Alike | None = None) -> None:
    chart = native_chart(slide, *box.points, _moment(deck), deck.lang, alike)
    frame = made.shapes.add_chart(XL_CHART_TYPE.LINE, box.left, box.top, box.width, box.height, chart)
    _name(frame, t("slide.chart", deck.lang), slide.alt)


def _draw_dots(made: Any, picture: Dots, slide: Slide, box: Box, deck: Deck) -> None:
    """A chart; around a cross with what its corners mean written over them."""
    corners, lang = picture.corners, deck.lang
    if corners is None:
        _chart(made, slide, box, deck)
        return
    heading = round((height_of([slide.heading], box.points[0], 14) + 4) * EMU_PER_POINT)
    _text_box(made, [slide.heading], Box(box.left, box.top, box.width, heading), 14, lang)
    chart = Box(box.left, box.top + heading, box.width, box.height - heading)
    _chart(made, replace(slide, heading=""), chart, deck)
    left, top, wide, high = CORNERED
    width, height = round(_CORNER[0] * wide * chart.width), round(_CORNER[1] * high * chart.height)
    inset = 4 * EMU_PER_POINT
    for text, is_right, is_low in (
        (corners.upper_left, False, False),
        (corners.upper_right, True, False),
        (corners.lower_left, False, True),
        (corners.lower_right, True, True),
    ):
        place = Box(
            chart.left
            + round((left + is_right * wide) * chart.width)
            - is_right * width
            + (-inset if is_right else inset),
            chart.top + round((top + is_low * high) * chart.height) - is_low * height,
            width,
            height,
        )
        _text_box(made, [text], place, 12, lang, align="r" if is_right else "l", anchor="b" if is_low else "t")


def _draw_bars(made: Any, picture: Bars, slide: Slide, box: Box, deck: Deck) -> None:
    """One chart; of more places than it can hold in letters that are read from a distance two, on the same scale."""
    rows = in_sight(picture.bars)
    if len(columns_of(rows)) == 1:
        # Below zero a number would stand where its limits are.
        is_below = any(bar.value is not None and bar.value < 0 for bar in picture.bars)
        valued = [_with_value(bar, slide, deck.lang) if is_below else bar for bar in picture.bars]
        short = tuple(replace(bar, name=shortened(bar.name, deck.lang)) for bar in valued)
        alike = Alike(len(short), max(len(bar.name) for bar in short)) if is_below else None
        _chart(made, replace(slide, picture=Bars(short)), box, deck, alike)
        return
    columns = columns_of([_with_value(row, slide, deck.lang) for row in rows if not _is_without_a_bar(row)])
    ends = [limit for one in picture.bars for limit in (one.value, *(one.limits or ())) if limit is not None]
    scale = (min(ends, default=0.0), max(ends, default=0.0))
    heading, gap = _heading_height(slide, box), round(box.width * 0.02)
    _text_box(made, [slide.heading], Box(box.left, box.top, box.width, heading), 14, deck.lang)
    wide = (box.width - gap * (len(columns) - 1)) // len(columns)
    alike = Alike(len(columns[0]), max((len(bar.name) for bars in columns for bar in bars), default=0))
    alts = (slide.alt, *(t("slide.alt.rest", deck.lang, heading=slide.heading) for _ in columns[1:]))
    for at, (bars, alt) in enumerate(zip(columns, alts, strict=True)):
        place = Box(box.left + at * (wide + gap), box.top + heading, wide, box.height - heading)
        part = replace(slide, heading="", picture=Bars(tuple(bars), scale), alt=alt)
        _chart(made, part, place, deck, alike)


def _heading_height(slide: Slide, box: Box) -> int:
    """The room of a heading above charts that have none, of one line or more."""
    return max(round(box.height * 0.075), round(height_of([slide.heading], box.points[0], 14) * EMU_PER_POINT))


def _draw_ages(made: Any, picture: Pyramid, slide: Slide, box: Box, deck: Deck) -> None:
    """Boys and girls as one chart, and where the projection is of all alone, all children as another beside it."""
    if picture.together is None:
        _chart(made, slide, box, deck)
        return
    heading, gap = _heading_height(slide, box), round(box.width * 0.02)
    _text_box(made, [slide.heading], Box(box.left, box.top, box.width, heading), 14, deck.lang)
    wide = round(box.width * 0.55)
    place = Box(box.left, box.top + heading, wide, box.height - heading)
    beside = Box(box.left + wide + gap, place.top, box.width - wide - gap, place.height)
    _chart(made, replace(slide, heading=""), place, deck)
    rest = t("slide.alt.rest", deck.lang, heading=slide.heading)
    _chart(made, replace(slide, heading="", picture=picture.together, alt=rest), beside, deck)


def _with_value(row: Bar | LeftOut, slide: Slide, lang: str) -> Bar:
    """A row whose short name has its value in it; for places that are left out one that says how many they are."""
    if isinstance(row, LeftOut):
        return Bar(t("stage.left_out", lang, count=row.count), "other", None)
    return replace(row, name=f"{shortened(row.name, lang)}  {_value(row, slide, lang)}")


def _value(bar: Bar, slide: Slide, lang: str) -> str:
    """A place's figure with its unit, or the word for why there is none."""
    unit = next((one.unit for one in slide.sheet.columns if one.kind == "number"), "") if slide.sheet else ""
    return bar.word if bar.value is None else with_unit(number(bar.value, slide.decimals, lang), unit, lang)


def _is_without_a_bar(row: Bar | LeftOut) -> bool:
    return isinstance(row, Bar) and row.value is None


def _without_a_bar(slide: Slide, lang: str) -> Iterator[str]:
    """In two columns: which places have no bar and why, how many the picture leaves out, and where all of them are."""
    rows = in_sight(slide.picture.bars) if isinstance(slide.picture, Bars) else ()
    if len(columns_of(rows)) == 1:
        return
    missing = [row for row in rows if isinstance(row, Bar) and row.value is None]
    for word in dict.fromkeys(row.word for row in missing):
        names = ", ".join(shortened(row.name, lang) for row in missing if row.word == word)
        yield f"{word[:1].upper()}{word[1:]}: {names}."
    if count := sum(row.count for row in rows if isinstance(row, LeftOut)):
        yield t("slide.left_out", lang, count=count)


def _all_places(slide: Slide, lang: str) -> str:
    """Every place with its figure, where the picture leaves some out."""
    bars = slide.picture.bars if isinstance(slide.picture, Bars) else ()
    if not any(isinstance(row, LeftOut) for row in in_sight(bars)):
        return ""
    return "; ".join(f"{one.name}: {_value(one, slide, lang)}" for one in bars)


def _name(shape: Any, name: str, alt: str) -> None:
    told = shape._element.xpath("./*/p:cNvPr")[0]
    told.set("name", f"{name} {told.get('id')}")
    told.set("descr", held(alt))


def _next_id(made: Any) -> int:
    return max(int(one) for one in made.shapes._spTree.xpath("//@id") if str(one).isdecimal()) + 1


def _add(made: Any, markup: str) -> None:
    made.shapes._spTree.append(parse_xml(markup))


# ---- map and tables -----------------------------------------------------------------------------------------


def _draw_map(made: Any, picture: MapPicture, slide: Slide, box: Box, lang: str) -> None:
    """The heading, the map and its classes at the left, the figures of all areas in a table at the right."""
    heading, legend = round(box.height * 0.075), round(box.height * 0.065)
    narrow = _BESIDE_ITS_TABLE if picture.table else 0.44
    wide = round(box.width * (narrow if len(picture.areas) > _ONE_COLUMN else 0.6))
    gap = round(box.width * 0.025)
    _text_box(made, [slide.heading], Box(box.left, box.top, box.width, heading), 14, lang)
    top = box.top + heading
    group = map_group(
        picture,
        Box(box.left, top, wide, box.height - heading - legend - gap),
        _next_id(made),
        t("slide.map", lang),
        slide.alt,
    )
    if group:
        _add(made, group)
    classes = [(class_fill(at), told, at >= DARK) for at, told in enumerate(picture.legend)]
    shown = {row.class_index for row in picture.areas}
    classes += [(class_fill(at), picture.words[at], False) for at in (WITHOUT, HIDDEN, MISSING) if at in shown]
    used = {one.kind for one in picture.points}
    classes += [("<a:noFill/>", kind_words(at, one), False) for at, one in enumerate(picture.kinds) if at in used]
    # Their fills are the same in every template, and so are the letters on them.
    cells = [Cell(told, "ctr", "#FFFFFF" if is_dark else TEXT, fill) for fill, told, is_dark in classes]
    bottom = Box(box.left, box.top + box.height - legend, box.width, legend)
    name, told = t("slide.legend", lang), "; ".join(told for _, told, _ in classes)
    _add(
        made, table_frame([cells], [1] * len(cells), bottom, _next_id(made), name, told, _KEYS, lang, has_header=False)
    )
    # Words of heads may break more often than is foreseen: rows of a table of its own are left some room.
    high = round((box.height - heading - legend - gap) * (_ROOM_OF_TABLE if picture.table else 1))
    beside = Box(box.left + wide + gap, top, box.width - wide - gap, high)
    rows, shares = _areas_table(picture, lang)
    sizes = _KEYS if picture.table else _CELLS
    frame = table_frame(rows, shares, beside, _next_id(made), t("slide.table", lang), slide.heading, sizes, lang)
    _add(made, frame)


def _areas_table(picture: MapPicture, lang: str) -> tuple[list[list[Cell]], list[float]]:
    """Every area with its figure, many in two halves; of too many to be read, how many areas each class has."""
    head = [Cell(t("column.area", lang), is_strong=True), Cell(t("column.value", lang), "r", is_strong=True)]
    if picture.table and len(picture.table.rows) <= _MOST_AREAS:
        return _own_table(picture, picture.table)
    if len(picture.areas) > _MOST_AREAS:
        counted = [row.class_index for row in picture.areas]
        classes = [*enumerate(picture.legend), *picture.words.items()]
        rows = [[Cell(told), Cell(str(counted.count(at)), "r")] for at, told in classes if counted.count(at)]
        value, areas = t("column.value", lang), t("slide.areas", lang)
        return [[Cell(value, is_strong=True), Cell(areas, "r", is_strong=True)], *rows], [2, 1]
    rows = [
        [Cell(one, align, is_strong=row.code == picture.own) for one, align in ((row.name, "l"), (row.value, "r"))]
        for row in picture.areas
    ]
    if len(rows) <= _ONE_COLUMN:
        return [head, *rows], [1.3, 1]
    return _halves(head, rows), [1.15, 1, 0.12, 1.15, 1]


def _own_table(picture: MapPicture, table: Figures) -> tuple[list[list[Cell]], list[float]]:
    """The table that a map has of its own, the chosen area strong."""
    own = next((row.name for row in picture.areas if row.code == picture.own), "")
    head, *rows = (
        [Cell(one, "r" if at else "l", is_strong=row is table.names or row[0] == own) for at, one in enumerate(row)]
        for row in (table.names, *table.rows)
    )
    shares = [1.25, *[1.0] * (len(head) - 1)]
    if len(rows) <= _ONE_COLUMN:
        return [head, *rows], shares
    return _halves(head, rows), [*shares, 0.15, *shares]


def _halves(head: list[Cell], rows: list[list[Cell]]) -> list[list[Cell]]:
    """The rows in two halves beside each other, each under the same head."""
    half = -(-len(rows) // 2)
    right = [*rows[half:], *[[Cell("")] * len(head)] * (2 * half - len(rows))]
    gap = Cell("", fill="<a:noFill/>")
    return [[*left, gap, *beside] for left, beside in zip([head, *rows[:half]], [head, *right], strict=True)]


def _draw_figures(made: Any, picture: Figures, slide: Slide, box: Box, lang: str) -> None:
    """Several indicators, the place's own figures first and strong; above them what they rest on, if that is told."""
    head = [Cell(name, colour="accent1" if at == 1 else "tx2", is_strong=True) for at, name in enumerate(picture.names)]
    rows = [head] + [[Cell(one, is_strong=at == 1) for at, one in enumerate(row)] for row in picture.rows]
    shares = [2.2, 1.5, *[1.0] * (len(picture.names) - 3), 1.5][: len(picture.names)]
    if slide.caution:
        high = round((height_of([slide.heading, slide.caution], box.points[0], 14) + 6) * EMU_PER_POINT)
        above = Box(box.left, box.top, box.width, high)
        _text_box(made, [slide.heading], above, 14, lang, warning=slide.caution)
        box = Box(box.left, box.top + high, box.width, box.height - high)
        first, *others = (_width(name, cells) for name, *cells in zip(picture.names, *picture.rows, strict=True))
        # Letters of names are wider than numbers.
        shares = [1.3 * first, *others]
    name = t("slide.table", lang)
    _add(made, table_frame(rows, shares, box, _next_id(made), name, slide.alt, _CELLS, lang))


def _width(name: str, cells: Sequence[str]) -> float:
    """Letters of a column: its longest cell, or the longest word of its name, and the air around them."""
    return min(_WIDEST, max(map(len, [*cells, *name.split()]))) + 2.0


def _text_box(
    made: Any,
    texts: Sequence[str],
    box: Box,
    points: float,
    lang: str,
    *,
    align: str = "l",
    anchor: str = "t",
    warning: str = "",
) -> None:
    own_id = _next_id(made)
    name = attribute(f"{t('slide.text', lang)} {own_id}")
    body = "".join(paragraph(run(text, lang, points, "tx2"), align=align) for text in texts)
    body += paragraph(run(warning, lang, points, "accent2", is_strong=True)) if warning else ""
    alt = attribute(" ".join([*texts, *filter(None, [warning])]))
    _add(
        made,
        f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="{own_id}" name={name} descr={alt}/>'
        '<p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{box.left}" y="{box.top}"/><a:ext cx="{box.width}" cy="{box.height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr><p:txBody>'
        f'<a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}">'
        "<a:noAutofit/></a:bodyPr><a:lstStyle/>"
        f"{body}</p:txBody></p:sp>",
    )


def _source(made: Any, slide: Slide, box: Box, deck: Deck) -> None:
    """Whose figures they are, and of which release; where all that has no room, it is in the notes."""
    release = t("csv.release", deck.lang, release=deck.release)
    *first, last = source_lines(slide.origins, deck.lang)
    told = [*first, f"{last}. {release}"]
    size = fitting(told, *box.points, _SOURCES)
    if height_of(told, box.points[0], size) > box.points[1]:
        publishers = ", ".join(dict.fromkeys(one.publisher for one in slide.origins))
        told = [t("slide.sources", deck.lang, publishers=publishers), release]
    _text_box(made, told, box, size, deck.lang)


def _number(made: Any, layout: Any, at: int) -> None:
    """The slide's number, where the template has a place for it."""
    place = next(
        (one for one in layout.placeholders if one.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER), None
    )
    if place is None:
        return
    _add(
        made,
        f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="{_next_id(made)}" name={attribute(place.name)}/>'
        '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>'
        f'<p:ph type="sldNum" sz="quarter" idx="{place.placeholder_format.idx}"/></p:nvPr></p:nvSpPr><p:spPr/>'
        '<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
        f'<a:rPr lang="fi-FI"/><a:t>{at + 1}</a:t></a:fld></a:p></p:txBody></p:sp>',
    )


# ---- notes, properties, bytes -------------------------------------------------------------------------------


def _told_in_notes(slide: Slide, deck: Deck) -> Iterator[tuple[str, str]]:
    if slide.gap:
        yield "", slide.gap
    yield from slide.notes
    if everywhere := _all_places(slide, deck.lang):
        yield t("slide.note.all", deck.lang), everywhere
    for origin in source_lines(slide.origins, deck.lang):
        yield "", origin
    yield "", t("csv.release", deck.lang, release=deck.release)


def _notes(made: Any, pairs: Any, lang: str) -> None:
    paragraphs = [
        paragraph((run(f"{label}: ", lang, is_strong=True) if label else "") + run(text, lang), before=4)
        for label, text in pairs
    ]
    _fill(made.notes_slide.notes_placeholder, paragraphs)


def _properties(presentation: Opened, deck: Deck) -> None:
    told = presentation.core_properties
    told.title, told.subject, told.keywords = held(deck.title)[:255], held(deck.place)[:255], deck.release
    told.author = told.last_modified_by = told.comments = told.category = ""
    told.language = deck.lang
    told.created = told.modified = _moment(deck)
    told.revision = 1


def _moment(deck: Deck) -> datetime:
    """When the figures were fetched: a file of the same figures is the same file."""
    return deck.fetched.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _steady(stream: io.BytesIO) -> bytes:
    """The same package without the moment at which it was packed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(entry, old.read(name))
    return packed.getvalue()
