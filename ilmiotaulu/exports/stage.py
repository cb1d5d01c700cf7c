"""A story as one page to be shown full screen: it asks nobody for anything, so that it works from a saved file, too.

Every screen is real text with its picture as SVG and the same figures as a table for whoever hears the page. Without
its script the page is all screens one after the other. The answer of a guess is in the page from the start, out of
sight: whoever wants to cheat can.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ilmiotaulu.exports.source import source_lines
from ilmiotaulu.exports.stage_bars import bars_picture, places_to_pick
from ilmiotaulu.exports.stage_dots import dots_picture, funnel_picture
from ilmiotaulu.exports.stage_lines import guess_picture, lines_picture
from ilmiotaulu.exports.stage_map import hatch, map_picture
from ilmiotaulu.exports.stage_pyramid import pyramid_picture
from ilmiotaulu.exports.stage_svg import flowing, words
from ilmiotaulu.statements import with_unit
from ilmiotaulu.story.guess import LineGuess, PlaceGuess
from ilmiotaulu.text import day, number, t
from ilmiotaulu.views.sheet import Cell, Column, Sheet
from ilmiotaulu.views.slides import (
    Bars,
    Deck,
    Dots,
    Figures,
    Funnel,
    Lines,
    MapPicture,
    Pyramid,
    Slide,
    Words,
    answer,
)

HTML = "text/html; charset=utf-8"
# The letters of such a page, among the assets.
FONT = "fonts/source-sans-3-latin-wght-normal.woff2"
_HERE = Path(__file__).parent
# Letters of what is told beside a picture, so that it finds room; what does not is in the presenter's notes.
_MOST_TOLD = 300
# Letters of titles, from the largest size to the smallest; beside a longer title than most less is told, and a longer
# question is smaller.
_TITLES = (48, 90, 150, 210)
_USUAL_TITLE, _USUAL_QUESTION = 110, 100
# Cells of a table beyond these are smaller, and so they are under a long title.
_MOST_CELLS = 40
# Rows of a table beyond these are closer to each other.
_MOST_ROWS = 11
_LINES = (220, 420)
_MOST_SOURCE = 190
# What a script says; the key of each is the last word of its text's.
_SAID = (
    "blocked",
    "camera",
    "done",
    "elapsed",
    "foreign",
    "guessed",
    "no_phones",
    "no_room",
    "no_stage",
    "none_written",
    "not_done",
    "not_saved",
    "of_room",
    "picked",
    "place",
    "real",
    "remove",
    "remove_of",
    "removed",
    "restarted",
    "restored",
    "room_gone",
    "saved",
)
# The two kinds of what is written down, and the script that they and the rest of a room need.
_NOTES = ("interpretation", "question")
_SCRIPTS = ("stage_room.js", "stage.js")
# What the keys do, and their names; that of the long one is told in each language.
_SPACE = "space"
_KEYS = {
    "next": ("→", _SPACE, "PageDown", "Enter"),
    "back": ("←", "PageUp"),
    "ends": ("Home", "End"),
    "blank": ("B", "."),
    "full": ("F",),
    "notes": ("N", "P"),
    "mode": ("D",),
    "capture": ("T",),
    "written": ("L",),
    "help": ("?", "H"),
    "leave": ("Esc",),
}


@dataclass(frozen=True)
class Ways:
    """Where a page leads: `back` to where the presenter came from, `save` to the same page as a file.

    A saved page has neither; only a page of a server can open a room for phones (`rooms`).
    """

    back: str = ""
    save: str = ""
    rooms: str = ""


def stage_html(deck: Deck, font: bytes, ways: Ways | None = None) -> bytes:
    """The story after an opening screen, with a last one. The same deck gives the same bytes.

    `font` is a WOFF2 file. A page of a server is a room's when its address says so; the script reads it.
    """
    lang, ways = deck.lang, ways or Ways()
    screens = [_opening(deck, ways), *_slides(deck), _last(deck, ways)]
    body = "".join(_screen(screen, at, len(screens), deck) for at, screen in enumerate(screens, start=1))
    said = {name: t(f"stage.{name}", lang) for name in _SAID}
    said |= {"nothing": t("slide.nothing", lang)} | {kind: t(f"stage.kind.{kind}", lang) for kind in _NOTES}
    head = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{words(policy(font))}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{words(deck.title)}</title><style>{_style(font)}</style></head>"
    )
    page = (
        f'{head}<body data-said="{words(json.dumps(said, ensure_ascii=False))}" data-lang="{lang}" '
        f'data-rooms="{words(ways.rooms)}" data-release="{words(deck.release)}">{_HATCH}'
        f'<main id="stage">{body}</main>{_controls(lang)}'
        f"{_help(lang)}{_desk(lang)}{_capture(lang)}{_written(lang)}{_ending(lang)}"
        f"<script>{_script()}</script></body></html>"
    )
    return page.encode("utf-8", "replace")


def policy(font: bytes) -> str:
    """What such a page may do: run its own script, be dressed by its own style, and talk to its own server."""
    script, style = (
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (_script(), _style(font))
    )
    return (
        f"default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; font-src data:; "
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'"
    )


@cache
def _text(name: str) -> str:
    return (_HERE / name).read_text("utf-8").strip()


def _script() -> str:
    return "\n".join(_text(name) for name in _SCRIPTS)


def _style(font: bytes) -> str:
    packed = base64.b64encode(font).decode()
    face = (
        "@font-face{font-family:'Source Sans 3';font-weight:200 900;font-display:block;"
        f"src:url(data:font/woff2;base64,{packed}) format('woff2')}}"
    )
    return face + _text("stage_pictures.css") + _text("stage.css")


# ---- screens ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Screen:
    """One screen: its markup between title and foot, what the presenter reads, and in which steps it is shown.

    `asked` is the title of a step that must not tell the finding. `item` is the number of its slide.
    """

    title: str
    body: str
    look: str
    notes: tuple[tuple[str, str], ...] = ()
    source: tuple[str, ...] = ()
    phases: tuple[str, ...] = ("shown",)
    asked: str = ""
    item: int | None = None


def _screen(screen: _Screen, number_of: int, count: int, deck: Deck) -> str:
    title = f'<h1 class="{_size(screen.title)}"{_within(_TOLD, screen)}>{flowing(screen.title)}</h1>'
    if screen.asked:
        title = f'<h1 class="{_size(screen.asked)}"{_within(("ask",), screen)}>{flowing(screen.asked)}</h1>{title}'
    item = "" if screen.item is None else f' data-item="{screen.item}"'
    source = "".join(f"<p>{words(line)}</p>" for line in screen.source)
    told = f"{deck.place} · {t('csv.release', deck.lang, release=deck.release)}"
    return (
        f'<section class="screen {screen.look}" data-number="{number_of}"{item} '
        f'data-phases="{" ".join(screen.phases)}" tabindex="-1"><div class="top">{title}</div>'
        f'<div class="middle">{screen.body}</div>'
        f'<footer><div class="source">{source}</div><p class="where">{words(told)}</p>'
        f'<p class="number">{number_of} / {count}</p></footer>'
        f'<template class="notes">{_paired(screen.notes)}</template></section>'
    )


_TOLD = ("reveal", "shown")


def _within(phases: Sequence[str], screen: _Screen) -> str:
    """That a part is seen in some steps alone; a page without its script shows the last step."""
    if len(screen.phases) == 1:
        return ""
    is_seen = screen.phases[-1] in phases
    return f' data-in="{" ".join(phases)}"{"" if is_seen else " hidden"}'


def _size(title: str) -> str:
    return f"t{sum(len(title) > most for most in _TITLES)}"


def _paired(pairs: Sequence[tuple[str, str]]) -> str:
    """Label and text in lines; a label that comes again is not said again."""
    made, before = [], ""
    for label, text in pairs:
        named = f"<h2>{words(label)}</h2>" if label and label != before else ""
        made.append(f"{named}<p>{words(text).replace(chr(10), '<br>')}</p>")
        before = label
    return "".join(made)


def _opening(deck: Deck, ways: Ways) -> _Screen:
    """What the story is, where, of which release; what has moved since it was made; the way to a room for phones."""
    lang = deck.lang
    release = t("csv.release", lang, release=deck.release)
    fetched = t("source.fetched", lang, time=day(deck.fetched, lang))
    notices = "".join(f'<p class="notice">{words(one)}</p>' for one in deck.notices)
    moved = ""
    if deck.moved:
        lines = "".join(f"<li>{words(one)}</li>" for one in deck.moved)
        moved = f'<div class="moved"><p>{words(t("stage.moved", lang))}</p><ul>{lines}</ul></div>'
    body = (
        f'<p class="place">{words(deck.place)}</p><p class="release">{words(f"{release}. {fetched}")}</p>'
        f'{notices}{moved}{_to_room(ways, lang)}<div class="qr"></div>'
    )
    return _Screen(deck.title, body, "opening", notes=tuple(("", one) for one in (release, *deck.moved)))


def _to_room(ways: Ways, lang: str) -> str:
    """The button that opens a room, and what a room is for."""
    if not ways.rooms:
        return ""
    return (
        f'<div class="to-room" hidden><button type="button" data-do="room">{words(t("stage.do.room", lang))}</button>'
        f'<p role="status">{words(t("stage.room_what", lang))}</p></div>'
    )


def _last(deck: Deck, ways: Ways) -> _Screen:
    lang = deck.lang
    links = [(ways.back, t("stage.go_back", lang), ""), (ways.save, t("stage.save", lang), " download")]
    made = "".join(f'<a class="way" href="{words(to)}"{more}>{words(told)}</a>' for to, told, more in links if to)
    body = f'<p class="place">{words(deck.title)}</p><p class="ways">{made}</p>{_of_ended(ways, lang)}'
    return _Screen(t("stage.end", lang), body, "opening last")


def _of_ended(ways: Ways, lang: str) -> str:
    """What is taken along from a room, and its end."""
    if not ways.rooms:
        return ""
    return (
        f'<div class="after of-room" hidden><p>{words(t("stage.take_along", lang))}</p><p class="ways">'
        f'<a class="way" id="summary">{words(t("stage.summary", lang))}</a>'
        f'<a class="way" id="room-file">{words(t("stage.room_file", lang))}</a>'
        f'<button type="button" data-do="end">{words(t("stage.do.end", lang))}</button></p></div>'
    )


def _slides(deck: Deck) -> Iterator[_Screen]:
    for item, slide in enumerate(deck.slides):
        yield _of_slide(slide, item, deck)


def _of_slide(slide: Slide, item: int, deck: Deck) -> _Screen:
    lang, picture = deck.lang, slide.picture
    notes = ((("", slide.gap),) if slide.gap else ()) + slide.notes
    if item in deck.given_away:
        notes = ((t("slide.note.mind", lang), deck.given_away[item]), *notes)
    notes += tuple(("", line) for line in source_lines(slide.origins, lang))
    source = _source(slide, lang)
    if picture is None:
        lines = _lines((slide.gap, slide.question))
        return _Screen(slide.title, lines, "words", notes, source, item=item)
    if isinstance(picture, Words):
        return _Screen(slide.title, _lines(picture.lines), "words", notes, source, item=item)
    unit = _unit(slide.sheet)
    guessing = _guessing(slide, deck.place, unit, item, lang) or _Guessing()
    seen = ' data-in="shown"' if guessing.markup else ""
    body = (
        f'{_heading(slide)}{guessing.markup}<div class="picture"{seen}>'
        f"{_picture(slide, item, unit, lang)}{_heard(slide.sheet, slide.heading, lang)}</div>{_beside(slide, seen)}"
    )
    look = "wide" if isinstance(picture, Bars | Figures) else "side"
    return _Screen(slide.title, body, look, notes, source, guessing.phases, guessing.title, item)


def _heading(slide: Slide) -> str:
    """What the picture is of and when, that its figures are old where they are, and what must be said with them."""
    minded = "".join(f' <span class="old">{words(one)}</span>' for one in (slide.old, slide.caution) if one)
    return f'<p class="heading">{flowing(slide.heading)}{minded}</p>'


@dataclass(frozen=True)
class _Guessing:
    """What is asked before a picture is shown, and in which steps."""

    title: str = ""
    markup: str = ""
    phases: tuple[str, ...] = ("shown",)


def _guessing(slide: Slide, place: str, unit: str, item: int, lang: str) -> _Guessing | None:
    """A line, or a place in the order, is asked, revealed beside what was guessed, then shown with all around it."""
    named = slide.sheet.title if slide.sheet else slide.heading
    if isinstance(slide.guess, LineGuess):
        title = t("stage.ask.line", lang, title=named, place=place)
        drawn = guess_picture(slide.guess, answer(slide), unit, lang)
        asking = _asking(slide, t("stage.draw", lang), _samples(lang), lang)
    elif isinstance(slide.guess, PlaceGuess) and isinstance(slide.picture, Bars):
        own = next((bar.name for bar in slide.picture.bars if bar.role == "own"), place)
        title = t("stage.ask.place", lang, title=named, place=own)
        right = round(answer(slide)[0])
        drawn = places_to_pick(slide.guess, (right, right + _equals(slide.picture)), own, item, lang)
        asking = _asking(slide, t("stage.pick", lang), "", lang)
    else:
        return None
    markup = (
        f'<p class="result" data-in="reveal" hidden aria-live="polite"></p>{_found(slide)}'
        f'<div class="picture" data-in="ask reveal" hidden>{drawn}</div>{asking}'
    )
    return _Guessing(title, markup, ("ask", "reveal", "shown"))


def _equals(picture: Bars) -> int:
    """How many others have the same figure as the own place."""
    own = next((bar.value for bar in picture.bars if bar.role == "own"), None)
    return sum(bar.value == own for bar in picture.bars if bar.role == "other")


def _found(slide: Slide) -> str:
    """What was found, with what chance can do, where a person's own headline stands in its place."""
    if slide.finding in ("", slide.title):
        return ""
    return f'<p class="finding" data-in="reveal" hidden>{flowing(slide.finding)}</p>'


