"""Lines through time: their years, the names at their ends, and the years that stand alone."""

import pytest

from ilmiotaulu.charts.palette import LIGHT
from ilmiotaulu.charts.trend import Line, moved_apart, trend_figure


@pytest.mark.parametrize(("years", "step"), [([2023, 2024, 2025], 1), ([2020], 1), (list(range(1990, 2026)), None)])
def test_few_years_are_marked_one_by_one(years: list[int], step: int | None) -> None:
    own = Line("Keuruu", years, [1.0] * len(years))
    assert trend_figure(own, (), (), "lukumäärä", 0, LIGHT).layout.xaxis.dtick == step


@pytest.mark.parametrize(
    ("values", "decimals", "step"), [([0.0, 2.0, None], 0, 1), ([0.0, 60.0], 0, None), ([0.0, 2.0], 1, None)]
)
def test_small_counts_are_marked_with_whole_numbers_once(
    values: list[float | None], decimals: int, step: int | None
) -> None:
    own = Line("Keuruu", list(range(2024, 2024 + len(values))), values)
    assert trend_figure(own, (), (), "lukumäärä", decimals, LIGHT).layout.yaxis.dtick == step


def test_a_line_without_years_is_drawn_empty() -> None:
    assert trend_figure(Line("Keuruu", [], []), (), (), "lukumäärä", 0, LIGHT).layout.xaxis.dtick is None


def test_a_name_stands_at_its_own_height_where_there_is_room() -> None:
    assert moved_apart([1.0, 2.0, 3.0], 1.0) == [1.0, 2.0, 3.0]
    assert moved_apart([], 1.0) == []


def test_names_in_each_others_way_are_moved_apart_around_their_middle() -> None:
    assert moved_apart([2.0, 2.0], 1.0) == [1.5, 2.5]
    assert moved_apart([2.0, 2.0, 2.0, 9.0], 1.0) == [1.0, 2.0, 3.0, 9.0]
    # A group that grows into the one below it becomes one with it.
    assert moved_apart([1.0, 2.0, 2.0, 2.0], 1.0) == pytest.approx([0.25, 1.25, 2.25, 3.25])


def test_the_value_stands_in_the_name_at_the_end_of_a_line() -> None:
    own, country = Line("Keuruu", [2020, 2021], [2.0, None]), Line("Koko maa", [2020, 2021], [1.0, 3.0])
    names = trend_figure(own, (country,), (), "prosenttia", 1, LIGHT, mark=" %").data[-1]
    assert (names.text, names.customdata, names.x, names.y) == (
        ("Keuruu", "Koko maa"),
        (2.0, 3.0),
        (2020, 2021),
        (2, 3),
    )
    assert names.texttemplate == "\u2002%{text} %{customdata:,.1f} %"


def test_a_line_that_is_alone_has_its_value_alone_and_more_room() -> None:
    own = Line("Keski-Suomen hyvinvointialue", [2020, 2021], [2.0, 3.0])
    alone = trend_figure(own, (), (), "lukumäärä", 0, LIGHT)
    beside = trend_figure(own, (Line("Koko maa", [2020, 2021], [1.0, 3.0]),), (), "lukumäärä", 0, LIGHT)
    assert alone.data[-1].texttemplate == "\u2002%{customdata:,.0f}"
    assert alone.layout.margin.r < 40 < 180 < beside.layout.margin.r


def test_the_number_of_an_event_near_the_edge_stands_left_of_its_line() -> None:
    years = list(range(2000, 2026))
    made = trend_figure(Line("a", years, [1.0] * 26), (), ((2010, "Uudistus"), (2025, "Toinen")), "", 0, LIGHT)
    assert [(one.x0, one.label.text, one.label.xanchor) for one in made.layout.shapes] == [
        (2009.5, "(1)", None),
        (2024.5, "(2)", "right"),
    ]


def test_a_year_of_a_crowd_that_stands_alone_is_a_point() -> None:
    lines = [Line(name, [2018, 2019, 2020], [None, None, 4.0]) for name in "abc"]
    lines.append(Line("d", [2018, 2019, 2020], [1.0, 2.0, None]))
    points = trend_figure(Line("e", [2020], [1.0]), [*lines, Line("f", [2020], [1.0])], (), "", 0, LIGHT).data[1]
    assert (points.mode, points.x, points.y, points.text) == ("markers", (2020,) * 3, (4.0,) * 3, ("a", "b", "c"))


def test_large_numbers_have_their_room_beside_the_words_of_the_axis() -> None:
    small, large = (trend_figure(Line("", [2020], [one]), (), (), "lapsia", 0, LIGHT).layout for one in (9.0, 1e6))
    assert (small.margin.l, large.margin.l) == (60, 97)
