"""Menetelmät: what is done to the figures, and what can be concluded from them."""

import streamlit as st

from ilmiotaulu.schema import FLAGS, STATUSES
from ilmiotaulu.statistics.intervals import proportion_limits
from ilmiotaulu.text import LIVE, document, number, t
from ilmiotaulu.ui import data, state
from ilmiotaulu.ui.components import markup
from ilmiotaulu.ui.components.tables import sheet_table
from ilmiotaulu.ui.markdown import contents, plain
from ilmiotaulu.views.sheet import Column, Sheet

lang = state.language()
release = data.current().release
read = data.reader(release, lang)
shown = [entry for entry in read.indicators.values() if entry.has_rows]
polarity = dict(data.table(release, "indicator").select("id", "polarity").iter_rows())


def columns(*names: str) -> tuple[Column, ...]:
    """Columns of words."""
    return tuple(Column(t(f"column.{name}", lang)) for name in names)


def example(among: int, children: int) -> tuple[str, float, tuple[float, float]]:
    """A made-up count of so many children, and its share in per cent with the 95 % interval."""
    lower, upper = (100 * float(limit) for limit in proportion_limits(among, children, 0.95))
    return f"{number(among, 0, lang)} / {number(children, 0, lang)}", 100 * among / children, (lower, upper)


statuses = Sheet(
    title=t("methods.statuses", lang),
    subtitle=t("methods.in_words", lang),
    columns=columns("word", "meaning"),
    rows=tuple((t(f"status.{one}.short", lang), t(f"status.{one}.why", lang)) for one in STATUSES if one != "ok"),
)
flags = Sheet(
    title=t("methods.flags", lang),
    subtitle=t("methods.in_words", lang),
    columns=columns("mark", "meaning"),
    rows=tuple((t(f"flag.{one}", lang), t(f"flag_meaning.{one}", lang)) for one in FLAGS),
)
intervals = Sheet(
    title=t("methods.example", lang),
    subtitle=t("methods.made_up", lang),
    columns=(
        Column(t("column.among", lang)),
        Column(t("column.share", lang), "number", 1, "percent"),
        Column(t("column.interval", lang), "interval", 1, "percent"),
    ),
    rows=(example(2, 110), example(20, 1_500), example(450, 29_000)),
)
directions = Sheet(
    title=t("methods.directions", lang),
    subtitle=t("methods.with_reasons", lang),
    columns=columns("indicator", "direction", "reason"),
    rows=tuple(
        (one.title, t(f"direction.{polarity[one.id]}", lang), one.polarity_reason)
        for one in shown
        if polarity[one.id] != "none"
    ),
)

# The chosen place when it has a figure that was tested, else the home county.
places = read.places
asked = [str(st.session_state.get("region", "")), data.settings().home_county, "FI"]
tested = [(code, read.statistics(code)["comparison"]) for code in asked if code in places]
code, indicator = next(((code, rows["indicator"][0]) for code, rows in tested if rows.height), ("", ""))
said = read.said(indicator, code) if code else ()
title = f"{places[code].name}: {read.indicators[indicator].title}" if code else ""
evidence = (markup.finding(title) + markup.said(said, lang)) if said else f"<p>{t('methods.no_example', lang)}</p>"

parts = document(
    "methods",
    lang,
    release=release,
    division=str(data.manifest(release)["division"]),
    data_page=t("page.data", lang),
    map_page=t("page.map", lang),
    centres_page=t("page.family_centres", lang),
    map_options=t("map.options", lang),
    steadied=t("maps.steadied", lang),
    derived=t("flag.derived", lang),
    broken=t("flag.break", lang),
    with_interval="\n".join(f"- {plain(entry.title)}" for entry in shown if entry.interval != "none") or "–",
    statuses=LIVE,
    flags=LIVE,
    example=LIVE,
    evidence=LIVE,
    directions=LIVE,
).split(LIVE)
with st.container(width=760):
    # The contents stand before the first heading, after the words that open the page.
    opening, heading, rest = parts[0].partition("\n## ")
    parts[0] = f"{opening}\n\n{t('methods.contents', lang)}\n\n{contents(LIVE.join(parts))}\n{heading}{rest}"
    for text, live in zip(parts, (statuses, flags, intervals, evidence, directions, ""), strict=True):
        st.markdown(text)
        if isinstance(live, Sheet):
            st.html(sheet_table(live, lang, is_titled=live is not intervals))
        elif live:
            st.html(live)
