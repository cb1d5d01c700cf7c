"""The key figure of each phenomenon in a place, as one picture for somebody's frame."""

from collections.abc import Sequence

from ilmiotaulu.schema import STATUSES_OF_HIDDEN
from ilmiotaulu.text import t
from ilmiotaulu.views.profile import ProfileRow
from ilmiotaulu.views.sheet import Column, Sheet, reasons
from ilmiotaulu.views.slides import Figures, Reader, Slide
from ilmiotaulu.views.texts import short_name

# As many rows as a frame has room for.
_MOST = 8


def key_figures(region: str, compare: str, reader: Reader) -> Slide:
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
    found = next((row.stands_out for row in rows if row.stands_out), None)
    return Slide(
        kind="numbers",
        title=f"{place.name}. {found.text}" if found else title,
        heading=title,
        picture=Figures(names, told, bars if any(bars) else ()),
        sheet=Sheet(
            title=title,
            subtitle=place.name,
            columns=tuple(Column(name) for name in names),
            rows=told,
            reasons=reasons([row.figure.status for row in shown], lang),
        ),
        key=t("municipality.barometer", lang) if any(bars) else "",
        origins=reader.origins([row.indicator.id for row in shown], [region, *(one.code for one in beside)]),
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
