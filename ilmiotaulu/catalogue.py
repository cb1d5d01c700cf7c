"""Phenomena, indicators, events, presets of scenarios and regions as people wrote them: typed models and their loader.

Everything under `data/catalogue/` is read here and nowhere else. A file with an error never loads half: the loader
collects every problem with its file, line and field, and raises them together.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from ilmiotaulu.schema import Level

Language = Literal["fi", "sv", "en"]
Kind = Literal["need", "use", "supply", "outcome", "experience", "structure"]
Unit = Literal[
    "count", "percent", "per_100", "per_1000", "index", "children_per_woman", "euro", "years", "days", "visits"
]
Domain = Literal[
    "population",
    "health_wellbeing",
    "leisure",
    "social_relations",
    "participation",
    "safety",
    "living_conditions",
    "education",
    "services_support",
]
CaveatKind = Literal[
    "series_break",
    "small_numbers",
    "hidden_zeros",
    "provisional",
    "method",
    "level_change",
    "supply",
    "revised",
]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(_Model):
    """A text in the three languages; none may be empty and sv and en may not repeat fi."""

    fi: str = Field(min_length=1)
    sv: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @model_validator(mode="after")
    def _translated(self) -> "Text":
        if len(self.fi) > 3 and self.fi in (self.sv, self.en):
            raise ValueError("untranslated")
        return self

    def in_language(self, lang: str) -> str:
        """The text in `lang` (`fi`, `sv` or `en`)."""
        return {"fi": self.fi, "sv": self.sv, "en": self.en}[lang]


class Sotkanet(_Model):
    """One indicator of Sotkanet; `title` is the publisher's Finnish title, checked at every fetch."""

    kind: Literal["sotkanet"]
    indicator: int = Field(gt=0)
    title: str = Field(min_length=1)

    @property
    def source_id(self) -> str:
        """The publisher's own id."""
        return str(self.indicator)

    @property
    def source_part(self) -> str | None:
        """Fixed selections: none."""
        return None


class StatFin(_Model):
    """One figure of a Statistics Finland table.

    `contents` is the contents code without its statistic's prefix; `ages` are summed. An archived table, whose file
    name is not stable, is found by a part of its title in its folder's list.
    """

    kind: Literal["statfin"]
    database: Literal["StatFin", "StatFin_Passiivi"] = "StatFin"
    folder: str = Field(pattern=r"^[a-z_]+$")
    table: str | None = Field(default=None, pattern=r"^[0-9a-z]{4}$")
    find: str | None = None
    title: str = Field(min_length=1)
    contents: str = Field(min_length=1)
    ages: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_way_to_find_it(self) -> "StatFin":
        if (self.table is None) == (self.find is None):
            raise ValueError("table_or_find")
        return self

    @property
    def source_id(self) -> str:
        """The table's id, or the words an archived table is found by."""
        return self.table or self.find or ""

    @property
    def source_part(self) -> str | None:
        """The contents code and, when ages are summed, the first and the last of them."""
        ages = "–".join(dict.fromkeys((self.ages[0], self.ages[-1]))) if self.ages else ""
        return f"{self.contents} {ages}".strip()


class File(_Model):
    """A CSV file of yearly figures beside the catalogue: `local/<name>.csv`, or one of the starter."""

    kind: Literal["file"]
    path: str = Field(pattern=r"^[a-z0-9_/]+\.csv$")
    title: str = Field(min_length=1)

    @property
    def source_id(self) -> str:
        """The file's path below the data directory."""
        return self.path

    @property
    def source_part(self) -> str | None:
        """Fixed selections: none."""
        return None


