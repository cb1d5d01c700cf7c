"""Pictures of evidence are made of visible figures alone."""

import polars as pl

from ilmiotaulu.views.pictures import QuadrantView, funnel_view, need_view, quadrant_view
from tests.views.tiny import FETCHES, LARGE, MIDDLE, SMALL, frame, indicator, row

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
    view = funnel_view(year(), COMPARED.filter(benchmark="country"), 0.0, indicator(), SHOWN, "KU249", FETCHES, "fi")
    assert view is not None
    assert [(one.name, one.base, one.value, one.is_own, one.is_outside) for one in view.points] == [
        ("Jyväskylä", 10_000.0, 4.0, False, True),
        ("Keuruu", 1_000.0, 2.0, True, False),
    ]
    assert (view.year, view.limits.target, view.sheet.findings) == (2021, 2.0, ())
    assert plain(view.limits.target_words).endswith("2,0 %")
    # At 1 000: asin √0.02 ± 1.96 / (2 √1000), back on the scale of shares.
    assert (view.limits.x[0], view.limits.lower95[0], view.limits.upper95[0]) == (1000.0, 1.23, 2.96)


def test_the_table_of_a_funnel_has_the_limits_at_each_size_and_a_word_where_a_figure_is_hidden() -> None:
    tests = COMPARED.filter(benchmark="country")
    view = funnel_view(year(), tests, 0.0, indicator(), SHOWN, "KU249", FETCHES, "fi")
    assert view is not None
    names = ["Aluekoodi", "Alue", "Joukon koko", "Arvo", "Sattuman raja, 95 %", "Sattuman raja, 99,8 %"]
    assert [column.name for column in view.sheet.columns] == [*names, "Verrattuna: Koko maa"]
    # asin √0.02 ± z / (2 √base), back on the scale of shares; z is 1.96 and 3.09.
    assert view.sheet.rows == (
        ("KU179", "Jyväskylä", 10_000.0, 4.0, (1.73, 2.28), (1.59, 2.46), "selvästi suurempi"),
        ("KU249", "Keuruu", 1_000.0, 2.0, (1.23, 2.96), (0.86, 3.59), "ei erotu"),
        ("KU256", "Kinnula", None, "salattu tai nolla", None, None, None),
    )
    assert (view.sheet.chosen, view.sheet.subtitle) == (1, "prosenttia, 2021")
    assert plain(view.sheet.title) == "Sijoitetut: mitä sattuma selittää (Koko maa 2,0 %)"
    assert [word for word, _ in view.sheet.reasons] == ["salattu tai nolla"]


def test_areas_that_differ_beyond_chance_widen_the_funnel() -> None:
    tests = COMPARED.filter(benchmark="country")
    plain_view = funnel_view(year(), tests, 0.0, indicator(), SHOWN, "KU249", FETCHES, "fi")
    wide = funnel_view(year(), tests, 0.001, indicator(), SHOWN, "KU249", FETCHES, "fi")
    assert plain_view is not None
    assert wide is not None
    assert [one.rule for one in wide.sheet.findings] == ["funnel_widened"]
    assert all(one > other for one, other in zip(wide.limits.upper95, plain_view.limits.upper95, strict=True))


def test_without_the_country_there_is_no_funnel() -> None:
    rows = year().filter(pl.col("region") != "FI")
    assert funnel_view(rows, COMPARED, 0.0, indicator(), SHOWN, "KU249", FETCHES, "fi") is None


SMALL_TOO = pl.concat(
    [
        COMPARED,
        compared(
            ("KU256", "country", 2021, 2021, "similar", 1.0, 2.0, -1.0),
            ("KU256", "past", 2021, 2017, "similar", 1.0, 1.25, -0.25),
        ),
    ]
)


def quadrant(rows: pl.DataFrame, comparisons: pl.DataFrame) -> QuadrantView | None:
    return quadrant_view(rows, comparisons, indicator(decimals=2), SHOWN, "KU179", FETCHES, "fi")


def test_only_areas_with_both_a_level_and_a_past_stand_in_the_quadrant() -> None:
    visible = pl.concat([year().filter(pl.col("region") != "KU256"), frame(row("KU256", 2021, 1.0))])
    view = quadrant(visible, SMALL_TOO)
    assert view is not None
    assert [(one.name, one.level, one.change, one.is_own) for one in view.points] == [
        ("Jyväskylä", 2.0, 0.5, True),
        ("Kinnula", -1.0, -0.25, False),
    ]
    assert plain(view.points[0].words) == "3,50 % (2016) → 4,00 % (2021)"
    assert [column.name for column in view.sheet.columns] == [
        "Aluekoodi",
        "Alue",
        "Arvo",
        "Ero koko maahan, prosenttiyksikköä",
        "Oma aiempi luku",
        "Muutos omaan aiempaan lukuun, prosenttiyksikköä",
        "Vuodet",
    ]
    assert view.sheet.rows == (
        ("KU179", "Jyväskylä", 4.0, 2.0, 3.5, 0.5, "2016–2021"),
        ("KU249", "Keuruu", 2.0, None, None, None, None),
        ("KU256", "Kinnula", 1.0, -1.0, 1.25, -0.25, "2017–2021"),
    )
    assert (view.sheet.title, view.sheet.chosen) == ("Sijoitetut: taso ja muutos", 0)
    assert quadrant(visible, COMPARED) is None, "one point is no picture"


def test_a_hidden_area_is_no_point_of_the_quadrant_whatever_the_tables_hold() -> None:
    more = pl.concat([SMALL_TOO, compared(("KU249", "past", 2021, 2016, "similar", 2.0, 1.5, 0.5))])
    view = quadrant(year(), more)
    assert view is not None
    assert [one.name for one in view.points] == ["Jyväskylä", "Keuruu"]
    assert view.sheet.rows[2] == ("KU256", "Kinnula", "salattu tai nolla", None, None, None, None)


def test_need_stands_beside_use_where_both_are_known() -> None:
    needs = frame(row("KU179", 2024, 15.0), row("KU249", 2024, 12.0), row("KU256", 2024, 20.0))
    view = need_view(needs, year(), indicator("need", title="Tarve"), indicator(), SHOWN, "KU249", FETCHES, "fi")
    assert view is not None
    assert [(one.name, one.need, one.use, one.is_own) for one in view.points] == [
        ("Jyväskylä", 15.0, 4.0, False),
        ("Keuruu", 12.0, 2.0, True),
    ]
    assert (view.need.words, view.use.words) == ("Tarve, prosenttia, 2024", "Sijoitetut, prosenttia, 2021")
    assert [column.name for column in view.sheet.columns] == ["Aluekoodi", "Alue", "Tarve, 2024", "Sijoitetut, 2021"]
    assert view.sheet.rows == (
        ("KU179", "Jyväskylä", 15.0, 4.0),
        ("KU249", "Keuruu", 12.0, 2.0),
        ("KU256", "Kinnula", 20.0, "salattu tai nolla"),
    )
    assert (view.sheet.title, view.sheet.subtitle, view.sheet.chosen) == (
        "Tarve ja käyttö: Tarve · Sijoitetut",
        "prosenttia, 2024 / 2021",
        1,
    )
    made_up = frame(*(row(code, 2024, 15.0, flags=["example"]) for code in ("KU179", "KU249")))
    assert need_view(made_up, year(), indicator("need"), indicator(), SHOWN, "KU249", FETCHES, "fi") is None
