"""Slides of a release of the fake world, to the last figure; and of what a release does not have."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ilmiotaulu.story.guess import PlaceGuess, is_fit
from ilmiotaulu.story.model import Item, Shown, Story
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.views.classes import HIDDEN
from ilmiotaulu.views.reader import ReleaseReader
from ilmiotaulu.views.slides import (
    Bars,
    Deck,
    Dots,
    Figures,
    Lines,
    MapPicture,
    Slide,
    Words,
    answer,
    deck,
    kept,
)
from ilmiotaulu.views.stories import ready_story
from tests.conftest import House

PLACED = "placed_children_0_17"
PHENOMENA = (
    "children_decreasing",
    "heavy_services",
    "early_support",
    "mental_wellbeing",
    "family_livelihood",
    "one_contact",
    "shared_work",
)


@pytest.fixture
def reader(published: House) -> Iterator[ReleaseReader]:
    with published.opened() as release:
        yield ReleaseReader(release, "fi")


KINDS = ("map", "ranking")


def story(*items: Item, region: str = "KU249", **more: object) -> Story:
    given = {"title": "Tarina", "language": "fi", "release": "r1", "area": "HVA15", "region": region, "items": items}
    return Story.model_validate({**given, **more})


def one(reader: ReleaseReader, item: Item, **more: object) -> Slide:
    """The slide of an item alone."""
    (made,) = deck(story(item, **more), reader).slides  # type: ignore[arg-type]
    return made


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


# ---- the kinds ----------------------------------------------------------------------------------------------
def test_a_trend_has_the_figures_of_its_table_from_the_oldest_on(reader: ReleaseReader, published: House) -> None:
    made = one(reader, Item(kind="trend", indicator=PLACED))
    assert isinstance(made.picture, Lines)
    assert made.picture.times == ("2018", "2019", "2020", "2021")
    own, county, country = made.picture.series
    assert [(s.name, s.role) for s in made.picture.series] == [
        ("Keuruu", "own"),
        ("Keski-Suomen alue", "other"),
        ("Koko maa", "country"),
    ]
    for series, region in ((own, "KU249"), (county, "HVA15"), (country, "FI")):
        rows = [published.cell(PLACED, region, year) for year in range(2018, 2022)]
        assert series.values == tuple(round(row["value"], 1) for row in rows)
    assert own.lower == tuple(round(published.cell(PLACED, "KU249", year)["lower95"], 1) for year in range(2018, 2022))
    assert county.lower == ()
    assert (made.unit, made.decimals, made.period) == ("prosenttia", 1, "2018–2021")
    assert plain(made.title) == (
        "Keuruu: Kodin ulkopuolelle sijoitetut 0–17-vuotiaat. Muutos voi olla sattumaa, 2018–2021."
    )
    assert plain(made.told[1]).startswith("Keuruu: Kodin ulkopuolelle sijoitetut 0–17-vuotiaat 1,5 % (2021).")
    assert made.key == t("slide.key.trend", "fi")
    assert made.alt == t("slide.alt.trend", "fi", heading=made.heading, told=made.title)


def test_an_old_figure_says_that_there_is_no_newer_one_and_another_says_nothing_of_its_age(
    reader: ReleaseReader, published: House
) -> None:
    assert (reader.fetched.year, published.cell(PLACED, "KU249", 2021)["status"]) == (2026, "ok")
    old = "Tieto on vuodelta 2021. Uudempaa ei ole tässä julkaisussa."
    for kind in ("trend", "map", "ranking", "need"):
        made = one(reader, Item(kind=kind, indicator=PLACED, phenomenon="heavy_services"))
        assert (kind, made.old) == (kind, old)
        assert old in [text for _, text in made.notes]
    # Of an earlier year that was asked for there is a newer one.
    assert one(reader, Item(kind="map", indicator=PLACED, year=2019)).old == ""
    young = one(reader, Item(kind="trend", indicator="live_births"))
    assert (young.period[-4:], young.old) == ("2025", "")


def test_a_number_of_people_tells_from_what_to_what_it_went_and_is_drawn_alone(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="trend", indicator="children_0_17"))
    assert plain(made.title) == "Keuruu: 0–17-vuotiaat. 1 634 (2018) → 1 564 (2021)."
    assert isinstance(made.picture, Lines)
    assert [series.role for series in made.picture.series] == ["own"]
    assert made.key == ""


def test_a_hidden_year_is_a_gap_and_its_word_is_in_the_notes(reader: ReleaseReader, published: House) -> None:
    assert published.cell(PLACED, "KU256", 2021)["status"] == "hidden_or_zero"
    made = one(reader, Item(kind="trend", indicator=PLACED), region="KU256")
    assert isinstance(made.picture, Lines)
    own = made.picture.series[0]
    assert own.values[-1] is None
    assert own.lower == () or own.lower[-1] is None
    assert "salattu tai nolla" in made.title
    assert not any(mark in made.title for mark in ("%", "→"))
    assert ("salattu tai nolla", t("status.hidden_or_zero.why", "fi")) in made.notes
    assert (made.shown.status, made.shown.value) == ("hidden_or_zero", None)


def test_one_sex_has_its_own_figures_and_no_statistics_of_both(reader: ReleaseReader, published: House) -> None:
    made = one(reader, Item(kind="trend", indicator=PLACED, sex="male"))
    assert isinstance(made.picture, Lines)
    value = round(published.cell(PLACED, "KU249", 2021, "male")["value"], 1)
    assert made.picture.series[0].values[-1] == value
    assert made.shown.value == value
    assert "pojat ja miehet" in made.heading
    assert made.told == (made.old,)


def test_a_map_has_every_area_with_its_class_and_the_paths_of_the_release(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="map", indicator=PLACED))
    assert isinstance(made.picture, MapPicture)
    by_code = {row.code: row for row in made.picture.areas}
    assert by_code["KU256"].class_index == HIDDEN
    assert by_code["KU256"].value == "salattu tai nolla"
    assert plain(by_code["KU249"].value) == "1,5 %"
    assert made.picture.shapes.keys() == by_code.keys()
    assert made.picture.words[HIDDEN] == "salattu tai nolla"
    assert made.picture.own == "KU249"
    assert plain(made.title) == ("Keuruu: 1,5 % (2021). Koko maa: 1,4 %. Ero voi olla sattumaa.")
    assert (made.period, made.shown.value, made.shown.year) == ("2021", 1.5, 2021)


def test_a_slide_says_of_when_its_figures_are_and_that_they_are_old(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="map", indicator=PLACED))
    assert reader.fetched.year > 2024
    assert made.heading.endswith(", 2021")
    assert (plain(made.own), made.old) == ("1,5 % (2021)", t("statement.old", "fi", year=2021))
    assert made.told[0] == made.old
    assert made.indicators == (PLACED,)
    # A year that a person has chosen is no surprise, and newer ones may be there.
    assert one(reader, Item(kind="map", indicator=PLACED, year=2019)).old == ""
    births = one(reader, Item(kind="forecast", indicator="live_births"))
    assert re.fullmatch(r"19\d\d–2025, ennuste 2026–20\d\d", births.period)
    assert births.heading.endswith(f", {births.period}")
    assert births.old == ""


def test_several_figures_say_from_when_the_oldest_one_is(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="numbers", phenomenon="heavy_services"))
    assert PLACED in made.indicators
    first, _, last = made.period.partition("–")
    assert made.old == t("slide.old_some" if last else "statement.old", "fi", year=int(first))
    assert made.own == ""


def test_names_on_a_map_are_those_of_the_places_with_most_children_first(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="map", indicator=PLACED))
    assert isinstance(made.picture, MapPicture)
    named = [made.picture.labels[code].text for code in made.picture.labels]
    assert named[0] == "Jyväskylä"
    assert len(named) == len(made.picture.areas)


def test_a_guess_that_an_earlier_slide_gives_away_is_told(reader: ReleaseReader) -> None:
    items = (Item(kind="map", indicator=PLACED), Item(kind="ranking", indicator=PLACED, group="area", guess=True))
    view = f"{t('story.kind.map', 'fi')}: Kodin ulkopuolelle sijoitetut 0–17-vuotiaat"
    assert deck(story(*items), reader).given_away == {1: t("story.given_away", "fi", view=view)}
    assert deck(story(*items[::-1]), reader).given_away == {}


def test_what_was_not_compared_is_no_finding(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="map", indicator=PLACED), region="HVA15")
    assert plain(made.title).startswith(
        "Keski-Suomen hyvinvointialue: Kodin ulkopuolelle sijoitetut 0–17-vuotiaat 1,4 %"
    )
    assert any("eroa ei voi arvioida" in told for told in made.told)


def test_a_year_that_is_asked_for_is_shown_and_one_that_is_not_there_gives_the_newest(
    reader: ReleaseReader, published: House
) -> None:
    made = one(reader, Item(kind="map", indicator=PLACED, year=2019))
    assert made.period == "2019"
    assert made.shown.value == round(published.cell(PLACED, "KU249", 2019)["value"], 1)
    assert one(reader, Item(kind="map", indicator=PLACED, year=1950)).period == "2021"


def test_a_ranking_is_in_order_with_the_own_place_marked_and_words_for_what_is_hidden(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="ranking", indicator=PLACED, group="area"))
    assert isinstance(made.picture, Bars)
    known = [bar for bar in made.picture.bars if bar.value is not None and bar.role != "country"]
    assert [bar.value for bar in known] == sorted((bar.value for bar in known), reverse=True)
    assert [bar.name for bar in made.picture.bars if bar.role == "own"] == ["Keuruu"]
    (kinnula,) = [bar for bar in made.picture.bars if bar.name == "Kinnula"]
    assert (kinnula.value, kinnula.word, kinnula.limits) == (None, "salattu tai nolla", None)
    assert made.picture.bars[-1].role == "country"
    assert made.key == t("slide.key.ranking", "fi")


def test_a_ranking_that_is_guessed_asks_for_the_own_place_in_the_order(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="ranking", indicator=PLACED, group="area", guess=True))
    assert isinstance(made.picture, Bars)
    order = [(bar.name, bar.value) for bar in made.picture.bars if bar.value is not None and bar.role != "country"]
    assert made.guess == PlaceGuess(len(order))
    # The same figure to a decimal has the same place.
    assert (order[0][1], order[1][0], order[1][1]) == (1.5, "Keuruu", 1.5)
    assert answer(made) == (1.0,)
    assert is_fit(made.guess, answer(made))


def test_what_is_hidden_or_has_too_few_years_is_not_guessed(reader: ReleaseReader) -> None:
    hidden = one(reader, Item(kind="ranking", indicator=PLACED, guess=True), region="KU256")
    short = one(reader, Item(kind="trend", indicator=PLACED, guess=True))
    for made in (hidden, short):
        assert (made.guess, answer(made)) == (None, ())


def test_only_a_trend_and_a_ranking_are_guessed_and_only_when_a_story_asks(reader: ReleaseReader) -> None:
    asked = one(reader, Item(kind="ranking", indicator=PLACED))
    ahead = one(reader, Item(kind="forecast", indicator="live_births", guess=True))
    assert (asked.guess, ahead.guess) == (None, None)


def test_a_county_stands_among_counties_and_the_others_are_told_together(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="ranking", indicator=PLACED, group="counties"), region="HVA15")
    assert plain(made.title) == (
        "Keski-Suomen hyvinvointialue: 1,4 % (2021). Muut yhteensä: 1,2 %. Suhteessa muihin: ei erotu "
        "yhtenäkään verrattuna vuonna 2018–2021."
    )
    assert "verrattu: kaikki hyvinvointialueet" in made.heading


def test_a_finding_of_an_earlier_year_is_not_the_title_of_a_newer_picture(reader: ReleaseReader) -> None:
    group = reader.group("area", "HVA15", "KU249")
    view = reader.ranking(PLACED, 2021, "total", "KU249", group)
    assert "(2019)" in view.finding.text
    assert "2019" not in one(reader, Item(kind="ranking", indicator=PLACED)).title


def test_the_country_is_no_bar_beside_numbers_of_people(reader: ReleaseReader) -> None:
    for region, area in (("KU249", "HVA15"), ("FI", "FI")):
        made = one(reader, Item(kind="ranking", indicator="live_births"), region=region, area=area)
        assert isinstance(made.picture, Bars)
        assert "Koko maa" not in [bar.name for bar in made.picture.bars]


def test_a_group_that_a_place_has_not_becomes_the_nearest_one_that_it_belongs_to(reader: ReleaseReader) -> None:
    for region, name in (("HVA15", "Keski-Suomen hyvinvointialue"), ("KU249", "Keuruu")):
        for group in ("", "similar") if region == "HVA15" else ("",):
            made = one(reader, Item(kind="ranking", indicator=PLACED, group=group), region=region)
            assert isinstance(made.picture, Bars)
            assert [bar.name for bar in made.picture.bars if bar.role == "own"] == [name]
    asked = one(reader, Item(kind="ranking", indicator=PLACED, group="area"), region="HVA15")
    assert isinstance(asked.picture, Bars)
    assert "Keuruu" in [bar.name for bar in asked.picture.bars]


def test_need_stands_beside_use(reader: ReleaseReader, published: House) -> None:
    made = one(reader, Item(kind="need", indicator=PLACED, phenomenon="heavy_services"))
    assert isinstance(made.picture, Dots)
    (own,) = [point for point in made.picture.points if point.is_own]
    assert own.name == "Keuruu"
    assert own.y == published.cell(PLACED, "KU249", 2021)["value"]
    assert plain(made.title) == (
        "Keuruu. Pienituloisissa perheissä asuvat lapset, 2024: 14,5 %. Kodin ulkopuolelle sijoitetut 0–17-vuotiaat, "
        "2021: 1,5 %."
    )
    hidden = one(reader, Item(kind="need", indicator=PLACED, phenomenon="heavy_services"), region="KU256")
    assert hidden.title.endswith("2021: salattu tai nolla.")


def test_a_forecast_begins_at_the_newest_value_with_its_limits_from_the_next_year(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="forecast", indicator="live_births"), region="HVA15")
    assert isinstance(made.picture, Lines)
    own, ahead, *_ = made.picture.series
    at = made.picture.times.index("2025")
    assert (own.role, ahead.role) == ("own", "forecast")
    assert own.values[at] == ahead.values[at] == 1336.0
    assert own.values[at + 1] is None
    assert ahead.values[at - 1] is None
    assert (ahead.lower[at], ahead.upper[at]) == (None, None)
    told = made.picture.times.index("2030")
    assert (ahead.values[told], ahead.lower[told], ahead.upper[told]) == (1250.0, 1130.0, 1372.0)
    assert made.told[0].startswith("Kuinka ennusteet ovat osuneet")


def test_a_forecast_is_told_with_its_limits_or_with_how_seldom_such_limits_have_held(
    reader: ReleaseReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, lead = Item(kind="forecast", indicator="live_births"), "Keski-Suomen hyvinvointialue: Syntyneet lapset. "
    view = reader.future("live_births", "HVA15")
    assert view.sentence.rule == "forecast_model_short"
    seldom = t("forecast.fewer_held", "fi", lower="1 130", upper="1 372")
    expected = f"{lead}Ennuste vuodelle 2030: noin 1 250. "
    within = "Toteutuneen luvun pitäisi olla neljä kertaa viidestä välillä 1 130–1 372."
    assert plain(one(reader, item, region="HVA15").title) == expected + seldom
    held = dataclasses.replace(view, sentence=dataclasses.replace(view.sentence, rule="forecast_model"))
    monkeypatch.setattr(reader, "future", lambda *_: held)
    assert plain(one(reader, item, region="HVA15").title) == f"{expected}{within}"
    last = dataclasses.replace(held, fan=dataclasses.replace(view.fan, last_from=2026))
    monkeypatch.setattr(reader, "future", lambda *_: last)
    stands = t("forecast.expected_last", "fi", year=2030, value="1 250")
    assert plain(one(reader, item, region="HVA15").title) == f"{lead}{stands} {within}"
    short = dataclasses.replace(view.fan, years=[2026], values=[1300.0], limits={80: [None]})
    monkeypatch.setattr(reader, "future", lambda *_: dataclasses.replace(view, fan=short))
    assert one(reader, item, region="HVA15").title == view.sentence.text


def in_words(made: Slide) -> list[tuple[str, ...]]:
    """The rows of a table of figures, spaces plain."""
    assert isinstance(made.picture, Figures)
    return [tuple(map(plain, row)) for row in made.picture.rows]


def test_figures_of_many_places_are_the_own_ones_beside_a_range_and_give_nobody_a_rank(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="places", phenomenon="heavy_services", group="area"))
    assert isinstance(made.picture, Figures)
    assert made.picture.names == ("Luku", "Keuruu", "Muut: pienin–suurin", "Koko maa", "Koko maahan verrattuna")
    assert in_words(made) == [
        (
            "Kodin ulkopuolelle sijoitetut 0–17-vuotiaat, 2021",
            "1,5 %",
            "1,0–1,5 %, ilman lukua 1",
            "1,4 %",
            "ei erotu koko maasta",
        ),
        ("0–17-vuotiaat, 2021", "1 564", "318–24 339", "38 504", ""),
        ("Pienituloisissa perheissä asuvat lapset, 2024", "14,5 %", "14,0–14,6 %", "14,4 %", ""),
    ]
    assert made.title.startswith("Keuruu. Koko maahan verrattuja lukuja: 1. Mikään niistä ei erotu varmasti.")
    assert made.heading == (
        "Raskaat palvelut ja lastensuojelu, alueen kunnat (Keski-Suomen hyvinvointialue), 2021–2024"
    )
    assert made.key == t("slide.key.places", "fi")
    assert "Jyväskylä" not in repr(made.picture)


def test_a_hidden_figure_among_many_places_is_its_word_alone(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="places", phenomenon="heavy_services", group="area"), region="KU256")
    assert in_words(made)[0][1:] == ("salattu tai nolla", "–", "1,4 %")
    assert made.title == "Raskaat palvelut ja lastensuojelu: keskeiset luvut, Kinnula"


def test_among_counties_the_county_stands_for_its_municipality_and_the_country_beside_nobody(
    reader: ReleaseReader,
) -> None:
    counties = one(reader, Item(kind="places", phenomenon="heavy_services", group="counties"))
    assert counties.picture.names[1] == "Keski-Suomen hyvinvointialue"
    country = one(reader, Item(kind="places", phenomenon="heavy_services", group="network"), region="FI", area="FI")
    assert country.picture.names == ("Luku", "Koko maa", "Muut: pienin–suurin")
    assert in_words(country)[0] == ("Kodin ulkopuolelle sijoitetut 0–17-vuotiaat, 2021", "1,4 %", "1,4 %")


def test_numbers_of_no_phenomenon_are_the_key_figure_of_each(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="numbers"))
    assert [row[0] for row in in_words(made)] == [
        "Syntyneet lapset, 2025",
        "Kodin ulkopuolelle sijoitetut 0–17-vuotiaat, 2021",
        "Pienituloisissa perheissä asuvat lapset, 2024",
        "0–17-vuotiaat, 2021",
    ]
    assert (made.heading, made.story, made.gap) == ("Tilannekuva, 2021–2025", "", "")
    keys = [phenomenon.roles[0][0] for phenomenon in reader.phenomena.values() if phenomenon.roles]
    assert len(keys) > len(in_words(made)), "made-up key figures are on no slide"


def test_what_forecasts_mean_needs_forecasts_by_age(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="meaning"))
    assert made.picture is None
    assert made.gap == t("slide.gap.nothing", "fi", title=t("future.meaning", "fi"), place="Keuruu")


def test_what_has_no_forecast_says_so(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="forecast", indicator="live_births"))
    assert isinstance(made.picture, Lines)
    assert t("forecast.none", "fi") in made.title
    assert "forecast" not in [series.role for series in made.picture.series]


def test_numbers_are_the_figures_of_a_phenomenon_beside_those_of_others(
    reader: ReleaseReader, published: House
) -> None:
    made = one(reader, Item(kind="numbers", phenomenon="heavy_services"))
    assert isinstance(made.picture, Figures)
    assert made.picture.names[:4] == ("Luku", "Keuruu", "Keski-Suomen alue", "Koko maa")
    first = [plain(cell) for cell in made.picture.rows[0]]
    cell = published.cell(PLACED, "KU249", 2021)
    limits = "–".join(f"{cell[end]:.1f}".replace(".", ",") for end in ("lower95", "upper95"))
    assert first[:4] == [
        "Kodin ulkopuolelle sijoitetut 0–17-vuotiaat, 2021",
        f"1,5 % ({limits} %)",
        "1,4 %",
        "1,4 %",
    ]
    assert made.story == reader.phenomena["heavy_services"].story
    assert {origin.source_id for origin in made.origins} >= {"191"}


def test_a_hidden_key_figure_is_a_word_in_its_row(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="numbers", phenomenon="heavy_services"), region="KU256")
    assert isinstance(made.picture, Figures)
    assert made.picture.rows[0][1] == "salattu tai nolla"


def test_a_phenomenon_without_any_figure_is_told_in_words(reader: ReleaseReader) -> None:
    assert reader.phenomena["mental_wellbeing"].roles == ()
    made = one(reader, Item(kind="numbers", phenomenon="mental_wellbeing"))
    assert made.picture == Words((reader.phenomena["mental_wellbeing"].story,))
    assert made.title == "Mielen hyvinvointi ja yhteisöllisyys. Keuruu"
    assert (made.gap, made.sheet, made.shown) == ("", None, None)


def test_questions_are_those_of_the_phenomenon_after_the_presenters_own(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="questions", phenomenon="heavy_services", question="Oma kysymys?"))
    assert made.picture == Words(("Oma kysymys?", *reader.phenomena["heavy_services"].questions))
    assert made.shown is None


def test_a_headline_is_the_title_and_the_finding_is_said_beside_the_picture(reader: ReleaseReader) -> None:
    headline = 'Näin meillä: "👶" ' * 10
    plainly = one(reader, Item(kind="map", indicator=PLACED))
    made = one(reader, Item(kind="map", indicator=PLACED, headline=headline, notes="Muista tauko."))
    assert made.title == headline.strip()
    assert made.told[:2] == (made.old, plainly.title)
    assert made.notes[0] == (t("slide.note.speaker", "fi"), "Muista tauko.")
    assert plainly.title in made.alt


def test_what_happened_on_the_way_is_in_the_notes(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="trend", indicator="live_births"))
    assert [text[:5] for label, text in made.notes if label == t("trend.events", "fi")] == ["2025:"]


# ---- what is not there --------------------------------------------------------------------------------------
def test_an_indicator_that_is_no_more_is_said_by_the_name_it_had(reader: ReleaseReader) -> None:
    shown = Shown(release="r1", title="Vanha luku", status="ok", year=2020, value=3.0)
    told = deck(story(Item(kind="map", indicator="gone", shown=shown), Item(kind="map", indicator=PLACED)), reader)
    gone, there = told.slides
    assert gone.picture is None
    assert gone.gap == 'Lukua "Vanha luku" ei enää ole tässä julkaisussa.'
    assert gone.title == t("slide.nothing", "fi")
    assert there.picture is not None
    assert told.moved == ("Vanha luku: lukua ei enää ole.",)


def test_a_place_or_a_phenomenon_that_is_no_more_is_said(reader: ReleaseReader) -> None:
    item = Item(kind="map", indicator=PLACED, question="Mitä?")
    assert one(reader, item, region="KU999").gap == "Aluetta KU999 ei ole tässä julkaisussa."
    assert one(reader, item, area="HVA99").gap == "Aluetta HVA99 ei ole tässä julkaisussa."
    assert deck(story(item, region="KU999"), reader).place == "KU999"
    for kind in ("numbers", "need", "questions"):
        made = one(reader, Item(kind=kind, phenomenon="gone", indicator=PLACED))
        assert made.gap == 'Lukua "gone" ei enää ole tässä julkaisussa.'


def test_what_an_item_does_not_need_may_be_no_more(reader: ReleaseReader) -> None:
    for kind in ("numbers", "questions"):
        assert one(reader, Item(kind=kind, phenomenon="heavy_services", indicator="gone")).gap == ""


def test_an_area_that_has_no_municipalities_breaks_nothing(reader: ReleaseReader) -> None:
    for area in ("KU179", "MK13"):
        told = deck(ready_story(reader, "heavy_services", "HVA15", "KU249").model_copy(update={"area": area}), reader)
        assert [slide.gap != "" for slide in told.slides] == [slide.kind in ("map", "need") for slide in told.slides]


def test_a_comparison_that_is_no_more_is_left_out(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="trend", indicator=PLACED), compare="KU999")
    assert isinstance(made.picture, Lines)
    assert len(made.picture.series) == 3


@pytest.mark.parametrize("kind", ["trend", "map", "ranking", "forecast"])
def test_a_figure_without_rows_is_said(reader: ReleaseReader, kind: str) -> None:
    name = next(name for name, entry in reader.indicators.items() if not entry.has_rows)
    made = one(reader, Item(kind=kind, indicator=name))
    assert made.picture is None
    assert reader.indicators[name].title in made.gap


@pytest.mark.parametrize("kind", ["trend", "map", "ranking"])
def test_made_up_figures_are_not_on_a_slide(reader: ReleaseReader, kind: str) -> None:
    assert reader.figure("family_centre_visits", "total", "KU249").is_example
    made = one(reader, Item(kind=kind, indicator="family_centre_visits", phenomenon="early_support"))
    assert made.picture is None
    assert made.sheet is None
    assert made.gap == t("slide.gap.example", "fi", title=reader.indicators["family_centre_visits"].title)
    assert not any(mark.isdigit() for _, text in made.notes for mark in text)


def test_an_example_is_not_among_the_figures_of_a_phenomenon(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="numbers", phenomenon="early_support"))
    assert isinstance(made.picture, Figures)
    title = reader.indicators["family_centre_visits"].title
    assert not [row for row in made.picture.rows if row[0].startswith(title)]
    assert "example" not in {origin.publisher for origin in made.origins}


# ---- stories ------------------------------------------------------------------------------------------------
PLACES = (("KU249", "HVA15"), ("KU256", "HVA15"), ("HVA15", "HVA15"), ("FI", "FI"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_phenomenon_has_a_story_of_five_to_eight_slides_that_all_have_something_to_show(
    published: House, lang: str
) -> None:
    with published.opened() as release:
        for region, area in PLACES:
            reader = ReleaseReader(release, lang)
            assert tuple(reader.phenomena) == PHENOMENA
            for phenomenon in PHENOMENA:
                made = ready_story(reader, phenomenon, area, region)
                assert 5 <= len(made.items) <= 8
                told = deck(made, reader)
                assert [slide.gap for slide in told.slides] == [""] * len(made.items), (region, phenomenon)
                assert made.items[0].kind == "numbers"
                assert made.items[-1].kind == "questions"


def test_a_story_is_told_by_the_key_figure_where_it_can_be_and_else_by_what_stands_next(reader: ReleaseReader) -> None:
    heavy = ready_story(reader, "heavy_services", "HVA15", "KU249")
    assert {item.indicator for item in heavy.items if item.kind in ("trend", "map", "ranking", "need")} >= {PLACED}
    assert heavy.items[1].indicator == PLACED
    livelihood = ready_story(reader, "family_livelihood", "HVA15", "KU249")
    assert [(item.kind, item.indicator) for item in livelihood.items[1:3]] == [
        ("trend", "unemployment_rate"),
        ("map", "low_income_children"),
    ]
    with pytest.raises(KeyError):
        ready_story(reader, "nothing", "HVA15", "KU249")
    with pytest.raises(KeyError):
        ready_story(reader, "heavy_services", "HVA15", "KU999")


def test_where_one_municipality_is_the_whole_area_the_map_is_the_countrys(
    reader: ReleaseReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = {
        code: dataclasses.replace(place, county="HVA12") if place.county == "HVA15" and code != "KU249" else place
        for code, place in reader.places.items()
    }
    monkeypatch.setitem(vars(reader), "places", alone)
    made = ready_story(reader, "heavy_services", "HVA15", "KU249")
    assert (made.area, made.region) == ("FI", "KU249")
    ranking = next(slide for slide in deck(made, reader).slides if slide.kind == "ranking")
    assert isinstance(ranking.picture, Bars)
    assert len(ranking.picture.bars) > 2


def test_a_story_that_keeps_what_it_told_has_not_moved_in_the_same_release_in_any_language(published: House) -> None:
    with published.opened() as release:
        told = deck(
            made := ready_story(ReleaseReader(release, "fi"), "heavy_services", "HVA15", "KU249"),
            ReleaseReader(release, "fi"),
        )
        keeping = kept(made, told)
        assert [item.shown is None for item in keeping.items] == [item.kind == "questions" for item in made.items]
        assert all(item.shown.digest for item in keeping.items if item.shown)
        assert {item.shown.release for item in keeping.items if item.shown} == {told.release}
        for lang in LANGUAGES:
            assert deck(keeping, ReleaseReader(release, lang)).moved == ()


def test_a_figure_that_has_moved_is_told_with_what_it_was_and_what_it_is(reader: ReleaseReader) -> None:
    item = Item(kind="map", indicator=PLACED)
    shown = one(reader, item).shown

    def said(**changed: object) -> tuple[str, ...]:
        was = item.model_copy(update={"shown": shown.model_copy(update=changed)})
        return tuple(map(plain, deck(story(was), reader).moved))

    title = "Kodin ulkopuolelle sijoitetut 0–17-vuotiaat"
    assert said() == ()
    assert said(value=1.6, year=2020) == (f"{title}, Keuruu: oli 1,6 % (2020), nyt 1,5 % (2021).",)
    assert said(value=None, status="hidden") == (f"{title}, Keuruu: oli salattu (2021), nyt 1,5 % (2021).",)
    assert said(digest="0" * 12) == (f"{title}: osa luvuista on muuttunut.",)
    was = shown.model_copy(update={"value": 1.6})
    twice = [item.model_copy(update={"kind": kind, "shown": was}) for kind in KINDS]
    told = deck(story(*twice), reader).moved
    assert tuple(map(plain, told)) == (f"{title}, Keuruu: oli 1,6 % (2021), nyt 1,5 % (2021).",), (
        "two views, one change"
    )


def test_of_a_figure_that_is_hidden_now_nothing_is_told_that_was_told_before(reader: ReleaseReader) -> None:
    item = Item(kind="trend", indicator=PLACED)
    now = one(reader, item, region="KU256").shown
    assert now is not None
    before = now.model_copy(update={"status": "ok", "value": 3.7})
    told = deck(story(item.model_copy(update={"shown": before}), region="KU256"), reader)
    assert [plain(line) for line in told.moved] == [
        "Kodin ulkopuolelle sijoitetut 0–17-vuotiaat, Kinnula: nyt salattu tai nolla (2021)."
    ]


def test_the_digest_knows_every_figure_of_the_table(reader: ReleaseReader, monkeypatch: pytest.MonkeyPatch) -> None:
    before = one(reader, Item(kind="map", indicator=PLACED)).shown
    view = reader.area(PLACED, 2021, "total", "HVA15")
    rows = [list(row) for row in view.sheet.rows]
    (jyvaskyla,) = [row for row in rows if row[0] == "KU179"]
    jyvaskyla[2] += 0.1
    moved = dataclasses.replace(view, sheet=dataclasses.replace(view.sheet, rows=tuple(map(tuple, rows))))
    monkeypatch.setattr(reader, "area", lambda *_: moved)
    after = one(reader, Item(kind="map", indicator=PLACED)).shown
    assert after.digest != before.digest
    assert after.model_copy(update={"digest": before.digest}) == before


def test_the_starter_is_told_on_the_opening(house: House) -> None:
    house.starter()
    with house.opened() as release:
        told: Deck = deck(story(Item(kind="questions", phenomenon="heavy_services")), ReleaseReader(release, "sv"))
    assert told.notices == (t("frame.starter", "sv"),)


def test_slides_know_neither_pages_nor_files() -> None:
    modules = list((Path(__file__).parents[2] / "ilmiotaulu" / "views" / "slides").glob("*.py"))
    texts = [one.read_text("utf-8") for one in modules]
    assert len(texts) > 5
    assert not any(name in text for text in texts for name in ("pptx", "streamlit", "exports"))
