"""What was taken in of the region's own figures, kept by content, and the list that says what became of each.

`<folder>/<sha256>.csv` holds the rows of one import in our own form, never the file that came: a spreadsheet carries
its author's name. `<folder>/lock.json` lists the imports in their order; none is ever taken off the list. A person who
changes anything holds `pipelines.refresh.alone`.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

import orjson
import polars as pl
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from ilmiotaulu.local.problems import Checked
from ilmiotaulu.local.templates import Template
from pipelines.raw import sync_folder, write_whole

State = Literal["draft", "steering", "public"]
LONGEST_ROLE = 60
_TYPES: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "count": pl.Int64,
    "number": pl.Float64,
    "year": pl.Int16,
    "day": pl.Date,
}


class Import(BaseModel):
    """One file that was taken in: what it was, who brought it (a role, never a name), and whether it may be seen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int = Field(ge=1)
    template: str
    version: int
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    file_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    rows: int = Field(ge=1)
    role: str = Field(min_length=1, max_length=LONGEST_ROLE, pattern=r"^[^\r\n]*$")
    accepted_at: datetime
    state: State = "draft"
    public_from: date | None = None
    is_example: bool = False
    withdrawn_at: datetime | None = None

    @model_validator(mode="after")
    def _public_has_its_day(self) -> "Import":
        if (self.state == "public") != (self.public_from is not None):
            raise ValueError("public_from")
        return self

    def is_in_force(self, public_on: date | None = None) -> bool:
        """Whether it has not been withdrawn and, when a day is given, may be seen by everybody on that day."""
        if self.withdrawn_at is not None:
            return False
        return public_on is None or (self.public_from is not None and self.public_from <= public_on)


