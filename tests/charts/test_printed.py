"""Years drawn for paper: where lines, limits and words lie, and that nothing is drawn of what is not known."""

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest

from ilmiotaulu.charts.future import Fan
from ilmiotaulu.charts.palette import ACCENT, GREY, ORANGE
from ilmiotaulu.charts.printed import future_drawing, trend_drawing
from ilmiotaulu.charts.trend import Line

NOTHING = Line("", [], [])
# 164 wide and 118 high leave 100 by 100 points between 30 and 130, and 6 and 106.
SIZE = (164.0, 118.0)


def write(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}"


def trend(own: Line, *beside: Line, decimals: int = 1) -> str:
    return trend_drawing(own, beside, decimals, write, *SIZE)


def words(drawing: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", drawing)


def paths(drawing: str, look: str) -> list[str]:
    return re.findall(rf"<path d='([^']*)' {re.escape(look)}", drawing)


OWN_LINE, OTHER_LINE = f"stroke='{ACCENT}' stroke-width='1.6'", f"stroke='{GREY}'/>"


def test_a_line_lies_on_a_scale_of_whole_steps_from_zero_when_its_values_lie_near_it() -> None:
    drawing = trend(Line("Keuruu", [2020, 2021, 2022], [1.0, 2.0, 3.0]))
    assert paths(drawing, OWN_LINE) == ["M30.00 72.67L80.00 39.33L130.00 6.00"]
    assert words(drawing) == ["0", "1", "2", "3", "2020", "2022", "3.0"]


def test_a_scale_far_from_zero_is_so_wide_that_a_small_change_looks_small() -> None:
    drawing = trend(Line("Keuruu", [2020, 2021], [15.1, 15.3]))
    assert words(drawing)[:4] == ["12", "14", "16", "18"]
    (line,) = paths(drawing, OWN_LINE)
    first, last = (float(down) for down in re.findall(r" ([\d.]+)", line))
    assert first - last == pytest.approx(100 * 0.2 / 6, abs=0.01)


def test_values_below_zero_have_their_place() -> None:
    assert words(trend(Line("Keuruu", [2020, 2021], [-40.0, 20.0]), decimals=0))[:4] == ["-40", "-20", "0", "20"]


def test_a_year_without_a_value_breaks_the_line_and_a_year_alone_is_a_dot() -> None:
    years: Sequence[int] = [2016, 2017, 2018, 2019, 2020, 2021]
    drawing = trend(Line("Keuruu", years, [1.0, 1.0, None, 2.0, None, 2.0]))
    assert paths(drawing, OWN_LINE) == ["M30.00 56.00L50.00 56.00"]
    assert re.findall(r"<circle cx='([\d.]+)' cy='([\d.]+)' r='([\d.]+)'", drawing) == [
        ("90.00", "6.00", "1.2"),
        ("130.00", "6.00", "2"),
    ]


def test_the_limits_are_a_band_for_every_run_of_years_that_have_them() -> None:
    own = Line("Keuruu", [2018, 2019, 2020, 2021], [1.0, 1.0, None, 1.0], [0.0, 0.0, None, 0.5], [2.0, 2.0, None, 2.0])
    drawing = trend(own)
    assert paths(drawing, f"fill='{ACCENT}' fill-opacity='0.16'") == [
        "M30.00 6.00L63.33 6.00L63.33 106.00L30.00 106.00Z"
    ]
    assert paths(drawing, f"stroke='{ACCENT}' stroke-opacity='0.32'") == ["M130.00 6.00L130.00 81.00Z"]


def test_the_others_are_grey_and_the_last_of_them_is_dotted() -> None:
    years = [2020, 2021]
    drawing = trend(Line("K", years, [1.0, 1.0]), Line("hva", years, [2.0, 2.0]), Line("maa", years, [3.0, 3.0]))
    assert paths(drawing, OTHER_LINE) == ["M30.00 39.33L130.00 39.33"]
    assert paths(drawing, f"stroke='{GREY}' stroke-dasharray") == ["M30.00 6.00L130.00 6.00"]


def test_the_newest_values_stand_at_the_ends_and_not_on_each_other() -> None:
    years = [2020, 2021]
    drawing = trend(Line("K", years, [2.9, 3.0]), Line("hva", years, [2.9, 2.95]), Line("maa", years, [1.0, 1.0]))
    ends = re.findall(r"<text x='134.00' y='([\d.]+)'[^>]*>([\d.]+)</text>", drawing)
    # Upwards from the lowest; what has no room at the top takes all of them down.
    assert [text for _, text in ends] == ["1.0", "3.0", "3.0"]
    heights = [float(y) for y, _ in ends]
    assert min(low - high for low, high in pairwise(heights)) >= 8
    assert min(heights) >= 6


def test_a_newest_value_older_than_others_says_its_year() -> None:
    drawing = trend(Line("K", [2019, 2020, 2021], [1.0, 1.5, None]), Line("maa", [2019, 2021], [1.0, 2.0]))
    assert "1.5 (2020)" in words(drawing)
    assert "2.0" in words(drawing)


def test_nothing_is_drawn_of_nothing() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        trend(Line("K", [2020, 2021], [None, None]))


FAN = Fan(
    name="Ennuste",
    start=(2021, 10.0),
    years=[2022, 2023],
    values=[10.0, 5.0],
    limits={95: [(5.0, 15.0), (0.0, 20.0)], 80: [(8.0, 12.0), (2.0, 15.0)], 50: [None, None]},
)


def test_a_forecast_opens_from_the_newest_value_with_its_limits_on_each_other() -> None:
    drawing = future_drawing(Line("", [2019, 2021], [20.0, 10.0]), FAN, NOTHING, 0, write, *SIZE)
    assert paths(drawing, f"fill='{ACCENT}' fill-opacity='0.14'") == [
        "M80.00 56.00L105.00 31.00L130.00 6.00L130.00 106.00L105.00 81.00L80.00 56.00Z",
        "M80.00 56.00L105.00 46.00L130.00 31.00L130.00 96.00L105.00 66.00L80.00 56.00Z",
    ]
    assert paths(drawing, f"stroke='{ACCENT}' stroke-width='1.3' stroke-dasharray='3 2'") == [
        "M80.00 56.00L105.00 56.00L130.00 81.00"
    ]
    # The scale, the first, last and launch year, the newest value and the farthest forecast with its year.
    assert words(drawing) == ["0", "10", "20", "2019", "2023", "2021", "10", "5", "(2023)"]


def height_of(drawing: str, text: str) -> float:
    return float(re.search(rf"y='([-\d.]+)'[^>]*>{re.escape(text)}<", drawing)[1])  # ty: ignore


def test_a_projection_is_diamonds_with_nothing_drawn_between() -> None:
    projected = Line("", [2025, 2035], [10.0, 10.0])
    drawing = future_drawing(Line("", [2015, 2020], [20.0, 10.0]), None, projected, 0, write, *SIZE)
    diamonds = paths(drawing, f"stroke='{ORANGE}'")
    assert diamonds == ["M80.00 53.00l3 3-3 3-3-3z", "M130.00 53.00l3 3-3 3-3-3z"]
    assert words(drawing)[-1] == "10 (2020)", "no other word says of which year it is"
    assert height_of(drawing, "10 (2020)") == 68, "below the line that comes from above"
    rising = future_drawing(Line("", [2015, 2020], [5.0, 10.0]), None, projected, 0, write, *SIZE)
    assert height_of(rising, "10 (2020)") == 1, "above the one that comes from below"


def test_words_are_never_taken_for_markup() -> None:
    drawing = trend_drawing(Line("K", [2020], [1.0]), [], 0, lambda value, _: f"<b>{value:g}&", *SIZE)
    assert "<b>" not in drawing
    assert "&lt;b&gt;1&amp;" in drawing