class Local(_Model):
    """A figure of the region's own files: a `formula` over the rows of a template, by municipality and year.

    Over the months of a year: `sum` and `monthly_mean` of a `column`; `share` of a column among another (`of`), and
    its `mean` weighted by that. Of lists: the `places` that are open at its end, the `groups` that have met, the
    `agreements` in force at its end, whether a municipality is `covered` by any group. `options` are the values of
    `column` that count. `measure`: the rows of a template for measures that name this indicator.
    """

    kind: Literal["local"]
    template: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    formula: Literal["sum", "monthly_mean", "share", "mean", "places", "groups", "agreements", "covered", "measure"]
    column: str | None = None
    of: str | None = None
    options: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_its_columns(self) -> "Local":
        needed = {"sum": 1, "monthly_mean": 1, "share": 2, "mean": 2, "places": 1, "groups": 1, "agreements": 1}
        given = [name for name in (self.column, self.of) if name]
        if len(given) != needed.get(self.formula, 0) or (self.of and not self.column):
            raise ValueError("local_columns")
        return self

    @property
    def is_monthly(self) -> bool:
        """Whether it is worked out from months."""
        return self.formula in ("sum", "monthly_mean", "share", "mean")

    @property
    def source_id(self) -> str:
        """The template's id."""
        return self.template

    @property
    def source_part(self) -> str | None:
        """The formula and its columns."""
        return " ".join([self.formula, *(name for name in (self.column, self.of) if name), *self.options])


class Derived(_Model):
    """A figure we compute from other indicators: their sum."""

    kind: Literal["derived"]
    formula: Literal["sum"]
    of: tuple[str, ...] = Field(min_length=2)

    @property
    def source_id(self) -> str:
        """The formula and how many figures it takes."""
        return f"{self.formula}({len(self.of)})"

    @property
    def source_part(self) -> str | None:
        """The first and the last of the indicators it is computed from."""
        return f"{self.of[0]}–{self.of[-1]}"


Source = Annotated[Sotkanet | StatFin | File | Local | Derived, Field(discriminator="kind")]


class Polarity(_Model):
    """Whether more is better; `none` means that the tool never calls a value good or bad. Always with its reason."""

    direction: Literal["higher_is_better", "lower_is_better", "none"]
    reason: Text


# The methods that need no more than a count and its base.
OF_COUNT_AND_BASE = ("proportion", "rate")


class Interval(_Model):
    """Which confidence interval the figure takes, and the indicator whose count is its base.

    `overdispersed` is of events that come in clusters, such as visits: the months of the region's own files tell how
    much more they vary than chance. A number of them needs no base. `reason` says what such an interval tells, or why
    there is `none`.
    """

    method: Literal["proportion", "rate", "overdispersed", "none"]
    base: str | None = None
    reason: Text | None = None

    @model_validator(mode="after")
    def _complete(self) -> "Interval":
        if self.method in ("overdispersed", "none") and self.reason is None:
            raise ValueError("interval_reason")
        if self.method in OF_COUNT_AND_BASE and self.base is None:
            raise ValueError("interval_base")
        return self


class SmallCounts(_Model):
    """How the publisher treats small counts: below `threshold` a cell of these levels is absent or marked."""

    threshold: int = Field(gt=0)
    zeros_hidden: bool
    levels: tuple[Level, ...] = ("municipality",)


class Valid(_Model):
    """The range outside which a value stops the release."""

    min: float
    max: float


class Expect(_Model):
    """What a healthy load looks like; below it the load is reported."""

    first_year: int = Field(ge=1700, le=2100)
    municipalities: int | None = Field(default=None, ge=0, le=320)
    counties: int | None = Field(default=None, ge=0, le=30)


class Accept(_Model):
    """A stopping finding that a person has looked at and accepts, with the reason."""

    finding: str
    reason: str = Field(min_length=10)


class CaveatEntry(Text):
    """One thing to keep in mind, of a closed kind; no years means always."""

    kind: CaveatKind
    years: tuple[int, ...] = ()


