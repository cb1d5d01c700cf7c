"""Small pieces that several pages show: notices, choosers of place and figure, source lines, the footer."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from ilmiotaulu.exports.csv import source_line
from ilmiotaulu.text import LANGUAGES, day, moment, t
from ilmiotaulu.ui import data, state
from ilmiotaulu.views import IndicatorText, Origin, PhenomenonText, Place, municipalities

_CSS = Path(__file__).with_name("page.css").read_text("utf-8")


def styles() -> None:
    """The few rules that the theme cannot say."""
    st.html(f"<style>{_CSS}</style>")


def brand() -> None:
    """The product's name, as a picture and a word."""
    st.html('<div class="ilmio-brand"><img src="/assets/favicon.svg" alt="">Ilmiötaulu</div>', width="content")


def languages(lang: str) -> None:
    """Links to the same view in the other languages. The page is loaded anew, for its own words are the browser's."""
    links = []
    for code in LANGUAGES:
        here = ' aria-current="true"' if code == lang else ""
        address = escape("?" + urlencode(state.parameters(lang=code)))
        words = t(f"language.{code}", code)
        links.append(f'<a href="{address}" target="_self" lang="{code}" hreflang="{code}"{here}>{words}</a>')
    st.html(
        f'<nav class="ilmio-languages" aria-label="{t("frame.language", lang)}">{"".join(links)}</nav>', width="content"
    )


def message(name: str, lang: str, **values: str) -> None:
    """A whole-page notice: what is the matter and what to do."""
    st.title(t(f"message.{name}.title", lang))
    st.warning(t(f"message.{name}.text", lang, **values))


def release_notice(release: str, lang: str) -> None:
    """Say what the starter is, and that a new release has come while the person was looking."""
    before = st.session_state.get("_release_seen")
    st.session_state["_release_seen"] = release
    if before and before != release:
        st.info(t("frame.new_release", lang, release=release), icon=":material/update:")
    told = data.manifest(release)
    if told["kind"] == "starter":
        st.info(t("frame.starter", lang), icon=":material/info:")
    for name in told["unreachable"]:
        source, _, what = name.partition(":")
        st.warning(t("frame.old_source", lang, source=t(f"source.{source}", lang), what="" if what == "*" else what))


def choose_area(release: str, lang: str) -> str:
    """Choose a county or the whole country; returns its code."""
    places = data.places(release, lang)
    areas = ["FI", *(code for code, place in places.items() if place.level == "county")]
    region = places.get(str(st.session_state.get("region", "")))
    if "area" not in st.session_state and region:
        st.session_state["area"] = region.county or region.code
    state.settle("area", areas, data.settings().home_county)
    return st.selectbox(
        t("choose.area", lang),
        areas,
        key="area",
        format_func=lambda code: places[code].name,
        on_change=_area_changed,
        placeholder=t("choose.placeholder", lang),
    )


def _area_changed() -> None:
    """A municipality of another area is no longer the chosen one."""
    st.session_state.pop("region", None)
    state.write_address()


def choose_region(release: str, area: str, lang: str) -> Place:
    """Choose a municipality of the area, or the area itself; returns the place."""
    places = data.places(release, lang)
    options = [area, *(place.code for place in municipalities(places, area))]
    state.settle("region", options, area)
    code = st.selectbox(
        t("choose.region", lang),
        options,
        key="region",
        format_func=lambda one: t("choose.whole_area", lang) if one == area else places[one].name,
        on_change=state.write_address,
        placeholder=t("choose.placeholder", lang),
    )
    return places[code]


def choose_phenomenon(release: str, lang: str) -> PhenomenonText:
    """Choose a phenomenon: that of the address, or the first one that has the figure of the address."""
    phenomena = data.phenomena(release, lang)
    asked = str(st.session_state.get("indicator", ""))
    if "phenomenon" not in st.session_state and asked:
        home = next((p.id for p in phenomena.values() if asked in (name for name, _ in p.roles)), None)
        if home:
            st.session_state["phenomenon"] = home
    state.settle("phenomenon", list(phenomena), next(iter(phenomena)))
    chosen = st.selectbox(
        t("choose.phenomenon", lang),
        list(phenomena),
        key="phenomenon",
        format_func=lambda name: phenomena[name].title,
        on_change=_phenomenon_changed,
        placeholder=t("choose.placeholder", lang),
    )
    return phenomena[chosen]


def choose_indicator(
    release: str, phenomenon: PhenomenonText, lang: str, *, observed_only: bool = False
) -> IndicatorText | None:
    """Choose one of the phenomenon's figures that the release has; `None`, and words, when it has none yet."""
    indicators = data.indicators(release, lang)
    options = [
        name
        for name, _ in phenomenon.roles
        if indicators[name].has_rows and not (observed_only and indicators[name].time != "observed")
    ]
    if not options:
        st.info(t("choose.no_figures", lang))
        return None
    state.settle("indicator", options, options[0])
    chosen = st.selectbox(
        t("choose.indicator", lang),
        options,
        key="indicator",
        format_func=lambda name: indicators[name].title,
        on_change=state.write_address,
        placeholder=t("choose.placeholder", lang),
    )
    return indicators[chosen]


def _phenomenon_changed() -> None:
    for name in ("indicator", "year", "sex"):
        st.session_state.pop(name, None)
    state.write_address()


def sources(origins: Sequence[Origin], release: str, lang: str) -> None:
    """The source line of a chart and, one click away, the address, the time and the release."""
    for origin in origins:
        publisher = t("source.example", lang) if origin.publisher == "example" else origin.publisher
        st.caption(plain(source_line(publisher, origin.source_id, day(origin.fetched, lang), origin.licence, lang)))
    with st.expander(t("source.how", lang)):
        for origin in origins:
            st.text(f"{origin.title}\n{origin.url}\n{t('source.fetched', lang, time=moment(origin.fetched, lang))}")
        st.text(t("csv.release", lang, release=release))


def explain(indicator: IndicatorText, lang: str) -> None:
    """What the figure means and what to keep in mind."""
    with st.expander(t("explain.title", lang)):
        st.markdown(f"**{t('explain.definition', lang)}** {plain(indicator.definition)}")
        if indicator.processing:
            st.markdown(f"**{t('explain.processing', lang)}** {plain(indicator.processing)}")
        st.markdown(f"**{t('explain.polarity', lang)}** {plain(indicator.polarity_reason)}")
        if indicator.interval_reason:
            st.markdown(f"**{t('explain.no_interval', lang)}** {plain(indicator.interval_reason)}")
        for caveat in indicator.caveats:
            st.markdown(f"- {plain(caveat)}")


def footer(release: str, lang: str) -> None:
    """Which release this is and whose figures it holds."""
    published = datetime.fromisoformat(data.manifest(release)["published_at"])
    st.divider()
    st.caption(t("frame.footer", lang, release=release, published=moment(published, lang)))


def plain(text: str) -> str:
    """Text that Markdown will show as it is."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()#+!|<>~$:" else sign for sign in text)
