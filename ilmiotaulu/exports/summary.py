"""What a workshop came to, as a PDF: one page, two where much was written; the same bytes for the same workshop."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from ilmiotaulu.exports.source import source_lines
from ilmiotaulu.exports.typeset import TooManyPages, typeset
from ilmiotaulu.text import day, local_day, t
from ilmiotaulu.views.summary import Part, Summary

_TEMPLATE = "summary.typ"
# Pages, size of the text in points and lines to write on: the first in which everything has room.
_LAYOUTS = ((1, 10.0, 5), (1, 9.0, 4), (1, 8.5, 3), (2, 9.0, 5), (2, 8.5, 4))
# Those in which slides are told about which the room said nothing, and the letters for which one is tried.
_WITH_SILENT, _MOST_WITH_SILENT = _LAYOUTS[:2], 7_000
# How many letters are told where the last of these has no room for all: the first that keeps to its pages.
_FULL = range(16_000, 0, -1_500)
# What a text beside the letters of it takes: the end of its last line.
_A_LINE = 50
# The longest that a text is told where not everything has room.
_SHORTENED = (400, 200)


def summary_pdf(summary: Summary, fonts: Path) -> bytes:
    """A summary as PDF/UA-1 and PDF/A-2a, on two pages unless findings alone take more. `fonts` is the fonts' folder.

    Slides about which the room said nothing are told only where all of it has room on one page, or where it said
    nothing of any; questions of slides and own figures where they make no page more. Where there is more than has room,
    long texts are cut, then the last ones of the slides with most of them are left out; how many is told. Nothing is
    lost by it: the file of the room has them whole.
    """
    said = tuple(part for part in summary.parts if not part.is_silent) or summary.parts
    bare = tuple(replace(part, own="", asked="") for part in said)
    tried = [(parts, layout) for parts, layouts in _wished(summary.parts, said, bare) for layout in layouts]
    for parts, layout in tried:
        with suppress(TooManyPages):
            return _set(_told(summary, parts), layout, summary, fonts)
    for room in _FULL:
        told = _told(summary, *within(bare, room))
        with suppress(TooManyPages):
            return _set(told, _LAYOUTS[-1], summary, fonts)
    return _set(told, (None, *_LAYOUTS[-1][1:]), summary, fonts)


def _wished(
    every: tuple[Part, ...], said: tuple[Part, ...], bare: tuple[Part, ...]
) -> Iterator[tuple[tuple[Part, ...], tuple[tuple[int, float, int], ...]]]:
    """What is tried, the fullest first, and in which layouts."""
    if _size(every) <= _MOST_WITH_SILENT:
        yield every, _WITH_SILENT
    if _size(bare) <= _FULL[0]:
        on_one = tuple(layout for layout in _LAYOUTS if layout[0] == 1)
        yield said, on_one
        yield bare, on_one
        yield said, tuple(layout for layout in _LAYOUTS if layout[0] == 2)


def _set(told: dict[str, Any], layout: tuple[int | None, float, int], summary: Summary, fonts: Path) -> bytes:
    pages, size, lines = layout
    return typeset(_TEMPLATE, told | {"most_pages": pages, "size": size, "lines": lines}, fonts, summary.fetched)


def within(parts: Sequence[Part], room: int) -> tuple[tuple[Part, ...], int]:
    """The parts with so many letters at most, as near as can be, and how many texts were left out for that.

    Findings and guesses stay. Long texts are cut first, then the fullest part loses its last text.
    """
    fitted = list(parts)
    for longest in _SHORTENED:
        if _size(fitted) <= room:
            break
        fitted = [_cut(part, longest) for part in fitted]
    left_out = 0
    while _size(fitted) > room and any(_texts(part) for part in fitted):
        fullest = max(range(len(fitted)), key=lambda at: _size(_texts_only(fitted[at])))
        fitted[fullest] = _without_last(fitted[fullest])
        left_out += 1
    return tuple(fitted), left_out


def _size(parts: Sequence[Part]) -> int:
    lines = ((part.finding, part.guesses, part.own, part.asked, *_texts(part)) for part in parts)
    texts = [text for line in lines for text in line if text]
    return sum(len(text) + _A_LINE for text in texts)


def _texts(part: Part) -> tuple[str, ...]:
    return (*part.interpretations, *part.questions)


def _texts_only(part: Part) -> list[Part]:
    return [replace(part, finding="", guesses="", own="", asked="")]


def _cut(part: Part, longest: int) -> Part:
    interpretations, questions = (
        tuple(text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…" for text in texts)
        for texts in (part.interpretations, part.questions)
    )
    return replace(part, interpretations=interpretations, questions=questions)


def _without_last(part: Part) -> Part:
    if len(part.questions) > len(part.interpretations):
        return replace(part, questions=part.questions[:-1])
    return replace(part, interpretations=part.interpretations[:-1])


def _told(summary: Summary, parts: Sequence[Part], left_out: int = 0) -> dict[str, Any]:
    """Everything that the template sets, in its order."""
    lang = summary.lang
    whole = {part.number: _texts(part) for part in summary.parts}
    is_cut = any(_texts(part) != whole[part.number] for part in parts)
    origins = dict.fromkeys(one for part in parts for one in part.origins)
    release = t("pdf.release", lang, release=summary.release, day=day(summary.fetched, lang))
    return {
        "lang": lang,
        "title": t("summary.title", lang, title=summary.title),
        "kind": t("summary.kind", lang),
        "heading": summary.title,
        "about": [summary.place, local_day(summary.opened_at, lang)],
        "release": release,
        "notices": list(summary.notices),
        "found": t("summary.found", lang),
        "labels": {
            "own": t("summary.own", lang),
            "asked": t("summary.asked", lang),
            "guesses": t("summary.guesses", lang),
            "interpretations": t("summary.interpretations", lang),
            "questions": t("summary.questions", lang),
        },
        "parts": [
            {
                "title": f"{part.number}. {part.finding}",
                "own": part.own,
                "asked": part.asked,
                "guesses": part.guesses,
                "interpretations": list(part.interpretations),
                "questions": list(part.questions),
            }
            for part in parts
        ],
        "left_out": t("summary.left_out", lang, count=left_out) if is_cut else "",
        "next": {"title": t("summary.next", lang), "columns": [t(f"summary.next.{one}", lang) for one in _COLUMNS]},
        "sources": {"title": t("pdf.sources", lang), "lines": source_lines(list(origins), lang)},
    }


_COLUMNS = ("what", "who", "when")