class Indicator(_Model):
    """One indicator: what it is, where it comes from, how it may be read."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Text
    definition: Text
    processing: Text | None = None
    unit: Unit
    decimals: int = Field(ge=0, le=6)
    kind: Kind
    domain: Domain
    time: Literal["observed", "projected"] = "observed"
    launch: int | None = None
    polarity: Polarity
    interval: Interval
    small_counts: SmallCounts | None = None
    valid: Valid
    expect: Expect | None = None
    official_sets: tuple[str, ...] = ()
    source: tuple[Source, ...] = ()
    caveats: tuple[CaveatEntry, ...] = ()
    accept: tuple[Accept, ...] = ()

    @model_validator(mode="after")
    def _projection_has_a_launch(self) -> "Indicator":
        if (self.time == "projected") != (self.launch is not None):
            raise ValueError("launch")
        return self

    @property
    def is_count(self) -> bool:
        """Whether the value itself is a number of persons or events, so that areas add up."""
        return self.unit in ("count", "visits")


class Role(_Model):
    """An indicator's place in a phenomenon."""

    indicator: str
    role: Kind
    key: bool = False


class PhenomenonEntry(_Model):
    """A phenomenon: its story, its indicators by role, its questions for dialogue."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    position: int
    title: Text
    story: Text
    questions: tuple[Text, ...] = Field(min_length=2)
    indicators: tuple[Role, ...] = ()


class EventEntry(Text):
    """A reform, a change of definition or a local event."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    date: date
    kind: Literal["reform", "definition", "law", "local"]
    region: str | None = None
    indicators: tuple[str, ...] = ()


class FertilityEntry(Text):
    """A total fertility that somebody has published for the years to come: where a scenario can begin.

    The texts name it. `year` is the year of publication, `for_year` the year it is meant for (None: all years of the
    projection), `source` the publication in words.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    total_fertility: float = Field(ge=0.3, le=4)
    publisher: Text
    year: int = Field(ge=1900, le=2100)
    for_year: int | None = Field(default=None, ge=1900, le=2100)
    source: Text


class Publisher(_Model):
    """Who publishes, under which licence, and how to cite."""

    name: Text
    licence: str
    licence_url: str
    citation: Text
    url: str


@dataclass(frozen=True)
class Problem:
    """One error in a catalogue file. `kind` names the text that explains it and its remedy."""

    path: str
    line: int
    field: str
    kind: str
    value: str = ""
    allowed: str = ""


class CatalogueError(Exception):
    """The catalogue cannot be used; `problems` says every reason with file, line and field."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.path}:{p.line} {p.field}: {p.kind} {p.value}" for p in self.problems))


@dataclass(frozen=True)
class Catalogue:
    """The whole catalogue, loaded and consistent."""

    indicators: Mapping[str, Indicator]
    phenomena: tuple[PhenomenonEntry, ...]
    events: tuple[EventEntry, ...]
    publishers: Mapping[str, Publisher]
    fertility: tuple[FertilityEntry, ...]
    division: int
    regions: pl.DataFrame = field(repr=False)
    region_changes: pl.DataFrame = field(repr=False)


def load_catalogue(folder: Path, templates: Mapping[str, Mapping[str, Sequence[str]]] | None = None) -> Catalogue:
    """Read the catalogue in `folder`; raise `CatalogueError` with every problem found in any file.

    With `templates` (by id the columns of each with their options) the names in local sources are held against them.
    """
    problems: list[Problem] = []
    indicators = _load_entries(folder / "indicators", Indicator, problems)
    phenomena = _load_entries(folder / "phenomena", PhenomenonEntry, problems)
    events = _load_file(folder / "events.toml", TypeAdapter(dict[str, tuple[EventEntry, ...]]), problems) or {}
    sources = _load_file(folder / "sources.toml", TypeAdapter(dict[str, Publisher]), problems) or {}
    scenarios = (
        _load_file(folder / "scenarios.toml", TypeAdapter(dict[str, tuple[FertilityEntry, ...]]), problems) or {}
    )
    regions = _load_table(folder / "regions.csv", _REGION_COLUMNS, problems)
    changes = _load_table(folder / "region_changes.csv", _CHANGE_COLUMNS, problems)
    if not problems:
        problems += _unknown_references(folder, indicators, phenomena)
        problems += _unfit_local_sources(folder, indicators, templates)
    if problems:
        raise CatalogueError(problems)
    assert regions is not None
    assert changes is not None
    return Catalogue(
        indicators=indicators,
        phenomena=tuple(sorted(phenomena.values(), key=lambda entry: entry.position)),
        events=events.get("event", ()),
        publishers=sources,
        fertility=scenarios.get("fertility", ()),
        division=int(regions["valid_from"].dt.year().max()),  # ty: ignore[invalid-argument-type]
        regions=regions,
        region_changes=changes,
    )


