"""The steadied map: levels beside published figures, in the classes of the raw map, and nothing of what is hidden."""

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilmiotaulu.exports.csv import sheet_csv
from ilmiotaulu.schema import STATUSES, STATUSES_OF_HIDDEN, Smoothed, polars_schema
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.views.area import area_view
from ilmiotaulu.views.classes import HIDDEN, MISSING
from ilmiotaulu.views.steadied import SteadiedView, steadied_view
from tests.views.tiny import FETCHES, LARGE, MIDDLE, MUNICIPALITIES, SMALL, frame, indicator, row

EVENTS = [(2021, "Uudistus."), (2022, "Laki.")]
SCALE = [(0.5, 1.4), (1.6, 2.0), (2.1, 4.0)]
NOW = frame(
    row("KU179", 2021, 2.36, count=616.0),
    row("KU249", 2021, 4.0, count=12.0, flags=["break"]),
    row("KU256", 2021, None, "hidden_or_zero"),
)


def smoothed(*levels: tuple[str, float, float, float, float]) -> pl.DataFrame:
    """Rows of the table: area, level, limits, weight of the own data."""
    return pl.DataFrame(
        [("placed", code, 2021, *rest) for code, *rest in levels], polars_schema(Smoothed), orient="row"
    )


def shown(rows: pl.DataFrame, table: pl.DataFrame, lang: str = "fi") -> SteadiedView:
    return steadied_view(rows, table, MUNICIPALITIES, indicator(), EVENTS, FETCHES, lang, SCALE)


def told(view: SteadiedView) -> list[tuple[str, str, int]]:
    return [(one.name, one.value.replace("\N{NO-BREAK SPACE}", " "), one.class_index) for one in view.rows]


LEVELS = smoothed(("KU179", 2.3, 2.17, 2.53, 0.98999), ("KU249", 2.02, 0.9, 3.8, 0.29))


def test_an_area_says_its_published_figure_first_and_is_coloured_by_the_steadied_one() -> None:
    view = shown(NOW, LEVELS)
    assert told(view) == [
        ("Jyväskylä", "2,4 %, tasoitettu 2,3 % (2,2–2,5)", 2),
        ("Keuruu", "4,0 %, tasoitettu 2,0 % (0,9–3,8)", 1),
        ("Kinnula", "salattu tai nolla", HIDDEN),
    ]
    raw = area_view(NOW, MUNICIPALITIES, indicator(), EVENTS, FETCHES, "fi", SCALE)
    assert [one.class_index for one in raw.rows] == [2, 2, HIDDEN]
    assert view.legend == raw.legend
    assert view.time == raw.time == "2021"


def test_the_table_has_the_published_and_the_steadied_figure_with_its_interval_and_weight() -> None:
    sheet = shown(NOW, LEVELS).sheet
    assert [column.name for column in sheet.columns] == [
        "Aluekoodi",
        "Alue",
        "Julkaistu arvo",
        "Tasoitettu arvio",
        "Tasoitetun 95 %:n väli",
        "Omaa aineistoa",
        "Huomaa",
    ]
    assert sheet.rows == (
        ("KU179", "Jyväskylä", 2.4, 2.3, (2.2, 2.5), 98.0, ""),
        ("KU249", "Keuruu", 4.0, 2.0, (0.9, 3.8), 29.0, "aikasarjan katkos"),
        ("KU256", "Kinnula", "salattu tai nolla", "salattu tai nolla", None, None, ""),
    )
    assert (sheet.title, sheet.subtitle) == ("Sijoitetut: tasoitettu arvio", "prosenttia, 2021")
    assert sheet.events == ((2021, "Uudistus."),)
    assert [origin.source_id for origin in sheet.origins] == ["191"]


def test_the_file_has_both_figures_beside_each_other() -> None:
    lines = sheet_csv(shown(NOW, LEVELS).sheet, "2026", "fi").decode("utf-8-sig").splitlines()
    assert "KU249;Keuruu;4,0;2,0;0,9;3,8;29;aikasarjan katkos" in lines
    assert "KU256;Kinnula;salattu tai nolla;salattu tai nolla;;;;" in lines


