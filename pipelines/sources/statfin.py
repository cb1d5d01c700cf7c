"""Statistics Finland, PxWeb API v1: variables are resolved from the table's metadata, never from memory.

Codes of tables and variables changed on 8 June 2026 and carry the date of the division, so a variable is known by what
it is: time by its flag, area by the beginning of its code, contents and age and sex by their values.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import polars as pl

from ilmiotaulu.catalogue import StatFin
from pipelines.raw import RawStore
from pipelines.sources.http import Client, SourceError
from pipelines.sources.jsonstat import NotJsonStat, parse_jsonstat
from pipelines.sources.rows import NO_FLAGS, ROWS, Noted, Parsed, no_rows, plain_text, title_noted

_SEX = {"SSS": "total", "1": "male", "2": "female"}
_STATUS = {"...": "hidden", "..": "not_available", ".": "not_applicable"}
_OUR_AREAS = re.compile(r"^(SSS|(KU|MK|HVA)\w+|\d{3})$")


@dataclass(frozen=True)
class Table:
    """A table and everything the catalogue wants of it, so that it is asked for once."""

    database: str
    folder: str
    table: str | None
    find: str | None
    contents: tuple[str, ...]
    ages: tuple[str, ...]

    @property
    def key(self) -> str:
        """The beginning of the table's raw keys."""
        name = self.table or re.sub(r"\W+", "-", (self.find or "").lower()).strip("-")
        return f"statfin/{self.database}/{self.folder}/{name}"


def tables_of(sources: Iterable[StatFin]) -> list[Table]:
    """The tables behind catalogue sources, each with all contents and ages that are wanted of it."""
    wanted: dict[tuple[str, str, str | None, str | None], tuple[dict[str, None], dict[str, None]]] = {}
    for source in sources:
        place = (source.database, source.folder, source.table, source.find)
        contents, ages = wanted.setdefault(place, ({}, {}))
        contents[source.contents] = None
        ages.update(dict.fromkeys(source.ages))
    return [
        Table(*place, contents=tuple(sorted(contents)), ages=tuple(sorted(ages)))
        for place, (contents, ages) in sorted(wanted.items(), key=lambda item: [part or "" for part in item[0]])
    ]


def table_of(source: StatFin, tables: Iterable[Table]) -> Table:
    """The table a source takes its figure from."""
    place = (source.database, source.folder, source.table, source.find)
    return next(t for t in tables if (t.database, t.folder, t.table, t.find) == place)


@dataclass(frozen=True)
class Variables:
    """The roles of a table's variables: code and values of each; `None` where the table has no such variable."""

    title: str
    time: tuple[str, list[str]]
    contents: tuple[str, dict[str, str]] | None
    area: tuple[str, list[str]] | None
    sex: tuple[str, list[str]] | None
    age: tuple[str, list[str]] | None
    others: Mapping[str, list[str]]


def resolve(metadata: Mapping[str, Any]) -> Variables:
    """The roles of the variables in a table's metadata; `KeyError` when a table has no time variable."""
    time = contents = area = sex = age = None
    others: dict[str, list[str]] = {}
    for variable in metadata["variables"]:
        code, text, values = variable["code"], variable.get("text", ""), list(variable["values"])
        texts = dict(zip(values, variable.get("valueTexts", values), strict=True))
        if variable.get("time") or re.match(r"(?i)timeperiod|vuosi$|kuukausi$", code):
            time = (code, values)
        elif re.match(r"(?i)contentscode|tiedot$", code):
            contents = (code, texts)
        elif re.match(r"(?i)alue", code) or text == "Alue":
            area = (code, values)
        elif re.match(r"(?i)sukupuoli", code):
            sex = (code, values)
        elif re.match(r"(?i)ik(ä|aryhma)", code):
            age = (code, values)
        else:
            others[code] = values
    if time is None:
        raise KeyError("time")
    return Variables(metadata.get("title", ""), time, contents, area, sex, age, others)


def code_of_contents(contents: Mapping[str, str], wanted: str) -> str | None:
    """The full contents code whose part after the statistic's prefix is `wanted`."""
    return next((code for code in contents if code == wanted or code.rpartition("-")[2] == wanted), None)


