"""A table fits a phone where it can, and draws limits with the line of zero where it is told where zero lies."""

import pytest

from ilmiotaulu.ui.components.tables import sheet_table
from ilmiotaulu.views.sheet import Column, Sheet, Span, on_a_scale


def table(columns: int, rows: int, **more: object) -> str:
    names = [Column("Alue"), *(Column(str(2020 + at), "number") for at in range(columns))]
    line = tuple(float(at) for at in range(columns))
    return sheet_table(Sheet("Otsikko", "lapsia", tuple(names), (("A", *line),) * rows, **more), "fi")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("columns", "rows", "is_stacked"), [(4, 6, False), (5, 6, True), (7, 15, True), (7, 16, False), (1, 1, False)]
)
def test_a_few_rows_of_many_figures_stand_under_each_other_on_a_phone(
    columns: int, rows: int, is_stacked: bool
) -> None:
    made = table(columns, rows)
    assert ("ilmio-stack" in made) == is_stacked
    assert ("--c2:" in made) == is_stacked, "each cell is then named after its column"


def test_values_with_limits_lie_on_one_scale_that_has_zero() -> None:
    spans, zero = on_a_scale([(-30.0, -50.0, -10.0), None, (10.0, 0.0, 50.0)])
    assert spans == (Span(0.2, 0.0, 0.4), None, Span(0.6, 0.5, 1.0))
    assert zero == 0.5
    assert on_a_scale([(4.0, 2.0, 8.0)]) == ((Span(0.5, 0.25, 1.0),), 0.0)
    assert on_a_scale([(0.0, 0.0, 0.0), None]) == ((None, None), 0.0)


def test_the_line_of_zero_is_drawn_only_where_it_is_asked_for() -> None:
    spans = (Span(0.2, 0.0, 0.4),)
    asked, plain = table(1, 1, spans=spans, zero=0.5), table(1, 1, spans=spans)
    assert 'class="ilmio-span zero" style="--at:20.0%;--low:0.0%;--wide:40.0%;--zero:50.0%"' in asked
    assert 'class="ilmio-span" style="--at:20.0%;--low:0.0%;--wide:40.0%"' in plain
