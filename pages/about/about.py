"""Tietoja: what Ilmiötaulu is, for whom, whose figures it shows, and who maintains it."""

import streamlit as st

from ilmiotaulu.text import LIVE, day, document, t
from ilmiotaulu.ui import data, state
from ilmiotaulu.ui.components.tables import sheet_table
from ilmiotaulu.ui.markdown import plain
from ilmiotaulu.views.sheet import Cell, Column, Sheet

lang = state.language()
release = data.current().release
told = data.table(release, "release").row(0, named=True)


def publishers() -> tuple[tuple[Cell, ...], ...]:
    """Each publisher and licence, its sources, and when the newest of them was fetched; examples last."""
    groups = data.table(release, "source_fetch").group_by("publisher", "licence", maintain_order=True)
    found = []
    for (publisher, licence), fetches in groups:
        is_example = publisher == "example"
        name = t("source.example", lang) if is_example else str(publisher)
        fetched = "–" if is_example else day(max(fetches["fetched_at"]), lang)
        found.append((is_example, (name, fetches.height, fetched, str(licence))))
    return tuple(row for _, row in sorted(found))


sources = Sheet(
    title=t("about.publishers", lang),
    subtitle=t("csv.release", lang, release=release),
    columns=(
        Column(t("column.publisher", lang)),
        Column(t("column.sources", lang), "number"),
        Column(t("column.fetched", lang)),
        Column(t("column.licence", lang)),
    ),
    rows=publishers(),
)
before, after = document(
    "about",
    lang,
    release=release,
    kind=t(f"release.{told['kind']}", lang),
    fetched=day(told["newest_fetch"], lang),
    division=str(told["division"]),
    maintainer=plain(data.settings().maintainer) or t("about.no_maintainer", lang),
    data_page=t("page.data", lang),
    methods_page=t("page.methods", lang),
    accessibility_page=t("page.accessibility", lang),
    publishers=LIVE,
).split(LIVE)
with st.container(width=760):
    st.markdown(before)
    st.html(sheet_table(sources, lang, is_titled=True))
    st.markdown(after)
