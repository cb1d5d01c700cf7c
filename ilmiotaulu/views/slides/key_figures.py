"""Several figures of a place: beside others' (`numbers`), and among other places (`places`)."""

from collections.abc import Sequence

from ilmiotaulu.schema import STATUSES_OF_HIDDEN
from ilmiotaulu.statements import values_between
from ilmiotaulu.text import t
from ilmiotaulu.views.overview import key_of
from ilmiotaulu.views.profile import ProfileRow, chance_among, standing_out
from ilmiotaulu.views.sheet import Column, Sheet, reasons
from ilmiotaulu.views.slides.drawing import Asked, Drawn, Gap, group_of, standing_in
from ilmiotaulu.views.slides.pictures import Figures, Words
from ilmiotaulu.views.slides.reader import Reader
from ilmiotaulu.views.texts import Place, short_name

_MOST_ROWS = 7


def numbers(asked: Asked) -> Drawn:
    """What a phenomenon is about, and its figures in the place beside others'; of none, the key figure of each."""
    reader, story, place, lang = asked.reader, asked.story, asked.place, asked.lang
    phenomenon = reader.phenomena.get(asked.item.phenomenon)
    title = phenomenon.title if phenomenon else t("page.overview", lang)
    about = phenomenon.story if phenomenon else ""
    beside = reader.beside(place.code, story.compare)
    keys = [key_of(one) for one in reader.phenomena.values() if one.roles]
    ids = [name for name, _ in phenomenon.roles] if phenomenon else keys
    shown = _rows(ids, reader.profile(place.code, story.compare))
    names = [place.name, *(short_name(other, lang) for other in beside)]
    columns = (t("column.indicator", lang), *names, t("column.direction", lang))
    rows = tuple(_figures_row(row, len(beside), lang) for row in shown)
    if not rows:
        return Drawn(finding=f"{title}. {place.name}", heading=title, picture=Words((about,)))
    if not any(row[-1] for row in rows):
        columns, rows = columns[:-1], tuple(row[:-1] for row in rows)
    finding, *told = _standing_out(shown, place, lang) or [t("slide.about", lang, title=title, place=place.name)]
    regions = [place.code, *(other.code for other in beside)]
    return Drawn(
        finding=finding,
        heading=title,
        picture=Figures(columns, rows),
        sheet=figures_sheet(title, place.name, columns, rows, shown, regions, reader),
        told=tuple(told),
        story=about,
        extra=((t("slide.note.about", lang), about),),
        rows=tuple(shown),
    )


def among_others(asked: Asked) -> Drawn:
    """A phenomenon's figures in the place, between which values those of the other places lie, and the country's."""
    reader, lang, group = asked.reader, asked.lang, group_of(asked)
    place = standing_in(asked, group)
    phenomenon = reader.phenomena[asked.item.phenomenon]
    observed = [name for name, _ in phenomenon.roles if reader.indicators[name].time == "observed"]
    shown = _rows(observed, reader.profile(place.code, ""))
    peers = [code for code in group.codes if code != place.code]
    if not shown or not peers:
        raise Gap(t("slide.gap.nothing", lang, title=phenomenon.title, place=place.name))
    is_country = place.level == "country"
    columns = (t("column.indicator", lang), place.name, t("slide.between", lang))
    columns += () if is_country else (t("column.country", lang), t("column.beside_country", lang))

    def cells(row: ProfileRow) -> tuple[str, ...]:
        others = [reader.figure(row.indicator.id, "total", code) for code in peers]
        told = (f"{row.indicator.title}, {row.time}", row.own, values_between(row.figure, others, lang) or "–")
        return told if is_country else (*told, row.others[-1], row.beside)

    rows = tuple(cells(row) for row in shown)
    if not is_country and not any(row[-1] for row in rows):
        columns, rows = columns[:-1], tuple(row[:-1] for row in rows)
    about = t("slide.about", lang, title=phenomenon.title, place=place.name)
    finding, *told = _standing_out(shown, place, lang) or [about]
    regions = list(dict.fromkeys([place.code, *peers, "FI"]))
    return Drawn(
        finding=finding,
        heading=f"{phenomenon.title}, {group.words}",
        picture=Figures(columns, rows),
        sheet=figures_sheet(phenomenon.title, group.words, columns, rows, shown, regions, reader),
        told=tuple(told),
        key=t("slide.key.places", lang),
        rows=tuple(shown),
    )


def _rows(ids: Sequence[str], profile: Sequence[ProfileRow]) -> list[ProfileRow]:
    """The figures of a slide: those that are told or hidden, made-up ones and single years of age left out."""
    by_id = {row.indicator.id: row for row in profile}
    named = [by_id[name] for name in ids if name in by_id and not name.startswith("age_")]
    mine = [row for row in named if not row.figure.is_example]
    told_of = [row for row in mine if row.figure.status in ("ok", *STATUSES_OF_HIDDEN)]
    return (told_of or mine)[:_MOST_ROWS]


def _standing_out(rows: Sequence[ProfileRow], place: Place, lang: str) -> list[str]:
    """What stands out from the country among the figures, and what chance alone would; nothing where none is tested."""
    tested = [row for row in rows if row.beside]
    if not tested or place.level == "country":
        return []
    chance = chance_among(tested, lang)
    found = [f"{place.name}. {one.text}" for one in standing_out(tested, lang)]
    return [*found, chance.text] if chance else found


def figures_sheet(
    title: str,
    subtitle: str,
    columns: Sequence[str],
    rows: tuple[tuple[str, ...], ...],
    shown: Sequence[ProfileRow],
    regions: Sequence[str],
    reader: Reader,
) -> Sheet:
    """The table of several figures in words, with whose they are and what they mean."""
    return Sheet(
        title=title,
        subtitle=subtitle,
        columns=tuple(Column(name) for name in columns),
        rows=rows,
        reasons=reasons([row.figure.status for row in shown], reader.lang),
        origins=reader.origins([row.indicator.id for row in shown], regions),
        about=tuple((row.indicator.title, row.indicator.definition) for row in shown),
    )


def _figures_row(row: ProfileRow, others: int, lang: str) -> tuple[str, ...]:
    if row.figure.is_example:
        return row.indicator.title, t("example.mark", lang), *["–"] * others, ""
    is_tested = row.change is not None and row.change.rule.startswith("directed")
    change = row.change.text if row.change and is_tested else ""
    return f"{row.indicator.title}, {row.time}", row.own_and_interval, *row.others, change
