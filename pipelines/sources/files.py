"""CSV files of yearly figures: the starter's official ones, and those of the region that are beside its catalogue.

Lines that begin with `#` say what the file is; `# key: value` lines become its provenance.
"""

import re

import polars as pl

from pipelines.sources.rows import ROWS

_COLUMNS = {
    "region": pl.String,
    "year": pl.Int16,
    "period": pl.String,
    "sex": pl.String,
    "value": pl.Float64,
    "count": pl.Float64,
    "status": pl.String,
    "flags": pl.String,
}


class BadFile(ValueError):
    """A local file that cannot be used; `line` is where, `why` names the text that explains it."""

    def __init__(self, path: str, line: int, why: str, value: str = "") -> None:
        self.path, self.line, self.why, self.value = path, line, why, value
        super().__init__(f"{path}:{line}: {why} {value}")


def parse_header(payload: bytes) -> dict[str, str]:
    """The `# key: value` lines at the top of a file."""
    header = {}
    for line in payload.decode("utf-8-sig").splitlines():
        if not line.startswith("#"):
            break
        if pair := re.match(r"#\s*([a-z_]+):\s*(.*)", line):
            header[pair[1]] = pair[2].strip()
    return header


def parse_file(payload: bytes, path: str) -> pl.DataFrame:
    """The rows of a file, as `ROWS`; `BadFile` names the file and the line of the first one that is not right."""
    lines = payload.decode("utf-8-sig").splitlines()
    first = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    columns = lines[first].split(",") if first < len(lines) else []
    missing = {"region", "year", "value"} - set(columns)
    if missing:
        raise BadFile(path, first + 1, "missing_columns", ", ".join(sorted(missing)))
    texts = pl.read_csv(payload, comment_prefix="#", schema_overrides=dict.fromkeys(columns, pl.String))
    for number, row in enumerate(texts.iter_rows(named=True), start=first + 2):
        for column, kind in _COLUMNS.items():
            text = row.get(column)
            if text and kind != pl.String and not _is_number(text):
                raise BadFile(path, number, "not_a_number", f"{column}: {text}")
    frame = texts.with_columns(pl.col(column).cast(_COLUMNS[column]) for column in columns if column in _COLUMNS)
    optional = {"period": None, "sex": "total", "count": None, "status": None, "flags": None}
    frame = frame.with_columns(
        pl.lit(default, _COLUMNS[column]).alias(column)
        for column, default in optional.items()
        if column not in frame.columns
    )
    status = pl.when(pl.col("value").is_not_null()).then(pl.lit("ok")).otherwise(pl.lit("not_available"))
    return frame.with_columns(
        sex=pl.col("sex").fill_null("total").cast(ROWS["sex"]),
        status=pl.col("status").fill_null(status).cast(ROWS["status"]),
        flags=pl.col("flags").fill_null("").str.split(" ").list.filter(pl.element() != ""),
    ).select(ROWS.names())


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
