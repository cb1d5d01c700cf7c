"""A group's small picture draws what is known, forecast and projected, and bridges no year without a value."""

import re
from urllib.parse import unquote

from ilmiotaulu.charts.course import course_svg
from ilmiotaulu.charts.future import Fan
from ilmiotaulu.charts.trend import Line

OBSERVED = Line("3–6", [2015, 2016, 2017, 2018, 2019, 2020], [60.0, 70.0, None, 80.0, 90.0, 100.0])
LIMITS = [(80.0, 95.0), (70.0, 90.0), None]
FAN = Fan(
    "Ennuste", (2020, 100.0), [2021, 2022, 2023], [90.0, 80.0, 70.0], {95: [None] * 3, 80: LIMITS, 50: [None] * 3}
)
PROJECTED = Line("", [2014, 2022, 2030], [50.0, 75.0, 40.0])
YEARS = (2015, 2025)
# One year is 22.4 pixels wide, a hundred children are 84 tall.
X = {year: 8 + round(2 * 22.4 * (year - 2015)) / 2 for year in range(2015, 2026)}


def drawn(observed: Line = OBSERVED, fan: Fan = FAN, projected: Line = PROJECTED, label: str = "") -> str:
    return unquote(course_svg(observed, fan, projected, YEARS, [2020, 2022], label=label))


def paths(svg: str, look: str) -> list[str]:
    return re.findall(rf"<path d='([^']*)'[^>]*{look}", svg)


def test_the_observed_line_breaks_where_a_year_has_no_value() -> None:
    (line,) = paths(drawn(), "stroke-width='2.5'")
    assert line == "M8 41.5L30.5 33M75 25L97.5 16.5L120 8"
    unlisted = Line("", [2015, 2016, 2018, 2019, 2020], [60.0, 70.0, 80.0, 90.0, 100.0])
    assert paths(drawn(observed=unlisted), "stroke-width='2.5'") == [line]


def test_the_forecast_opens_from_the_last_value_within_its_limits() -> None:
    assert paths(drawn(), "stroke-dasharray='6 4'") == ["M120 8L142.5 16.5L165 25L187 33"]
    assert paths(drawn(), "fill-opacity") == ["M120 8L142.5 12L165 16.5L165 33L142.5 25"]
    without = Fan("", FAN.start, FAN.years, FAN.values, {80: [None] * 3})
    assert paths(drawn(fan=without), "fill-opacity") == []


def test_a_year_that_stands_alone_is_a_dot() -> None:
    alone = Line("", [2015, 2017, 2018], [50.0, 50.0, 50.0])
    assert paths(drawn(observed=alone), "stroke-linecap='round'") == [f"M{X[2015]:g} 50h0"]
    assert paths(drawn(), "stroke-linecap='round'") == []


def test_last_value_is_dotted() -> None:
    last = Fan("", FAN.start, FAN.years, [90.0, 100.0, 100.0], FAN.limits, last_from=2022)
    assert paths(drawn(fan=last), "stroke-dasharray='6 4'") == ["M120 8L142.5 16.5"]
    assert paths(drawn(fan=last), "stroke-dasharray='2 4'") == ["M165 8L187 8"]


def test_published_years_within_the_picture_are_diamonds_and_told_years_have_dots() -> None:
    assert paths(drawn(), "stroke-width='2'/>") == [f"M{X[2022]:g} 24l5 5-5 5-5-5z"]
    assert re.findall(r"<circle cx='([\d.]+)' cy='([\d.]+)'", drawn()) == [("120", "8"), ("165", "25")]


def test_all_that_is_drawn_lies_in_the_picture_and_a_place_without_children_is_a_level_line() -> None:
    high = Fan("", (2020, 100.0), [2021], [90.0], {80: [(10.0, 400.0)]})
    tall = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", drawn(fan=high))]
    assert min(tall) == 8
    nobody = Line("", [2019, 2020], [0.0, 0.0])
    svg = drawn(nobody, Fan("", (2020, 0.0), [2021], [0.0], {80: [(0.0, 0.0)]}), Line("", [], []))
    assert paths(svg, "stroke-width='2.5'") == ["M97.5 92L120 92"]


def test_the_label_is_its_alternative_text() -> None:
    assert 'alt="3–6: &lt;b&gt;&quot;"' in drawn(label='3–6: <b>"')
