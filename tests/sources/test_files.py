"""Local files: read as they are, and told by line what is wrong with them."""

import pytest

from pipelines.sources.files import BadFile, parse_file, parse_header

HEADER = b"# title: Koe\n# publisher: Testaaja\n# not a pair\nregion,year,value,count,status,flags\n"


def test_the_top_of_a_file_says_where_its_figures_are_from() -> None:
    assert parse_header(HEADER + b"# late: no\n") == {"title": "Koe", "publisher": "Testaaja"}


def test_rows_have_values_reasons_and_flags() -> None:
    rows = parse_file(
        HEADER + b"KU179,2024,1.5,26,,\nKU249,2024,,,hidden,\nKU256,2024,,,,\nFI,2024,2,,,derived break\n",
        "starter/x.csv",
    )
    assert rows.select("region", "year", "period", "sex", "value", "count", "status", "flags").rows() == [
        ("KU179", 2024, None, "total", 1.5, 26.0, "ok", []),
        ("KU249", 2024, None, "total", None, None, "hidden", []),
        ("KU256", 2024, None, "total", None, None, "not_available", []),
        ("FI", 2024, None, "total", 2.0, None, "ok", ["derived", "break"]),
    ]


def test_a_mark_at_the_beginning_of_the_file_does_not_matter() -> None:
    rows = parse_file(b"\xef\xbb\xbfregion,year,value\nKU179,2024,3\n", "starter/x.csv")
    assert rows.select("region", "value").rows() == [("KU179", 3.0)]


@pytest.mark.parametrize(
    ("payload", "line", "why", "value"),
    [
        (HEADER + b"KU179,2024,1,5,,\nKU249,x,1,,,\n", 6, "not_a_number", "year: x"),
        (HEADER + b"KU179,2024,,,,\nKU249,2024,alle 5,,,\n", 6, "not_a_number", "value: alle 5"),
        (b"# title: x\nregion,vuosi,value\nKU179,2024,1\n", 2, "missing_columns", "year"),
        (b"# title: x\n", 2, "missing_columns", "region, value, year"),
        (b"", 1, "missing_columns", "region, value, year"),
    ],
)
def test_a_file_that_cannot_be_used_names_its_line_and_the_reason(
    payload: bytes, line: int, why: str, value: str
) -> None:
    with pytest.raises(BadFile) as raised:
        parse_file(payload, "starter/x.csv")
    error = raised.value
    assert (error.path, error.line, error.why, error.value) == ("starter/x.csv", line, why, value)
