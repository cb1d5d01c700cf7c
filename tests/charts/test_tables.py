"""A table fits a phone where it can, and draws figures with their limits on a scale whose ends it names."""

import pytest

from ilmiotaulu.ui.components.tables import sheet_table
from ilmiotaulu.views.sheet import Column, Scale, Sheet, Span, on_a_scale


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
    values = [(-30.0, -50.0, -10.0), None, (10.0, 0.0, 50.0)]
    spans, scale = on_a_scale(values, has_zero=True)
    assert spans == (Span(0.2, 0.0, 0.4), None, Span(0.6, 0.5, 1.0))
    assert scale == Scale(-50.0, 50.0, zero=0.5)
    assert on_a_scale(values)[1] == Scale(-50.0, 50.0)
    assert on_a_scale([(4.0, 2.0, 8.0)]) == ((Span(0.5, 0.25, 1.0),), Scale(0.0, 8.0))
    assert on_a_scale([(0.0, 0.0, 0.0), None]) == ((None, None), None)


def test_lines_are_drawn_only_where_they_are_asked_for_and_the_head_names_the_ends() -> None:
    spans = (Span(0.2, 0.0, 0.4),)
    asked = table(1, 1, spans=spans, scale=Scale(-50.0, 50.0, zero=0.5, beside=0.25))
    plain = table(1, 1, spans=spans, scale=Scale(0.0, 8.0))
    assert '<table class="ilmio-table ilmio-numbers" style="--zero:50.0%;--beside:25.0%;">' in asked
    assert '<table class="ilmio-table ilmio-numbers">' in plain
    assert '<span class="ilmio-span" style="--at:20.0%;--low:0.0%;--wide:40.0%" aria-hidden="true">' in plain
    assert '<th scope="col" class="span">Luku ja väli, −50 … 50</th>' in asked
    assert '<th scope="col" class="span">Luku ja väli, 0–8</th>' in plain
