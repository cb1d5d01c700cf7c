import math
from dataclasses import replace

import pytest

from ilmiotaulu.charts.funnel import FunnelLimits, FunnelPoint, funnel_figure
from ilmiotaulu.charts.palette import LIGHT

NAN = float("nan")
LIMITS = FunnelLimits(
    x=[100, 1000, 10_000],
    lower95=[0.0, 0.7, 1.3],
    upper95=[3.9, 2.3, 1.7],
    lower998=[0.0, 0.3, 1.1],
    upper998=[5.3, 2.7, 1.9],
    target=1.5,
    target_words="koko maa 1,5 %",
    words95="95 %",
    words998="99,8 %",
)
POINTS = [
    FunnelPoint("Keuruu", 1400, 1.0, "1,0 % (14 lasta)", is_own=True),
    FunnelPoint("Multia", 210, 6.6, "6,6 %", is_outside=True),
    FunnelPoint("Laukaa", 4700, 1.6, "1,6 % < 2 %"),
]


def drawn(points: list[FunnelPoint], limits: FunnelLimits = LIMITS) -> dict:
    return funnel_figure(points, limits, "0–17-vuotiaita", "% väestöstä", 1, LIGHT).to_dict()


def test_five_lines_lie_under_the_dots() -> None:
    lines = drawn(POINTS)["data"][:5]
    assert [(one["y"], one["line"]["dash"]) for one in lines] == [
        ([5.3, 2.7, 1.9], "solid"),
        ([0.0, 0.3, 1.1], "solid"),
        ([3.9, 2.3, 1.7], "dash"),
        ([0.0, 0.7, 1.3], "dash"),
        ([1.5, 1.5, 1.5], "dot"),
    ]
    assert all(one["x"] == [100, 1000, 10_000] and one["hoverinfo"] == "skip" for one in lines)


def test_the_own_area_is_the_accent_dot_above_the_grey_ones() -> None:
    others, own = drawn(POINTS)["data"][5:]
    assert (others["x"], others["y"], others["marker"]["color"]) == ([210, 4700], [6.6, 1.6], LIGHT.grey)
    assert (own["x"], own["y"], own["marker"]["color"]) == ([1400], [1.0], LIGHT.accent)
    assert own["text"] == ["Keuruu"]
    assert others["customdata"] == ["Multia: 6,6 %", "Laukaa: 1,6 % &lt; 2 %"]


def test_areas_outside_have_their_names_when_they_are_few() -> None:
    assert drawn(POINTS)["data"][5]["text"] == ["Multia", ""]
    far = [FunnelPoint(f"Kunta {i}", 100 * 2**i, 6.0, "6,0 %", is_outside=True) for i in range(7)]
    assert [text for text in drawn(far[:6])["data"][5]["text"] if text] == [f"Kunta {i}" for i in range(6)]
    assert drawn(far)["data"][5]["text"] == [""] * 7


def test_the_base_axis_is_of_logarithms_with_round_numbers() -> None:
    axis = drawn(POINTS)["layout"]["xaxis"]
    assert axis["type"] == "log"
    assert axis["range"] == [math.log10(100 / 1.15), math.log10(10_000 * 1.15)]
    assert axis["tickvals"] == [100, 1000, 10_000]
    near = drawn([], replace(LIMITS, x=[100, 300, 900]))["layout"]["xaxis"]
    assert near["tickvals"] == [100, 200, 500, 1000]


def test_lines_have_their_words_beside_them_and_none_is_taken_for_markup() -> None:
    words = drawn(POINTS, replace(LIMITS, words95="<95 %"))["layout"]["annotations"]
    assert [(one["text"], one["x"], one["y"]) for one in words] == [
        ("&lt;95 %", 2.0, 3.9),
        ("99,8 %", 2.0, 5.3),
        ("koko maa<br>1,5 %", 1, 1.5),
    ]


def test_lines_that_go_far_above_all_areas_do_not_press_them_down() -> None:
    points = [FunnelPoint("Keuruu", 1400, 2.0, "2,0 %", is_own=True)]
    steep = replace(LIMITS, upper998=[50.0, 2.7, 1.9], upper95=[40.0, 2.3, 1.7])
    low, high = drawn(points, steep)["layout"]["yaxis"]["range"]
    assert (low, high) == (0.0, pytest.approx(1.08 * 1.4 * 2.0))
    words = drawn(points, steep)["layout"]["annotations"]
    assert [(one["text"], one["y"]) for one in words[:2]] == [("95 %", 2.3), ("99,8 %", 2.7)]


def test_a_limit_that_is_missing_is_a_gap() -> None:
    assert drawn(POINTS, replace(LIMITS, upper95=[NAN, 2.3, 1.7]))["data"][2]["y"] == [None, 2.3, 1.7]


@pytest.mark.parametrize("wrong", [{"value": NAN}, {"base": 0}, {"base": NAN}])
def test_what_has_no_value_or_no_base_is_no_point(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="Laukaa is no point"):
        drawn([replace(POINTS[2], **wrong)])


def test_lines_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        drawn(POINTS, replace(LIMITS, lower95=[0.0]))
