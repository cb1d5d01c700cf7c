"""What every file says of itself: whose figures they are, what happened in their years, and that none is made up."""

from collections.abc import Sequence
from dataclasses import replace

from ilmiotaulu.text import day, t
from ilmiotaulu.views.sheet import Event, Sheet
from ilmiotaulu.views.texts import Origin


def source_line(origin: Origin, lang: str) -> str:
    """Whose figures, which table or indicator, when they were fetched, under which licence; of the region's own which
    list they are from, and when that was brought in.
    """
    publisher = t("source.example", lang) if origin.publisher == "example" else origin.publisher
    fetched = day(origin.fetched, lang)
    if origin.is_own:
        return t("source.line_own", lang, publisher=publisher, title=origin.title, fetched=fetched)
    return t(
        "source.line", lang, publisher=publisher, source_id=origin.source_id, fetched=fetched, licence=origin.licence
    )


def source_lines(origins: Sequence[Origin], lang: str) -> list[str]:
    """`source_line` of each; those that differ in nothing but the table or indicator share a line that names them all,
    each once.
    """
    alike: dict[tuple[str, str, str], list[Origin]] = {}
    for origin in origins:
        alike.setdefault((origin.publisher, day(origin.fetched, lang), origin.licence), []).append(origin)
    return [
        source_line(replace(group[0], **{name: _together(group, name) for name in ("source_id", "title")}), lang)
        for group in alike.values()
    ]


def _together(group: Sequence[Origin], name: str) -> str:
    return ", ".join(dict.fromkeys(getattr(one, name) for one in group))


def event_lines(events: Sequence[Event]) -> list[str]:
    """Each event with its year."""
    return [f"{year}: {title}" for year, title in events]


def refuse_examples(sheet: Sheet) -> None:
    """Raise `ValueError` when some of the figures are made up: in a file they would look real."""
    if sheet.has_examples:
        raise ValueError("examples are not handed out")
