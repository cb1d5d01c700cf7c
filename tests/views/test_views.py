"""Views: what a page shows of tiny frames, to the last cell."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilmiotaulu.charts.barometer import Bar
from ilmiotaulu.statements import Compared, Sentence
from ilmiotaulu.statistics.comparison import Result
from ilmiotaulu.text import t
from ilmiotaulu.views.area import area_view, years_view
from ilmiotaulu.views.classes import EXAMPLE, HIDDEN, MISSING, class_limits, class_of, scale_of
from ilmiotaulu.views.comparison import Group, group_of, groups, many_sheet, ranking_view
from ilmiotaulu.views.evidence import cut_of, direction, similar
from ilmiotaulu.views.future import (
    Forecasts,
    ages,
    changes_sheet,
    forecasts_of,
    foreseen,
    future_view,
    meaning_view,
    projection_of,
    record_group,
)
from ilmiotaulu.views.overview import Card, card, news, peers_of
from ilmiotaulu.views.profile import chance_among, headline, profile, profile_sheet, standing_out
from ilmiotaulu.views.sheet import Column, Scale, Sheet, Span, rows_of
from ilmiotaulu.views.texts import PhenomenonText, Place, figure, learning_network, short_name
from ilmiotaulu.views.trend import events_of, trend_view
from tests.views.tiny import (
    COUNTRY,
    COUNTY,
    FETCHES,
    LARGE,
    MIDDLE,
    MUNICIPALITIES,
    frame,
    indicator,
    row,
)

PLACES = {place.code: place for place in (COUNTRY, COUNTY, *MUNICIPALITIES)}


# ---- classes ------------------------------------------------------------------------------------------------
@given(st.lists(st.floats(0, 100), min_size=1, max_size=60))
def test_equal_figures_share_a_class_and_larger_ones_never_have_a_smaller_one(values: list[float]) -> None:
    limits = class_limits(values, 1)
    assert 1 <= len(limits) <= 5
    figures = sorted((figure(row("KU179", 2020, value), indicator()) for value in values), key=lambda f: f.value or 0)
    classes = [class_of(one, limits) for one in figures]
    assert classes == sorted(classes)
    for one, place in zip(figures, classes, strict=True):
        low, high = limits[place]
        assert low <= round(one.value or 0, 1) <= high


def test_a_scale_is_divided_by_the_newest_ten_years_and_reaches_over_all() -> None:
    old = [row("KU179", year, 0.1) for year in range(1990, 2010)]
    new = [row("KU179", 2010 + i, float(i)) for i in range(10)]
    limits = scale_of(frame(*old, *new), 1)
    assert limits[0] == (0.0, 1.0)
    assert limits[-1] == (8.0, 9.0)
    assert scale_of(frame(row("KU179", 2020, None, "hidden")), 1) == []


def test_a_gap_has_a_mark_and_no_class() -> None:
    limits = [(1.0, 2.0)]
    assert class_of(None, limits) == MISSING
    assert class_of(figure(row("KU179", 2020, None, "hidden_or_zero"), indicator()), limits) == HIDDEN
    assert class_of(figure(row("KU179", 2020, None, "not_collected"), indicator()), limits) == MISSING
    assert class_of(figure(row("KU179", 2020, 1.0, flags=["example"]), indicator()), limits) == EXAMPLE


# ---- one indicator in an area -------------------------------------------------------------------------------
NOW = frame(
    row("KU179", 2021, 2.36, count=616.0, lower95=2.18, upper95=2.54),
    row("KU249", 2021, 1.7, count=26.0, lower95=1.2, upper95=2.5, flags=["break"]),
    row("KU256", 2021, None, "hidden_or_zero"),
)


EVENTS = [(2020, "Laki."), (2021, "Uudistus."), (2022, "Määritelmä.")]


def test_a_map_and_its_table_say_the_same_in_the_same_order() -> None:
    view = area_view(NOW, MUNICIPALITIES, indicator(), EVENTS, FETCHES, "fi")
    assert [(one.name, one.value.replace("\N{NO-BREAK SPACE}", " "), one.class_index) for one in view.rows] == [
        ("Jyväskylä", "2,4 %", 1),
        ("Keuruu", "1,7 %", 0),
        ("Kinnula", "salattu tai nolla", HIDDEN),
    ]
    assert [column.name for column in view.sheet.columns] == [
        "Aluekoodi",
        "Alue",
        "Arvo",
        "95 %:n väli",
        "Lukumäärä",
        "Huomaa",
    ]
    assert view.sheet.rows == (
        ("KU179", "Jyväskylä", 2.4, (2.2, 2.5), 616.0, ""),
        ("KU249", "Keuruu", 1.7, (1.2, 2.5), 26.0, "aikasarjan katkos"),
        ("KU256", "Kinnula", "salattu tai nolla", None, None, ""),
    )
    assert view.sheet.subtitle == "prosenttia, 2021"
    assert [word for word, _ in view.sheet.reasons] == ["salattu tai nolla"]
    assert [origin.source_id for origin in view.sheet.origins] == ["191"]
    assert (view.sheet.events, view.sheet.has_numbered_events) == (((2021, "Uudistus."),), False)


def test_a_place_without_a_row_is_told_as_not_available() -> None:
    view = area_view(NOW.head(1), MUNICIPALITIES, indicator(), EVENTS, FETCHES, "fi")
    assert view.sheet.rows[2][:3] == ("KU256", "Kinnula", "ei tietoa")
    assert [one.class_index for one in view.rows] == [0, MISSING, MISSING]


def test_columns_that_no_row_has_are_left_out() -> None:
    view = area_view(frame(row("KU179", 2021, 5.0)), [LARGE], indicator(), EVENTS, FETCHES, "fi")
    assert [column.name for column in view.sheet.columns] == ["Aluekoodi", "Alue", "Arvo"]


def test_a_count_that_says_the_same_as_its_share_has_no_column() -> None:
    """A municipality either has a group or has not."""
    for count, is_told in ((1.0, False), (30.0, True)):
        rows = frame(row("KU179", 2020, 100.0, count=count), row("KU249", 2020, 0.0, count=0.0))
        columns = area_view(rows, MUNICIPALITIES, indicator(), [], FETCHES, "fi").sheet.columns
        assert (t("column.count", "fi") in [column.name for column in columns]) is is_told


def test_the_same_figure_has_the_same_class_in_every_year() -> None:
    rows = frame(
        *(row("KU179", year, value) for year, value in ((2019, 1.0), (2020, 2.0), (2021, 3.0))),
        *(row("KU249", year, value) for year, value in ((2019, 3.0), (2020, 1.0), (2021, 1.0))),
        row("KU256", 2020, None, "hidden"),
    )
    view = years_view(rows, MUNICIPALITIES, indicator(), (2019, 2020, 2021), EVENTS, FETCHES, "fi")
    assert view.classes == ((0, 1, MISSING), (0, 0, HIDDEN), (1, 0, MISSING))
    assert [words.replace("\N{NO-BREAK SPACE}", " ") for words in view.legend] == ["1,0–2,0 %", "3,0 %"]
    assert view.sheet.rows[2] == ("KU256", "Kinnula", "ei tietoa", "salattu", "ei tietoa")
    assert view.sheet.subtitle == "prosenttia, 2019–2021"
    assert view.sheet.events == ((2020, "Laki."), (2021, "Uudistus."))


# ---- direction ----------------------------------------------------------------------------------------------
BIRTHS = {"unit": "count", "decimals": 0, "interval": "none"}
FACT = {**BIRTHS, "varies_by_chance": False}


def trend_row(**more: object) -> dict[str, object]:
    """A row of the table `trend`."""
    return {
        "result": "not_told_apart",
        "years": [2017, 2018, 2019, 2020, 2021],
        "probability": 0.5,
        "run_years": list(range(2012, 2022)),
        "guarded": False,
        "carry_over": 0.0,
        **more,
    }


def looked(*rows: dict[str, Any], test: dict[str, object] | None = None, lang: str = "fi", **of: Any) -> str | None:
    """What is said of the direction of the last row, the others being its history."""
    said = direction(figure(rows[-1], indicator(**of)), indicator(**of), test, rows, lang)
    return said.text.replace("\N{NO-BREAK SPACE}", " ") if said else None


def yearly(*years: int, **more: Any) -> list[dict[str, Any]]:
    rows = [row("KU249", year, float(year - 2000)) for year in years]
    rows[-1].update(more)
    return rows


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ({"result": "rising"}, "↗ Selvästi nouseva, 2017–2021."),
        ({"result": "falling"}, "↘ Selvästi laskeva, 2017–2021."),
        ({"result": "falling", "carry_over": 0.8}, "Muutos voi olla sattumaa, 2012–2021."),
        ({"probability": 0.99}, "↗ Hyvin todennäköisesti noussut, 2012–2021."),
        ({"probability": 0.92}, "Todennäköisesti noussut, 2012–2021."),
        ({"probability": 0.2}, "Ehkä laskenut, 2012–2021."),
        ({}, "Muutos voi olla sattumaa, 2012–2021."),
    ],
)
def test_a_direction_is_what_the_trend_of_the_release_says_whatever_the_figures_look_like(
    test: dict[str, object], words: str
) -> None:
    rising = [row("KU249", year, 0.1 * (year - 2011), lower95=0.0, upper95=9.0) for year in range(2012, 2022)]
    assert looked(*rising, test=trend_row(**test)) == words


def test_a_trend_of_another_year_or_without_a_test_gives_no_direction() -> None:
    rows = [row("KU249", year, 2.0, lower95=1.0, upper95=3.0) for year in range(2012, 2021)]
    newer = trend_row(result="rising")
    assert looked(*rows, test=newer) == "Muutos 2019–2020: 0,0 prosenttiyksikköä. " + untold("no_interval")
    nothing = trend_row(result="not_computed", years=[], probability=None, run_years=[2019, 2020])
    assert looked(*rows[-2:], test=nothing) == "Muutos 2019–2020: 0,0 prosenttiyksikköä. " + untold("too_few_years")


def untold(why: str) -> str:
    return t("statement.untested", "fi", why=t(f"statement.obstacle.{why}", "fi"))


def test_a_figure_that_others_have_newer_has_no_direction() -> None:
    rows = [row("KU249", year, 2.0, lower95=1.0, upper95=3.0) for year in range(2012, 2021)]
    assert (looked(*rows) or "").endswith(untold("not_newest"))
    assert (looked(*yearly(*range(2012, 2021)), **BIRTHS) or "").endswith(untold("not_newest"))


def test_a_missing_year_is_named_and_the_change_is_told_over_it() -> None:
    said = looked(*yearly(2020, 2021, 2022, 2025), **BIRTHS)
    assert said == "Muutos 2022–2025: +3. Suuntaa ei voi arvioida (2023–2024: lukua ei ole tässä julkaisussa)."
    rows = [*yearly(2021, 2022), row("KU249", 2023, None, "not_available"), *yearly(2024)]
    assert (
        looked(*rows, **BIRTHS)
        == "Muutos 2022–2024: +2. Suuntaa ei voi arvioida (2023: lukua ei ole tässä julkaisussa)."
    )


def test_a_hidden_year_is_named_and_its_figure_is_not() -> None:
    rows = [*yearly(2021, 2022), row("KU249", 2023, None, "hidden_or_zero"), *yearly(2024)]
    assert looked(*rows, **BIRTHS) == "Muutos 2022–2024: +2. Suuntaa ei voi arvioida (2023: luku on salattu tai nolla)."


def test_a_figure_without_counts_has_a_change_and_no_direction() -> None:
    said = looked(*yearly(2019, 2020, 2021), interval="none")
    assert said == "Muutos 2020–2021: +1,0 prosenttiyksikköä. " + untold("no_interval")
    assert looked(*yearly(2021), interval="none") == untold("too_few_years")


def test_what_does_not_vary_by_chance_is_told_as_it_is() -> None:
    assert looked(*yearly(2019, 2020, 2021), **FACT) == "Muutos 2020–2021: +1."
    assert looked(*yearly(2021), **FACT) is None


@pytest.mark.parametrize("of", [BIRTHS, FACT])
def test_nothing_is_told_across_a_break_of_the_series_or_of_the_catalogue(of: dict[str, Any]) -> None:
    broken = "Suuntaa ei voi arvioida (2021: aikasarjassa on katkos)."
    assert looked(*yearly(2019, 2020, 2021, flags=["break"]), **of) == broken
    assert looked(*yearly(2019, 2020, 2021), breaks=frozenset({2021}), **of) == broken
    assert looked(*yearly(2019, 2021), breaks=frozenset({2020}), **of) == broken.replace("2021", "2020")


def test_a_break_further_back_leaves_the_newest_change() -> None:
    said = looked(*yearly(2018, 2019, 2020, 2021), breaks=frozenset({2020}), **BIRTHS)
    assert said == "Muutos 2020–2021: +1. Suuntaa ei voi arvioida (2020: aikasarjassa on katkos)."


def test_of_gaps_and_examples_no_direction_is_told() -> None:
    rows = yearly(2019, 2020)
    assert looked(*rows, row("KU249", 2021, None, "hidden"), test=trend_row(result="rising")) is None
    assert looked(*rows, row("KU249", 2021, 9.0, flags=["example"]), test=trend_row(result="rising")) is None


def test_a_month_is_held_against_the_same_month_a_year_earlier() -> None:
    months = [row("KU249", 2025, 10.0, period="2025-06"), row("KU249", 2025, 90.0, period="2025-07")]
    own = row("KU249", 2026, 12.0, period="2026-06")
    index = {"unit": "index", "interval": "none"}
    assert looked(*months, own, varies_by_chance=False, lang="en", **index) == "Change June 2025 – June 2026: +2.0."
    assert looked(*months, own, **index) == "Muutos 6/2025 – 6/2026: +2,0. " + untold("no_interval")


# ---- profile ------------------------------------------------------------------------------------------------
LATEST = {
    "KU249": frame(row("KU249", 2021, 3.0, lower95=2.4, upper95=3.7, lower998=2.0, upper998=4.4)),
    "HVA15": frame(row("HVA15", 2020, 2.0)),
    "FI": frame(row("FI", 2021, 1.7)),
}


def test_a_profile_stands_beside_others_and_says_what_stands_out() -> None:
    series = frame(row("KU249", 2016, 1.0, lower95=0.8, upper95=1.2), *LATEST["KU249"].to_dicts())
    test = Compared("country", "much_higher", 2021, own="3,0 %", other="1,7 %")
    among = {"year": 2021, "areas": 5, "smallest": 0.5, "lower_quartile": 1.0, "upper_quartile": 2.0, "largest": 4.0}
    asked = (LATEST, series, [indicator()], MIDDLE, ["HVA15", "FI"], "fi")
    (line,) = profile(*asked, {"placed": test}, {"placed": trend_row(result="rising")}, {"placed": among})
    plain = [words.replace("\N{NO-BREAK SPACE}", " ") for words in (line.own, *line.others)]
    assert plain == ["3,0 %", "2,0 % (2020)", "1,7 %"]
    assert line.beside == "selvästi suurempi kuin koko maassa"
    assert line.bar == Bar(3.0, 1.7, 0.5, 1.0, 2.0, 4.0, is_told_apart=True)
    assert line.bar_words.replace("\N{NO-BREAK SPACE}", " ") == (
        "Keuruu 3,0 %; koko maa 1,7 %; pienin 0,5 %, suurin 4,0 %"
    )
    assert line.change is not None
    assert line.change.text == "↗ Selvästi nouseva, 2017–2021."
    assert line.sentence.replace("\N{NO-BREAK SPACE}", " ") == (
        "Selvästi suurempi kuin koko maassa. Sattuman vuoksi luku voisi hyvin olla 2,4–3,7 %."
    )
    assert line.stands_out is not None
    assert line.stands_out.rule == "stands_out_above"
    assert line.points == ((2016, 1.0), (2021, 3.0))
    assert standing_out([line], "fi") == (line.stands_out,)
    assert headline([line], "fi").text == "Selvästi koko maasta erottuvia lukuja: 1. Verrattuja lukuja: 1."
    same = replace(line, stands_out=None)
    assert headline([line, same, same], "fi").text.endswith("lukuja: 1. Verrattuja lukuja: 3.")
    assert headline([same], "fi") == standing_out([same], "fi")[0]


def test_a_profile_says_nothing_that_was_not_tested_in_its_own_year() -> None:
    asked = (LATEST, frame(), [indicator()], MIDDLE, ["FI"], "fi")
    (untested,) = profile(*asked)
    assert (untested.beside, untested.stands_out, untested.bar) == ("", None, None)
    assert chance_among([untested], "fi") is None
    (none,) = standing_out([untested], "fi")
    assert none.text.startswith("Yhtäkään näistä luvuista ei ole voitu verrata koko maahan")
    (earlier,) = profile(*asked, {"placed": Compared("country", "much_higher", 2020, own="3,0 %", other="1,7 %")})
    assert (earlier.beside, earlier.stands_out) == ("", None)


def test_few_areas_have_no_quartiles_and_numbers_of_people_have_no_bar() -> None:
    among = {"year": 2021, "areas": 3, "smallest": 0.5, "lower_quartile": 1.0, "upper_quartile": 2.0, "largest": 4.0}
    asked = (LATEST, frame(), [indicator()], MIDDLE, ["FI"], "fi", {}, {}, {"placed": among})
    (line,) = profile(*asked)
    assert line.bar == Bar(3.0, 1.7, 0.5, None, None, 4.0, is_told_apart=None)
    (people,) = profile(*asked[:2], [indicator(unit="count")], *asked[3:])
    assert people.bar is None


def test_a_profile_as_a_table_has_only_figures_of_the_same_year_and_no_example() -> None:
    made_up = row("KU249", 2025, 9.0, indicator="example", flags=["example"], source_fetch=2)
    latest = {**LATEST, "KU249": pl.concat([LATEST["KU249"], frame(made_up)])}
    shown = [indicator(), indicator("example")]
    rows = profile(latest, frame(), shown, MIDDLE, ["HVA15", "FI"], "fi")
    sheet = profile_sheet(rows, latest, MIDDLE, [COUNTY, COUNTRY], FETCHES, "fi")
    assert sheet.rows == (("Sijoitetut", "prosenttia", "2021", 3.0, (2.4, 3.7), "ei tietoa", 1.7),)
    assert not sheet.has_examples


# ---- overview -----------------------------------------------------------------------------------------------
PHENOMENON = PhenomenonText("heavy", "Raskaat", "Tarina.", ("Kysymys?",), (("placed", "use"),))


def test_peers_are_the_other_municipalities_of_the_county_or_the_other_counties() -> None:
    assert [one.code for one in peers_of(MIDDLE, PLACES)] == ["KU179", "KU256"]
    assert peers_of(COUNTY, PLACES) == []
    assert peers_of(COUNTRY, PLACES) == []


def standing_row(**more: object) -> dict[str, object]:
    """A row of the table `standing`."""
    return {
        "year": 2021,
        "peers": "county",
        "areas": 2,
        "rank_low": 1,
        "rank_high": 2,
        "lowest": 0.1,
        "middle": 0.0,
        "highest": 0.9,
        **more,
    }


def carded(
    peers: list[Any],
    *standings: dict[str, object],
    year: int = 2021,
    there: int = 308,
    level: str = "municipality",
    **of: Any,
) -> Card:
    """The card of Keuruu's figure of 2021."""
    (line,) = profile(LATEST, frame(), [indicator(**of)], MIDDLE, ["FI"], "fi")
    return card(PHENOMENON, indicator(**of), line, peers, standings, year, there, level, "fi")