def _asking(slide: Slide, told: str, samples: str, lang: str) -> str:
    """Beside what is guessed: what to talk about, what to do, and where a room's phones go."""
    return (
        f'<div class="asking" data-in="ask reveal" hidden>{_question(slide, "ask")}'
        f'<p class="how" data-in="ask">{words(told)}</p>'
        f'<div class="qr" data-in="ask"></div>{samples}<p class="crowd-count" aria-live="polite"></p>'
        f'<button type="button" data-do="next" data-in="ask">{words(t("stage.show", lang))}</button></div>'
    )


def _samples(lang: str) -> str:
    """Which line is which, when what is right is revealed."""
    rows = "".join(
        f'<p class="{name}"{"" if name == "real" else " hidden"}><svg class="sample" aria-hidden="true">'
        f'<path class="line {look}" d="M0 5H34"/></svg> {words(t(f"stage.line.{name}", lang))}</p>'
        for name, look in (("real", "own"), ("mine", "guess"), ("rooms", "crowded"))
    )
    return f'<div data-in="reveal">{rows}</div>'


def _lines(lines: Sequence[str]) -> str:
    there = [one for one in lines if one]
    size = f"l{sum(sum(map(len, there)) > most for most in _LINES)}"
    return f'<ul class="lines {size}">{"".join(f"<li>{flowing(one)}</li>" for one in there)}</ul>'


