"""Every published row of an indicator as a table to take along, from tiny frames."""

from datetime import UTC, datetime

import polars as pl
import pytest

from ilmiotaulu.exports.csv import sheet_csv
from ilmiotaulu.exports.xlsx import sheet_xlsx
from ilmiotaulu.schema import Observation, SourceFetch, polars_schema
from ilmiotaulu.views.observations import has_examples, observations_sheet, places_of
from ilmiotaulu.views.sheet import Sheet
from ilmiotaulu.views.texts import IndicatorText, Place
from tests.exports.workbook import opened

PLACES = {
    place.code: place
    for place in (
        Place("KU049", "Espoo", "municipality", "HVA05"),
        Place("KU179", "Jyväskylä", "municipality", "HVA15"),
        Place("HVA15", "Keski-Suomen hyvinvointialue", "county", None),
        Place("MK13", "Keski-Suomi", "region", None),
        Place("KU249", "Keuruu", "municipality", "HVA15"),
        Place("FI", "Koko maa", "country", None),
        Place("HVA05", "Länsi-Uudenmaan hyvinvointialue", "county", None),
    )
}
FETCHES = pl.DataFrame(
    [
        {
            "id": number,
            "publisher": publisher,
            "source": "sotkanet",
            "source_id": str(number),
            "title": "Aineisto",
            "url": "https://example.test",
            "updated": None,
            "fetched_at": datetime(2026, 11, 20, tzinfo=UTC),
            "sha256": "0",
            "bytes": 1,
            "licence": "CC BY 4.0",
        }
        for number, publisher in ((1, "THL"), (2, "example"), (3, "Tilastokeskus"))
    ],
    schema=polars_schema(SourceFetch),
)


def indicator(unit: str = "percent", decimals: int = 1) -> IndicatorText:
    words = {"percent": "prosenttia", "count": "lukumäärä"}[unit]
    return IndicatorText(
        id="placed",
        title="Sijoitetut",
        definition="Mitä se on.",
        processing="",
        unit=unit,
        unit_words=words,
        decimals=decimals,
        kind="use",
        time="observed",
        polarity="none",
        polarity_reason="",
        interval="proportion",
        interval_reason="",
        caveats=(),
        varies_by_chance=True,
        has_rows=True,
    )


def frame(*rows: dict[str, object]) -> pl.DataFrame:
    """Rows as `store.Release.observations_of` gives them."""
    usual = {"indicator": "placed", "sex": "total", "status": "ok", "flags": [], "source_fetch": 1}
    made = pl.DataFrame([{**usual, **row} for row in rows], schema=polars_schema(Observation))
    return made.with_columns(pl.col("sex", "status").cast(pl.String))


ROWS = frame(
    {"region": "KU249", "year": 2021, "value": 1.54, "count": 24, "base": 1560, "lower95": 1.04, "upper95": 2.26},
    {"region": "KU249", "year": 2021, "sex": "male", "status": "hidden"},
    {"region": "FI", "year": 2021, "value": 1.6, "flags": ["provisional", "estimated"], "source_fetch": 3},
    {"region": "KU179", "year": 2020, "sex": "female", "value": 2.0},
    {"region": "KU179", "year": 2020, "sex": "male", "value": 3.0, "flags": ["break"]},
    {"region": "KU179", "year": 2020, "value": 2.5},
    {"region": "KU049", "year": 2020, "value": 9.9},
)


EVENTS = [(2019, "Ennen lukuja."), (2021, "Uudistus."), (2022, "Lukujen jälkeen.")]


def sheet(rows: pl.DataFrame = ROWS, area: str = "HVA15", lang: str = "fi", unit: str = "percent") -> Sheet:
    return observations_sheet(rows, places_of(PLACES, area), indicator(unit), EVENTS, FETCHES, lang)


# ---- which places -------------------------------------------------------------------------------------------
def test_a_county_comes_with_the_country_and_its_municipalities() -> None:
    assert [place.code for place in places_of(PLACES, "HVA15")] == ["FI", "HVA15", "KU179", "KU249"]


def test_the_whole_country_is_every_place_level_by_level() -> None:
    codes = ["FI", "HVA15", "HVA05", "MK13", "KU049", "KU179", "KU249"]
    assert [place.code for place in places_of(PLACES, "FI")] == codes


