"""What a profile for paper tells: which figures, in which order, which pictures, and what it is silent about."""

import pytest

from ilmiotaulu.charts.trend import Line
from ilmiotaulu.statements import Sentence
from ilmiotaulu.views.future import FutureView
from ilmiotaulu.views.handout import FuturePicture, groups_of
from ilmiotaulu.views.sheet import Sheet
from ilmiotaulu.views.texts import PhenomenonText
from tests.views import tiny
from tests.views.papers import paper, rows_of, years


def phenomenon(name: str, *indicators: str) -> PhenomenonText:
    return PhenomenonText(name, name.title(), "", (), tuple((one, "use") for one in indicators))


def row(name: str, value: float | None = 1.0, status: str = "ok", **more: object) -> dict[str, object]:
    return tiny.row("KU249", 2021, value, status, indicator=name, **more)


def named(*names: str, unit: str = "percent"):
    return [tiny.indicator(name, title=name.upper(), unit=unit) for name in names]


# ---- which figures ------------------------------------------------------------------------------------------
def test_a_figure_stands_once_where_it_is_the_key_figure_or_else_in_the_first_phenomenon() -> None:
    rows = rows_of(named("a", "b", "c"), [row("a"), row("b"), row("c")])
    phenomena = [phenomenon("one", "a", "b", "c"), phenomenon("two", "b", "c", "a"), phenomenon("three", "d")]
    told = [(title, [one.indicator.id for one in group]) for title, group in groups_of(phenomena, rows)]
    assert told == [("One", ["a", "c"]), ("Two", ["b"])]


def test_hidden_figures_are_told_as_hidden_and_those_that_are_not_collected_are_left_out() -> None:
    rows = [row("a", None, "hidden"), row("b", None, "not_collected"), row("c", None, "hidden_or_zero"), row("d")]
    made = paper(shown=named("a", "b", "c", "d"), phenomena=[phenomenon("one", "a", "b", "c", "d")], rows=rows)
    ((_, group),) = made.groups
    assert [(one.indicator.id, one.own) for one in group] == [
        ("a", "salattu"),
        ("c", "salattu tai nolla"),
        ("d", "1,0\N{NO-BREAK SPACE}%"),
    ]
    assert made.hidden == ("A (2021)", "C (2021)")
    assert [word for word, _ in made.reasons] == ["salattu", "salattu tai nolla"]


def test_made_up_figures_are_left_out_of_everything() -> None:
    rows = [row("a", flags=["example"]), *years("b", 1.0, 2.0, 3.0, 4.0)]
    made = paper(shown=named("a", "b"), phenomena=[phenomenon("one", "a", "b")], rows=rows)
    assert [one.indicator.id for _, group in made.groups for one in group] == ["b"]
    assert [one.row.indicator.id for one in made.trends] == ["b"]


def test_a_place_of_which_nothing_is_known_has_no_groups() -> None:
    made = paper(rows=[row("placed", None, "not_available")])
    assert (made.groups, made.trends, made.people) == ((), (), "")


def test_the_number_of_people_is_told_when_it_is_known() -> None:
    shown = [tiny.indicator("population", unit="count", decimals=0)]
    assert (
        paper(shown=shown, rows=[row("population", 9014.0)]).people == "Väkiluku 9\N{NARROW NO-BREAK SPACE}014 (2021)"
    )
    assert paper(shown=shown, rows=[row("population", None, "hidden")]).people == ""


# ---- from which number to which -----------------------------------------------------------------------------
def ahead(*values: float | None, **more: object) -> FuturePicture:
    """Births of years up to 2021 without a forecast."""
    first = 2022 - len(values)
    observed = Line("Keuruu", list(range(first, 2022)), list(values))
    sheet = Sheet("", "", (), ())
    view = FutureView(
        "Syntyneet ja ennuste", observed, None, Line("", (), ()), None, Sentence("x", ""), None, (), sheet
    )
    return FuturePicture(view, tiny.indicator("live_births", title="Syntyneet", unit="count", decimals=0, **more))


def test_what_is_drawn_ahead_says_from_which_number_to_which_it_went() -> None:
    made = paper(futures=[ahead(None, 1200.0, 90.0, None, 60.0, 48.0, None)])
    assert made.courses == ("Syntyneet: 1\N{NARROW NO-BREAK SPACE}200 (2016) → 48 (2020).",)


def test_few_years_and_a_figure_that_has_changed_its_meaning_have_no_course() -> None:
    broken = ahead(90.0, 80.0, 60.0, 48.0, breaks=frozenset({2020}))
    assert paper(futures=[ahead(90.0, 60.0, 48.0), broken]).courses == ()


# ---- which pictures -----------------------------------------------------------------------------------------
def drawn(made) -> list[str]:
    return [one.row.indicator.id for one in made.trends]


def test_key_figures_are_drawn_first_then_those_with_an_interval_two_of_a_phenomenon() -> None:
    names = ("key", "plain", "sure", "more", "other", "last")
    rows = [one for name in names for one in years(name, 1.0, 2.0, 3.0, 4.0)]
    for one in rows:
        if one["indicator"] != "sure":
            one |= {"lower95": None, "upper95": None}
    phenomena = [phenomenon("one", "key", "plain", "sure", "more"), phenomenon("two", "other", "last")]
    made = paper(shown=named(*names), phenomena=phenomena, rows=rows)
    # Four would leave a gap in a row of three.
    assert drawn(made) == ["key", "other", "sure"]


def test_a_phenomenon_whose_children_are_drawn_already_comes_last() -> None:
    names = ("share", "placed")
    rows = [one for name in (*names, "live_births") for one in years(name, 1.0, 2.0, 3.0, 4.0)]
    shown = [*named(*names), *named("live_births", unit="count")]
    made = paper(
        shown=shown, phenomena=[phenomenon("one", "live_births", "share"), phenomenon("two", "placed")], rows=rows
    )
    assert drawn(made) == ["placed", "share"]


def test_a_figure_of_few_years_or_of_people_is_not_drawn() -> None:
    rows = [*years("few", 1.0, 2.0, 3.0), *years("people", 1.0, 2.0, 3.0, 4.0)]
    shown = [*named("few"), *named("people", unit="count")]
    assert drawn(paper(shown=shown, phenomena=[phenomenon("one", "few", "people")], rows=rows)) == []


def test_the_own_line_comes_first_with_its_limits_beside_the_county_and_the_country() -> None:
    (picture,) = paper().trends
    assert [line.name for line in picture.lines] == ["Keuruu", "Keski-Suomen alue", "Koko maa"]
    own = picture.lines[0]
    assert (own.years[-1], own.values[-1], own.lower[-1], own.upper[-1]) == (2021, 4.0, 3.0, 5.0)


# ---- which sentences ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(("change", "told"), [("likely_up", True), ("maybe_up", False), ("unclear", False)])
def test_a_direction_is_told_only_when_it_is_likely(monkeypatch: pytest.MonkeyPatch, change: str, told: bool) -> None:
    from ilmiotaulu.statements import Sentence
    from ilmiotaulu.views import profile

    monkeypatch.setattr(profile, "direction", lambda *_: Sentence(f"directed_{change}", "Sanottu."))
    assert paper().directions == (("Sijoitetut: Sanottu.",) if told else ())


def test_nothing_standing_out_is_said() -> None:
    (sentence,) = paper().findings
    assert sentence.rule == "stands_out_none"