def test_a_published_figure_without_a_level_says_so_in_the_place_of_the_level() -> None:
    view = shown(NOW, LEVELS.head(1))
    assert told(view)[1] == ("Keuruu", "ei tasoitettua arviota", MISSING)
    assert view.sheet.rows[1][:4] == ("KU249", "Keuruu", 4.0, "ei tasoitettua arviota")
    assert ("ei tasoitettua arviota", t("steadied.none_why", "fi")) in view.sheet.reasons


def test_a_place_without_a_row_is_told_as_not_available() -> None:
    view = shown(NOW.head(2), smoothed(("KU256", 1.0, 0.5, 2.0, 0.1)))
    assert told(view)[2] == ("Kinnula", "ei tietoa", MISSING)
    assert view.sheet.rows[2][2:4] == ("ei tietoa", "ei tietoa")


def test_a_class_reaches_as_far_as_the_levels_of_its_colour() -> None:
    view = shown(NOW, smoothed(("KU179", 1.5, 1.2, 1.8, 0.5), ("KU249", 0.3, 0.1, 0.6, 0.5)))
    assert [one.class_index for one in view.rows][:2] == [1, 0]
    assert [words.replace("\N{NO-BREAK SPACE}", " ") for words in view.legend] == [
        "0,3–1,4 %",
        "1,5–2,0 %",
        "2,1–4,0 %",
    ]


def test_what_a_level_is_comes_first_and_that_all_have_one_when_no_area_s_own_data_weigh_anything() -> None:
    common = shown(NOW, smoothed(("KU179", 1.5, 1.2, 1.8, 0.0), ("KU249", 1.5, 1.2, 1.8, 0.0)))
    rules = [[one.rule for one in view.what] for view in (shown(NOW, LEVELS), common, shown(NOW, smoothed()))]
    assert rules == [["steadied_what"], ["steadied_what", "steadied_common"], ["steadied_what"]]
    assert "Arvio ei kerro tämän vuoden lapsista paremmin kuin julkaistu luku" in common.what[0].text


def test_a_made_up_figure_has_no_level() -> None:
    view = shown(frame(row("KU179", 2021, 2.36, flags=["example"])), LEVELS)
    assert told(view)[0] == ("Jyväskylä", "ei tasoitettua arviota", MISSING)
    assert view.legend == ()


@pytest.mark.parametrize("lang", LANGUAGES)
@given(statuses=st.lists(st.sampled_from(STATUSES), min_size=3, max_size=3))
def test_nothing_of_a_hidden_or_missing_value_is_shown_even_if_the_tables_held_it(
    lang: str, statuses: list[str]
) -> None:
    """Every area has a value, limits and a level in what is given: 77.7 and 88.8 where they may not be told."""
    values = [2.0 if status == "ok" else 77.7 for status in statuses]
    rows = frame(
        *(
            row(place.code, 2021, value, status, count=777.0, base=7_777.0, lower95=value - 1, upper95=value + 1)
            for place, value, status in zip(MUNICIPALITIES, values, statuses, strict=True)
        )
    )
    levels = [1.7 if status == "ok" else 88.8 for status in statuses]
    weight = dict(zip(statuses, (0.6 if status == "ok" else 0.88 for status in statuses), strict=True))
    table = smoothed(
        *(
            (place.code, level, level - 1, level + 1, weight[status])
            for place, level, status in zip(MUNICIPALITIES, levels, statuses, strict=True)
        )
    )
    view = shown(rows, table, lang)
    told = [*(one.value for one in view.rows), *view.legend, repr(view.sheet.rows), repr(view.sheet.reasons)]
    if any(status == "ok" for status in statuses):
        told.append(sheet_csv(view.sheet, "r", lang).decode())
    assert not [one for one in told if re.search(r"77|88|78|87|89", one.replace("KU", ""))]
    by_code = {cells[0]: cells for cells in view.sheet.rows}
    for place, status, area in zip((LARGE, MIDDLE, SMALL), statuses, view.rows, strict=True):
        if status == "ok":
            assert area.class_index == 1
            continue
        word = t(f"status.{status}.short", lang)
        assert area.value == word
        assert area.class_index == (HIDDEN if status in STATUSES_OF_HIDDEN else MISSING)
        assert set(by_code[place.code][2:]) <= {word, None, ""}
