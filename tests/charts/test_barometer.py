from dataclasses import replace
from html import unescape
from urllib.parse import unquote

import pytest

from ilmiotaulu.charts.barometer import Bar, barometer_svg
from ilmiotaulu.charts.palette import ACCENT_EITHER, BLUE_EITHER, GREY_EITHER, ORANGE_EITHER

# The middle is 110 and the edges are 12 and 208: 98 pixels for the farthest value.
BAR = Bar(3.0, 2.0, 1.0, 1.5, 2.5, 4.0, is_told_apart=True)


def drawn(bar: Bar) -> str:
    image = barometer_svg(bar, label="x")
    return unquote(unescape(image.split('"')[1].removeprefix("data:image/svg+xml,")))


def test_the_benchmark_stands_in_the_middle_and_the_farthest_value_at_the_edge() -> None:
    assert drawn(BAR) == (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 220 24' fill='none' stroke='#76858B'>"
        "<path d='M61 12H150.5M167.5 12H208' stroke-width='2'/>"
        "<path d='M85.5 12H134.5' stroke-width='9' stroke-opacity='.75'/>"
        "<path d='M110 1V23' stroke-width='2.5'/>"
        f"<circle cx='159' cy='12' r='6.5' fill='{ACCENT_EITHER}' stroke='none'/></svg>"
    )


def test_the_largest_values_are_on_the_right() -> None:
    assert "cx='159'" in drawn(replace(BAR, best_right=None))
    assert "cx='159'" in drawn(replace(BAR, best_right=True))
    assert "cx='159'" in drawn(replace(BAR, best_right=False)), "the largest lie on the right, whatever is best"


def test_only_judged_values_have_an_arrow_and_the_colours_of_better_and_worse() -> None:
    arrows = {
        True: "<path d='M214 8l4 4-4 4' stroke-width='1.5'/>",
        False: "<path d='M6 8l-4 4 4 4' stroke-width='1.5'/>",
    }
    higher, lower = BAR, replace(BAR, value=1.2)
    colours = {None: (ACCENT_EITHER, ACCENT_EITHER), True: (BLUE_EITHER, ORANGE_EITHER)}
    colours[False] = (ORANGE_EITHER, BLUE_EITHER)
    for best_right, expected in colours.items():
        pictures = [drawn(replace(bar, best_right=best_right)) for bar in (higher, lower)]
        assert [f"fill='{colour}'" in picture for colour, picture in zip(expected, pictures, strict=True)] == [True] * 2
        seen = [way for way, arrow in arrows.items() for picture in pictures if arrow in picture]
        assert seen == ([] if best_right is None else [best_right] * 2)


@pytest.mark.parametrize("best_right", [None, True, False])
def test_a_value_that_cannot_be_told_apart_is_a_hollow_grey_dot_whatever_is_best(best_right: bool | None) -> None:
    picture = drawn(replace(BAR, is_told_apart=False, best_right=best_right))
    assert "r='5' stroke-width='2.5'/>" in picture
    assert not any(colour in picture for colour in (ACCENT_EITHER, BLUE_EITHER, ORANGE_EITHER))


def test_a_value_that_was_not_compared_is_a_grey_diamond() -> None:
    picture = drawn(replace(BAR, is_told_apart=None))
    assert f"<path d='M159 6l6 6-6 6-6-6z' fill='{GREY_EITHER}' stroke='none'/>" in picture
    assert "circle" not in picture


def test_negative_values_lie_where_they_belong() -> None:
    # Net migration: the benchmark itself is negative, and the areas lie on both sides of zero.
    bar = Bar(-8.0, -2.0, -10.0, -6.0, 0.0, 6.0, is_told_apart=True)
    picture = drawn(bar)
    assert "<path d='M12 12H28M45 12H208' stroke-width='2'/>" in picture
    assert "<path d='M61 12H134.5' stroke-width='9' stroke-opacity='.75'/>" in picture
    assert "cx='36.5'" in picture


def test_a_value_of_the_other_sign_is_as_far_away_as_it_is() -> None:
    # |-3| - |3| is nothing, yet they are six apart.
    picture = drawn(Bar(-3.0, 3.0, -3.0, None, None, 5.0, is_told_apart=True))
    assert "cx='12'" in picture
    assert "M20.5 12H142.5" in picture


def test_a_value_of_another_level_than_the_areas_lies_inside_the_picture() -> None:
    picture = drawn(replace(BAR, value=6.0))
    assert "cx='208'" in picture
    assert "M85.5 12H159" in picture


def test_without_quartiles_there_is_no_band() -> None:
    assert "stroke-opacity" not in drawn(replace(BAR, lower_quartile=None, upper_quartile=None))


def test_values_that_do_not_differ_lie_in_the_middle() -> None:
    picture = drawn(Bar(1.0, 1.0, 1.0, None, None, 1.0, is_told_apart=False))
    assert "cx='110'" in picture


def test_the_label_is_the_alternative_text_and_escaped() -> None:
    image = barometer_svg(BAR, label='Äiti & "lapset" <3')
    assert 'alt="Äiti &amp; &quot;lapset&quot; &lt;3" width="220" height="24" class="ilmio-bar">' in image
    assert image.startswith('<img src="data:image/svg+xml,%3Csvg')


def test_a_hidden_figure_has_no_bar() -> None:
    with pytest.raises(ValueError, match="without a value has no bar"):
        barometer_svg(replace(BAR, value=None), label="salattu")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"lower_quartile": None}, "both quartiles or neither"),
        ({"smallest": 5.0}, "not from the smallest to the largest"),
        ({"upper_quartile": 4.5}, "not from the smallest to the largest"),
        ({"benchmark": float("nan")}, "not from the smallest to the largest"),
    ],
)
def test_what_cannot_be_a_bar_is_refused(wrong: dict[str, float | None], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        barometer_svg(replace(BAR, **wrong), label="x")


def test_forty_rows_are_small() -> None:
    assert len(barometer_svg(replace(BAR, best_right=True), label="")) < 800
