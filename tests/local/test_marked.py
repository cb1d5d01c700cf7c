"""The copy in which every problem stands at its cell."""

import io
import re
import zipfile

import fastexcel
import polars as pl
import pytest

from ilmiotaulu.local.checking import check_file
from ilmiotaulu.local.marked import marked_copy
from ilmiotaulu.text import LANGUAGES
from tests.local.building import CONTACT, CONTEXT, GOOD_CONTACT, GOOD_USE, TEN, USE, but, csv_of, xlsx_of


def copy_of(payload: bytes, lang: str = "fi") -> bytes:
    return marked_copy(payload, "luvut", check_file(payload, "luvut", CONTEXT), lang)


def parts(payload: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(payload)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def comments(payload: bytes) -> dict[str, str]:
    """The comments of a workbook by the address of their cell."""
    told = re.findall(r'<comment ref="(\w+)".*?>(?:<text>)(.*?)</text>', parts(payload)["xl/comments1.xml"], re.DOTALL)
    return {address: re.sub("<[^>]*>", "", text) for address, text in told}


def cells(payload: bytes, sheet: int | str) -> pl.DataFrame:
    return fastexcel.read_excel(payload).load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string").to_polars()


TEN_CELLS = ["F1", "A2", "B3", "C4", "D5", "D6", "E7", "E8", "D9", "A11"]


@pytest.mark.parametrize("payload", [csv_of(*TEN), xlsx_of(*TEN)], ids=["csv", "xlsx"])
def test_each_of_ten_mistakes_stands_at_its_cell_with_its_remedy(payload: bytes) -> None:
    found = check_file(payload, "luvut", CONTEXT)
    told = comments(marked_copy(payload, "luvut", found, "fi"))
    assert list(told) == TEN_CELLS
    assert list(told.values()) == [problem.told("fi").replace("&", "&amp;") for problem in found.problems]


@pytest.mark.parametrize("payload", [csv_of(*TEN), xlsx_of(*TEN)], ids=["csv", "xlsx"])
def test_only_cells_with_a_problem_are_coloured(payload: bytes) -> None:
    markup = parts(copy_of(payload))["xl/worksheets/sheet2.xml"]
    assert sorted(re.findall(r'<c r="(\w+)" s="\d+"', markup)) == sorted(TEN_CELLS)


def test_the_first_sheet_lists_every_problem_with_its_sheet_row_column_value_and_remedy() -> None:
    payload = xlsx_of(USE, but(GOOD_USE, at1="13/2026"), but(GOOD_USE, at3=-5, at4=None))
    assert cells(copy_of(payload), "Korjattavat").rows() == [
        ("Taulukko", "Rivi", "Sarake", "Solussa", "Mitä tehdä"),
        ("Tiedot", "2", "Kuukausi", "13/2026", "Tämä ei ole kuukausi. Kirjoita esimerkiksi 3/2026 tai 2026-03."),
        (
            "Tiedot",
            "3",
            "Käynnit",
            "-5",
            "Lukumäärä ei voi olla alle nollan. Kirjoita oikea luku. Jos oikeaa arvoa ei tiedetä, poista koko rivi.",
        ),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_copy_is_in_the_readers_language(lang: str) -> None:
    assert cells(copy_of(csv_of(*TEN), lang), 0).rows()[0][1] == {"fi": "Rivi", "sv": "Rad", "en": "Row"}[lang]


@pytest.mark.parametrize("payload", [csv_of(*TEN), xlsx_of(*TEN)], ids=["csv", "xlsx"])
def test_the_copy_has_the_same_problems_until_it_is_put_right(payload: bytes) -> None:
    before = check_file(payload, "luvut", CONTEXT).problems
    after = check_file(copy_of(payload), "luvut", CONTEXT).problems
    assert [(one.kind, one.row, one.column, one.value) for one in after] == [
        (one.kind, one.row, one.column, one.value) for one in before
    ]


def test_a_sound_file_comes_back_with_the_same_rows() -> None:
    payload = xlsx_of(USE, GOOD_USE, but(GOOD_USE, at1="2/2026"))
    assert check_file(copy_of(payload), "a", CONTEXT).rows.equals(check_file(payload, "a", CONTEXT).rows)


def test_nothing_in_the_copy_is_run() -> None:
    payload = csv_of(
        (*USE, "@SUM(A1)"), (*but(GOOD_USE, at0="=cmd|' /C calc'!A0", at1="+1", at2="-2", at3="@x"), "=1+1")
    )
    copy = copy_of(payload)
    for name, content in parts(copy).items():
        assert not re.search(r"<f[ >/]", content), name
    for page in (0, 1):
        texts = [text for column in cells(copy, page) for text in column if text]
        assert not [text for text in texts if re.match(r"[=+@-](?!2$)", text)]
    assert cells(copy, 1).rows()[1][:4] == ("'=cmd|' /C calc'!A0", "'+1", "-2", "'@x")


def test_the_list_shows_a_number_as_the_language_of_the_file_does() -> None:
    copy = copy_of(xlsx_of(USE, but(GOOD_USE, at3=55.5)))
    assert cells(copy, "Korjattavat").rows()[1][2:] == (
        "Käynnit",
        "55,5",
        "Tässä tarvitaan kokonaisluku, mutta solussa on 55,5. Kirjoita esimerkiksi 55 tai 56. "
        "Jos oikeaa arvoa ei tiedetä, poista koko rivi.",
    )


def test_a_column_is_as_wide_as_its_longest_text() -> None:
    markup = parts(copy_of(xlsx_of(USE, but(GOOD_USE, at0="Pitkäniminen kohtaamispaikka"))))["xl/worksheets/sheet2.xml"]
    assert re.search(r'<col min="1" max="1" width="30\.', markup)


def test_a_notice_is_coloured_otherwise_than_an_error() -> None:
    payload = csv_of(CONTACT, but(GOOD_CONTACT, at0="Pertunmaa"), but(GOOD_CONTACT, at0="Atlantis"))
    styles = dict(re.findall(r'<c r="(A[23])" s="(\d+)"', parts(copy_of(payload))["xl/worksheets/sheet2.xml"]))
    assert styles["A2"] != styles["A3"]


def test_a_problem_of_the_whole_sheet_stands_at_its_first_heading() -> None:
    assert list(comments(copy_of(csv_of(("Otsikko",), USE[:3], GOOD_USE[:3])))) == ["A2"]


def test_a_sheet_named_as_the_list_of_problems_gets_another_name() -> None:
    copy = copy_of(xlsx_of(USE, but(GOOD_USE, at3=-5, at4=None), sheet="Korjattavat"))
    assert fastexcel.read_excel(copy).sheet_names == ["Korjattavat", "Tiedot"]