def fetch_table(client: Client, raw: RawStore, table: Table, most_cells: int, now: datetime) -> int:
    """Keep a table's metadata and figures when its `updated` has moved or more is wanted of it than before.

    Returns the number of bytes of new figures, 0 when nothing is newer.
    """
    data_keys = list(raw.keys(f"{table.key}/data/"))
    if data_keys and _is_unchanged(client, raw, table, data_keys):
        for key in [f"{table.key}/metadata", *data_keys]:
            raw.confirm(key, now)
        return 0
    path, body = _find_metadata(client, table)
    try:
        variables = resolve(orjson.loads(body))
    except (KeyError, TypeError) as error:
        raise SourceError("not_json", client.url(path), "no variables") from error
    answers = []
    for query in _queries(variables, table, most_cells):
        answers += _ask(client, path, query)
    raw.drop(f"{table.key}/data/")
    raw.put(f"{table.key}/metadata", body, url=client.url(path), now=now)
    for number, (query, answer) in enumerate(answers):
        updated = orjson.loads(answer).get("updated")
        raw.put(
            f"{table.key}/data/{number:03d}",
            answer,
            url=client.url(path),
            request=orjson.dumps({"wanted": _wanted(table), "query": query}).decode(),
            updated=updated,
            now=now,
        )
    return sum(len(answer) for _, answer in answers)


def _wanted(table: Table) -> str:
    return " ".join([*table.contents, *table.ages])


def _is_unchanged(client: Client, raw: RawStore, table: Table, data_keys: Sequence[str]) -> bool:
    """Ask the table for its newest figure alone, whose answer tells when the table was updated."""
    entry = raw.entries[data_keys[0]]
    if not entry.request or orjson.loads(entry.request)["wanted"] != _wanted(table):
        return False
    path = entry.url.removeprefix(client.base_url)
    variables = resolve(orjson.loads(raw.read(f"{table.key}/metadata")))
    one = {code: values[:1] for code, values in _selection(variables, table).items()}
    one[variables.time[0]] = []
    try:
        answer = orjson.loads(client.post(path, _body(one, top=variables.time[0])))
    except SourceError as error:
        if error.kind in ("bad_request", "missing"):
            return False  # The table or its variables have been renamed: find it anew.
        raise
    newest = answer["dimension"][variables.time[0]]["category"]["index"]
    return answer.get("updated") == entry.updated and variables.time[1][-1] in newest


def _find_metadata(client: Client, table: Table) -> tuple[str, bytes]:
    """The table's path and metadata: by its name, or from the folder's list when the name is old or not stable."""
    folder = f"/fi/{table.database}/{table.folder}/"
    if table.table:
        try:
            path = f"{folder}{table.table}.px"
            return path, client.get(path)
        except SourceError as error:
            if error.kind not in ("bad_request", "missing"):
                raise
    for item in orjson.loads(client.get(folder)):
        is_it = table.find in item["text"] if table.find else f"_{table.table}." in item["id"]
        if item["type"] == "t" and is_it:
            path = folder + item["id"]
            return path, client.get(path)
    raise SourceError("missing", client.url(folder), table.table or table.find or "")


def _selection(variables: Variables, table: Table) -> dict[str, list[str]]:
    """What is asked of every variable but time; the table's own totals are taken by leaving a variable out."""
    selection: dict[str, list[str]] = {}
    if variables.area:
        code, values = variables.area
        selection[code] = [value for value in values if _OUR_AREAS.match(value)]
    if variables.contents:
        code, texts = variables.contents
        found = [code_of_contents(texts, wanted) for wanted in table.contents]
        selection[code] = [value for value in found if value]
    if variables.sex:
        selection[variables.sex[0]] = [value for value in variables.sex[1] if value in _SEX]
    if variables.age:
        code, values = variables.age
        selection[code] = [value for value in values if value in (table.ages or ("SSS",))]
    for code, values in variables.others.items():
        if "SSS" in values:
            selection[code] = ["SSS"]
    return selection