PEERS = [row("KU179", 2021, 1.0, lower95=0.9, upper95=1.1), None]


def place_of(made: Card) -> str | None:
    return made.peers.text.replace("\N{NO-BREAK SPACE}", " ") if made.peers else None


def test_a_place_among_peers_is_what_the_ranks_of_the_release_say_whatever_the_figures_look_like() -> None:
    left_out = " Mukana eivät ole ne, joiden luku on salattu tai puuttuu (1)."
    made = carded(PEERS, standing_row())
    assert made.strip == (1.0,)
    assert place_of(made) == (
        "Kuuluu 90 %:n todennäköisyydellä suurimpaan kolmannekseen "
        f"(sija voi sattuman vuoksi olla 1–2; alueen kuntia 2).{left_out}"
    )
    unclear = standing_row(lowest=0.3, middle=0.2, highest=0.5)
    assert (
        place_of(carded(PEERS, unclear))
        == f"Tarkkaa sijaa ei voi sanoa: sattuma huomioiden se on välillä 1–2 (alueen kuntia 2).{left_out}"
    )


def test_the_own_county_comes_before_the_country_and_counties_stand_among_counties() -> None:
    country = standing_row(peers="country", areas=244, rank_low=39, rank_high=180, lowest=0.1, middle=0.7, highest=0.2)
    assert "alueen" in (place_of(carded(PEERS, country, standing_row())) or "")
    assert (
        place_of(carded(PEERS, country))
        == "Tarkkaa sijaa ei voi sanoa: sattuma huomioiden se on välillä 39–180 (kuntia 244). "
        "Mukana eivät ole ne, joiden luku on salattu tai puuttuu (64)."
    )
    counties = {**country, "areas": 3, "rank_low": 1, "rank_high": 3}
    assert (
        place_of(carded(PEERS, counties, there=3, level="county"))
        == "Tarkkaa sijaa ei voi sanoa: sattuma huomioiden se on välillä 1–3 (hyvinvointialueita 3)."
    )