def _picture(slide: Slide, item: int, unit: str, lang: str) -> str:
    """The picture as one thing with its words for whoever cannot see it; a table of figures is read as it is."""
    picture = slide.picture
    if isinstance(picture, Figures):
        return _figures(picture, is_tight=len(slide.title) > _TITLES[-1])
    if isinstance(picture, Lines):
        look, drawn = "chart", lines_picture(picture, slide.decimals, unit, lang)
    elif isinstance(picture, Bars):
        look, drawn = "ranked", bars_picture(picture, slide.decimals, unit, lang)
    elif isinstance(picture, MapPicture):
        look, drawn = "mapped", map_picture(picture, f"hatch-{item}", lang)
    elif isinstance(picture, Dots):
        look, drawn = "chart dotted", dots_picture(picture, lang)
    elif isinstance(picture, Pyramid):
        look, drawn = "ages", pyramid_picture(picture, lang)
    elif isinstance(picture, Funnel):
        look, drawn = "chart dotted", funnel_picture(picture, lang)
    else:
        raise TypeError(f"no picture: {type(picture).__name__}")
    return f'<div class="{look}" role="img" aria-label="{words(slide.alt)}">{drawn}</div>'


def _beside(slide: Slide, seen: str) -> str:
    """How sure it is, how the picture is read, and what to talk about."""
    room = _MOST_TOLD - len(slide.key) - len(slide.question) - max(0, len(slide.title) - _USUAL_TITLE)
    told: list[str] = []
    for one in slide.told:
        # How old the figures are stands at the heading.
        if one != slide.old and sum(map(len, told)) + len(one) <= room:
            told.append(one)
    parts = [f"<p>{flowing(one)}</p>" for one in told[:2]]
    parts += [f'<p class="how">{flowing(slide.key)}</p>'] if slide.key else []
    parts += [_question(slide)] if slide.question else []
    return f'<div class="beside"{seen}>{"".join(parts)}</div>' if parts else ""


