"""A forecast that stands alone is said with its limits and with how often such limits have held, never stronger."""

import re
from dataclasses import replace

import pytest

from ilmiotaulu.statements import Expected, Record, Sentence
from ilmiotaulu.statements.forecasts import beside_official, expected, foreseen
from ilmiotaulu.text import LANGUAGES

NO_LIMITS: dict[int, tuple[float, float]] = {}
MODEL = Expected(2030, 2025, "births", 45.4, {50: (41, 50), 80: (35, 56), 95: (30, 62)}, "count", 0)
LAST = replace(MODEL, method="last_value", value=48)
ALIKE = Record("from_5000", 5, 2000, 2020, 900, 3, 24.6, 28.2, 21.0, 3.5, {50: 52.0, 80: 79.4, 95: 94.1})
HERE = replace(ALIKE, group="KU249", cases=16, covered={50: 50.0, 80: 75.0, 95: 100.0})
SHORT = re.compile(r"vähemmän kuin neljä viidestä|färre än fyra av fem|fewer than four out of five")
FOUR_OF_FIVE = re.compile(r"neljä kertaa viidestä|fyra gånger av fem|Four times out of five")
FEWER = re.compile(r"harvempi kuin neljä|färre än fyra|Fewer than four")
UNTRIED = re.compile(r"emme tiedä|vi vet inte|we do not know")


def said(
    result: Expected = MODEL, alike: Record | None = ALIKE, here: Record | None = HERE, lang: str = "fi"
) -> Sentence:
    return foreseen("Syntyneet lapset", result, alike, here, lang)


def plain(sentence: Sentence) -> str:
    return re.sub(r"\s", " ", sentence.text)


def held(share: float) -> Record:
    return replace(ALIKE, covered=ALIKE.covered | {80: share})


def test_a_forecast_has_its_limits_and_how_often_such_limits_have_held_here_and_among_areas_alike() -> None:
    assert plain(said()) == (
        "Syntyneet lapset. Ennuste vuodelle 2030: noin 45. "
        "Toteutuneen luvun pitäisi olla neljä kertaa viidestä välillä 35–56. "
        "Tällaista väliä on kokeiltu täällä 16 kertaa, ja niistä 12 on pitänyt. "
        "Toteutuneista luvuista 79 % on osunut tällaiselle välille (5 000–10 000 asukkaan kunnat)."
    )
    assert said().rule == "foreseen_model_tried"


def test_it_shows_what_its_rule_saw() -> None:
    numbers = {label: re.sub(r"\s", " ", value) for label, value in said().numbers}
    assert (numbers["Ennuste tehty vuoden luvuista"], numbers["Kokeiltujen ennusteiden lähtövuodet"]) == (
        "2025",
        "2000–2020",
    )
    assert numbers["Rajat 50 %, 80 % ja 95 %"] == "41–50; 35–56; 30–62"
    assert numbers["Keskimäärin ohi (MAPE); sama, jos luku olisi pysynyt ennallaan"] == "24,6 %; 28,2 %"
    assert numbers["Rajoihin osui: 50 %, 80 % ja 95 %"] == "52 %; 79 %; 94 %"


def test_last_value_is_said_to_be_that() -> None:
    told = said(LAST)
    assert told.rule == "foreseen_last_value_tried"
    assert plain(told).startswith(
        "Syntyneet lapset. Ennuste vuodelle 2030: 48, sama kuin viimeisin luku. "
        "Laskentamallimme ei ole osunut sitä paremmin. "
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("share", "is_short"), [(76.4, True), (76.6, False), (83.0, False), (40.0, True)])
def test_limits_that_have_held_too_seldom_say_so(lang: str, share: float, is_short: bool) -> None:
    told = said(alike=held(share), lang=lang)
    assert bool(SHORT.search(told.text)) == is_short
    assert told.rule == ("foreseen_model_short" if is_short else "foreseen_model_tried")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "alike", [None, replace(ALIKE, covered={}), replace(ALIKE, cases=4)], ids=["none", "no limits", "few"]
)
def test_limits_that_were_never_tried_say_that_nobody_knows(lang: str, alike: Record | None) -> None:
    told = said(alike=alike, here=replace(HERE, cases=4), lang=lang)
    assert told.rule == "foreseen_model_untried"
    assert UNTRIED.search(told.text)
    assert len(told.numbers) == 3, "no record is among its numbers"