def test_a_card_without_ranks_of_its_year_describes_its_peers_and_gives_no_place() -> None:
    described = "Alueen muut kunnat: 1,0 %, ilman lukua 1."
    assert place_of(carded(PEERS)) == described
    assert place_of(carded(PEERS, standing_row(year=2020))) == described
    assert place_of(carded([None])) is None
    assert place_of(carded([])) is None


def test_a_number_of_people_has_no_place_and_says_what_it_depends_on() -> None:
    made = carded(PEERS, standing_row(), unit="count", decimals=0)
    assert (made.peers, made.strip) == (None, ())
    assert made.row is not None
    assert made.row.sentence.startswith("Lukumäärä riippuu alueen koosta.")


def test_an_old_figure_says_its_age() -> None:
    assert carded(PEERS, year=2024).age is None
    old = carded(PEERS, year=2025).age
    assert old is not None
    assert old.text == "Tieto on vuodelta 2021. Uudempaa ei ole tässä julkaisussa."


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ("much_higher", "Selvästi suurempi kuin koko maassa."),
        ("higher", "Hyvin todennäköisesti suurempi kuin koko maassa."),
        ("similar", "Ei erotu koko maasta."),
        ("lower", "Hyvin todennäköisesti pienempi kuin koko maassa."),
        ("much_lower", "Selvästi pienempi kuin koko maassa."),
    ],
)
def test_a_sentence_turns_with_its_comparison(result: Result, words: str) -> None:
    test = Compared("country", result, 2021, own="3,0 %", other="1,7 %")
    (line,) = profile(LATEST, frame(), [indicator()], MIDDLE, ["FI"], "fi", {"placed": test})
    assert line.sentence.partition(" Sattuman")[0] == words


