"""How long a filled-in file of 200,000 rows takes to be looked through, read and checked, as a workbook and as CSV.

    python bench/local.py [--rows 200_000] [--rounds 5]

The rows are made up: places that no list has, three years of months for each, and an age group a row.
"""

import argparse
import csv
import io
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime

from xlsxwriter import Workbook

from ilmiotaulu.catalogue import load_catalogue
from ilmiotaulu.local.checking import Context, check_file
from ilmiotaulu.local.marked import marked_copy
from ilmiotaulu.local.templates import Template, load_templates
from ilmiotaulu.settings import PROJECT, Settings

ROWS = 200_000
YEARS = (2022, 2023, 2024)
MOST_SECONDS = 3.0
TODAY = date(2026, 11, 25)
Row = tuple[str, date, str, int, int, int, int, int]


def made_up_rows(template: Template, rows: int) -> Iterator[Row]:
    """Rows of different keys; the age groups together are as many as all."""
    groups = [option.title.fi for option in template.column("age_group").options]
    for number in range(rows):
        rest, group = divmod(number, len(groups))
        place, month = divmod(rest, 12 * len(YEARS))
        times = len(groups) - 1 if group == 0 else 1
        counts = [times * (100 + (place + month * factor) % 900) for factor in (1, 3, 5, 7)]
        moment = date(YEARS[month // 12], month % 12 + 1, 1)
        yield (f"Paikka {place}", moment, groups[group], counts[0], counts[0] // 2, *counts[1:])  # type: ignore[misc]


def as_workbook(headings: list[str], rows: list[Row], *, with_dates: bool) -> bytes:
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        page, dates = book.add_worksheet(), book.add_format({"num_format": "m/yyyy"})
        page.write_row(0, 0, headings)
        for line, (place, month, *rest) in enumerate(rows, start=1):
            page.write_string(line, 0, place)
            if with_dates:
                page.write_datetime(line, 1, datetime(month.year, month.month, 1), dates)
            else:
                page.write_string(line, 1, f"{month.month}/{month.year}")
            page.write_row(line, 2, rest)
    return stream.getvalue()


def as_csv(headings: list[str], rows: list[Row]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(headings)
    writer.writerows((place, f"{month.month}/{month.year}", *rest) for place, month, *rest in rows)
    return stream.getvalue().encode("utf-8-sig")


def is_slow(name: str, payload: bytes, context: Context, rows: int, rounds: int) -> bool:
    """Print one row; whether checking takes longer than the budget."""
    took, worked = [], []
    for _ in range(rounds):
        started, started_work = time.perf_counter(), time.process_time()
        checked = check_file(payload, name, context)
        took.append(time.perf_counter() - started)
        worked.append(time.process_time() - started_work)
        assert (checked.rows.height, checked.problems) == (rows, ())
    median = statistics.median(took)
    print(
        f"{name:<14} {len(payload) / 1e6:5.1f} MB   {median:5.2f} s ({min(took):.2f}–{max(took):.2f}), processor"
        f" {statistics.median(worked):5.2f} s   (at most {MOST_SECONDS:.0f})"
    )
    return median > MOST_SECONDS


def tell_marked(payload: bytes, context: Context) -> None:
    """Print how long the copy with marked problems takes, every row of which has one."""
    checked = check_file(payload, "luvut.csv", context)
    started = time.perf_counter()
    copy = marked_copy(payload, "luvut.csv", checked, "fi")
    print(f"marked copy    {len(copy) / 1e6:5.1f} MB   {time.perf_counter() - started:5.2f} s   (told only)")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    catalogue = load_catalogue(Settings().catalogue_dir)
    templates = load_templates(PROJECT / "data/templates")
    template = templates["family_centre_use"]
    rows = list(made_up_rows(template, arguments.rows))
    places = sorted({row[0] for row in rows})
    context = Context(templates, catalogue.regions, catalogue.region_changes, places, {}, TODAY)
    headings = [column.title.fi for column in template.columns]
    comma_separated = as_csv(headings, rows)
    files = {
        "dates.xlsx": as_workbook(headings, rows, with_dates=True),
        "texts.xlsx": as_workbook(headings, rows, with_dates=False),
        "luvut.csv": comma_separated,
    }
    is_broken = [is_slow(name, payload, context, len(rows), arguments.rounds) for name, payload in files.items()]
    nowhere = Context(templates, catalogue.regions, catalogue.region_changes, ["Muualla"], {}, TODAY)
    tell_marked(comma_separated, nowhere)
    print("BROKEN" if any(is_broken) else "kept")
    return int(any(is_broken))


if __name__ == "__main__":
    sys.exit(main())
