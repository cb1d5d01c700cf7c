"""The values of the projection keep clear of each other and of lines, and what stands alone is a point."""

from ilmiotaulu.charts.future import Fan, future_figure
from ilmiotaulu.charts.palette import LIGHT
from ilmiotaulu.charts.trend import Line

OBSERVED = Line("Keuruu", list(range(1990, 2022)), [2000.0 - 20 * step for step in range(32)])


def drawn(projected: Line, fan: Fan | None = None, events: tuple[tuple[int, str], ...] = ()):
    return future_figure(OBSERVED, fan, projected, events, "lapsia", 0, LIGHT)


def test_the_last_value_stands_beside_its_diamond_and_the_one_before_it_elsewhere() -> None:
    shown = drawn(Line("", [2035, 2037], [1040.0, 1030.0])).data[-1]
    assert shown.textposition == ("middle left", "middle right")
    assert shown.texttemplate == ("\u2005%{y:,.0f}\u2005",) * 2


def test_a_value_does_not_stand_on_the_line_of_an_event() -> None:
    projected = Line("", [2010, 2040], [300.0, 300.0])
    assert drawn(projected).data[-1].textposition[0] == "middle right"
    assert drawn(projected, events=((2011, "Uudistus"),)).data[-1].textposition[0] == "middle left"


def test_a_value_that_finds_no_room_is_left_to_the_sentence_and_the_table() -> None:
    shown = drawn(Line("", [2030] * 9, [1000.0] * 9)).data[-1]
    assert " " in shown.texttemplate
    assert len(shown.x) == 9, "its diamond is there"


def test_a_forecast_year_that_stands_alone_is_a_point() -> None:
    fan = Fan("Ennuste", (2021, 1380.0), [2022, 2023], [1300.0, 1300.0], {}, last_from=2023)
    line, point = drawn(Line("", [], []), fan).data[:2]
    assert (line.mode, line.x) == ("lines", (2021, 2022))
    assert (point.mode, point.x, point.y) == ("markers", (2023,), (1300.0,))