def _question(slide: Slide, step: str = "") -> str:
    """The question of a slide, seen in one step of a guess alone where that is named."""
    if not slide.question:
        return ""
    long = " long" if len(slide.question) > _USUAL_QUESTION else ""
    seen = f' data-in="{step}"' if step else ""
    return f'<p class="question{long}"{seen}>{flowing(slide.question)}</p>'


def _source(slide: Slide, lang: str) -> tuple[str, ...]:
    """Whose figures they are; where all that would be long, publishers alone, and the rest is in the notes."""
    lines = source_lines(slide.origins, lang)
    if sum(map(len, lines)) <= _MOST_SOURCE:
        return tuple(lines)
    publishers = ", ".join(dict.fromkeys(one.publisher for one in slide.origins))
    return (t("slide.sources", lang, publishers=publishers),)


# ---- tables -------------------------------------------------------------------------------------------------


def _figures(picture: Figures, *, is_tight: bool) -> str:
    """Several figures in words, the place's own ones strong."""
    head = "".join(f'<th scope="col">{words(name)}</th>' for name in picture.names)
    rows = "".join(
        f'<tr><th scope="row">{flowing(row[0])}</th>'
        + "".join(
            f'<td data-name="{words(name)}">{flowing(cell)}</td>'
            for name, cell in zip(picture.names[1:], row[1:], strict=True)
        )
        + "</tr>"
        for row in picture.rows
    )
    look = "figures tight" if is_tight or len(picture.rows) * len(picture.names) > _MOST_CELLS else "figures"
    look += " many" if len(picture.rows) > _MOST_ROWS else ""
    return f'<table class="{look}"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _heard(sheet: Sheet | None, caption: str, lang: str) -> str:
    """The figures of a picture as a table out of sight; nothing where the picture is a table itself."""
    if sheet is None or all(column.kind == "text" for column in sheet.columns):
        return ""
    kept = [at for at, column in enumerate(sheet.columns) if column.kind != "code"]
    head = "".join(f'<th scope="col">{words(sheet.columns[at].name)}</th>' for at in kept)
    rows = "".join(
        "<tr>"
        + "".join(
            f"<{tag}>{words(_cell(row[at], sheet.columns[at], lang))}</{tag[:2]}>"
            for tag, at in zip(('th scope="row"', *["td"] * (len(kept) - 1)), kept, strict=True)
        )
        + "</tr>"
        for row in sheet.rows
    )
    return (
        f'<div class="heard"><table><caption>{words(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _cell(cell: Cell, column: Column, lang: str) -> str:
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, tuple):
        low, high = (number(limit, column.decimals, lang) for limit in cell)
        # A minus beside a dash would be read as another dash.
        limits = f"{low}–{high}" if cell[0] >= 0 else f"{low} … {high}"
        return with_unit(limits, column.unit, lang)
    return with_unit(number(cell, column.decimals, lang), column.unit, lang)