def test_what_could_not_be_compared_says_why() -> None:
    test = Compared("country", "not_compared", 2021, obstacle="part_of_benchmark")
    (line,) = profile(LATEST, frame(), [indicator()], MIDDLE, ["FI"], "fi", {"placed": test})
    assert line.sentence.startswith("Koko maa: eroa ei voi arvioida (alue on itse suuri osa vertailua).")
    (without,) = profile(LATEST, frame(), [indicator(interval="none")], MIDDLE, ["FI"], "fi")
    assert without.sentence.startswith("Koko maa: eroa ei voi arvioida (luvulle ei ole laskettu väliä).")
    (country,) = profile({"FI": LATEST["FI"]}, frame(), [indicator(interval="none")], COUNTRY, [], "fi")
    assert country.sentence == ""


def test_a_made_up_key_figure_is_not_on_the_card() -> None:
    made_up = frame(row("KU249", 2025, 9.0, flags=["example"], source_fetch=2))
    (line,) = profile({"KU249": made_up}, frame(), [indicator()], MIDDLE, [], "fi")
    made = card(PHENOMENON, indicator(), line, [], [], 2030, 3, "municipality", "fi")
    assert (made.row, made.is_example, made.age) == (None, True, None)
    assert card(PHENOMENON, indicator(), None, [], [], 2030, 3, "municipality", "fi").is_example is False


def test_news_count_indicators_and_name_the_key_figures_that_are_new() -> None:
    changes = [
        {"indicator": "placed", "kind": "new"},
        {"indicator": "other", "kind": "new"},
        {"indicator": "other", "kind": "revised"},
    ]
    told = news(changes, {"placed": "Sijoitetut", "births": "Syntyneet"})
    assert (told.new, told.revised, told.lost, told.key_figures) == (2, 1, 0, ("Sijoitetut",))


# ---- comparison ---------------------------------------------------------------------------------------------
def test_many_figures_are_shaded_within_their_column_and_the_country_is_not() -> None:
    latest = {
        "KU179": frame(row("KU179", 2021, 3.0)),
        "KU249": frame(row("KU249", 2021, 1.0)),
        "KU256": frame(row("KU256", 2020, None, "hidden")),
        "FI": frame(row("FI", 2021, 9.0)),
    }
    sheet = many_sheet(latest, [*MUNICIPALITIES, COUNTRY], [indicator()], "Raskaat", "KU249", FETCHES, "fi")
    assert [column.name for column in sheet.columns] == ["Alue", "Sijoitetut, 2021"]
    assert sheet.rows == (("Jyväskylä", 3.0), ("Keuruu", 1.0), ("Kinnula", "salattu"), ("Koko maa", 9.0))
    assert sheet.shades == ((None, 1), (None, 0), (None, None), (None, None))
    assert sheet.chosen == 1


def test_a_figure_of_another_year_says_its_year_and_has_no_shade() -> None:
    latest = {"KU179": frame(row("KU179", 2021, 3.0)), "KU249": frame(row("KU249", 2019, 1.0))}
    sheet = many_sheet(latest, [LARGE, MIDDLE], [indicator()], "Raskaat", "KU249", FETCHES, "en")
    assert sheet.rows[1] == ("Keuruu", "1.0\N{NO-BREAK SPACE}% (2019)")
    assert sheet.shades[1] == (None, None)


def test_made_up_figures_have_no_column() -> None:
    latest = {"KU179": frame(row("KU179", 2021, 3.0, flags=["example"]))}
    assert len(many_sheet(latest, [LARGE], [indicator()], "Raskaat", "KU179", FETCHES, "fi").columns) == 1


def test_a_figure_that_only_the_country_has_is_named_under_the_table_and_has_no_column() -> None:
    latest = {
        "KU179": frame(row("KU179", 2021, None, "not_collected")),
        "KU249": frame(row("KU249", 2021, None, "hidden")),
        "FI": frame(row("FI", 2021, 9.0)),
    }
    sheet = many_sheet(latest, [LARGE, MIDDLE, COUNTRY], [indicator()], "Raskaat", "KU249", FETCHES, "fi")
    assert [column.name for column in sheet.columns] == ["Alue"]
    assert sheet.reasons == (("Lukua ei ole alueen kunnista", "Sijoitetut"),)


def ranked(own_rows: list[tuple[int, float, float, float]], standings: Sequence[Mapping[str, Any]] = ()):
    """Keuruu against Jyväskylä, whose share was 1.0 % of 10 000 every year, and Kinnula without figures."""
    rows = []
    for year, value, low, high in own_rows:
        rows += [
            row("KU249", year, value, lower95=low, upper95=high, count=30.0, base=1_000.0),
            row("KU179", year, 1.0, lower95=0.8, upper95=1.2, count=100.0, base=10_000.0),
            row("FI", year, 1.1),
        ]
    newest = own_rows[-1][0]
    events = [(2017, "Ennen"), (2019, "Uudistus")]
    return ranking_view(
        frame(*rows), newest, indicator(), MIDDLE, [LARGE, MIDDLE], COUNTRY, events, FETCHES, "fi", standings
    )


def ranks(region: str, low: int, high: int, *thirds: float, year: int = 2020) -> dict[str, Any]:
    lowest, middle, highest = thirds
    told = {"lowest": lowest, "middle": middle, "highest": highest}
    return {"region": region, "peers": "county", "year": year, "rank_low": low, "rank_high": high, "areas": 22, **told}


