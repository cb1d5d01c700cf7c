"""One picture as a page of its own, small enough for a frame on somebody else's page.

It has no script and asks nobody for anything but the font of the house. The same figures are in it as a table.
"""

from functools import cache
from pathlib import Path

from ilmiotaulu.charts import palette
from ilmiotaulu.charts.barometer import Bar, barometer_drawing
from ilmiotaulu.exports.source import source_lines
from ilmiotaulu.exports.stage_bars import bars_picture
from ilmiotaulu.exports.stage_dots import dots_picture, funnel_picture
from ilmiotaulu.exports.stage_lines import lines_picture
from ilmiotaulu.exports.stage_map import hatch, map_picture
from ilmiotaulu.exports.stage_pyramid import pyramid_picture
from ilmiotaulu.exports.stage_svg import flowing, words
from ilmiotaulu.statements import with_unit
from ilmiotaulu.text import number, t
from ilmiotaulu.views.sheet import Cell, Column, Sheet
from ilmiotaulu.views.slides import Bars, Dots, Figures, Funnel, Lines, MapPicture, Pyramid, Slide, Words

# The looks that drawings have on the stage, too, and what a frame has of its own.
_STYLES = tuple(Path(__file__).with_name(name) for name in ("stage_pictures.css", "embedded.css"))
# Width and height of the row of a figure among all areas', in pixels.
_BAROMETER = (150, 24)


FONT_URL = "/assets/fonts/source-sans-3-latin-wght-normal.woff2"


def embedded_html(slide: Slide, release: str, to: str, lang: str) -> str:
    """The page of a slide with a link to its view in the app (`to`).

    What was found is the title; under the picture stand how it is read, the table, whose figures they are and of which
    release. A slide without a picture says why.
    """
    if slide.picture is None:
        return notice_html(slide.title, slide.gap, to, lang)
    drawn = _picture(slide, lang)
    table = _table(slide.sheet, slide.heading, lang)
    # A picture that is a table has no other one.
    fold = "" if isinstance(slide.picture, Figures | Words) or not table else _fold(table, slide.sheet, lang)
    key = f'<p class="how">{flowing(slide.key)}</p>' if slide.key else ""
    minded = "".join(f' <span class="old">{words(one)}</span>' for one in (slide.old, slide.caution) if one)
    # A title that says what the picture is of is not said again.
    what = slide.heading.removeprefix(slide.title).removeprefix(", ")
    sources = "".join(f"<p>{words(line)}</p>" for line in source_lines(slide.origins, lang))
    told = f"<p>{words(t('csv.release', lang, release=release))}</p>"
    return _page(
        slide.title,
        f'<h1>{flowing(slide.title)}</h1><p class="what">{flowing(what)}{minded}</p>{drawn}{key}{fold}'
        f"<footer>{sources}{told}{_way(to, lang)}</footer>",
        lang,
    )


def notice_html(title: str, told: str, to: str, lang: str) -> str:
    """The page that says why there is no picture, so that a frame is never blank."""
    body = f'<h1>{flowing(title)}</h1><p class="gap">{flowing(told)}</p><footer>{_way(to, lang)}</footer>'
    return _page(title, body, lang)


@cache
def style() -> str:
    """The style of these pages, in the colours of the house; the dark ones where the reader's own mode is dark."""
    light, dark = (_colours(is_dark=is_dark) for is_dark in (False, True))
    own = "".join(file.read_text("utf-8").strip() for file in _STYLES)
    face = f"@font-face{{font-family:SourceSans3;font-weight:200 900;src:url({FONT_URL}) format('woff2')}}"
    return f"{face}:root{{{light}}}@media (prefers-color-scheme: dark){{:root{{{dark}}}}}{own}"


def _colours(*, is_dark: bool) -> str:
    mode = "_DARK" if is_dark else ""
    names = {
        "ground": "BACKGROUND",
        "text": "TEXT",
        "muted": "TEXT_MUTED",
        "rule": "LINE",
        "soft": "SURFACE",
        "accent": "ACCENT",
        "grey": "GREY",
        "orange": "ORANGE",
    }
    colours = {name: getattr(palette, constant + mode) for name, constant in names.items()}
    classes = palette.SEQUENTIAL_DARK if is_dark else palette.SEQUENTIAL
    colours |= {f"c{at}": colour for at, colour in enumerate(classes)} | {"hatch": palette.GREY_EITHER}
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())


def _page(title: str, body: str, lang: str) -> str:
    hatching = f'<svg class="defs" width="0" height="0" aria-hidden="true"><defs>{hatch("hatch", 7)}</defs></svg>'
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{words(title)} – Ilmiötaulu</title><style>{style()}</style></head>"
        f"<body>{hatching}<main>{body}</main></body></html>"
    )


def _way(to: str, lang: str) -> str:
    return f'<p><a href="{words(to)}" target="_blank" rel="noopener">{words(t("embed.open", lang))}</a></p>'


