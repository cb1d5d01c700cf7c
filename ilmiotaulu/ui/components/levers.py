"""The levers of a scenario: what a person moves is in the address, so a scenario is a link."""

from collections.abc import Mapping

import streamlit as st

from ilmiotaulu.forecast.scenario import BOUNDS, Levers, levers_from, parameters_of
from ilmiotaulu.text import number, t
from ilmiotaulu.ui import data, state
from ilmiotaulu.ui.components import blocks, markup

_FERTILITIES = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8")
_OWN_NUMBERS = ("day_care", "per_place", "cost_day_care", "cost_school", "cost_family_centre", "cost_placement")


def asked() -> Levers:
    """The levers that the address asks for, in the nearest sensible way; nonsense leaves the view."""
    levers = levers_from({name: str(st.session_state[name]) for name in BOUNDS if name in st.session_state})
    for name, value in (dict.fromkeys(BOUNDS) | parameters_of(levers)).items():
        if value is None:
            st.session_state.pop(name, None)
        else:
            st.session_state[name] = value
    return levers


def choose_levers(release: str, region: str, lang: str) -> Levers:
    """Move the levers; returns them as they stand."""
    levers = asked()
    with st.container(horizontal=True, key="levers"):
        blocks.choose("tfr", _fertilities(release, levers, lang), "", t("scenario.tfr", lang))
        _number("moves", lang, 5.0)
        blocks.choose("rate", _aims(release, region, levers, lang), "", t("scenario.aim", lang), "fewer", "rate_years")
        _number("fewer", lang, 1.0, "rate", "rate_years")
    blocks.words(markup.note(t("scenario.own_numbers", lang)))
    with st.container(horizontal=True, key="own-numbers"):
        for name in _OWN_NUMBERS:
            _number(name, lang, 5.0 if name == "day_care" else 1.0 if name == "per_place" else 100.0)
    return levers


def _fertilities(release: str, levers: Levers, lang: str) -> Mapping[str, str]:
    newest = data.reader(release, lang).newest_fertility
    year, now = newest or ("", float("nan"))
    presets = {
        str(one.total_fertility): f"{number(one.total_fertility, 2, lang)}: {one.in_language(lang)}"
        for one in data.fertility_presets()
    }
    options = {"": t("scenario.tfr_as_forecast", lang, value=number(now, 2, lang), year=year)}
    options |= presets | {one: number(float(one), 2, lang) for one in _FERTILITIES}
    told = parameters_of(levers).get("tfr", "")
    return options if told in options else options | {told: _from_link(told, lang)}


def _aims(release: str, region: str, levers: Levers, lang: str) -> Mapping[str, str]:
    levels = data.placement_levels(release, region)
    options = {"": t("scenario.aim_none", lang)}
    for benchmark in ("neighbours", "country"):
        if benchmark in levels:
            value = round(levels[benchmark], 1)
            options[_written(value)] = t(f"scenario.aim_{benchmark}", lang, value=number(value, 1, lang))
    told = parameters_of(levers).get("rate", "")
    return options if told in options else options | {told: _from_link(told, lang)}


def _from_link(told: str, lang: str) -> str:
    return t("scenario.tfr_from_link", lang, value=number(float(told), 2, lang))


def _number(name: str, lang: str, step: float, *forgets: str) -> None:
    """A number of the person's own; shares are given in per cent."""
    scale = 100.0 if name == "day_care" else 1.0
    key = f"lever-{name}"
    told = st.session_state.get(name)
    st.session_state[key] = float(told) * scale if told is not None else None
    lowest, highest = BOUNDS[name]

    def take_over() -> None:
        value = st.session_state[key]
        for other in forgets:
            st.session_state.pop(other, None)
        if value is None:
            st.session_state.pop(name, None)
        else:
            st.session_state[name] = _written(value / scale)
        state.write_address()

    st.number_input(
        t(f"scenario.{name}", lang),
        min_value=lowest * scale,
        max_value=highest * scale,
        step=step,
        format="%g",
        key=key,
        on_change=take_over,
        placeholder=t("scenario.your_number", lang),
        width=260,
    )


def _written(value: float) -> str:
    return repr(float(value)).removesuffix(".0")