def test_an_area_with_few_forecasts_of_its_own_is_told_by_those_alike() -> None:
    told = said(here=replace(HERE, cases=4))
    assert "täällä" not in told.text
    assert "79" in told.text
    alone = said(alike=None)
    assert "Toteutuneista" not in alone.text
    assert alone.rule == "foreseen_model_tried"
    assert not SHORT.search(alone.text), "12 of 16 is less than four of five, and may be chance"


def test_without_limits_nothing_is_said_of_a_record() -> None:
    for result, way in ((MODEL, "model"), (LAST, "last_value")):
        told = said(replace(result, limits=NO_LIMITS))
        assert told.rule == f"foreseen_{way}_alone"
        assert "Rajoja ei voi antaa" in told.text
        assert "pitänyt" not in told.text


def test_counties_and_the_country_are_few_and_say_so() -> None:
    for group in ("counties", "FI"):
        assert "Tällaisia ennusteita on vähän" in said(alike=replace(ALIKE, group=group), here=None).text
    assert "Tällaisia ennusteita on vähän" not in said().text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_turns_with_every_number_it_says(lang: str) -> None:
    changed = [
        said(replace(MODEL, value=46.0), lang=lang),
        said(replace(MODEL, year=2031), lang=lang),
        said(replace(MODEL, method="last_value"), lang=lang),
        said(replace(MODEL, limits=MODEL.limits | {80: (34, 56)}), lang=lang),
        said(replace(MODEL, limits=MODEL.limits | {80: (35, 57)}), lang=lang),
        said(alike=held(81.0), lang=lang),
        said(alike=replace(ALIKE, group="from_10000"), lang=lang),
        said(here=replace(HERE, covered=HERE.covered | {80: 81.25}), lang=lang),
        said(here=replace(HERE, cases=12), lang=lang),
    ]
    texts = [said(lang=lang).text, *(one.text for one in changed)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_it_does_not_say_does_not_change_it(lang: str) -> None:
    for other in (replace(ALIKE, mape=99.0), replace(ALIKE, covered=ALIKE.covered | {95: 10.0})):
        assert said(alike=other, lang=lang).text == said(lang=lang).text


# ---- on its own page ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("result", [MODEL, LAST])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_four_of_five_is_said_only_where_the_record_does_not_say_fewer(lang: str, result: Expected) -> None:
    rule = "forecast_last_value" if result is LAST else "forecast_model"
    for alike in (None, ALIKE, held(83.0), replace(held(40.0), cases=4)):
        told = expected(result, lang, alike)
        assert (told.rule, bool(FOUR_OF_FIVE.search(told.text))) == (rule, True)
    told = expected(result, lang, held(70.0))
    assert (told.rule, bool(FOUR_OF_FIVE.search(told.text))) == (f"{rule}_short", False)
    assert FEWER.search(told.text)


def test_a_forecast_says_its_year_its_value_and_its_limits() -> None:
    assert plain(expected(MODEL, "fi")) == (
        "Ennuste vuodelle 2030: noin 45. Toteutuneen luvun pitäisi olla neljä kertaa viidestä välillä 35–56."
    )
    assert plain(expected(MODEL, "fi", held(70.0))) == (
        "Ennuste vuodelle 2030: noin 45. Tällaiselle välille (35–56) on osunut harvempi kuin neljä ennustetta "
        "viidestä, joten todellinen epävarmuus on suurempi."
    )
    alone = expected(replace(LAST, limits=NO_LIMITS), "fi", held(70.0))
    assert alone.rule == "forecast_alone"
    assert plain(alone).endswith(
        "ei ole osunut sitä paremmin. Rajoja ei voi antaa: näin pitkiä ennusteita ei ole vielä "
        "ehditty verrata toteutuneeseen."
    )


@pytest.mark.parametrize(
    ("official", "rule", "told"),
    [
        (35.0, "forecast_official_within", "ja virallinen 35. Virallinen on oman ennusteemme välissä (35–56)"),
        (34.0, "forecast_official_below", "ja virallinen 34. Virallinen on omaa väliämme pienempi."),
        (57.0, "forecast_official_above", "ja virallinen 57. Virallinen on omaa väliämme suurempi."),
    ],
)
def test_the_official_projection_is_said_to_agree_only_within_our_limits(official: float, rule: str, told: str) -> None:
    beside = beside_official(MODEL, official, 2024, "fi")
    assert beside is not None
    assert beside.rule == rule
    assert told in plain(beside)
    assert plain(beside).startswith("Vuosi 2030: oma ennusteemme on 45 ")


def test_nothing_is_said_of_the_official_projection_without_limits_of_our_own() -> None:
    assert beside_official(replace(MODEL, limits=NO_LIMITS), 40.0, 2024, "fi") is None