_REGION_COLUMNS = {
    "code": pl.String,
    "level": pl.String,
    "name_fi": pl.String,
    "name_sv": pl.String,
    "name_en": pl.String,
    "county": pl.String,
    "region": pl.String,
    "longitude": pl.Float64,
    "latitude": pl.Float64,
    "valid_from": pl.Date,
}
_CHANGE_COLUMNS = {"old": pl.String, "new": pl.String, "date": pl.Date, "source": pl.String}


Entry = TypeVar("Entry", Indicator, PhenomenonEntry)
Content = TypeVar("Content")


def _load_entries(folder: Path, model: type[Entry], problems: list[Problem]) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for path in sorted(folder.glob("*.toml")):
        entry = _load_file(path, TypeAdapter(model), problems)
        if entry is None:
            continue
        if entry.id != path.stem:
            problems.append(
                Problem(
                    str(path),
                    _line_of(path.read_text("utf-8"), ("id",)),
                    "id",
                    "id_is_not_file_name",
                    entry.id,
                    path.stem,
                )
            )
        entries[entry.id] = entry
    return entries


def _load_file(path: Path, model: TypeAdapter[Content], problems: list[Problem]) -> Content | None:
    try:
        text = path.read_text("utf-8")
        return model.validate_python(tomllib.loads(text))
    except FileNotFoundError:
        problems.append(Problem(str(path), 0, "", "no_file"))
    except UnicodeDecodeError:
        problems.append(Problem(str(path), 0, "", "not_utf8"))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        problems.append(Problem(str(path), int(line[1]) if line else 0, "", "not_toml", str(error)))
    except ValidationError as error:
        problems += [_problem(path, text, detail) for detail in error.errors()]
    return None


def _problem(path: Path, text: str, detail: Any) -> Problem:
    """One pydantic error as a problem with its line; our own rules carry their kind as the message."""
    location = tuple(
        str(part) for part in detail["loc"] if part not in ("sotkanet", "statfin", "file", "local", "derived")
    )
    kind = str(detail["ctx"]["error"]) if detail["type"] == "value_error" else detail["type"]
    allowed = str(detail.get("ctx", {}).get("expected", detail.get("ctx", {}).get("expected_tags", "")))
    value = "" if detail["type"] == "missing" else str(detail["input"])[:80]
    return Problem(str(path), _line_of(text, location), ".".join(location), kind, value, allowed)


def _line_of(text: str, location: tuple[str, ...]) -> int:
    """The line of a field in TOML text; that of the nearest enclosing table when the field itself is not there."""
    best, best_depth = 1, 0
    prefix: tuple[str, ...] = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if table := re.match(r"\s*\[\[\s*([\w.]+)\s*\]\]", line):
            name = table[1]
            here = prefix = (*name.split("."), str(counts.get(name, 0)))
            counts[name] = counts.get(name, 0) + 1
        elif table := re.match(r"\s*\[\s*([\w.]+)\s*\]", line):
            here = prefix = tuple(table[1].split("."))
        elif key := re.match(r"\s*([\w.]+)\s*=", line):
            here = (*prefix, *key[1].split("."))
        else:
            continue
        depth = _shared(here, location)
        if depth > best_depth:
            best, best_depth = number, depth
    return best


def _shared(here: tuple[str, ...], there: tuple[str, ...]) -> int:
    return next((i for i, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), min(len(here), len(there)))


def _load_table(path: Path, columns: Mapping[str, type[pl.DataType]], problems: list[Problem]) -> pl.DataFrame | None:
    try:
        return pl.read_csv(path, schema_overrides=dict(columns)).select(list(columns))
    except FileNotFoundError:
        problems.append(Problem(str(path), 0, "", "no_file"))
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        problems.append(Problem(str(path), 0, "", "not_csv", str(error).splitlines()[0][:200], ", ".join(columns)))
    return None


