"""A line through few years has each of them under it once."""

import pytest

from ilmiotaulu.charts.palette import LIGHT
from ilmiotaulu.charts.trend import Line, trend_figure


@pytest.mark.parametrize(("years", "step"), [([2023, 2024, 2025], 1), ([2020], 1), (list(range(1990, 2026)), None)])
def test_few_years_are_marked_one_by_one(years: list[int], step: int | None) -> None:
    own = Line("Keuruu", years, [1.0] * len(years))
    assert trend_figure(own, (), (), "lukumäärä", 0, LIGHT).layout.xaxis.dtick == step


def test_a_line_without_years_is_drawn_empty() -> None:
    assert trend_figure(Line("Keuruu", [], []), (), (), "lukumäärä", 0, LIGHT).layout.xaxis.dtick is None