def test_places_come_largest_first_and_differ_since_the_run_began() -> None:
    view = ranked([(2018, 1.1, 0.6, 1.9), (2019, 3.0, 2.1, 4.2), (2020, 3.0, 2.1, 4.2)])
    assert [row[0] for row in view.sheet.rows] == ["Keuruu", "Jyväskylä", "Koko maa"]
    assert view.sheet.chosen == 0
    assert view.sheet.spans[1] == Span(at=1.0 / 4.2, low=0.8 / 4.2, high=1.2 / 4.2)
    assert view.sheet.scale == Scale(0.0, 4.2, beside=1.1 / 4.2), "with a line at the country"
    assert view.sheet.rows[1] == ("Jyväskylä", 1.0, (0.8, 1.2), "pienempi, kaikkina verrattuina vuosina 2019–2020")
    assert view.sheet.rows[2][0] == "Koko maa"
    assert view.lines_sheet.events == ((2019, "Uudistus"),)
    assert view.sheet.findings == view.lines_sheet.findings == (view.finding,)
    assert view.finding is not None
    assert view.finding.text.replace("\N{NO-BREAK SPACE}", " ") == (
        "Keuruu: 3,0 % (2020). Muut yhteensä: 1,0 %. Suhteessa muihin: suurempi, "
        "kaikkina verrattuina vuosina 2019–2020."
    )


VISITS = indicator("visits", interval="overdispersed", interval_reason="Kuukaudet vaihtelevat.", unit="per_100")


def of_visits(*rows: dict[str, Any]):
    return ranking_view(frame(*rows), 2020, VISITS, MIDDLE, [LARGE, MIDDLE], COUNTRY, [], FETCHES, "fi")


def test_visits_without_an_interval_say_that_it_needs_two_whole_years() -> None:
    needs = ("95 %:n väli", "Vaihteluväli tarvitsee kaksi kokonaista vuotta, joiden kaikki kuukaudet näkyvät.")
    limits = {"lower95": 20.0, "upper95": 30.0}
    view = of_visits(row("KU249", 2020, 25.0, **limits), row("KU179", 2020, 9.0))
    assert needs in view.sheet.reasons
    assert needs not in of_visits(row("KU249", 2020, 25.0, **limits), row("KU179", 2020, None, "hidden")).sheet.reasons
    assert ("Mitä väli kertoo:", "Kuukaudet vaihtelevat.") in view.sheet.about
    # On the page of a place: the own figure, not that of a place beside it.
    rows = frame(row("KU249", 2020, 25.0, **limits), row("KU179", 2020, 9.0))
    for place, expected in ((MIDDLE, False), (LARGE, True)):
        shown = trend_view(rows, VISITS, place, [MIDDLE, LARGE], None, [], FETCHES, "fi").sheet.reasons
        assert (needs in shown) is expected
    newest = {"KU179": frame(row("KU179", 2020, 9.0, indicator="visits")), "FI": frame()}
    (alone,) = profile(newest, rows.clear(), [VISITS], LARGE, [], "fi")
    assert alone.sentence == needs[1]


def test_made_up_figures_are_not_held_against_each_other() -> None:
    made_up = {"lower95": 1.0, "upper95": 2.0, "flags": ["example"]}
    view = of_visits(row("KU249", 2020, 1.5, **made_up), row("KU179", 2020, 9.0, **{**made_up, "upper95": 12.0}))
    assert [len(line) for line in view.sheet.rows] == [3, 3, 3]


def test_every_place_has_the_ranks_it_may_have_and_the_order_says_how_far_it_is_chance() -> None:
    own_years = [(2020, 3.0, 2.1, 4.2)]
    view = ranked(own_years, [ranks("KU249", 1, 3, 0.0, 0.1, 0.9), ranks("KU179", 5, 20, 0.4, 0.3, 0.3)])
    names = [column.name for column in view.sheet.columns]
    at = names.index("Mahdolliset sijat")
    assert [row[at] for row in view.sheet.rows] == ["1–3", "5–20", ""]
    assert view.order is not None
    assert view.order.text.replace("\N{NO-BREAK SPACE}", " ") == (
        "Sattuma voi muuttaa tätä järjestystä. 2 alueesta 1 kuuluu vähintään 80 %:n todennäköisyydellä tiettyyn "
        "kolmannekseen: suurimpaan, keskimmäiseen tai pienimpään (alueen kuntia 22). Muiden paikkaa ei voi sanoa."
    )


def test_ranks_of_another_year_say_nothing_of_an_order() -> None:
    view = ranked([(2019, 3.0, 2.1, 4.2)], [ranks(code, 1, 3, 0.0, 0.1, 0.9) for code in ("KU249", "KU179")])
    assert view.order is None
    assert "Mahdolliset sijat" not in [column.name for column in view.sheet.columns]


def test_the_finding_turns_when_the_figures_turn() -> None:
    view = ranked([(2019, 3.0, 2.1, 4.2), (2020, 1.1, 0.6, 1.9)])
    assert view.finding is not None
    assert view.finding.rule == "difference_not_told_apart"


def test_others_are_not_added_up_when_one_of_them_has_no_count() -> None:
    own = row("KU249", 2020, 3.0, lower95=2.1, upper95=4.2, count=30.0, base=1_000.0)
    view = ranking_view(
        frame(own, row("KU179", 2020, 1.0)), 2020, indicator(), MIDDLE, [LARGE, MIDDLE], COUNTRY, [], FETCHES, "fi"
    )
    assert view.finding is None


def test_a_place_without_a_figure_is_last_and_says_why() -> None:
    now = frame(row("KU249", 2020, 3.0), row("KU179", 2020, None, "hidden"))
    view = ranking_view(now, 2020, indicator(), MIDDLE, [LARGE, MIDDLE], COUNTRY, [], FETCHES, "fi")
    assert view.sheet.rows[1][:2] == ("Jyväskylä", "salattu")
    assert view.sheet.spans == (Span(1.0, 1.0, 1.0), None, None)


def test_a_group_of_one_s_own_begins_with_the_place_and_has_everyone_once() -> None:
    def made(name: str) -> Group:
        return group_of(name, COUNTY, MIDDLE, ("KU256", "KU179"), ("KU179", "KU249"), PLACES, "fi")

    assert made("own") == Group("own-KU249", "Keuruu ja omat vertailukunnat", ("KU249", "KU179"))
    assert made("similar") == Group("similar-KU249", "Keuruu ja samankaltaiset kunnat", ("KU249", "KU256", "KU179"))
    words = "alueen kunnat (Keski-Suomen hyvinvointialue)"
    assert made("area") == Group("area-HVA15", words, ("KU179", "KU249", "KU256"), "county")
    assert made("network") == Group("network-HVA15", "oppimisverkosto", ("HVA15",), "country")
    assert made("counties") == Group("counties-HVA15", "kaikki hyvinvointialueet", ("HVA15",), "country")


def test_the_groups_of_a_place_are_those_that_it_can_stand_in() -> None:
    assert groups("HVA15", MIDDLE, ["KU179"]) == ["area", "network", "counties", "similar", "own"]
    assert groups("FI", MIDDLE, []) == ["network", "counties", "own"]
    assert groups("HVA15", COUNTY, []) == ["area", "network", "counties"]
    assert groups("FI", COUNTRY, []) == ["network", "counties"]