def _unknown_references(
    folder: Path, indicators: Mapping[str, Indicator], phenomena: Mapping[str, PhenomenonEntry]
) -> list[Problem]:
    """Names of indicators that no file defines."""
    named: list[tuple[str, str, str]] = []
    for entry in indicators.values():
        path = f"indicators/{entry.id}.toml"
        if entry.interval.base:
            named.append((path, "interval.base", entry.interval.base))
        for number, source in enumerate(entry.source):
            if isinstance(source, Derived):
                named += [(path, f"source.{number}.of", other) for other in source.of]
    for phenomenon in phenomena.values():
        named += [
            (f"phenomena/{phenomenon.id}.toml", f"indicators.{number}.indicator", role.indicator)
            for number, role in enumerate(phenomenon.indicators)
        ]
    return [
        Problem(
            str(folder / path),
            _line_of((folder / path).read_text("utf-8"), tuple(field_name.split("."))),
            field_name,
            "unknown_indicator",
            name,
        )
        for path, field_name, name in named
        if name not in indicators
    ]


def _unfit_local_sources(
    folder: Path, indicators: Mapping[str, Indicator], templates: Mapping[str, Mapping[str, Sequence[str]]] | None
) -> list[Problem]:
    """Local sources that name what no template has, that stand beside another source, or that others are summed of; and
    intervals that need the months of such a source.
    """
    found: list[tuple[str, str, str, str, str]] = []
    monthly = {name for name, entry in indicators.items() if any(_is_monthly(one) for one in entry.source)}
    for entry in indicators.values():
        found += _unfit_dispersion(entry)
        for number, source in enumerate(entry.source):
            at = f"source.{number}"
            if isinstance(source, Derived):
                found += [(entry.id, f"{at}.of", "local_summed", one, "") for one in source.of if one in monthly]
            if not isinstance(source, Local):
                continue
            if len(entry.source) > 1:
                found.append((entry.id, f"{at}.kind", "local_alone", source.kind, ""))
            if templates is not None:
                misnamed = _misnamed(source, templates)
                found += [(entry.id, f"{at}.{name}", kind, value, known) for name, kind, value, known in misnamed]
    return [
        Problem(
            str(folder / f"indicators/{name}.toml"),
            _line_of((folder / f"indicators/{name}.toml").read_text("utf-8"), tuple(field_name.split("."))),
            field_name,
            kind,
            value,
            allowed,
        )
        for name, field_name, kind, value, allowed in found
    ]


def _unfit_dispersion(entry: Indicator) -> Iterable[tuple[str, str, str, str, str]]:
    """An interval from months of what has none, a rate of visits without its base, and a number of them with one."""
    if entry.interval.method != "overdispersed":
        return
    if not entry.source or any(not isinstance(one, Local) or one.formula != "sum" for one in entry.source):
        yield entry.id, "interval.method", "interval_months", entry.interval.method, ""
    elif not entry.is_count and entry.interval.base is None:
        yield entry.id, "interval.method", "interval_base", entry.interval.method, ""
    elif entry.is_count and entry.interval.base is not None:
        yield entry.id, "interval.base", "interval_no_base", entry.interval.base, ""


def _is_monthly(source: Sotkanet | StatFin | File | Local | Derived) -> bool:
    return isinstance(source, Local) and source.is_monthly


def _misnamed(
    source: Local, templates: Mapping[str, Mapping[str, Sequence[str]]]
) -> Iterable[tuple[str, str, str, str]]:
    """Field, kind of problem, value and what is allowed, for every name that the template does not have."""
    columns = templates.get(source.template)
    if columns is None:
        yield "template", "unknown_template", source.template, ", ".join(sorted(templates))
        return
    for name, value in (("column", source.column), ("of", source.of)):
        if value and value not in columns:
            yield name, "unknown_column", value, ", ".join(columns)
    known = columns.get(source.column or "", ())
    for option in source.options:
        if option not in known:
            yield "options", "unknown_option", option, ", ".join(known)
