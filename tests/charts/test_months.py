"""The months of a figure as a line: what is hidden is a stripe that says so, and no point of the line."""

from ilmiotaulu.charts.months import Month, months_figure
from ilmiotaulu.charts.palette import LIGHT

MONTHS = [
    Month("2025-11", 120.0, "11/2025: 120", False),
    Month("2025-12", None, "12/2025: salattu", True),
    Month("2026-01", None, "1/2026: ei tietoa", False),
    Month("2026-02", 90.0, "2/2026: <90>", False),
]


def test_the_line_has_a_point_or_a_gap_for_every_month_and_never_bridges_one() -> None:
    line = months_figure(MONTHS, "Käynnit", LIGHT).data[0]
    assert list(line.x) == ["2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01"]
    assert list(line.y) == [120.0, None, None, 90.0]
    assert line.connectgaps is False
    assert line.text[3] == "2/2026: &lt;90&gt;"


def test_few_visits_are_marked_with_whole_numbers() -> None:
    assert months_figure([Month("2026-02", 3.0, "x", False)], "Käynnit", LIGHT).layout.yaxis.dtick == 1
    assert months_figure(MONTHS, "Käynnit", LIGHT).layout.yaxis.dtick is None


def test_a_hidden_month_has_a_stripe_of_its_width_and_a_mark_that_says_the_word() -> None:
    figure = months_figure(MONTHS, "Käynnit", LIGHT)
    assert [(one.x0, one.x1) for one in figure.layout.shapes] == [("2025-11-16", "2025-12-16")]
    mark = figure.data[1]
    assert (list(mark.x), list(mark.text)) == (["2025-12-01"], ["12/2025: salattu"])


def test_without_hidden_months_there_is_the_line_alone() -> None:
    figure = months_figure([MONTHS[0], MONTHS[3]], "Käynnit", LIGHT)
    assert (len(figure.data), len(figure.layout.shapes)) == (1, 0)
    # Half a month of room on both sides.
    assert list(figure.layout.xaxis.range) == ["2025-10-16", "2026-02-16"]