class _Lock(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    imports: tuple[Import, ...] = ()

    @model_validator(mode="after")
    def _numbered(self) -> "_Lock":
        if [one.id for one in self.imports] != list(range(1, len(self.imports) + 1)):
            raise ValueError("numbers")
        return self


class DamagedLocal(Exception):
    """The list of imports, or the rows it names, cannot be read: the message is the file's path."""


class UnknownImport(LookupError):
    """There is no import of that number, or it has been withdrawn."""


_LOCK = TypeAdapter(_Lock)
_NO_EXAMPLES = "no-examples"
# The folder may hold other files: figures of the region's that the catalogue names by themselves.
_ROWS_FILE = re.compile(r"[0-9a-f]{64}\.csv")
_HALF_WRITTEN = re.compile(rf"\.({_ROWS_FILE.pattern}|lock\.json|{_NO_EXAMPLES})\.\d+")


class LocalStore:
    """The imports under a folder. Every change is on disk, whole, before the call returns: the rows, then the list."""

    def __init__(self, folder: Path) -> None:
        """Read the list; `DamagedLocal` when it is there and cannot be read."""
        self.folder = folder
        self._path = folder / "lock.json"
        self._imports = self._read_lock()

    @property
    def imports(self) -> Sequence[Import]:
        """All imports in the order in which they were taken in, withdrawn ones as well."""
        return self._imports

    def accept(
        self,
        checked: Checked,
        template: Template,
        *,
        file_sha256: str,
        role: str,
        now: datetime,
        state: State = "draft",
        public_from: date | None = None,
        is_example: bool = False,
    ) -> Import:
        """Take in the rows of a sound file. `role` says who brings it; the caller has seen that it names nobody.

        Raises `ValueError` for a file with an error or without rows, a role that is empty or too long, and a public
        import without its day (or a day without the state).
        """
        if not checked.is_sound or checked.rows.is_empty() or checked.template != template.id:
            raise ValueError("not_sound")
        payload = _as_csv(checked.rows, template)
        listed = self._read_lock()
        one = Import(
            id=len(listed) + 1,
            template=template.id,
            version=template.version,
            sha256=hashlib.sha256(payload).hexdigest(),
            file_sha256=file_sha256,
            rows=checked.rows.height,
            role=role.strip(),
            accepted_at=now,
            state=state,
            public_from=public_from,
            is_example=is_example,
        )
        self.folder.mkdir(parents=True, exist_ok=True)
        self._sweep(listed)
        write_whole(self.folder / f"{one.sha256}.csv", payload)
        sync_folder(self.folder)
        self._write_lock([*listed, one])
        return one

    def withdraw(self, number: int, now: datetime) -> Import:
        """Undo an import: those before it are in force again. `UnknownImport` when there is none to undo."""
        return self._change(number, withdrawn_at=now)

    def restore(self, number: int) -> Import:
        """Take an undone import back, in its old place in the order: those that it replaced are replaced again.

        `UnknownImport` when there is none that was undone, `DamagedLocal` when its rows are gone.
        """
        listed = self._read_lock()
        if not 1 <= number <= len(listed) or listed[number - 1].withdrawn_at is None:
            raise UnknownImport(number)
        path = self.folder / f"{listed[number - 1].sha256}.csv"
        if not path.is_file():
            raise DamagedLocal(str(path))
        return self._replace(listed, number, withdrawn_at=None)

    def set_state(self, number: int, state: State, public_from: date | None = None) -> Import:
        """Say who may see an import, and from which day on everybody. Raises as `accept` and `withdraw` do."""
        return self._change(number, state=state, public_from=public_from)

    def rows(self, template: Template, public_on: date | None = None, *, examples: bool = False) -> pl.DataFrame:
        """The template's rows as they stand: the columns of the template and `import`, the number they came with.

        A later import replaces the rows of earlier ones that `replaced_by` says it replaces. With `public_on` only
        imports take part that everybody may see on that day. Made-up rows are given when `examples` is true, and then
        alone. Raises `DamagedLocal`.
        """
        mine = [
            one
            for one in self._imports
            if one.template == template.id and one.is_example == examples and one.is_in_force(public_on)
        ]
        parts = [self.read(one, template).with_columns(pl.lit(one.id).alias("import")) for one in mine]
        return newest_rows(template, parts)

    def read(self, one: Import, template: Template) -> pl.DataFrame:
        """The rows of one import in the columns of the template as it is now; `DamagedLocal` when they are gone."""
        path = self.folder / f"{one.sha256}.csv"
        try:
            payload = path.read_bytes()
        except FileNotFoundError as error:
            raise DamagedLocal(str(path)) from error
        if hashlib.sha256(payload).hexdigest() != one.sha256:
            raise DamagedLocal(str(path))
        return _from_csv(payload, template)

    def periods(self, one: Import, template: Template) -> tuple[str, str] | None:
        """The first and the last period of an import's rows; `None` without periods, or when the rows are gone."""
        if template.period is None or not (self.folder / f"{one.sha256}.csv").is_file():
            return None
        return _periods(self.folder, one.sha256, template.period)

    def origin(self, one: Import) -> "Origin":
        """Where the rows of an import came from."""
        size = (self.folder / f"{one.sha256}.csv").stat().st_size
        return Origin(one.id, one.role, one.accepted_at, one.file_sha256, size)

    @property
    def has_examples(self) -> bool:
        """Whether made-up figures may stand in where there are none of the region's own."""
        return not (self.folder / _NO_EXAMPLES).exists()

    def remove_examples(self) -> None:
        """From now on nothing made up is shown."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_whole(self.folder / _NO_EXAMPLES, b"")

    def restore_examples(self) -> None:
        """Made-up figures may stand in again."""
        (self.folder / _NO_EXAMPLES).unlink(missing_ok=True)

    def _change(self, number: int, **changed: object) -> Import:
        listed = self._read_lock()
        if not 1 <= number <= len(listed) or listed[number - 1].withdrawn_at is not None:
            raise UnknownImport(number)
        return self._replace(listed, number, **changed)

    def _replace(self, listed: Sequence[Import], number: int, **changed: object) -> Import:
        one = Import.model_validate({**listed[number - 1].model_dump(), **changed})
        self._write_lock([*listed[: number - 1], one, *listed[number:]])
        return one

    def _read_lock(self) -> tuple[Import, ...]:
        try:
            return _LOCK.validate_json(self._path.read_bytes()).imports
        except FileNotFoundError:
            return ()
        except ValueError as error:
            raise DamagedLocal(str(self._path)) from error

    def _write_lock(self, listed: Iterable[Import]) -> None:
        lock = _Lock(imports=tuple(listed))
        write_whole(self._path, orjson.dumps(lock.model_dump(mode="json"), option=orjson.OPT_INDENT_2))
        sync_folder(self.folder)
        self._imports = lock.imports

    def _sweep(self, listed: Iterable[Import]) -> None:
        """Remove what an interrupted import left behind."""
        named = {f"{one.sha256}.csv" for one in listed}
        for path in self.folder.iterdir():
            if _HALF_WRITTEN.fullmatch(path.name) or (is_kept_rows(path) and path.name not in named):
                path.unlink()


@lru_cache(maxsize=1024)
def _periods(folder: Path, sha256: str, period: str) -> tuple[str, str] | None:
    # Files are named by their content, so what one holds never changes.
    texts = pl.read_csv(folder / f"{sha256}.csv", columns=[period], infer_schema=False)[period].drop_nulls()
    return (str(texts.min()), str(texts.max())) if len(texts) else None


def is_kept_rows(path: Path) -> bool:
    """Whether a file is the rows of an import, by its name."""
    return _ROWS_FILE.fullmatch(path.name) is not None


def columns_of(template: Template) -> pl.Schema:
    """The columns of a template's rows and their types."""
    return pl.Schema({column.id: _TYPES.get(column.kind, pl.String) for column in template.columns})


def replaced_by(template: Template) -> list[str]:
    """The columns in which rows of a later file must be alike to take the place of earlier ones.

    Owner and period, and the measure where rows are of several; none when a file always comes whole.
    """
    measures = [column.id for column in template.columns if column.kind == "measure"]
    of = [name for name in (template.owner, template.period) if name]
    return [*measures, *of] if of else []


def newest_rows(template: Template, parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The rows of several imports as they stand together; each part has its number in `import`, later ones higher."""
    schema = pl.Schema({**columns_of(template), "import": pl.Int32})
    if not parts:
        return schema.to_frame()
    of = replaced_by(template)
    newest = pl.col("import").max()
    together = pl.concat([part.cast(dict(schema)) for part in parts])
    return together.filter(pl.col("import") == (newest.over(of) if of else newest)).sort(*template.key, "import")


def with_import(template: Template, before: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """The rows as they would stand after another import: what a person is shown before they accept it."""
    last = before["import"].max() if before.height else 0
    rows = new.select(columns_of(template).names()).with_columns(pl.lit(last).alias("import") + 1)
    return newest_rows(template, [before, rows])


def changes(template: Template, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """What differs between two states of a template's rows, one line an owner and period (a place, in a whole list).

    The columns that name them, `kind` (`new`, `changed`, `gone`), `rows_before` and `rows_after`; sorted by name.
    """
    names = list(columns_of(template))
    of = replaced_by(template) or list(template.key)
    before, after = before.select(names), after.select(names)

    def counted(rows: pl.DataFrame, name: str) -> pl.DataFrame:
        return rows.group_by(of).agg(pl.len().alias(name))

    differing = pl.concat(
        [one.join(other, on=names, how="anti", nulls_equal=True).select(of) for one, other in _both(before, after)]
    ).unique()
    is_old, is_new = pl.col("rows_before").is_not_null(), pl.col("rows_after").is_not_null()
    kind = pl.when(is_old & is_new).then(pl.lit("changed")).when(is_new).then(pl.lit("new")).otherwise(pl.lit("gone"))
    return (
        differing.join(counted(before, "rows_before"), on=of, how="left", nulls_equal=True)
        .join(counted(after, "rows_after"), on=of, how="left", nulls_equal=True)
        .with_columns(kind=kind)
        .with_columns(pl.col("rows_before", "rows_after").fill_null(0))
        .select(*of, "kind", "rows_before", "rows_after")
        .sort(of)
    )


def _both(one: pl.DataFrame, other: pl.DataFrame) -> tuple[tuple[pl.DataFrame, pl.DataFrame], ...]:
    return (one, other), (other, one)


def _as_csv(rows: pl.DataFrame, template: Template) -> bytes:
    """The rows in our own form: the template's columns and order of keys, so that the same rows are the same bytes."""
    schema = columns_of(template)
    return rows.select(schema.names()).cast(dict(schema)).sort(schema.names()).write_csv().encode()


def _from_csv(payload: bytes, template: Template) -> pl.DataFrame:
    """The rows in the columns of the template; one that it has got since is empty."""
    schema = columns_of(template)
    there = pl.read_csv(payload, infer_schema=False)
    missing = [pl.lit(None, pl.String).alias(name) for name in schema if name not in there.columns]
    texts = there.with_columns(missing).select(schema.names())
    days = [pl.col(name).str.to_date() for name, kind in schema.items() if kind == pl.Date]
    return texts.with_columns(days).cast(dict(schema))


@dataclass(frozen=True)
class Origin:
    """Where rows came from: the number in their column `import`, who brought them, when, and what the file was."""

    number: int
    role: str
    at: datetime
    sha256: str
    bytes: int


@dataclass(frozen=True, eq=False)
class Given:
    """The rows of a template that take part in a build, as `LocalStore.rows` gives them, and where they came from."""

    template: Template
    rows: pl.DataFrame
    origins: tuple[Origin, ...]
    is_example: bool = False


def given(
    store: LocalStore, templates: Mapping[str, Template], public_on: date, shipped: Mapping[str, Given]
) -> dict[str, Given]:
    """What takes part in a build on a day: of each template the public rows, or made-up ones while there are none.

    `shipped` has the examples that come with the product; those that somebody took in go before them. Of a template
    with neither there is nothing.
    """
    found = {}
    for name, template in templates.items():
        for is_example in (False, True) if store.has_examples else (False,):
            rows = store.rows(template, public_on, examples=is_example)
            if not rows.is_empty():
                numbers = set(rows["import"])
                origins = tuple(store.origin(one) for one in store.imports if one.id in numbers)
                found[name] = Given(template, rows, origins, is_example)
                break
        else:
            if store.has_examples and name in shipped:
                found[name] = shipped[name]
    return found