# ---- rows ---------------------------------------------------------------------------------------------------
def test_every_row_of_the_places_is_there_by_year_place_and_sex() -> None:
    made = sheet()
    names = [column.name for column in made.columns]
    assert names == [
        "Vuosi",
        "Aluekoodi",
        "Alue",
        "Aluetaso",
        "Sukupuoli",
        "Arvo",
        "95 %:n väli",
        "Lukumäärä",
        "Joukon koko",
        "Miksi lukua ei ole",
        "Huomaa",
    ]
    city, town = ("KU179", "Jyväskylä", "kunta"), ("KU249", "Keuruu", "kunta")
    assert made.rows == (
        (2020, *city, "kaikki", 2.5, None, None, None, "", ""),
        (2020, *city, "pojat ja miehet", 3.0, None, None, None, "", "aikasarjan katkos"),
        (2020, *city, "tytöt ja naiset", 2.0, None, None, None, "", ""),
        (2021, "FI", "Koko maa", "koko maa", "kaikki", 1.6, None, None, None, "", "ennakkotieto; arvio"),
        (2021, *town, "kaikki", 1.5, (1.0, 2.3), 24.0, 1560.0, "", ""),
        (2021, *town, "pojat ja miehet", "salattu", None, None, None, "salattu", ""),
    )


def test_the_table_says_its_unit_years_sources_and_why_a_cell_is_a_word() -> None:
    made = sheet()
    assert (made.title, made.subtitle) == ("Sijoitetut", "prosenttia, 2020–2021")
    assert [origin.publisher for origin in made.origins] == ["THL", "Tilastokeskus"]
    assert made.reasons == (("salattu", "Julkaisija salaa pienet luvut, jotta ketään ei voi tunnistaa."),)
    assert made.about == (("Mitä luku kertoo:", "Mitä se on."),)


def test_the_table_has_the_events_of_its_years() -> None:
    assert sheet().events == ((2021, "Uudistus."),)


def test_a_month_stands_beside_its_year_as_a_number() -> None:
    rows = frame(
        {"region": "FI", "year": 2026, "period": "2026-10", "value": 3.0},
        {"region": "FI", "year": 2026, "period": "2026-02", "value": 2.0},
        {"region": "FI", "year": 2025, "value": 1.0},
    )
    made = sheet(rows)
    assert [column.name for column in made.columns][:2] == ["Vuosi", "Kuukausi"]
    assert [row[:2] for row in made.rows] == [(2025, None), (2026, 2), (2026, 10)]


def test_the_count_of_a_count_is_its_value_and_stands_once() -> None:
    rows = frame({"region": "FI", "year": 2026, "value": 3.0, "count": 3.0})
    assert [column.name for column in sheet(rows, unit="count").columns][-1] == "Arvo"


def test_places_without_rows_make_an_empty_table() -> None:
    made = sheet(ROWS.filter(pl.col("region") == "KU049"))
    assert (made.rows, made.columns, made.origins, made.subtitle) == ((), (), (), "prosenttia")


@pytest.mark.parametrize(("lang", "words"), [("sv", "dold"), ("en", "hidden")])
def test_words_are_those_of_the_language(lang: str, words: str) -> None:
    made = sheet(lang=lang)
    assert (made.rows[-1][5], made.rows[-1][-2]) == (words, words)


# ---- examples and files -------------------------------------------------------------------------------------
def test_a_single_made_up_row_makes_a_table_that_is_not_handed_out() -> None:
    rows = pl.concat([ROWS, frame({"region": "KU249", "year": 2022, "value": 1.0, "source_fetch": 2})])
    assert has_examples(rows, FETCHES)
    assert not has_examples(ROWS, FETCHES)
    for write in (sheet_csv, sheet_xlsx):
        with pytest.raises(ValueError, match="examples"):
            write(sheet(rows), "R1", "fi")


def test_the_workbook_and_the_csv_file_have_the_same_rows() -> None:
    page = opened(sheet_xlsx(sheet(), "R1", "fi")).pages["Luvut"]
    lines = sheet_csv(sheet(), "R1", "fi").decode("utf-8-sig").splitlines()
    assert page.row(8) == [2021, "KU249", "Keuruu", "kunta", "kaikki", 1.5, 1.0, 2.3, 24.0, 1560.0]
    assert "2021;KU249;Keuruu;kunta;kaikki;1,5;1,0;2,3;24;1560;;" in lines
    assert page.row(9) == [2021, "KU249", "Keuruu", "kunta", "pojat ja miehet", "salattu", "salattu"]
    assert "2021;KU249;Keuruu;kunta;pojat ja miehet;salattu;;;;;salattu;" in lines