def _queries(variables: Variables, table: Table, most_cells: int) -> list[dict[str, list[str]]]:
    """Selections that cover every year, each within the publisher's limit of cells."""
    selection = _selection(variables, table)
    if not all(selection.values()):
        return []
    cells_a_year = math.prod(len(values) for values in selection.values())
    years = max(1, most_cells // cells_a_year)
    code, times = variables.time
    return [{**selection, code: times[start : start + years]} for start in range(0, len(times), years)]


def _ask(client: Client, path: str, query: dict[str, list[str]]) -> list[tuple[dict[str, list[str]], bytes]]:
    """Ask, and split the longest variable in two for as long as the publisher finds the query too large."""
    try:
        answer = client.post(path, _body(query))
        parse_jsonstat(answer)
        return [(query, answer)]
    except NotJsonStat as error:
        raise SourceError("not_json", client.url(path), str(error)) from error
    except SourceError as error:
        if error.kind != "refused":
            raise
        code = max(query, key=lambda name: len(query[name]))
        if len(query[code]) < 2:
            raise
        middle = len(query[code]) // 2
        halves = (query[code][:middle], query[code][middle:])
        return [answer for half in halves for answer in _ask(client, path, {**query, code: half})]


def _body(query: Mapping[str, list[str]], top: str | None = None) -> dict[str, Any]:
    return {
        "query": [
            {
                "code": code,
                "selection": {"filter": "top", "values": ["1"]}
                if code == top
                else {"filter": "item", "values": values},
            }
            for code, values in query.items()
        ],
        "response": {"format": "json-stat2"},
    }


def parse_table(payloads: Sequence[bytes], source: StatFin, *, is_count: bool) -> Parsed:
    """The rows of one source from the answers of its table; ages are summed when every one of them is known."""
    parts = [_parse_answer(payload, source) for payload in payloads]
    parts = [part for part in parts if part is not None]
    if not parts:
        return Parsed(no_rows(), [Noted("contents_missing", {"contents": source.contents})])
    cells = pl.concat([frame for frame, _, _ in parts])
    titles = {title for _, title, _ in parts}
    noted = [note for title in sorted(titles) for note in title_noted(source.title, title)]
    if source.ages:
        ages_seen = cells["age"].n_unique()
        if ages_seen < len(source.ages):
            return Parsed(no_rows(), [*noted, Noted("ages_missing", {"ages": source.source_part})])
        cells = _sum_over_ages(cells)
    rows = cells.select(
        region="region",
        year=pl.col("time").str.slice(0, 4).cast(pl.Int16),
        period=pl.when(pl.col("time").str.contains("M")).then(pl.col("time").str.replace("M", "-")),
        sex=pl.col("sex").cast(ROWS["sex"]),
        value="value",
        count=pl.col("value") if is_count else pl.lit(None, pl.Float64),
        status=pl.col("status").cast(ROWS["status"]),
        flags=NO_FLAGS,
    )
    return Parsed(rows, noted)


def _sum_over_ages(cells: pl.DataFrame) -> pl.DataFrame:
    all_known = (pl.col("status") == "ok").all()
    worst = (
        pl.when(all_known)
        .then(pl.lit("ok"))
        .when((pl.col("status") == "hidden").any())
        .then(pl.lit("hidden"))
        .otherwise(pl.lit("not_available"))
    )
    return cells.group_by("region", "time", "sex", maintain_order=True).agg(
        value=pl.when(all_known).then(pl.col("value").sum()), status=worst
    )


def _parse_answer(payload: bytes, source: StatFin) -> tuple[pl.DataFrame, str, str | None] | None:
    """One answer as `region, time, sex, age, value, status`, the contents' title and the update time."""
    try:
        dataset = parse_jsonstat(payload)
    except NotJsonStat as error:
        raise SourceError("not_json", source.source_id, str(error)) from error
    names = [name for name in dataset.cells.columns if name not in ("value", "status")]
    roles = resolve(
        {
            "variables": [
                {"code": name, "values": list(dataset.labels[name]), "valueTexts": list(dataset.labels[name].values())}
                for name in names
            ]
        }
    )
    cells, title = dataset.cells, source.title
    if roles.contents:
        code = code_of_contents(roles.contents[1], source.contents)
        if code is None:
            return None
        cells, title = cells.filter(pl.col(roles.contents[0]) == code), plain_text(roles.contents[1][code])
    if source.ages and roles.age:
        cells = cells.filter(pl.col(roles.age[0]).is_in(list(source.ages)))
    sex = pl.col(roles.sex[0]).cast(pl.String).replace_strict(_SEX) if roles.sex else pl.lit("total")
    region = _region(pl.col(roles.area[0]).cast(pl.String)) if roles.area else pl.lit("FI")
    age = pl.col(roles.age[0]).cast(pl.String) if roles.age else pl.lit("SSS")
    known = pl.col("value").is_not_null()
    marks = pl.col("status").replace_strict(_STATUS, default="not_available", return_dtype=pl.String)
    frame = cells.select(
        region=region,
        time=pl.col(roles.time[0]).cast(pl.String),
        sex=sex,
        age=age,
        value="value",
        # A mark may stand on a cell that has a value (a note); only a missing value has a reason.
        status=pl.when(known).then(pl.lit("ok")).otherwise(marks.fill_null("not_available")),
    )
    return frame, title, dataset.updated


def _region(code: pl.Expr) -> pl.Expr:
    """Area codes as ours: `SSS` is the country, three bare digits a municipality."""
    return (
        pl.when(code == "SSS")
        .then(pl.lit("FI"))
        .when(code.str.contains(r"^\d{3}$"))
        .then(pl.concat_str(pl.lit("KU"), code))
        .otherwise(code)
    )
