"""Slides of children to come, on tiny data to the last figure: by age, by municipality, and what if."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar

import polars as pl
import pytest

from ilmiotaulu.exports.embedded import embedded_html
from ilmiotaulu.exports.pptx import deck_pptx
from ilmiotaulu.exports.stage import stage_html
from ilmiotaulu.forecast.scenario import Levers, ToRate
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.statements import Figure
from ilmiotaulu.story.model import BadStory, Item, Story, from_file, from_link, to_file, to_link
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.views.ages import SEXES, AgesView
from ilmiotaulu.views.future import changes_sheet
from ilmiotaulu.views.reader import ReleaseReader
from ilmiotaulu.views.scenario import PLACEMENTS, ScenarioView, baseline_of, scenario_view
from ilmiotaulu.views.sheet import Sheet
from ilmiotaulu.views.slides import Bar, Bars, Deck, Figures, Pyramid, Slide, deck
from ilmiotaulu.views.summary import has_lost, summary
from ilmiotaulu.views.texts import Place, origins
from tests.exports.presentation import described, faults, opened
from tests.views import test_ages, test_scenario
from tests.views.test_ages import Changes, observed
from tests.views.tiny import COUNTRY, COUNTY, FETCHES, LARGE, MIDDLE, MUNICIPALITIES, SMALL, indicator

TEMPLATE = PROJECT / "assets" / "template.pptx"
# A figure that is hidden though its row has a number: it must be found nowhere.
SECRET = 76543.0
HIDDEN: Changes = {(sex, 3): {"status": "hidden", "value": SECRET} for sex in SEXES}

CHILDREN = indicator(
    "children_0_17", title="0–17-vuotiaat", unit="count", unit_words="lukumäärä", decimals=0, definition="Lapset."
)


@dataclass
class Tiny:
    """A release that has what a test makes of it."""

    lang: str = "fi"
    made: dict[str, Callable[..., Any]] = field(default_factory=dict)
    release: str = "r1"
    fetched: datetime = datetime(2026, 11, 22, tzinfo=UTC)
    is_starter: bool = False
    newest: int = 2024
    places: ClassVar = {one.code: one for one in (COUNTRY, COUNTY, *MUNICIPALITIES)}
    indicators: ClassVar = {CHILDREN.id: CHILDREN}
    phenomena: dict[str, Any] = field(default_factory=dict)

    def years(self, indicator: str) -> list[int]:
        return [self.newest]

    def figure(self, indicator: str, sex: str, region: str, year: int | None = None) -> Figure:
        return Figure(1500.0, "ok", "count", 0, self.newest)

    def ages(self, region: str, ahead: int | None) -> Any:
        return self.made["ages"](region, ahead)

    def changes(self, indicator: str, area: str, region: str) -> Any:
        return self.made["changes"](indicator, area, region)

    def scenario(self, region: str, levers: Levers) -> Any:
        return self.made["scenario"](region, levers)


def story(item: Item) -> Story:
    given = {"title": "Tarina", "language": "fi", "release": "r1", "area": "HVA15", "region": "KU249"}
    return Story.model_validate({**given, "items": (item,)})


def told(item: Item, lang: str = "fi", **made: Callable[..., Any]) -> Deck:
    return deck(story(item), Tiny(lang, made))  # type: ignore[arg-type]


def one(item: Item, lang: str = "fi", **made: Callable[..., Any]) -> Slide:
    (slide,) = told(item, lang, **made).slides
    return slide


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def everywhere(of: Deck) -> str:
    """All that a deck says wherever it is shown: on the stage, in a file with its workbooks and notes, in a frame."""
    (slide,) = of.slides
    package = opened(deck_pptx(of, TEMPLATE))
    assert faults(package) == []
    return "\n".join(
        [stage_html(of, b"").decode(), package.text, embedded_html(slide, of.release, "/", of.lang), repr(slide)]
    )


# ---- children by age ----------------------------------------------------------------------------------------
AGES = Item(kind="ages")


def projected(**told: Any) -> pl.DataFrame:
    """A projection whose publisher is a real one."""
    return test_ages.projected(**told).with_columns(source_fetch=1)


def ages_of(rows: Any = None, projections: pl.DataFrame | None = None, **more: Any) -> AgesView:
    return test_ages.view(rows, projected() if projections is None else projections, **more)


def test_ages_are_boys_and_girls_and_all_of_them_beside_the_projection_of_all() -> None:
    made = one(AGES, ages=lambda *_: ages_of())
    assert made.title == (
        "Keuruu: eniten on 17-vuotiaita (44), vähiten 0-vuotiaita (10), vuonna 2021. "
        "0–17-vuotiaita yhteensä 486 (2021), ennusteessa 243 (2035)."
    )
    assert made.told == ("Virallinen ennuste 2035: eniten on 17-vuotiaita (22), vähiten 0-vuotiaita (5).",)
    assert plain(made.heading) == ("Keuruu: Lapset ikävuosittain ja sukupuolen mukaan 2021, lukumäärä, 2021 → 2035")
    assert made.key == f"{t('ages.legend.bars', 'fi')} {t('ages.legend.together', 'fi')}"
    assert made.alt == t("slide.alt.ages", "fi", heading=made.heading, told=made.title)
    picture = made.picture
    assert isinstance(picture, Pyramid)
    assert (picture.boys.name, picture.girls.name, picture.outlines) == ("Pojat 2021", "Tytöt 2021", None)
    assert list(picture.boys.values) == [float(age) for age in range(18)]
    assert list(picture.girls.values) == [float(age + 10) for age in range(18)]
    assert picture.together is not None
    assert picture.together.now.values[:3] == [10.0, 12.0, 14.0]
    assert (picture.together.projected.name, picture.together.projected.values[0]) == ("Virallinen ennuste 2035", 5.0)
    assert made.sheet is not None
    assert made.sheet.rows[17] == ("17", 17.0, 27.0, 44.0, 22.0, -22.0)
    assert [one.publisher for one in made.origins] == ["Julkaisija"]
    assert made.indicators == ("children_0_17", *(f"age_{age}" for age in range(18)))


def test_a_projection_by_sex_is_drawn_around_boys_and_girls_and_all_are_left_to_the_table() -> None:
    made = one(AGES, ages=lambda *_: ages_of(projections=projected(sexes=SEXES)))
    picture = made.picture
    assert isinstance(picture, Pyramid)
    assert picture.together is None
    assert picture.outlines is not None
    assert picture.outlines.boys.values[:2] == [5.0, 6.0]
    assert made.key == f"{t('ages.legend.bars', 'fi')} {t('ages.legend.outlines', 'fi')}"


def test_without_a_projection_there_are_bars_alone_and_it_is_said() -> None:
    made = one(AGES, ages=lambda *_: ages_of(projections=projected(years=()), ahead=None))
    assert made.picture is not None
    assert (made.picture.outlines, made.picture.together) == (None, None)  # type: ignore[union-attr]
    assert (made.told, made.key) == ((t("future.nothing_projected", "fi"),), t("ages.legend.bars", "fi"))
    assert made.title.endswith("0–17-vuotiaita yhteensä 486 (2021).")


def test_the_year_of_ages_is_the_projected_one_and_none_is_the_first_to_show() -> None:
    asked: list[Any] = []
    for item in (AGES, Item(kind="ages", year=2040)):
        one(item, ages=lambda *told: asked.append(told) or ages_of())
    assert asked == [("KU249", None), ("KU249", 2040)]


def test_too_few_ages_are_a_slide_that_says_so() -> None:
    made = one(AGES, ages=lambda *_: None)
    assert (made.picture, made.gap) == (None, t("ages.few", "fi"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("sexes", [("total",), SEXES], ids=len)
def test_a_hidden_age_is_its_word_wherever_the_slide_is_shown(sexes: tuple[str, ...], lang: str) -> None:
    text = everywhere(told(AGES, lang, ages=lambda *_: ages_of(observed(HIDDEN), projected(sexes=sexes), lang=lang)))
    assert "76543" not in text.translate({ord(one): None for one in ", \N{NARROW NO-BREAK SPACE}\N{NO-BREAK SPACE}"})
    assert t("status.hidden.short", lang) in text


def test_a_hidden_age_is_named_with_its_reason_and_no_sum_gives_it_away() -> None:
    (made,) = told(AGES, ages=lambda *_: ages_of(observed(HIDDEN))).slides
    assert "ikä 3 (salattu)" in made.title
    assert "yhteensä" not in made.title
    assert (t("status.hidden.short", "fi"), t("status.hidden.why", "fi")) in made.notes


def test_ages_on_the_stage_are_rows_from_the_oldest_on_with_a_word_where_a_bar_would_begin() -> None:
    shown = told(AGES, ages=lambda *_: ages_of(observed(HIDDEN), projected(sexes=SEXES)))
    page = stage_html(shown, b"").decode()
    drawn = page[page.index('<div class="pyramid">') : page.index('<p class="outlined">')]
    assert drawn.index(">17</span>") < drawn.index(">16</span>") < drawn.index(">0</span>")
    assert '<b class="boys">Pojat 2021</b>' in drawn
    assert '<b class="girls">Tytöt 2021</b>' in drawn
    rows = drawn.split('<div class="wing boys">')[1:]
    boys, girls = rows[17 - 3].split('<span class="age">3</span>')
    # Hidden on both sides: outlines of eight of the longest, 27, and the words beside them.
    assert boys.count("<rect") == girls.count("<rect") == 2
    assert '<rect class="outline" y="8%" height="84%" x="70.37%" width="29.63%"/>' in boys
    assert '<text class="end word" x="70.37%" y="50%" dx="-.35em" dy=".35em">salattu</text>' in boys
    assert '<text class="start word" x="29.63%" y="50%" dx=".35em" dy=".35em">salattu</text>' in girls
    assert '<rect y="13%" height="74%" x="0.00%" width="100.00%"/>' in rows[0], "the girls of seventeen"
    assert 'role="img"' in page


def test_all_children_stand_beside_boys_and_girls_on_the_stage_with_both_numbers() -> None:
    page = stage_html(told(AGES, ages=lambda *_: ages_of()), b"").decode()
    assert '<b class="all">Kaikki 2021</b>' in page
    assert ">44 → 22</text>" in page
    assert page.count('class="wing all"') == 18


def test_ages_are_native_charts_whose_numbers_below_zero_have_no_minus() -> None:
    package = opened(deck_pptx(told(AGES, ages=lambda *_: ages_of(observed(HIDDEN), projected(sexes=SEXES))), TEMPLATE))
    chart = package.chart(1)
    plot = chart.plots[0]
    assert list(plot.categories)[2:5] == ["2", "3 (salattu)", "4"]
    series = {one.name: list(one.values) for one in plot.series}
    assert list(series) == ["Pojat 2021", "Tytöt 2021", "Poikien ennuste 2035", "Tyttöjen ennuste 2035"]
    assert series["Pojat 2021"][:5] == [0.0, -1.0, -2.0, None, -4.0]
    assert series["Tytöt 2021"][:5] == [10.0, 11.0, 12.0, None, 14.0]
    assert series["Poikien ennuste 2035"][:2] == [-5.0, -6.0]
    assert plot.overlap == 100
    assert (chart.value_axis.minimum_scale, chart.value_axis.maximum_scale) == (-30.0, 30.0)
    markup = package.files[chart.part.partname[1:]].decode()
    assert set(_forms(markup)) == {"#,##0;#,##0", "General"}
    assert "← Pojat 2021      Tytöt 2021 →" in markup
    book = package.workbook(1)
    assert book.pages["Luvut"].row(1)[:3] == ["Ikä", "Pojat 2021", "Tytöt 2021"]
    assert book.pages["Luvut"].row(5) == ["3 (salattu)", -8.0, 8.0]
    assert "#,##0;#,##0" in "".join(book.files.values())


def _forms(markup: str) -> list[str]:
    return [part.partition('"')[0] for part in markup.split('formatCode="')[1:]]


def test_all_children_are_a_chart_of_their_own_beside_boys_and_girls() -> None:
    package = opened(deck_pptx(told(AGES, ages=lambda *_: ages_of()), TEMPLATE))
    left, right = [shape.chart for shape in package.slides[1].shapes if shape.has_chart]
    assert [one.name for one in left.plots[0].series] == ["Pojat 2021", "Tytöt 2021"]
    assert {one.name: list(one.values)[:2] for one in right.plots[0].series} == {
        "Kaikki 2021": [10.0, 12.0],
        "Virallinen ennuste 2035": [5.0, 6.0],
    }
    assert next(iter(right.plots[0].categories)) == "0:  10 → 5"


def test_an_age_that_is_hidden_since_has_been_lost_and_a_newer_year_has_not() -> None:
    def release(*made: Any) -> Tiny:
        return Tiny(made={"ages": lambda *_: ages_of(*made)})

    before = release()
    assert not has_lost(AGES, story(AGES), before, release(observed(year=2022)))  # type: ignore[arg-type]
    assert has_lost(AGES, story(AGES), before, release(observed(HIDDEN)))  # type: ignore[arg-type]


# ---- municipalities by change -------------------------------------------------------------------------------
CHANGES = Item(kind="changes", indicator="children_0_17")
# In ten years, beside the number of today: what is forecast, and the limits of it.
AHEAD = {
    "KU179": (1000.0, 930.0, 880.0, 1010.0),
    "KU249": (200.0, 140.0, 110.0, 170.0),
    "KU256": (50.0, 26.0, 20.0, 33.0),
}


def forecasts() -> pl.DataFrame:
    rows = [(code, 2034, 2024, value, low, high) for code, (_, value, low, high) in AHEAD.items()]
    return pl.DataFrame(rows, schema=["region", "year", "launch", "value", "lower80", "upper80"], orient="row")


def changes_of(place: Place = MIDDLE, lang: str = "fi", known: tuple[str, ...] = tuple(AHEAD)) -> Sheet | None:
    return changes_sheet(
        forecasts(),
        {code: AHEAD[code][0] for code in known},
        CHILDREN,
        MUNICIPALITIES,
        place,
        origins(FETCHES, [1]),
        lang,
    )


def test_municipalities_stand_by_their_change_with_its_limits_and_the_own_one_is_the_title() -> None:
    made = one(CHANGES, changes=lambda *_: changes_of())
    assert plain(made.title) == (
        "Keuruu: 0–17-vuotiaat. Ennustettu muutos 2024 → 2034 on −30 % (80 %:n väli −45 … −15 %)."
    )
    assert plain(made.heading) == "0–17-vuotiaat: Kunnat muutoksen mukaan, prosenttia, 2024 → 2034"
    assert made.picture == Bars(
        (
            Bar("Kinnula", "other", -48.0, limits=(-60.0, -34.0)),
            Bar("Keuruu", "own", -30.0, limits=(-45.0, -15.0)),
            Bar("Jyväskylä", "other", -7.0, limits=(-12.0, 1.0)),
        )
    )
    assert made.key == t("future.compare_note", "fi")
    assert made.alt == t("slide.alt.changes", "fi", heading=made.heading, told=made.title)
    assert made.own == "1\N{NARROW NO-BREAK SPACE}500 (2024)"
    assert made.sheet is not None
    assert made.sheet.rows[1] == ("Keuruu", -30.0, (-45.0, -15.0), 200.0, 140)


def test_a_change_that_may_be_either_way_is_said_to_be() -> None:
    made = one(CHANGES, changes=lambda *_: changes_of(LARGE))
    assert plain(made.title).endswith("on −7 % (80 %:n väli −12 … 1 %). Suunta voi olla kumpi tahansa.")


def test_a_place_without_a_change_of_its_own_has_what_the_picture_is_of_as_the_title() -> None:
    made = one(CHANGES, changes=lambda *_: changes_of(COUNTY))
    assert made.title == made.heading
    assert [bar.role for bar in made.picture.bars] == ["other"] * 3  # type: ignore[union-attr]


def test_without_a_forecast_there_is_a_slide_that_says_so() -> None:
    made = one(CHANGES, changes=lambda *_: None)
    assert made.gap == t("slide.gap.nothing", "fi", title="0–17-vuotiaat", place="Keuruu")


def test_changes_are_asked_for_in_the_story_s_area() -> None:
    asked: list[Any] = []
    one(CHANGES, changes=lambda *told: asked.append(told) or changes_of())
    assert asked == [("children_0_17", "HVA15", "KU249")]


def test_changes_on_the_stage_have_their_unit_and_a_line_where_there_is_no_change() -> None:
    page = plain(stage_html(told(CHANGES, changes=lambda *_: changes_of()), b"").decode())
    assert [part.partition("<")[0] for part in page.split('<span class="value">')[1:]] == ["−48 %", "−30 %", "−7 %"]
    # From 60 below to one above.
    assert page.count('<path class="zero" d="M983.6 -300.0L983.6 1300.0"/>') == 3
    assert '<rect x="49.18%" y="18%" width="49.18%" height="64%"/>' in page
    assert "<td>−45 … −15 %</td>" in page


def test_changes_are_a_native_chart_with_their_numbers_beside_the_names() -> None:
    package = opened(deck_pptx(told(CHANGES, changes=lambda *_: changes_of()), TEMPLATE))
    chart = package.chart(1)
    assert [plain(one) for one in chart.plots[0].categories] == ["Kinnula  −48 %", "Keuruu  −30 %", "Jyväskylä  −7 %"]
    assert [list(one.values) for one in chart.plots[0].series] == [[-48.0, -30.0, -7.0]]
    assert (chart.value_axis.minimum_scale, chart.value_axis.maximum_scale) == (-60.0, 1.0)
    assert package.workbook(1).pages["Luvut"].row(3)[1:] == [-30.0, -45.0, -15.0, 15.0, 15.0]


class Partly:
    """A release in which the newest number of a municipality is hidden."""

    def forecasts_of(self, _: str) -> pl.DataFrame:
        return forecasts()

    def series(self, *_: object) -> pl.DataFrame:
        rows = [(code, 2024, now, "ok", 1) for code, (now, *_) in AHEAD.items() if code != "KU256"]
        rows += [("KU256", 2024, SECRET, "hidden", 1), ("KU249", 2023, SECRET, "ok", 1)]
        return pl.DataFrame(rows, schema=["region", "year", "value", "status", "source_fetch"], orient="row")

    def table(self, _: str) -> pl.DataFrame:
        return FETCHES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_municipality_whose_number_is_hidden_has_no_change_wherever_the_slide_is_shown(lang: str) -> None:
    reader = ReleaseReader(Partly(), lang)  # type: ignore[arg-type]
    reader.places, reader.indicators = Tiny.places, Tiny.indicators
    shown = told(CHANGES, lang, changes=reader.changes)
    assert [bar.name for bar in shown.slides[0].picture.bars] == ["Keuruu", "Jyväskylä"]  # type: ignore[union-attr]
    text = everywhere(shown)
    assert not [one for one in (SMALL.name, "76543", "76 543", "76,543") if one in plain(text)]


def test_a_change_that_is_told_no_more_has_been_lost_and_a_newer_one_has_not() -> None:
    def release(*known: str, now: int = 2024) -> Tiny:
        return Tiny(made={"changes": lambda *_: changes_of(known=known)}, newest=now)

    before = release(*AHEAD)
    assert not has_lost(CHANGES, story(CHANGES), before, release(*AHEAD, now=2025))  # type: ignore[arg-type]
    assert has_lost(CHANGES, story(CHANGES), before, release("KU179", "KU249"))  # type: ignore[arg-type]


# ---- what if ------------------------------------------------------------------------------------------------
MOVED = "tfr=2.5,moves=-5,rate=1.5,rate_years=5"
WHAT_IF = Item(kind="scenario", levers=MOVED)


def scenario_of(levers: Levers, lang: str = "fi", without: str = "") -> ScenarioView:
    """Ten children of every age today and as forecast, with births of 1.25 children a woman."""
    own = {name: one for name, one in test_scenario.everything().items() if name != without}
    made = baseline_of(own, test_scenario.forecasts(10.0, 2025, 2040), 1.25)
    assert made is not None
    return scenario_view(made, levers, test_scenario.TITLES, MIDDLE, origins(FETCHES, [1]), lang)


def what_if(levers: str, lang: str = "fi", **more: Any) -> Deck:
    return told(Item(kind="scenario", levers=levers, **more), lang, scenario=lambda _, moved: scenario_of(moved, lang))


def test_a_scenario_is_its_figures_with_limits_beside_how_they_differ_from_the_forecast() -> None:
    (made,) = what_if("tfr=2.5").slides
    assert made.title == (
        "Keuruu: tässä laskelmassa vuonna 2035 0–17-vuotiaita noin 280 (80 %:n väli 252–336), "
        "100 enemmän kuin ennusteessa."
    )
    assert plain(made.heading) == "Keuruu: Entä jos – syntyvyys 2,5 lasta naista kohti (lukumäärä, 2030 ja 2035)"
    assert made.caution == "Tämä laskelma perustuu omaan oletukseemme. Se ei ole ennuste."
    assert isinstance(made.picture, Figures)
    assert made.picture.names == ("Luku", "2030", "2030, ero ennusteeseen", "2035", "2035, ero ennusteeseen")
    rows = {row[0]: row[1:] for row in made.picture.rows}
    assert rows["0-vuotiaat vuoden lopussa"] == ("20 (18–24)", "+10", "20 (18–24)", "+10")
    assert rows["0–17"] == ("230 (207–276)", "+50", "280 (252–336)", "+100")
    assert rows["13–15"] == ("30 (27–36)", "0", "30 (27–36)", "0")
    assert made.sheet is not None
    assert made.sheet.rows == made.picture.rows


@pytest.mark.parametrize(
    ("levers", "assumed"),
    [
        ("moves=-5", "lapsia muuttaa pois 5 vuodessa"),
        ("moves=12.5", "lapsia muuttaa lisää 12,5 vuodessa"),
        ("rate=1.5,rate_years=5", "sijoitettuna 1,5 % lapsista 5 vuoden päästä"),
        ("fewer=2", "sijoituksia 2 vähemmän joka vuosi"),
        ("day_care=0.853", "varhaiskasvatuksessa 85,3 % 1–6-vuotiaista"),
        ("per_place=30", "30 lasta yhtä perhekeskuspaikkaa kohti"),
        ("cost_day_care=14000", "varhaiskasvatuspaikka 14 000 € vuodessa"),
        ("cost_school=10000", "koulupaikka 10 000 € vuodessa"),
        ("cost_family_centre=9000", "perhekeskuspaikka 9 000 € vuodessa"),
        ("cost_placement=60000.5", "sijoitus 60 000,5 € vuodessa"),
        ("tfr=1.23456789", "syntyvyys 1,2346 lasta naista kohti"),
        ("tfr=1.2,moves=5", "syntyvyys 1,2 lasta naista kohti; lapsia muuttaa lisää 5 vuodessa"),
    ],
)
def test_what_is_assumed_is_the_heading_in_words(levers: str, assumed: str) -> None:
    (made,) = what_if(levers).slides
    assert plain(made.heading) == f"Keuruu: Entä jos – {assumed} (lukumäärä, 2030 ja 2035)"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("headline", ["", "Oma otsikko"])
def test_that_it_is_assumed_and_no_forecast_is_said_wherever_it_is_shown(lang: str, headline: str) -> None:
    shown = what_if(MOVED, lang, headline=headline)
    (slide,), caution = shown.slides, t("scenario.assumption", lang)
    package = opened(deck_pptx(shown, TEMPLATE))
    texts = [shape.text_frame.text for shape in package.slides[1].shapes if shape.has_text_frame]
    assert f"{slide.heading}\n{caution}" in texts, "above the table"
    assert f"{t('slide.note.mind', lang)}: {caution}" in package.notes(1)
    (table,) = [shape for shape in package.slides[1].shapes if shape.has_table]
    assert described(table) == slide.alt
    assert slide.alt.endswith(caution)
    stage = stage_html(shown, b"").decode()
    assert (
        stage[stage.index('<p class="heading">') :].partition("</p>")[0].endswith(f'<span class="old">{caution}</span>')
    )
    assert f'<span class="old">{caution}</span></p>' in embedded_html(slide, "r1", "/", lang)
    (part,) = summary(shown, shown.fetched, "r1", {}, []).parts
    assert part.finding.endswith(f"{slide.heading} – {caution}")
    assert slide.finding in part.finding


def test_the_table_of_a_scenario_is_native_and_of_a_size_that_is_read() -> None:
    package = opened(deck_pptx(what_if("tfr=2.5"), TEMPLATE))
    assert faults(package) == []
    assert package.table(1)[1] == ["0-vuotiaat vuoden lopussa", "20 (18–24)", "+10", "20 (18–24)", "+10"]
    (table,) = [shape for shape in package.slides[1].shapes if shape.has_table]
    sizes = {
        run.font.size.pt for cell in table.table.iter_cells() for one in cell.text_frame.paragraphs for run in one.runs
    }
    assert min(sizes) >= 12


def test_where_placements_are_not_told_a_scenario_has_none() -> None:
    made = one(WHAT_IF, scenario=lambda _, levers: scenario_of(levers, without=PLACEMENTS))
    assert isinstance(made.picture, Figures)
    assert t("scenario.placements", "fi") not in [row[0] for row in made.picture.rows]


def test_without_a_forecast_of_every_age_there_is_a_slide_that_says_so() -> None:
    made = one(WHAT_IF, scenario=lambda *_: None)
    assert (made.picture, made.gap) == (None, t("scenario.none", "fi"))


def test_the_levers_of_a_scenario_go_through_link_and_file_to_the_one_who_calculates() -> None:
    asked: list[Any] = []
    for travelled in (from_link(to_link(story(WHAT_IF))), from_file(to_file(story(WHAT_IF)))):
        assert travelled == story(WHAT_IF)
        deck(travelled, Tiny(made={"scenario": lambda *told: asked.append(told) or scenario_of(told[1])}))  # type: ignore[arg-type]
    assert asked == [("KU249", Levers(tfr=2.5, moves=-5.0, placements=ToRate(1.5, 5)))] * 2


@pytest.mark.parametrize("levers", ["tfr=9", "tfr=low", "births=2", "tfr=1.2;moves=5", "", "tfr=1.2,tfr=1.2", "<b>"])
def test_a_story_with_levers_that_nobody_can_move_is_no_story(levers: str) -> None:
    content = to_file(story(WHAT_IF)).decode().replace(MOVED, levers)
    with pytest.raises(BadStory) as refused:
        from_file(content.encode())
    assert refused.value.why == "not_a_story"


def test_a_figure_that_a_scenario_tells_no_more_has_been_lost_and_a_newer_year_has_not() -> None:
    def release(without: str = "", births: int = 2025) -> Tiny:
        made = baseline_of(
            {name: one for name, one in test_scenario.everything().items() if name != without},
            test_scenario.forecasts(10.0, births, 2040),
            1.25,
        )
        assert made is not None
        view = lambda _, levers: scenario_view(made, levers, test_scenario.TITLES, MIDDLE, [], "fi")  # noqa: E731
        return Tiny(made={"scenario": view})

    assert not has_lost(WHAT_IF, story(WHAT_IF), release(), release(births=2026))  # type: ignore[arg-type]
    assert has_lost(WHAT_IF, story(WHAT_IF), release(), release(PLACEMENTS))  # type: ignore[arg-type]
