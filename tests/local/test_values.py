"""What people write in a cell, as values."""

from datetime import date

import pytest

from ilmiotaulu.local.values import day_of, folded, month_of, number_of, year_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234", 1234.0),
        ("1234,5", 1234.5),
        ("1234.5", 1234.5),
        ("1 234,5", 1234.5),
        ("1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567", 1234567.0),
        ("1\N{NARROW NO-BREAK SPACE}234", 1234.0),
        ("1\N{THIN SPACE}234,25", 1234.25),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234", 1.234),
        ("-5", -5.0),
        ("\N{MINUS SIGN}5", -5.0),
        (",5", 0.5),
        ("1e3", 1000.0),
    ],
)
def test_a_number_is_read_with_comma_or_point_and_its_thousands_apart(text: str, value: float) -> None:
    assert number_of(text) == value


@pytest.mark.parametrize(
    "text", ["", "sata", "1 2", "1 23", "12 000 0", "1,2,3", "inf", "nan", "5 %", "3–6", "1e999", "0x1"]
)
def test_what_is_no_number_is_not_guessed(text: str) -> None:
    assert number_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "3/2026",
        "03/2026",
        "03.2026",
        "3.2026",
        "2026-03",
        "2026/3",
        "202603",
        "1.3.2026",
        "31.3.2026",
        "2026-03-01",
        "2026-03-01 00:00:00",
        "46082",
        "46082,0",
        "maaliskuu 2026",
        "Maaliskuussa 2026",
        "maalis.26",
        "mars 2026",
        "March 2026",
        "Mar-26",
        " maaliskuu  2026 ",
    ],
)
def test_a_month_is_read_in_every_way_it_is_written(text: str) -> None:
    assert month_of(text) == "2026-03"


@pytest.mark.parametrize(
    "text", ["", "13/2026", "0/2026", "3/26", "3/1/2026", "2026", "kevät 2026", "32.3.2026", "30.2.2026", "0226-03"]
)
def test_what_is_no_month_is_not_guessed(text: str) -> None:
    assert month_of(text) is None


def test_months_have_their_names_in_three_languages() -> None:
    finnish = ["tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka", "marras", "joulu"]
    swedish = [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ]
    english = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    for names in ([f"{name}kuu" for name in finnish], swedish, english, [name[:3] for name in english]):
        assert [month_of(f"{name} 2025") for name in names] == [f"2025-{number:02}" for number in range(1, 13)]


@pytest.mark.parametrize(
    "text",
    [
        "1.3.2026",
        "01.03.2026",
        "1. 3. 2026",
        "2026-03-01",
        "2026-03-01 00:00:00",
        "46082",
        "1. maaliskuuta 2026",
        "1 mars 2026",
        "1 March 2026",
    ],
)
def test_a_day_is_read_in_every_way_it_is_written(text: str) -> None:
    assert day_of(text) == date(2026, 3, 1)


@pytest.mark.parametrize("text", ["1/3/2026", "3/2026", "30.2.2026", "1.3.26", "2026"])
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert day_of(text) is None


def test_a_year_has_four_digits() -> None:
    assert [year_of(text) for text in ("2026", "2026.0", " 1999 ", "26", "20267", "1.1.2026", "1500")] == [
        2026,
        2026,
        1999,
    ] + [None] * 4


def test_texts_are_the_same_without_regard_to_case_spaces_and_dashes() -> None:
    assert folded("  0 – 2  V ") == folded("0-2 v") == "0-2 v"
    assert folded("Käynnit\N{NO-BREAK SPACE}yhteensä") == "käynnit yhteensä"
    assert folded("Aa\N{ZERO WIDTH SPACE}lto") == "aalto"
