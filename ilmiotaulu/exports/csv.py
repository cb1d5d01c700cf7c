"""CSV as Finnish and Swedish Excel opens it: semicolons, decimal commas, UTF-8 with its mark; commas in English."""

import csv
import io

from ilmiotaulu.text import day, t
from ilmiotaulu.views import AreaView

# A spreadsheet would run a cell that begins like this as a formula.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def area_view_csv(view: AreaView, release: str, lang: str) -> bytes:
    """The rows of a view with title, unit, time, source, licence and release above them.

    A hidden or missing value is told in words, never as a blank or a zero. Examples are not handed out: `ValueError`.
    """
    if any("example" in origin.publisher for origin in view.origins):
        raise ValueError("examples are not handed out")
    is_english = lang == "en"
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter="," if is_english else ";", lineterminator="\r\n")
    writer.writerow([safe_cell(view.indicator.title)])
    writer.writerow([t("csv.unit_and_time", lang, unit=view.indicator.unit_words, time=view.time)])
    for origin in view.origins:
        writer.writerow(
            [
                safe_cell(
                    source_line(origin.publisher, origin.source_id, day(origin.fetched, lang), origin.licence, lang)
                )
            ]
        )
    writer.writerow([t("csv.release", lang, release=release)])
    writer.writerow([])
    columns = ("code", "area", "value", "interval", "count", "note")
    writer.writerow([t(f"column.{column}", lang) for column in columns])
    for row in view.rows:
        value = row.value if row.number is None else _plain(row.number, view.indicator.decimals, is_english)
        cells = [row.code, row.name, value, row.interval, row.count, row.note]
        writer.writerow([cells[0], cells[1], value, *(safe_cell(cell) for cell in cells[3:])])
    for word, why in view.reasons:
        writer.writerow([f"{word}: {why}"])
    return stream.getvalue().encode("utf-8-sig")


def source_line(publisher: str, source_id: str, fetched: str, licence: str, lang: str) -> str:
    """Whose figures, which table or indicator, when they were fetched, under which licence."""
    return t("source.line", lang, publisher=publisher, source_id=source_id, fetched=fetched, licence=licence)


def safe_cell(text: str) -> str:
    """A text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _plain(value: float, decimals: int, is_english: bool) -> str:
    text = f"{value:.{decimals}f}"
    return text if is_english else text.replace(".", ",")