def _unit(sheet: Sheet | None) -> str:
    return next((one.unit for one in sheet.columns if one.kind == "number"), "") if sheet else ""


# ---- what a presenter has at hand ---------------------------------------------------------------------------


def _controls(lang: str) -> str:
    """Buttons that go away while the mouse rests."""
    named = ("back", "next", "notes", "full", "blank", "mode", "capture", "written", "help")
    buttons = "".join(
        f'<button type="button" data-do="{name}"{_of_room(name)}>{words(t(f"stage.do.{name}", lang))}</button>'
        for name in named
    )
    return (
        f'<nav id="controls" aria-label="{words(t("stage.controls", lang))}" hidden>{buttons}</nav>'
        f'<div id="blank" hidden><p class="heard">{words(t("stage.blanked", lang))}</p></div>'
        '<p id="said" class="heard" role="status"></p><p id="room-gone" role="status"></p>'
    )


def _of_room(name: str) -> str:
    """Only a room has a place for what is written down."""
    return ' class="of-room" hidden' if name in ("capture", "written") else ""


def _help(lang: str) -> str:
    space = t("stage.space", lang)
    rows = "".join(
        f"<dt{_of_room(name)}>{''.join(f'<kbd>{words(space if key == _SPACE else key)}</kbd>' for key in keys)}</dt>"
        f"<dd{_of_room(name)}>{words(t(f'stage.does.{name}', lang))}</dd>"
        for name, keys in _KEYS.items()
    )
    return (
        f'<dialog id="help" aria-labelledby="help-title"><h2 id="help-title">{words(t("stage.help", lang))}</h2>'
        f"<dl>{rows}</dl><p>{words(t('stage.touch', lang))}</p>{_close(lang)}</dialog>"
    )


