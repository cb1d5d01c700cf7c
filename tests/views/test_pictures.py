"""Pictures of evidence are made of visible figures alone."""

import polars as pl

from ilmiotaulu.views.pictures import funnel_view, need_view, quadrant_points
from tests.views.tiny import LARGE, MIDDLE, SMALL, frame, indicator, row

SHOWN = [LARGE, MIDDLE, SMALL]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def year(*more: dict) -> pl.DataFrame:
    return frame(
        row("FI", 2021, 2.0, count=20_000.0, base=1_000_000.0),
        row("KU179", 2021, 4.0, count=400.0, base=10_000.0),
        row("KU249", 2021, 2.0, count=20.0, base=1_000.0),
        row("KU256", 2021, None, "hidden_or_zero"),
        *more,
    )


def compared(*rows: tuple) -> pl.DataFrame:
    names = ("region", "benchmark", "year", "benchmark_year", "result", "value", "benchmark_value", "difference")
    return pl.DataFrame(rows, schema=dict.fromkeys(names[:2], pl.String) | dict.fromkeys(names[2:], None), orient="row")


COMPARED = compared(
    ("KU179", "country", 2021, 2021, "much_higher", 4.0, 2.0, 2.0),
    ("KU179", "past", 2021, 2016, "similar", 4.0, 3.5, 0.5),
    ("KU249", "country", 2021, 2021, "similar", 2.0, 2.0, 0.0),
)


def test_a_funnel_has_a_point_for_every_visible_area_and_none_for_a_hidden_one() -> None:
    view = funnel_view(year(), COMPARED.filter(benchmark="country"), 0.0, indicator(), SHOWN, "KU249", "fi")
    assert view is not None
    assert [(one.name, one.base, one.value, one.is_own, one.is_outside) for one in view.points] == [
        ("Jyväskylä", 10_000.0, 4.0, False, True),
        ("Keuruu", 1_000.0, 2.0, True, False),
    ]
    assert (view.year, view.is_widened, view.limits.target) == (2021, False, 2.0)
    assert plain(view.limits.target_words).endswith("2,0 %")
    # At 1 000: asin √0.02 ± 1.96 / (2 √1000), back on the scale of shares.
    assert (view.limits.x[0], view.limits.lower95[0], view.limits.upper95[0]) == (1000.0, 1.23, 2.96)


def test_areas_that_differ_beyond_chance_widen_the_funnel() -> None:
    tests = COMPARED.filter(benchmark="country")
    plain_view = funnel_view(year(), tests, 0.0, indicator(), SHOWN, "KU249", "fi")
    wide = funnel_view(year(), tests, 0.001, indicator(), SHOWN, "KU249", "fi")
    assert plain_view is not None
    assert wide is not None
    assert wide.is_widened
    assert all(one > other for one, other in zip(wide.limits.upper95, plain_view.limits.upper95, strict=True))


def test_without_the_country_there_is_no_funnel() -> None:
    rows = year().filter(pl.col("region") != "FI")
    assert funnel_view(rows, COMPARED, 0.0, indicator(), SHOWN, "KU249", "fi") is None


def test_only_areas_with_both_a_level_and_a_past_stand_in_the_quadrant() -> None:
    (point,) = quadrant_points(COMPARED, indicator(), SHOWN, "KU179", "fi")
    assert (point.name, point.level, point.change, point.is_own) == ("Jyväskylä", 2.0, 0.5, True)
    assert plain(point.words) == "3,5 % (2016) → 4,0 % (2021)"


def test_need_stands_beside_use_where_both_are_known() -> None:
    needs = frame(row("KU179", 2024, 15.0), row("KU249", 2024, 12.0), row("KU256", 2024, 20.0))
    view = need_view(needs, year(), indicator("need", title="Tarve"), indicator(), SHOWN, "KU249", "fi")
    assert view is not None
    assert [(one.name, one.need, one.use, one.is_own) for one in view.points] == [
        ("Jyväskylä", 15.0, 4.0, False),
        ("Keuruu", 12.0, 2.0, True),
    ]
    assert (view.need.words, view.use.words) == ("Tarve, prosenttia, 2024", "Sijoitetut, prosenttia, 2021")
    made_up = frame(*(row(code, 2024, 15.0, flags=["example"]) for code in ("KU179", "KU249")))
    assert need_view(made_up, year(), indicator("need"), indicator(), SHOWN, "KU249", "fi") is None