def test_the_learning_network_is_eight_counties() -> None:
    codes = ("HVA18", "HVA08", "HVA19", "HVA14", "HVA15", "HVA10", "HVA03", "HVA05")
    assert [place.code for place in learning_network(PLACES)] == ["HVA15"]
    assert len(set(codes)) == 8


# ---- what ended a run of years ------------------------------------------------------------------------------
RUN_OF_THREE = [2018, 2019, 2020]


def history_of(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return [*rows, *(row("KU249", year, 3.0) for year in RUN_OF_THREE)]


@pytest.mark.parametrize(
    ("older", "cut"),
    [
        ([row("KU249", 2016, 3.0)], "missing"),
        ([row("KU249", 2017, None, status="hidden")], "hidden"),
        ([row("KU249", 2017, None, status="hidden_or_zero")], "hidden_or_zero"),
        ([row("KU249", 2017, None, status="not_collected")], "missing"),
        ([row("KU249", 2017, 3.0)], None),
        ([], None),
    ],
)
def test_a_run_of_years_says_what_ended_it(older: list[dict[str, Any]], cut: str | None) -> None:
    assert cut_of(RUN_OF_THREE, history_of(*older), ()) == cut


def test_a_run_that_begins_with_a_break_says_so_and_one_of_full_length_nothing() -> None:
    before = row("KU249", 2017, 3.0)
    assert cut_of(RUN_OF_THREE, history_of(before), {2018}) == "break"
    flagged = [before, row("KU249", 2018, 3.0, flags=["break"]), row("KU249", 2019, 3.0)]
    assert cut_of([2018, 2019], flagged, ()) == "break"
    ten = list(range(2011, 2021))
    assert cut_of(ten, [row("KU249", year, 3.0) for year in (2005, *ten)], ()) is None


# ---- similar municipalities ---------------------------------------------------------------------------------
def test_a_variable_that_the_release_lacks_is_missing_and_one_with_figures_of_few_is_scarce() -> None:
    near = pl.DataFrame({"neighbour": ["KU179"], "rank": [1], "distance": [0.4], "differs": [["income:lower"]]})
    variables = pl.DataFrame(
        {
            "variable": ["income", "education", "mean_age"],
            "status": ["used", "missing", "missing"],
            "year": [2024, 2023, None],
        }
    )
    words = {"income": "tulot", "education": "koulutus", "mean_age": "keski-ikä"}
    found = similar(near, variables, {"KU179": "Jyväskylä"}, words)
    assert (found.missing, found.scarce) == (("keski-ikä",), (("koulutus", 2023),))
    assert found.distances == (0.4,)
    assert [(one.name, one.side) for one in found.variables] == [("tulot", "smaller")]


# ---- trend and future ---------------------------------------------------------------------------------------
def test_shares_are_drawn_beside_others_and_numbers_of_people_alone() -> None:
    rows = frame(row("KU249", 2020, 3.0), row("FI", 2020, 1.0))
    shares = trend_view(rows, indicator(), MIDDLE, [COUNTRY], None, [], FETCHES, "fi")
    assert [line.name for line in shares.lines] == ["Keuruu", "Koko maa"]
    people = trend_view(rows, indicator(unit="count"), MIDDLE, [COUNTRY], None, [], FETCHES, "fi")
    assert [line.name for line in people.lines] == ["Keuruu"]
    assert people.sheet.rows == (("2020", 3.0, 1.0),)


def test_events_of_years_that_are_not_drawn_are_not_told() -> None:
    rows = frame(row("KU249", 2020, 3.0), row("KU249", 2021, 3.0))
    view = trend_view(rows, indicator(), MIDDLE, [], None, [(2021, "a"), (2023, "b")], FETCHES, "fi")
    assert view.events == view.sheet.events == ((2021, "a"),)
    assert trend_view(rows.clear(), indicator(), MIDDLE, [], None, [(2021, "a")], FETCHES, "fi").events == ()


def test_a_trend_takes_along_its_newest_figure_and_what_the_statistics_say_of_it() -> None:
    rows = frame(row("KU249", 2020, 3.0), row("KU249", 2021, 3.0))
    own, said = figure(row("KU249", 2021, 3.0), indicator()), (Sentence("x", "Sanottu."),)
    view = trend_view(rows, indicator(), MIDDLE, [], own, [], FETCHES, "fi", said)
    assert [one.rule for one in view.sheet.findings] == ["newest", "x"]
    assert (view.sheet.findings[0].text, view.said) == (view.sentence, said)
    nothing = trend_view(rows, indicator(), MIDDLE, [], None, [], FETCHES, "fi", said)
    assert (nothing.sheet.findings, nothing.said) == ((), ())


def test_an_event_touches_its_indicators_and_its_place() -> None:
    from datetime import date

    def event(indicators: list[str], region: str | None) -> dict:
        return {"date": date(2023, 1, 1), "indicators": indicators, "region": region, "title_fi": "Uudistus"}

    told = [event(["placed"], None), event(["other"], None), event([], "HVA15"), event([], "HVA01")]
    assert events_of(told, ["placed"], [MIDDLE], "fi") == [(2023, "Uudistus"), (2023, "Uudistus")]
    assert len(events_of(told, ["placed", "other"], [MIDDLE], "fi")) == 3
    assert len(events_of(told, ["x"], [MIDDLE, Place("HVA01", "Toinen", "county", None)], "fi")) == 2


AGE = indicator("age_7", unit="count", decimals=0, title="7-vuotiaat", interval="none")
PROJECTED = indicator("projected_age_7", unit="count", decimals=0, title="7-vuotiaat, ennuste", interval="none")


def forecast_rows(indicator: str, launch: int, method: str, scenario: str, values: dict[int, Any]) -> pl.DataFrame:
    """Rows of the table `forecast`: a value a year, or a value and its limits at 80 % and at 95 %."""
    rows = []
    for year, told in values.items():
        value, limits80, limits95 = told if isinstance(told, tuple) else (told, None, None)
        low80, high80 = limits80 or (None, None)
        low95, high95 = limits95 or (None, None)
        rows.append((indicator, year, launch, method, scenario, value, None, None, low80, high80, low95, high95, 1))
    limits = [f"{side}{level}" for level in (50, 80, 95) for side in ("lower", "upper")]
    names = ["indicator", "year", "launch", "method", "scenario", "value", *limits, "source_fetch"]
    return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None).cast(
        dict.fromkeys(limits, pl.Float64)
    )