def _close(lang: str) -> str:
    return f'<p><button type="button" data-do="close">{words(t("stage.close", lang))}</button></p>'


def _desk(lang: str) -> str:
    """The second window: what is on the screen, what comes next, and what the presenter wants to say."""
    named = ("back", "next", "blank", "reset")
    buttons = "".join(
        f'<button type="button" data-tell="{name}">{words(t(f"stage.do.{name}", lang))}</button>' for name in named
    )
    capture = words(t("stage.do.capture", lang))
    buttons += f'<button type="button" data-do="capture" class="of-room" hidden>{capture}</button>'
    return (
        '<main id="desk" hidden><header><p id="clock"></p><p id="elapsed"></p><p id="at"></p>'
        f'<nav aria-label="{words(t("stage.controls", lang))}">{buttons}</nav></header>'
        '<p id="alone" hidden></p>'
        f'<section tabindex="0" aria-labelledby="now"><p class="now">{words(t("stage.now", lang))}</p>'
        '<h1 id="now"></h1><div id="notes-of-now"></div></section>'
        f'<section class="then" tabindex="0" aria-labelledby="then-title"><h2 id="then-title">'
        f'{words(t("stage.then", lang))}</h2><p id="then"></p><div class="of-room" hidden>'
        f'<h2>{words(t("stage.written", lang))}</h2><div id="desk-written"></div></div></section></main>'
    )


def _capture(lang: str) -> str:
    """A sheet on which the presenter writes what the room says; only a room has a place for it."""
    kinds = "".join(
        f'<label><input type="radio" name="kind" value="{kind}"{" checked" if kind == "interpretation" else ""}> '
        f"{words(t(f'stage.kind.{kind}', lang))}</label>"
        for kind in _NOTES
    )
    return (
        f'<dialog id="capture" aria-labelledby="capture-title"><h2 id="capture-title">'
        f'{words(t("stage.capture", lang))}</h2><p id="capture-of"></p><div class="kinds">{kinds}</div>'
        f'<label for="capture-text">{words(t("stage.capture.text", lang))}</label>'
        '<textarea id="capture-text" rows="4" maxlength="1000"></textarea>'
        f'<p id="captured" role="status"></p><p><button type="button" id="capture-save">'
        f"{words(t('stage.capture.save', lang))}</button></p>{_close(lang)}</dialog>"
    )


def _written(lang: str) -> str:
    """What has been written down, to be taken back, and guesses that can be begun anew; on the desk it is in sight."""

    def button(name: str, more: str = "") -> str:
        return (
            f'<button type="button" id="{name.replace("_", "-")}"{more}>{words(t(f"stage.do.{name}", lang))}</button>'
        )

    return (
        f'<dialog id="written" aria-labelledby="written-title"><h2 id="written-title">'
        f'{words(t("stage.written", lang))}</h2><div id="written-body">'
        f'<p class="done"><span id="written-said" role="status"></span> {button("undo", " hidden")}</p>'
        f'<div id="guesses-now" hidden><p><span id="guess-count"></span> {button("restart")}'
        f'<span id="restart-asked" hidden>{words(t("stage.restart_asked", lang))} {button("restart_sure")} '
        f'{button("restart_not")}</span></p></div><div id="notes-written"></div></div>'
        f"{_close(lang)}</dialog>"
    )


def _ending(lang: str) -> str:
    """The question before a room is ended."""
    return (
        f'<dialog id="ending" aria-labelledby="ending-title"><h2 id="ending-title">{words(t("stage.do.end", lang))}'
        "</h2>"
        f'<p>{words(t("stage.end_asked", lang))}</p><p id="end-said" role="status"></p>'
        f'<p><button type="button" id="end-now">{words(t("stage.do.end_now", lang))}</button> '
        f'<button type="button" data-do="close">{words(t("stage.do.end_not", lang))}</button></p></dialog>'
    )


_HATCH = f'<svg class="defs" width="0" height="0" aria-hidden="true"><defs>{hatch("hatch", 8)}</defs></svg>'