def _picture(slide: Slide, lang: str) -> str:
    """The picture as one thing with its words for whoever cannot see it; a table of figures is read as it is."""
    picture, unit = slide.picture, _unit(slide.sheet)
    if isinstance(picture, Figures):
        return _figures(picture, slide.heading, lang)
    if isinstance(picture, Words):
        return "".join(f"<p>{flowing(line)}</p>" for line in picture.lines)
    if isinstance(picture, Lines):
        look, drawn = "chart", lines_picture(picture, slide.decimals, unit, lang)
    elif isinstance(picture, Bars):
        look, drawn = "ranked", bars_picture(picture, slide.decimals, unit, lang)
    elif isinstance(picture, Dots):
        look, drawn = "chart dotted", dots_picture(picture, lang)
    elif isinstance(picture, Funnel):
        look, drawn = "chart dotted", funnel_picture(picture, lang)
    elif isinstance(picture, MapPicture):
        look, drawn = "mapped", map_picture(picture, "hatch-map", lang)
    elif isinstance(picture, Pyramid):
        look, drawn = "ages", pyramid_picture(picture, lang)
    else:
        raise TypeError(f"no picture: {type(picture).__name__}")
    return f'<div class="{look}" role="img" aria-label="{words(slide.alt)}">{drawn}</div>'


def _unit(sheet: Sheet | None) -> str:
    """The unit that numbers of the table are told with."""
    return next((column.unit for column in sheet.columns if column.kind == "number"), "") if sheet else ""


# ---- tables -------------------------------------------------------------------------------------------------


def _figures(picture: Figures, caption: str, lang: str) -> str:
    """Several figures in words; on a narrow page each cell says which column it is of."""
    names = (*picture.names, t("column.barometer", lang)) if picture.bars else picture.names
    drawn = [[_barometer(one)] for one in picture.bars] or [[] for _ in picture.rows]
    head = "".join(f'<th scope="col">{words(name)}</th>' for name in names)
    rows = "".join(
        f'<tr><th scope="row">{flowing(first)}</th>'
        + "".join(
            f'<td data-name="{words(name)}">{cell}</td>'
            for name, cell in zip(names[1:], [*map(flowing, rest), *bar], strict=True)
        )
        + "</tr>"
        for (first, *rest), bar in zip(picture.rows, drawn, strict=True)
    )
    caption = f'<caption class="heard">{words(caption)}</caption>'
    return f'<table class="figures">{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _barometer(one: tuple[Bar, str] | None) -> str:
    """A figure among all areas' as a drawing; nothing where it has none."""
    if one is None:
        return ""
    bar, told = one
    return f'<span class="barometer" role="img" aria-label="{words(told)}">{barometer_drawing(bar, *_BAROMETER)}</span>'


def _fold(table: str, sheet: Sheet | None, lang: str) -> str:
    reasons = "".join(f"<li>{words(word)}: {words(why)}</li>" for word, why in (sheet.reasons if sheet else ()))
    told = f"<ul>{reasons}</ul>" if reasons else ""
    return f"<details><summary>{words(t('embed.table', lang))}</summary>{table}{told}</details>"


def _table(sheet: Sheet | None, caption: str, lang: str) -> str:
    """The figures of the picture; codes are for files."""
    if sheet is None:
        return ""
    kept = [at for at, column in enumerate(sheet.columns) if column.kind != "code"]
    looks = {at: "" if sheet.columns[at].kind == "text" else ' class="n"' for at in kept}
    head = "".join(f'<th scope="col"{looks[at]}>{words(sheet.columns[at].name)}</th>' for at in kept)
    marks = [' class="own"' if place == sheet.chosen else "" for place in range(len(sheet.rows))]
    rows = "".join(
        f"<tr{mark}>{_row(row, kept, looks, sheet.columns, lang)}</tr>"
        for mark, row in zip(marks, sheet.rows, strict=True)
    )
    label = words(caption)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{label}"><table><caption class="heard">{label}'
        f"</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(row: tuple[Cell, ...], kept: list[int], looks: dict[int, str], columns: tuple[Column, ...], lang: str) -> str:
    first, *rest = kept
    cells = "".join(f"<td{looks[at]}>{words(_cell(row[at], columns[at], lang))}</td>" for at in rest)
    return f'<th scope="row">{words(_cell(row[first], columns[first], lang))}</th>{cells}'


def _cell(cell: Cell, column: Column, lang: str) -> str:
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, tuple):
        low, high = (number(limit, column.decimals, lang) for limit in cell)
        # A minus beside a dash would be read as another dash.
        limits = f"{low}–{high}" if cell[0] >= 0 else f"{low} … {high}"
        return with_unit(limits, column.unit, lang)
    return with_unit(number(cell, column.decimals, lang), column.unit, lang)
