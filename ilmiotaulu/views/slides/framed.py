"""The key figure of each phenomenon in a place, as one picture for somebody's frame."""

from collections.abc import Sequence

from ilmiotaulu.schema import STATUSES_OF_HIDDEN
from ilmiotaulu.text import t
from ilmiotaulu.views.profile import ProfileRow
from ilmiotaulu.views.slides.key_figures import figures_sheet
from ilmiotaulu.views.slides.model import Slide
from ilmiotaulu.views.slides.pictures import Figures
from ilmiotaulu.views.slides.reader import Reader
from ilmiotaulu.views.texts import short_name

# As many rows as a frame has room for.
_MOST = 8


def framed(region: str, compare: str, reader: Reader) -> Slide:
    """The key figure of each phenomenon and what stands out in a place, beside others' and among all areas'.

    What stands out first is the title. Without any figure there is no picture, and the slide says why. Raises
    `KeyError` for a place that the release does not have.
    """
    lang, place = reader.lang, reader.places[region]
    beside = reader.beside(region, compare)
    rows = reader.profile(region, compare, has_bars=True)
    shown = _shown(rows, reader)
    title = t("embed.key_figures", lang, place=place.name)
    if not shown:
        return Slide("numbers", title, gap=t("slide.gap.nothing", lang, title=title, place=place.name))
    names = (t("column.indicator", lang), place.name, *(short_name(one, lang) for one in beside))
    told = tuple(_words(row) for row in shown)
    bars = tuple((row.bar, row.bar_words) if row.bar else None for row in shown)
    sheet = figures_sheet(title, place.name, names, told, shown, [region, *(one.code for one in beside)], reader)
    found = next((row.stands_out for row in rows if row.stands_out), None)
    return Slide(
        kind="numbers",
        title=f"{place.name}. {found.text}" if found else title,
        heading=title,
        picture=Figures(names, told, bars if any(bars) else ()),
        sheet=sheet,
        key=t("municipality.barometer", lang) if any(bars) else "",
        origins=sheet.origins,
        alt=t("slide.alt.numbers", lang, heading=title, told=found.text if found else "").strip(),
        finding=found.text if found else title,
    )


def _words(row: ProfileRow) -> tuple[str, ...]:
    return f"{row.indicator.title}, {row.time}", row.own_and_interval, *row.others


def _shown(rows: Sequence[ProfileRow], reader: Reader) -> list[ProfileRow]:
    """The key figure of each phenomenon, and what stands out, by phenomenon; made-up figures are not shown."""
    there = {
        row.indicator.id: row
        for row in rows
        if row.figure.status in ("ok", *STATUSES_OF_HIDDEN) and not row.figure.is_example
    }
    named = [
        name
        for phenomenon in reader.phenomena.values()
        for name, _ in phenomenon.roles
        if name in there and (name == phenomenon.roles[0][0] or there[name].stands_out)
    ]
    return [there[name] for name in dict.fromkeys(named)][:_MOST]