FORECAST = pl.concat(
    [
        forecast_rows("projected_age_7", 2024, "official_projection", "official", {2024: 69.0, 2035: 49.0}),
        forecast_rows("projected_age_7", 2021, "official_projection", "official", {2035: 60.0}),
    ],
    how="vertical_relaxed",
)
OWN = forecast_rows(
    "age_7",
    2021,
    "hamilton_perry",
    "expected",
    {2026: (70.4, (61.0, 80.0), (55.0, 86.0)), 2031: (62.0, (45.0, 80.0), (36.0, 90.0))},
)
RECORD = {
    "indicator": "age_7",
    "group": "from_5000",
    "horizon": 10,
    "method": "hamilton_perry",
    "first_launch": 2000,
    "last_launch": 2011,
    "cases": 600,
    "zeros": 2,
    "mape": 9.84,
    "wape": 8.0,
    "malpe": 3.14,
    "coverage50": 55.0,
    "coverage80": 82.4,
    "coverage95": 96.0,
    "noise_floor": None,
}
NAIVE = RECORD | {"method": "last_value", "mape": 20.5}
HERE = {"group": "KU249", "cases": 12, "zeros": 0, "mape": 7.9, "coverage80": 75.0}
RECORDS, RECORDS_HERE = pl.DataFrame([RECORD, NAIVE]), pl.DataFrame([RECORD | HERE, NAIVE | HERE])
NONE_OF_OURS = Forecasts()


def own_of(rows: pl.DataFrame = OWN, alike: pl.DataFrame = RECORDS, here: pl.DataFrame = RECORDS_HERE) -> Forecasts:
    return forecasts_of(rows, alike, here, AGE)


def test_a_place_is_looked_at_among_those_of_its_size() -> None:
    assert [record_group(MIDDLE, people) for people in (1_999, 2_000, 60_000, None)] == [
        "under_2000",
        "from_2000",
        "from_50000",
        "municipalities",
    ]
    assert record_group(type(COUNTY)("HVA15", "x", "county", None), 1.0) == "counties"
    assert record_group(type(COUNTY)("FI", "x", "country", None), 1.0) == "FI"


def test_the_newest_projection_stands_beside_the_newest_figure() -> None:
    rows = frame(row("KU249", 2020, 83.0), row("KU249", 2021, 84.0))
    events = [(2019, "a"), (2030, "b"), (2036, "c")]
    view = future_view(rows, FORECAST, NONE_OF_OURS, AGE, PROJECTED, MIDDLE, events, FETCHES, "fi")
    assert view.sentence.text.startswith(
        "Keuruu: 7-vuotiaat. Uusin tieto: 84 (2021). Tästä luvusta emme tee omaa ennustetta:"
    )
    assert view.sentence.text.endswith("Virallinen ennuste: 69 (2024), 49 (2035).")
    assert (view.launch, view.fan) == (2024, None)
    assert (view.projected.years, view.projected.values) == ([2024, 2035], [69.0, 49.0])
    assert view.sheet.rows == (("2035", "", 49.0), ("2024", "", 69.0), ("2021", 84.0, None), ("2020", 83.0, None))
    assert view.sheet.findings == (view.sentence, *view.record)
    assert view.sheet.events == ((2030, "b"),)


def test_our_forecast_stands_with_its_limits_and_opens_from_the_launch() -> None:
    rows = frame(row("KU249", 2021, 84.0))
    view = future_view(rows, FORECAST, own_of(), AGE, PROJECTED, MIDDLE, [], FETCHES, "fi")
    assert "Ennuste vuodelle 2031: noin 62. Toteutuneen luvun pitäisi olla neljä kertaa viidestä välillä 45–80." in (
        view.sentence.text
    )
    assert view.fan is not None
    assert (view.fan.start, view.fan.years, view.fan.values) == ((2021, 84.0), [2026, 2031], [70.4, 62.0])
    assert view.fan.limits == {
        95: [(55.0, 86.0), (36.0, 90.0)],
        80: [(61.0, 80.0), (45.0, 80.0)],
        50: [None, None],
    }
    assert view.fan.last_from is None
    assert view.sheet.rows[:2] == (
        ("2035", "", None, None, None, 49.0),
        ("2031", "", 62.0, (45.0, 80.0), (36.0, 90.0), None),
    )


def test_the_record_is_of_areas_alike_and_of_the_place_itself() -> None:
    rows = frame(row("KU249", 2021, 84.0))
    alike, here, older, newer = future_view(rows, FORECAST, own_of(), AGE, PROJECTED, MIDDLE, [], FETCHES, "fi").record
    told = (
        "ennuste meni ohi keskimäärin 9,8 %. Jos olisi oletettu, ettei luku muutu, ohi olisi mennyt 20,5 %. "
        "Toteutuneista luvuista 82 % osui 80 %:n väliin"
    )
    assert told in alike.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "10 vuoden päähän" in alike.text
    tried = "Keuruu: kokeiltuja ennusteita 12 (tehty vuosina 2000–2011), niistä 80 %:n väliin osui 9."
    assert here.text.startswith(tried)
    assert (
        older.text == "Virallinen ennuste 2021: ei vielä arvioitavissa, sillä toteutuneet luvut päättyvät vuoteen 2021."
    )
    assert newer.rule == "official_untried"


def test_a_horizon_that_no_outcome_has_met_says_so() -> None:
    rows = frame(row("KU249", 2021, 84.0))
    own = own_of(alike=RECORDS.with_columns(horizon=5), here=RECORDS_HERE.with_columns(horizon=5))
    record = future_view(rows, FORECAST, own, AGE, PROJECTED, MIDDLE, [], FETCHES, "en").record
    assert record[0].rule == "forecast_not_tried"
    assert [one.rule for one in record[1:]] == ["official_untried", "official_untried"]


def test_a_projection_is_held_against_what_has_happened() -> None:
    rows = frame(row("KU249", 2021, 84.0), row("KU249", 2024, 60.0))
    view = future_view(rows, FORECAST, NONE_OF_OURS, AGE, PROJECTED, MIDDLE, [], FETCHES, "en")
    assert view.record[1].text == "Official projection 2024 for 2024: 69, the outcome was 60 (15.0\N{NO-BREAK SPACE}%)."


def test_where_the_model_is_not_shown_last_value_is_and_says_so() -> None:
    last = forecast_rows("age_7", 2021, "last_value", "expected", {2031: (84.0, (60.0, 110.0), (50.0, 120.0))})
    own = own_of(pl.concat([OWN.filter(pl.col("year") == 2026), last]))
    view = future_view(frame(row("KU249", 2021, 84.0)), FORECAST, own, AGE, PROJECTED, MIDDLE, [], FETCHES, "fi")
    assert view.fan is not None
    assert view.fan.last_from == 2031
    assert "84, sama kuin viimeisin luku. Laskentamallimme ei ole osunut sitä paremmin" in view.sentence.text


def test_without_a_projection_the_sentence_says_so() -> None:
    rows = frame(row("KU249", 2021, 84.0))
    view = future_view(rows, FORECAST.clear(), NONE_OF_OURS, AGE, None, MIDDLE, [], FETCHES, "en")
    assert view.sentence.text.endswith("The official projection is not in this release.")
    assert (view.launch, view.record) == (None, ())


def test_births_have_no_projection_of_their_own() -> None:
    births = indicator("live_births", unit="count", decimals=0, title="Births")
    rows = frame(row("KU249", 2021, 48.0))
    view = future_view(rows, FORECAST, NONE_OF_OURS, births, PROJECTED, MIDDLE, [], FETCHES, "en")
    assert "No projection of births by municipality has been published." in view.sentence.text
    assert projection_of("live_births") == "projected_age_0"


def test_age_groups_are_told_as_persons_in_five_and_ten_years() -> None:
    limits = ((61.0, 80.0), (55.0, 86.0))
    small = forecast_rows(
        "children_0_2", 2021, "hamilton_perry", "expected", {2026: (70.4, *limits), 2031: (63.0, *limits)}
    )
    pupils = forecast_rows("age_7", 2021, "hamilton_perry", "expected", {2028: (52.4, (43.0, 62.0), (40.0, 66.0))})
    own = {
        "children_0_2": forecasts_of(small, RECORDS, RECORDS_HERE, indicator("children_0_2")),
        "age_7": forecasts_of(pupils, RECORDS, RECORDS_HERE, AGE),
    }
    known = {"children_0_2": {2021: 84.0}, "age_7": {2021: 98.0}}
    official = forecast_rows(
        "projected_children_0_2", 2024, "official_projection", "official", {2030: 66.0, 2040: 50.0}
    )
    view = meaning_view(own, known, official, {"children_0_2": "0–2"}, MIDDLE, [], "fi")
    assert view is not None
    assert view.sheet.rows == (("0–2", 84.0, 70, (61.0, 80.0), 63, (61.0, 80.0), -21.0, -25.0),)
    assert view.first_graders is not None
    assert view.first_graders.text == (
        "Keuruu: 7-vuotiaita vuonna 2028 noin 52 (80 %:n väli 43–62). Vuonna 2021 heitä oli 98."
    )
    (course,) = view.courses
    assert course.words == "0–2: 84 (2021), 70 (2026; 61–80), 63 (2031; 61–80). Virallinen ennuste: 66 (2030)."
    assert course.told == ((2021, "84", ""), (2026, "70", "61–80"), (2031, "63", "61–80"))
    assert (course.years, course.observed.values[-2:], course.projected.years) == ((2001, 2031), [None, 84.0], [2030])
    assert meaning_view({}, {}, official, {}, MIDDLE, [], "fi") is None


def test_of_few_children_the_change_is_told_in_persons_alone() -> None:
    values = {2026: (30.0, (20.0, 40.0), (15.0, 45.0)), 2031: (9.0, (7.0, 11.0), (5.0, 12.0))}
    rows = forecast_rows("children_0_2", 2021, "hamilton_perry", "expected", values)
    own = {"children_0_2": forecasts_of(rows, RECORDS, RECORDS_HERE, indicator("children_0_2"))}
    for now, told in ((19.0, None), (20.0, -55.0)):
        view = meaning_view(own, {"children_0_2": {2021: now}}, FORECAST, {"children_0_2": "0–2"}, MIDDLE, [], "fi")
        assert view is not None
        assert view.sheet.rows[0][-2:] == (9.0 - now, told)


def test_all_children_together_have_no_small_picture() -> None:
    """The large chart at the head of the page is theirs."""
    values = {year: (80.0, (70.0, 90.0), (60.0, 99.0)) for year in (2026, 2031)}
    rows = forecast_rows("children_0_17", 2021, "hamilton_perry", "expected", values)
    own = {"children_0_17": forecasts_of(rows, RECORDS, RECORDS_HERE, indicator("children_0_17"))}
    known = {"children_0_17": {2021: 84.0}}
    view = meaning_view(own, known, FORECAST, {"children_0_17": "0–17"}, MIDDLE, [], "fi")
    assert view is not None
    assert (view.courses, len(view.sheet.rows)) == ((), 1)


def test_a_forecast_is_told_elsewhere_with_the_record_of_areas_alike_and_of_the_municipality() -> None:
    told = foreseen(own_of(), AGE, MIDDLE, "fi")
    assert told is not None
    assert told.text.replace("\N{NO-BREAK SPACE}", " ") == (
        "7-vuotiaat. Ennuste vuodelle 2031: noin 62. "
        "Toteutuneen luvun pitäisi olla neljä kertaa viidestä välillä 45–80. "
        "Tällaista väliä on kokeiltu täällä 12 kertaa, ja niistä 9 on pitänyt. "
        "Toteutuneista luvuista 82 % on osunut tällaiselle välille (5 000–10 000 asukkaan kunnat)."
    )
    county = foreseen(own_of(), AGE, COUNTY, "fi")
    assert county is not None
    assert "täällä" not in county.text
    assert foreseen(NONE_OF_OURS, AGE, MIDDLE, "fi") is None
    assert foreseen(own_of(OWN.filter(pl.col("year") == 2026)), AGE, MIDDLE, "fi") is None, "none ten years ahead"


def test_municipalities_stand_by_their_change_with_its_limits() -> None:
    rows = pl.DataFrame(
        {
            "region": ["KU179", "KU249", "KU999"],
            "year": [2031, 2031, 2031],
            "launch": [2021, 2021, 2021],
            "value": [95.0, 60.0, 1.0],
            "lower80": [90.0, 50.0, 1.0],
            "upper80": [100.0, 74.0, 1.0],
        }
    )
    shown = [type(MIDDLE)("KU179", "Jyväskylä", "municipality", "HVA15"), MIDDLE]
    sheet = changes_sheet(rows, {"KU179": 100.0, "KU249": 80.0}, AGE, shown, MIDDLE, [], "fi")
    assert sheet is not None
    assert sheet.rows == (
        ("Keuruu", -25.0, (-38.0, -8.0), 80.0, 60),
        ("Jyväskylä", -5.0, (-10.0, 0.0), 100.0, 95),
    )
    assert sheet.chosen == 0
    # From the lowest limit, -37.5 %, to zero, the highest: Jyväskylä's upper limit stands on the line of zero.
    assert (sheet.scale, sheet.spans[0]) == (Scale(-37.5, 0.0, zero=1.0), Span(12.5 / 37.5, 0.0, 30.0 / 37.5))
    assert sheet.spans[1] == Span(32.5 / 37.5, 27.5 / 37.5, 1.0)
    assert changes_sheet(rows.clear(), {}, AGE, shown, MIDDLE, [], "fi") is None


def test_ages_run_from_the_widest_group_to_single_years() -> None:
    names = ["age_10", "age_2", "children_0_6", "children_0_17", "children_7_12"]
    of = {name: indicator(name) for name in names} | {f"projected_{name}": indicator() for name in names}
    assert ages(of) == ["children_0_17", "children_0_6", "children_7_12", "age_2", "age_10"]


# ---- sheets -------------------------------------------------------------------------------------------------
def test_a_part_of_a_sheet_keeps_its_chosen_row_and_shades() -> None:
    sheet = Sheet("t", "s", (Column("a"),), (("1",), ("2",), ("3",)), chosen=2, shades=((None,), (0,), (1,)))
    part = rows_of(sheet, slice(2, 4))
    assert (part.rows, part.chosen, part.shades) == ((("3",),), 0, ((1,),))
    assert rows_of(sheet, slice(0, 2)).chosen is None


@pytest.mark.parametrize(("lang", "short"), [("fi", "Keski-Suomen alue"), ("sv", "Mellersta Finlands område")])
def test_counties_have_short_names_without_an_abbreviation(lang: str, short: str) -> None:
    names = {"fi": "Keski-Suomen hyvinvointialue", "sv": "Mellersta Finlands välfärdsområde"}
    place = type(COUNTY)("HVA15", names[lang], "county", None)
    assert short_name(place, lang) == short
    assert short_name(MIDDLE, lang) == "Keuruu"
