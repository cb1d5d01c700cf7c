"""A small fake of five Finnish open-data services, for tests: real formats and rules, made-up figures.

    with Publishers() as publishers:
        fetch(publishers.sotkanet_url + "/regions")
        publishers.faults = ["error503:x2@sotkanet"]

As a program it serves until SIGTERM: ``python tests/publishers/server.py [--port N] [--fault SPEC ...]`` prints
one line ``ready sotkanet=... statfin=... geo=... grid=... classifications=...``.

Faults (one text each; ``[:xN]`` = only the first N requests, ``[@service]`` = one publisher only):

===================================  ==========================================================================
``error500 error503``                that status                                            ``[:xN][@service]``
``drop-connection``                  the connection is reset without an answer              ``[:xN][@service]``
``truncate``                         half the body, Content-Length promises all of it       ``[:xN][@service]``
``truncate-silent``                  half the body with a matching Content-Length           ``[:xN][@service]``
``malformed-json``                   status 200, but the JSON is broken                     ``[:xN][@service]``
``html-instead-of-json``             status 200, but a page                                 ``[:xN][@service]``
``latency:MS``                       wait before the answer                                 ``[:xN][@service]``
``down``                             every connection is closed at once                     ``[@service]``
``rate429:N[/SECONDS]``              at most N StatFin calls in the window (refused calls count too)
``cells403:N``                       at most N cells in a StatFin answer
``empty:ID``                         Sotkanet indicator: no rows; StatFin table: every cell ``..``
``gone:ID``                          indicator or table is no more
``unknown-indicator-404``            Sotkanet answers 404, not ``[]``, to rows of an unknown indicator
``revise:ID:FACTOR``                 a later release: values times the factor, newer date
``renamed-columns:old``              StatFin names as before June 2026
``renamed-columns:next``             StatFin area variables with the next year's date
``hva-ids:old``                      Sotkanet counties under their first ids and codes
``jsonstat:index-array``             and ``:numeric-status``, ``:sparse``, ``:status-on-value``: other legal shapes
``new-year``                         Sotkanet 191 and 552-570 have one year more and a newer date
``grid-without:FIELD``               the squares of the population grid do not have that field
``grid-children:null``               squares of few inhabitants have no ages at all instead of -1
``ages-since:YEAR``                  Sotkanet 552-570 begin in that year, and families move
``vanish:KU249``                     the area is gone from every publisher (also HVA, MK and SK codes)
``html-title:ID``                    the title of the indicator or table carries a script element
===================================  ==========================================================================
"""

import argparse
import contextlib
import html
import itertools
import json
import math
import random
import re
import signal
import socket
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, MutableSequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self, cast, overload
from urllib.parse import parse_qsl, quote, unquote

try:
    from . import world
except ImportError:  # run as a program
    import world  # ty: ignore[import-not-found]

ROOTS = {
    "sotkanet": "/rest/1.1",
    "statfin": "/PxWeb/api/v1",
    "geo": "/geoserver/tilastointialueet/wfs",
    "grid": "/geoserver/vaestoruutu/wfs",
    "classifications": "/api/classifications/v2",
}
JSON_TYPE = "application/json;charset=UTF-8"
HTML_TYPE = "text/html; charset=utf-8"
SCRIPT = "<script>document.title='x'</script>"


# ---------------------------------------------------------------------------------------------- faults
_STRIKE = r"(:x\d+)?(@(sotkanet|statfin|geo|grid|classifications))?"
FAULT = re.compile(
    rf"(error500|error503|drop-connection|truncate|truncate-silent|malformed-json|html-instead-of-json){_STRIKE}"
    rf"|latency:\d+{_STRIKE}"
    r"|down(@(sotkanet|statfin|geo|grid|classifications))?"
    r"|rate429:\d+(/\d+(\.\d+)?)?|cells403:\d+"
    r"|(empty|gone|html-title):\w+|revise:\w+:\d+(\.\d+)?"
    r"|grid-without:\w+|grid-children:null"
    r"|unknown-indicator-404|new-year|ages-since:\d{4}|hva-ids:old|renamed-columns:(old|next)"
    r"|jsonstat:(index-array|numeric-status|sparse|status-on-value)"
    r"|vanish:(KU|HVA|MK|SK)\d{2,3}"
)


class Faults(MutableSequence[str]):
    """The faults in force, as a list of texts; a text that means nothing is refused at once."""

    def __init__(self, specs: Iterable[str] = ()) -> None:
        self._specs: list[str] = []
        self._struck: dict[str, int] = {}
        self._lock = threading.Lock()
        self.extend(specs)

    @staticmethod
    def _checked(spec: str) -> str:
        if not FAULT.fullmatch(spec):
            raise ValueError(f"unknown fault: {spec!r}")
        return spec

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        return self._specs[index]

    def __setitem__(self, index: Any, value: Any) -> None:
        checked = self._checked(value) if isinstance(index, int) else [self._checked(v) for v in value]
        self._specs[index] = checked  # type: ignore[index]

    def __delitem__(self, index: int | slice) -> None:
        del self._specs[index]

    def __len__(self) -> int:
        return len(self._specs)

    def __repr__(self) -> str:
        return f"Faults({self._specs!r})"

    def insert(self, index: int, value: str) -> None:
        self._struck.pop(self._checked(value), None)
        self._specs.insert(index, value)

    def arguments(self, name: str) -> list[list[str]]:
        """What follows the name in every fault of that name."""
        return [parts[1:] for parts in (spec.split(":") for spec in self._specs) if parts[0] == name]

    def names(self, name: str) -> set[str]:
        """The first argument of every fault of that name."""
        return {arguments[0] for arguments in self.arguments(name)}

    def strikes(self, service: str) -> dict[str, list[str]]:
        """The transport faults that strike this request, counted; name -> arguments."""
        found: dict[str, list[str]] = {}
        for spec in list(self._specs):
            text, _, only = spec.partition("@")
            if only and only != service:
                continue
            name, *arguments = text.split(":")
            if arguments and re.fullmatch(r"x\d+", arguments[-1]):
                first = int(arguments.pop()[1:])
                with self._lock:
                    self._struck[spec] = struck = self._struck.get(spec, 0) + 1
                if struck > first:
                    continue
            found[name] = arguments
        return found


def later(stamp: str) -> str:
    """The same moment one year on, as a later release has it."""
    return (date.fromisoformat(stamp[:10]) + timedelta(days=365)).isoformat() + stamp[10:]


# ---------------------------------------------------------------------------------------------- answers
@dataclass
class Answer:
    """What is sent back."""

    status: int
    body: bytes = b""
    content_type: str = JSON_TYPE
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """A request, with the path below the publisher's base address."""

    method: str
    base: str
    parts: tuple[str, ...]
    query: str
    agent: str
    body: bytes

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return parse_qsl(self.query, keep_blank_values=True)

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.pairs if key == name]


def data(content: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


def page(status: int, title: str) -> Answer:
    text = html.escape(title)
    body = f"<!DOCTYPE html>\n<html><head><title>{text}</title></head><body><h2>{text}</h2></body></html>\n"
    return Answer(status, body.encode(), HTML_TYPE)


# ---------------------------------------------------------------------------------------------- Sotkanet
REFUSED_AGENTS = re.compile(r"(python-requests|python-urllib|python-httpx|aiohttp|python/)", re.IGNORECASE)
GENDERS = ("total", "male", "female")
PREFIX_OF = {"KUNTA": "KU", "HYVINVOINTIALUE": "HVA", "MAAKUNTA": "MK", "SEUTUKUNTA": "SK"}
REGION_LEVELS = {
    "fi": "Kunta, seutukunta, maakunta, hyvinvointialue, sairaanhoitopiiri, koko maa",
    "en": "Municipality, sub-region, region, the wellbeing services county, hospital district, whole country",
    "sv": "Kommun, ekonomisk region, landskap, välfärdsområde, sjukvårdsdistrikt, hela landet",
}
COUNTY_LEVEL = {"fi": "Hyvinvointialue", "en": "The wellbeing services county", "sv": "Välfärdsområde"}
SEX_TITLES = {
    True: {"fi": "Miehet, naiset, yhteensä", "en": "Male, female, combined", "sv": "Män, kvinnor, totalt"},
    False: {"fi": "Sukupuolet yhteensä", "en": "Gender total", "sv": "Kön totalt"},
}
ORGANIZATIONS = {
    2: {
        "fi": "Terveyden ja hyvinvoinnin laitos (THL)",
        "en": "Finnish institute for Health and Welfare (THL)",
        "sv": "Institutet för hälsa och välfärd (THL)",
    },
    3: {"fi": "Tilastokeskus", "en": "Statistics Finland", "sv": "Statistikcentralen"},
}
VALUE_TYPES = {
    "PROS": {"fi": "Prosenttia", "en": "Percent", "sv": "Procent"},
    "PER100000": {"fi": "Sataa tuhatta asukasta kohden", "en": "Per 100 000 inhabitants", "sv": "Per 100 000 invånare"},
}
NO_TEXT = {"fi": "", "en": "", "sv": ""}


class Sotkanet:
    """THL's Sotkanet REST 1.1."""

    def answer(self, question: Question, faults: Faults) -> Answer:
        if not question.agent or REFUSED_AGENTS.match(question.agent):
            return page(403, "403 Forbidden")
        match question.parts:
            case ("regions",):
                return data([self.region(region, faults) for region in self.regions(faults)])
            case ("indicators",):
                keys = ("id", "title", "organization", "classifications")
                known = [i for i in world.INDICATORS if str(i) not in faults.names("gone")]
                return data([{k: self.metadata(i, faults)[k] for k in keys} for i in known])
            case ("indicators", ident):
                if not ident.isdigit() or not self.known(int(ident), faults):
                    return page(404, "404 Not Found")
                return data(self.metadata(int(ident), faults))
            case ("json" | "csv" as form,):
                return self.rows(question, faults, form)
        return page(404, "404 Not Found")

    @staticmethod
    def known(ident: int, faults: Faults) -> bool:
        return ident in world.INDICATORS and str(ident) not in faults.names("gone")

    @staticmethod
    def indicator(ident: int, faults: Faults) -> world.Indicator:
        since = faults.names("ages-since") if ident in world.AGES else ()
        indicator = world.INDICATORS[ident]
        return world.with_moves(indicator, int(*since)) if since else indicator

    @staticmethod
    def regions(faults: Faults) -> list[world.Region]:
        gone = faults.names("vanish")
        return [r for r in world.SOTKANET_REGIONS if PREFIX_OF.get(r.category, "-") + r.code not in gone]

    @staticmethod
    def region_id(ident: int, faults: Faults) -> int:
        return (
            world.OLD_COUNTIES[ident][0] if ident in world.OLD_COUNTIES and "old" in faults.names("hva-ids") else ident
        )

    def region(self, region: world.Region, faults: Faults) -> dict[str, Any]:
        old = region.id in world.OLD_COUNTIES and "old" in faults.names("hva-ids")
        listed = {r.id for r in self.regions(faults)}
        shown: dict[str, Any] = {
            "id": self.region_id(region.id, faults),
            "code": world.OLD_COUNTIES[region.id][1] if old else region.code,
            "category": region.category,
            "title": {"fi": region.title["fi"], "en": region.title["en"], "sv": region.title["sv"]},
            "memberOf": [self.region_id(i, faults) for i in region.member_of if i in listed],
        }
        if region.category in ("KUNTA", "MAAKUNTA"):
            shown["uri"] = f"http://www.yso.fi/onto/kunnat/{'k' if region.category == 'KUNTA' else 'mk'}{region.code}"
        return shown

    @staticmethod
    def last_year(indicator: world.Indicator, faults: Faults) -> int:
        return indicator.last + ("new-year" in faults and indicator.id in world.GAINS_A_YEAR)

    def metadata(self, ident: int, faults: Faults) -> dict[str, Any]:
        indicator = self.indicator(ident, faults)
        updated = indicator.updated
        if str(ident) in faults.names("revise"):
            updated = later(updated)
        if self.last_year(indicator, faults) > indicator.last:
            updated = later(updated)
        title = dict(indicator.title)
        if str(ident) in faults.names("html-title"):
            title["fi"] += SCRIPT
        levels = COUNTY_LEVEL if indicator.only else REGION_LEVELS
        listed = [] if indicator.only else ["Maa", "Sairaanhoitopiiri", "Kunta", "Seutukunta", "Maakunta"]
        classifications: dict[str, Any] = {"region": {"title": levels, "values": listed}}
        if indicator.sexes:
            title_of_sex = SEX_TITLES[len(indicator.sexes) > 1]
            classifications["sex"] = {"title": title_of_sex, "values": list(indicator.sexes)}
        owner = {"id": indicator.organization, "title": ORGANIZATIONS[indicator.organization]}
        share = indicator.numerator is None or indicator.denominator is not None
        kind = {"code": indicator.unit, "title": VALUE_TYPES[indicator.unit]} if share else None
        end = max(self.last_year(indicator, faults), indicator.range_end)
        return {
            "id": ident,
            "data-updated": updated,
            "range": {"start": indicator.first, "end": end},
            "title": title,
            "description": {"fi": indicator.description, "en": "", "sv": ""},
            **dict.fromkeys(("interpretation", "limits", "legislation", "notices"), NO_TEXT),
            "primaryValueType": kind,
            "decimals": 1 if share else 0,
            "classifications": classifications,
            "organization": owner,
            "subjects": [],
            "sources": [{"organization": owner, "title": NO_TEXT, "description": NO_TEXT}],
            "groups": [],
        }

    def rows(self, question: Question, faults: Faults, form: str) -> Answer:
        idents, years, genders = (question.values(name) for name in ("indicator", "years", "genders"))
        if (
            len(idents) != 1
            or not re.fullmatch(r"\d{1,9}", idents[0])
            or not years
            or not all(re.fullmatch(r"\d{4}", year) for year in years)
            or not genders
            or not set(genders) <= set(GENDERS)
        ):
            return page(400, "400 Bad Request")
        ident = int(idents[0])
        if not self.known(ident, faults):
            if "unknown-indicator-404" in faults:
                return page(404, "404 Not Found")
            found = []
        elif idents[0] in faults.names("empty"):
            found = []
        else:
            wanted = sorted({int(year) for year in years})
            found = list(self.cells(self.indicator(ident, faults), wanted, sorted(set(genders)), faults))
        random.Random(f"{ident}|{years}|{genders}").shuffle(found)
        if form == "csv":
            lines = ["indicator;region;year;gender;primary value;absolute value"]
            lines += [";".join(str(row.get(key, "")) for key in self.ROW) for row in found]
            return Answer(200, ("\n".join(lines) + "\n").encode(), "text/csv;charset=UTF-8")
        return data(found)

    ROW = ("indicator", "region", "year", "gender", "value", "absValue")

    def cells(
        self, indicator: world.Indicator, years: list[int], genders: list[str], faults: Faults
    ) -> Iterator[dict[str, Any]]:
        """Every row there is, at all levels at once."""
        sexes = [sex for sex in genders if indicator.numerator and sex in (indicator.sexes or ())]
        served = [y for y in years if indicator.first <= y <= self.last_year(indicator, faults)]
        factor = math.prod(float(f) for ident, f in faults.arguments("revise") if ident == str(indicator.id))
        for year, region in itertools.product(served, self.regions(faults)):
            if indicator.only and region.category != indicator.only:
                continue
            shown = set(sexes)
            if indicator.rare:
                counts = {s: world.sotkanet_cell(indicator, region.covers, year, s)[1] or 0 for s in GENDERS}
                shown &= world.shown_sexes(counts, region.category)
            for sex in (s for s in sexes if s in shown):
                value, absolute = world.sotkanet_cell(indicator, region.covers, year, sex)
                row: dict[str, Any] = {
                    "indicator": indicator.id,
                    "region": self.region_id(region.id, faults),
                    "year": year,
                    "gender": sex,
                    "value": revised(value, factor, 1),
                }
                if absolute is not None:
                    row["absValue"] = revised(absolute, factor)
                yield row
        if indicator.id in world.AGES:
            for year, sex in itertools.product(served, sexes):
                yield dict(
                    zip(self.ROW, (indicator.id, world.UNLISTED_REGION_ID, year, sex, 0), strict=False)
                )  # fmt: skip


def revised(value: world.Number, factor: float, decimals: int = 0) -> world.Number:
    """The value times the factor, rounded as the original is."""
    if factor == 1:
        return value
    return round(value * factor) if isinstance(value, int) else round(value * factor, decimals)


# ---------------------------------------------------------------------------------------------- StatFin
JOINED = {"fi": (" muuttujina ", " ja "), "sv": (" efter ", " och "), "en": (" by ", " and ")}
ROLES = {"time": "time", "area": "geo", "contents": "metric"}
STATUS_NUMBERS = {".": "2", "...": "3", "..": "4"}


@dataclass(frozen=True)
class Column:
    """A variable as it is shown under the faults in force; ``kept`` are its values with their shown codes."""

    variable: world.Variable
    code: str
    kept: tuple[tuple[str, world.Value], ...]

    @property
    def codes(self) -> list[str]:
        return [code for code, _ in self.kept]

    def text(self, lang: str) -> str:
        return self.variable.text[lang]


class StatFin:
    """Statistics Finland's PxWeb API, version 1."""

    def __init__(self, calls: int, window: float, cells: int) -> None:
        self.calls, self.window, self.most_cells = calls, window, cells
        self._recent: deque[float] = deque()
        self._lock = threading.Lock()

    def reset(self) -> None:
        with self._lock:
            self._recent.clear()

    def seconds_to_wait(self, faults: Faults) -> int:
        """How long a refused caller has to wait; refused calls count too."""
        calls, window = self.calls, self.window
        for limit in faults.names("rate429"):
            most, _, seconds = limit.partition("/")
            calls, window = int(most), float(seconds or 60)
        now = time.monotonic()
        with self._lock:
            self._recent.append(now)
            while self._recent[0] < now - window:
                self._recent.popleft()
            return math.ceil(window) if len(self._recent) > calls else 0

    def answer(self, question: Question, faults: Faults) -> Answer:
        bad = Answer(400, b"Bad Request", "text/plain")
        if wait := self.seconds_to_wait(faults):
            refused = page(429, "429 - Too many requests in too short timeframe. Please try again later.")
            refused.headers["Retry-After"] = str(wait)
            return refused
        if "config" in question.query.split("&"):
            limits = {"maxValues": self.most_cells, "maxCells": self.most_cells, "maxCalls": self.calls}
            return data({**limits, "timeWindow": math.ceil(self.window), "CORS": True})
        lang, *rest = question.parts or ("",)
        if lang not in world.LANGUAGES:
            return bad
        if not rest:
            return data([{"dbid": ident, "text": text[lang]} for ident, text in world.DATABASES.items()])
        database, *rest = rest
        tables = [t for t in world.TABLES if t.database == database and t.id not in faults.names("gone")]
        if rest and not rest[0].endswith(".px"):
            tables = [t for t in tables if t.folder == rest[0]]
            rest = rest[1:]
            inside = True
        else:
            inside = False
        if not tables or len(rest) > 1:
            return bad
        if not rest:
            return data(self.listing(tables, lang, inside, question, faults))
        table = next((t for t in tables if self.file_name(t, faults) == rest[0]), None)
        if table is None:
            return bad
        columns = self.columns(table, faults)
        if question.method != "POST":
            return data(self.metadata(table, columns, lang, faults))
        try:
            asked = json.loads(question.body)
            picked = self.selection(columns, asked["query"])
            form = (asked.get("response") or {}).get("format", "json-stat2")
            if form not in ("json-stat2", "json"):
                raise ValueError(form)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            return bad
        most = min([self.most_cells, *(int(n) for n in faults.names("cells403"))])
        if math.prod(len(column.kept) for column in picked) > most:
            return page(403, "403 - Forbidden: Access is denied.")
        cells = list(self.cells(table, columns, picked, faults))
        if form == "json":
            return data(self.px_json(table, picked, cells, lang, faults))
        return data(self.json_stat(table, picked, cells, lang, faults))

    # -- what is there
    @staticmethod
    def file_name(table: world.Table, faults: Faults) -> str:
        old = "old" in faults.names("renamed-columns") and table.database == "StatFin"
        return f"statfin_{table.folder}_pxt_{table.id}.px" if old else f"{table.id}.px"

    def listing(
        self, tables: list[world.Table], lang: str, inside: bool, question: Question, faults: Faults
    ) -> list[dict[str, Any]]:
        title = {t.id: f"{t.id} -- {t.title}" for t in tables}
        if words := " ".join(question.values("query")).lower().replace("*", " ").split():
            return [
                {"id": self.file_name(t, faults), "path": f"/{t.folder}", "title": title[t.id], "score": 1.0,
                 "published": t.listed}
                for t in tables
                if all(word in title[t.id].lower() for word in words)
            ]  # fmt: skip
        if not inside:
            folders = sorted({t.folder for t in tables})
            return [{"id": f, "type": "l", "text": world.FOLDERS[f][lang]} for f in folders]
        return [
            {"id": self.file_name(t, faults), "type": "t", "text": title[t.id], "updated": t.listed} for t in tables
        ]  # fmt: skip

    @staticmethod
    def columns(table: world.Table, faults: Faults) -> list[Column]:
        """The variables with the names and values that the faults in force leave."""
        gone = faults.names("vanish")
        renamed = faults.names("renamed-columns") if table.database == "StatFin" else set()
        shown = []
        for variable in table.variables:
            code, prefix = variable.code, ""
            if "old" in renamed:
                code = variable.text["fi"]
                prefix = f"{table.folder}-" if variable.key == "contents" else ""
            elif "next" in renamed and (dated := re.fullmatch(r"(alue_\d+_)(\d{4})(\d{4})", code)):
                code = f"{dated[1]}{int(dated[2]) + 1}{dated[3]}"
            kept = tuple((v.code.removeprefix(prefix), v) for v in variable.values if v.code not in gone)
            shown.append(Column(variable, code, kept))
        return shown

    @staticmethod
    def label(table: world.Table, columns: list[Column], lang: str, faults: Faults) -> str:
        by, last = JOINED[lang]
        *names, final = [column.text(lang) for column in columns]
        title = table.contents + (SCRIPT if table.id in faults.names("html-title") else "")
        return title + by + (", ".join(names) + last + final if names else final)

    def metadata(self, table: world.Table, columns: list[Column], lang: str, faults: Faults) -> dict[str, Any]:
        variables = []
        for column in columns:
            item: dict[str, Any] = {
                "code": column.code,
                "text": column.text(lang),
                "values": column.codes,
                "valueTexts": [value.text[lang] for _, value in column.kept],
            }
            if column.variable.elimination:
                item["elimination"] = True
            if column.variable.key == "time":
                item["time"] = True
            variables.append(item)
        return {"title": self.label(table, columns, lang, faults), "variables": variables}

    # -- a query
    @staticmethod
    def selection(columns: list[Column], query: Any) -> list[Column]:
        """The columns of the answer. A variable left out is eliminated where it can be, else taken whole."""
        if not isinstance(query, list):
            raise TypeError("query")
        asked: dict[str, Any] = {}
        for item in query:
            if item["code"] in asked or item["code"] not in {column.code for column in columns}:
                raise ValueError(item["code"])
            asked[item["code"]] = item["selection"]
        picked = []
        for column in columns:
            if column.code not in asked:
                if not column.variable.elimination:
                    picked.append(column)
                continue
            wanted = asked[column.code]["values"]
            if not isinstance(wanted, list) or not all(isinstance(value, str) for value in wanted):
                raise TypeError("values")
            kept = chosen(column, str(asked[column.code]["filter"]), wanted)
            if kept:
                picked.append(replace(column, kept=kept))
            elif wanted or not column.variable.elimination:
                raise ValueError("nothing selected")
        return picked

    @staticmethod
    def cells(table: world.Table, columns: list[Column], picked: list[Column], faults: Faults) -> Iterator[world.Cell]:
        """The cells in row-major order, the last variable fastest."""
        factor = math.prod(float(f) for ident, f in faults.arguments("revise") if ident == table.id)
        fixed = {column.variable.key: column.variable.elimination for column in columns}
        keys = [column.variable.key for column in picked]
        for values in itertools.product(*([value for _, value in column.kept] for column in picked)):
            at = fixed | {key: value.code for key, value in zip(keys, values, strict=True)}
            if table.id in faults.names("empty"):
                yield ".."
                continue
            cell = table.cell(at)
            if isinstance(cell, str):
                yield cell
                continue
            decimals = next((v.decimals for k, v in zip(keys, values, strict=True) if k == "contents"), 0)
            number = revised(cell, factor, decimals)
            yield int(number) if number == int(number) else number

    def json_stat(
        self, table: world.Table, picked: list[Column], cells: list[world.Cell], lang: str, faults: Faults
    ) -> dict[str, Any]:
        variants = faults.names("jsonstat")
        codes = [column.code for column in picked]
        role = {ROLES[c.variable.key]: [c.code] for c in picked if c.variable.key in ROLES}
        stub = [c.code for c in picked if c.variable.key != "contents"]
        values: Any = [None if isinstance(cell, str) else cell for cell in cells]
        status = {str(i): cell for i, cell in enumerate(cells) if isinstance(cell, str)}
        px: dict[str, Any] = {
            "tableid": self.file_name(table, faults).removesuffix(".px"),
            "decimals": max(v.decimals for c in table.variables for v in c.values),
            "official-statistics": True,
            "aggregallowed": True,
            "language": "fi",
            "contents": table.contents,
            "description": f"{table.id} -- {table.title}",
            "descriptiondefault": False,
            "heading": [code for code in codes if code not in stub],
            "stub": stub,
            "matrix": table.id,
            "subject-code": table.folder.upper(),
            "subject-area": table.folder,
        }
        extension: dict[str, Any] = {"px": px, "contact": [{"raw": f"https://stat.fi/tilasto/{table.folder}"}]}
        if "status-on-value" in variants:
            marked = next((i for i, value in enumerate(values) if value is not None), None)
            if marked is not None:
                status[str(marked)] = "*"
        if "numeric-status" in variants:
            status = {place: STATUS_NUMBERS.get(symbol, symbol) for place, symbol in status.items()}
            extension["missingValueDescriptions"] = {
                "2": "Not applicable", "3": "Data is subject to secrecy", "4": "Not available",
            }  # fmt: skip
        if "sparse" in variants:
            values = {str(i): value for i, value in enumerate(values) if value is not None}
        updated = later(table.updated) if table.id in faults.names("revise") else table.updated
        answer = {
            "version": "2.0",
            "class": "dataset",
            "label": self.label(table, picked, lang, faults),
            "source": table.source,
            "updated": updated,
            "note": [f"<A HREF='https://stat.fi/tilasto/dokumentaatio/{table.folder}' TARGET=_blank>Dokumentaatio</A>"],
            "role": {name: role[name] for name in ("time", "geo", "metric") if name in role},
            "id": codes,
            "size": [len(column.kept) for column in picked],
            "dimension": {c.code: self.dimension(table, c, lang, "index-array" in variants) for c in picked},
            "extension": extension,
            "value": values,
        }
        return answer | ({"status": status} if status else {})

    @staticmethod
    def dimension(table: world.Table, column: Column, lang: str, as_array: bool) -> dict[str, Any]:
        variable = column.variable
        index: Any = column.codes if as_array else {code: i for i, code in enumerate(column.codes)}
        category: dict[str, Any] = {"index": index, "label": {code: value.text[lang] for code, value in column.kept}}
        if variable.key == "contents":
            category["unit"] = {code: {"base": v.unit, "decimals": v.decimals} for code, v in column.kept}
        extension: dict[str, Any] = {"elimination": bool(variable.elimination)}
        if variable.elimination:
            extension["eliminationValueCode"] = variable.elimination
        shown: dict[str, Any] = {"label": column.text(lang)}
        if variable.key == "area" and table.note:
            shown["note"] = [table.note]
        return shown | {"category": category, "extension": extension | {"show": "value"}}

    def px_json(
        self, table: world.Table, picked: list[Column], cells: list[world.Cell], lang: str, faults: Faults
    ) -> dict[str, Any]:
        """The older format: one row for each key, the contents side by side, every value a text."""
        place = next(i for i, column in enumerate(picked) if column.variable.key == "contents")
        contents, keys = picked[place], [c for i, c in enumerate(picked) if i != place]
        types = {"time": "t"}
        columns = [{"code": c.code, "text": c.text(lang), "type": types.get(c.variable.key, "d")} for c in keys]
        columns += [{"code": code, "text": value.text[lang], "type": "c"} for code, value in contents.kept]
        rows: dict[tuple[str, ...], list[str]] = {}
        positions = itertools.product(*(column.kept for column in picked))
        for combination, cell in zip(positions, cells, strict=True):
            key = tuple(code for i, (code, _) in enumerate(combination) if i != place)
            decimals = combination[place][1].decimals
            rows.setdefault(key, []).append(cell if isinstance(cell, str) else f"{cell:.{decimals}f}")
        stamp = later(table.updated) if table.id in faults.names("revise") else table.updated
        about = {"updated": stamp.replace(":", "."), "label": self.label(table, picked, lang, faults)}
        return {
            "columns": columns,
            "comments": [],
            "data": [{"key": list(key), "values": values} for key, values in rows.items()],
            "metadata": [about | {"source": table.source}],
        }


def chosen(column: Column, how: str, wanted: list[str]) -> tuple[tuple[str, world.Value], ...]:
    """The values that a filter (item, all or top) keeps, in the order of the table."""
    if how == "item":
        if not set(wanted) <= set(column.codes):
            raise ValueError("unknown value")
        return tuple(pair for pair in column.kept if pair[0] in wanted)
    if how == "all":
        return tuple(pair for pair in column.kept if any(fnmatchcase(pair[0], pattern) for pattern in wanted))
    if how == "top":
        if (count := int(wanted[0])) < 1:
            raise ValueError("top")
        return column.kept[-count:] if column.variable.key == "time" else column.kept[:count]
    raise ValueError(how)


# ---------------------------------------------------------------------------------------------- boundaries
def bounding_box(points: Iterable[world.Point]) -> list[float]:
    east, north = zip(*points, strict=True)
    return [min(east), min(north), max(east), max(north)]


class Geo:
    """Statistics Finland's WFS of statistical areas; coordinates in EPSG:3067 only."""

    WORKSPACE = "tilastointialueet:"
    CRS = re.compile(r"(EPSG:|urn:ogc:def:crs:EPSG:[\d.]*:|https?://www\.opengis\.net/def/crs/EPSG/0/)3067", re.I)

    @staticmethod
    def refused(code: str, locator: str, text: str) -> Answer:
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1" version="2.0.0">\n'
            f'<ows:Exception exceptionCode="{code}" locator="{locator}">\n'
            f"<ows:ExceptionText>{html.escape(text)}</ows:ExceptionText>\n"
            "</ows:Exception>\n</ows:ExceptionReport>\n"
        )
        return Answer(400, body.encode(), "application/xml")

    def answer(self, question: Question, faults: Faults) -> Answer:
        if question.parts:
            return page(404, "HTTP Status 404 – Not Found")
        asked = {name.lower(): value for name, value in question.pairs}
        if asked.get("request", "").lower() != "getfeature":
            return self.refused("OperationNotSupported", "request", "Only GetFeature is served")
        wanted = asked.get("typenames") or asked.get("typename") or ""
        layer = wanted.removeprefix(self.WORKSPACE)
        level, _, year = layer.partition("4500k")
        if layer == level or level not in world.layers() or year not in ("", f"_{world.LAYER_YEAR}"):
            return self.refused("InvalidParameterValue", "typeName", f"Feature type {wanted} unknown")
        if not self.CRS.fullmatch(asked.get("srsname", "EPSG:3067")):
            return self.refused("InvalidParameterValue", "srsName", f"Could not decode srs {asked['srsname']}")
        if asked.get("outputformat", "").lower() not in ("application/json", "json"):
            empty = '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0"/>\n'
            return Answer(200, empty.encode(), "application/gml+xml; version=3.2")
        return self.features(level, layer, faults)

    @staticmethod
    def features(level: str, layer: str, faults: Faults) -> Answer:
        prefix = PREFIX_OF[level.upper()]
        features, corners = [], []
        for serial, (code, name, ring) in enumerate(world.layers()[level], 1):
            if prefix + code in faults.names("vanish"):
                continue
            corners += ring
            polygon = [[list(point) for point in ring]]
            kind = "Polygon" if level == "kunta" else "MultiPolygon"
            features.append(
                {
                    "type": "Feature",
                    "id": f"{layer}.{serial}",
                    "geometry": {"type": kind, "coordinates": polygon if kind == "Polygon" else [polygon]},
                    "geometry_name": "geom",
                    "properties": {
                        "id": serial,
                        level: code,
                        "vuosi": world.LAYER_YEAR,
                        "nimi": name["fi"],
                        "namn": name["sv"],
                        "name": name["en"],
                    },
                    "bbox": bounding_box(ring),
                }
            )
        count = len(features)
        collection: dict[str, Any] = {
            "type": "FeatureCollection",
            "features": features,
            "totalFeatures": count,
            "numberMatched": count,
            "numberReturned": count,
            "timeStamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3067"}},
        }
        return data(collection | ({"bbox": bounding_box(corners)} if corners else {}))


class Grid:
    """Statistics Finland's WFS of the population grid: a list of layers, and squares without their shapes."""

    WORKSPACE = "vaestoruutu:"

    def answer(self, question: Question, faults: Faults) -> Answer:
        if question.parts:
            return page(404, "HTTP Status 404 – Not Found")
        asked = {name.lower(): value for name, value in question.pairs}
        layers = [layer for layer in world.GRID_LAYERS if layer not in faults.names("gone")]
        request = asked.get("request", "").lower()
        if request == "getcapabilities":
            return self.listed(layers)
        if request != "getfeature":
            return Geo.refused("OperationNotSupported", "request", "Only GetFeature is served")
        wanted = asked.get("typenames", "")
        if wanted.removeprefix(self.WORKSPACE) not in layers:
            return Geo.refused("InvalidParameterValue", "typeName", f"Feature type {wanted} unknown")
        if asked.get("outputformat", "").lower() != "application/json":
            empty = '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0"/>\n'
            return Answer(200, empty.encode(), "application/gml+xml; version=3.2")
        squares = world.squares()
        rows = [self.properties(square, faults) for square in squares]
        names = asked["propertyname"].split(",") if "propertyname" in asked else [*rows[0], "geom"]
        if unknown := [name for name in names if name not in (*rows[0], "geom")]:
            return Geo.refused("InvalidParameterValue", "propertyName", f"Unknown property {unknown[0]}")
        layer, found = wanted.removeprefix(self.WORKSPACE), rows[: int(asked.get("count", len(rows)))]
        features = [
            {
                "type": "Feature",
                "id": f"{layer}.{serial}",
                "geometry": {"type": "Point", "coordinates": [square.east, square.north]} if "geom" in names else None,
                "properties": {name: value for name, value in row.items() if name in names},
            }
            for serial, (square, row) in enumerate(zip(squares, found, strict=False), 1)
        ]
        stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        counts = {"totalFeatures": len(rows), "numberMatched": len(rows), "numberReturned": len(found)}
        return data({"type": "FeatureCollection", "features": features, **counts, "timeStamp": stamp, "crs": None})

    @staticmethod
    def properties(square: world.Square, faults: Faults) -> dict[str, Any]:
        untold = None if "null" in faults.names("grid-children") else -1
        told = square.children is not None
        row = {
            "id_nro": square.north + square.east // 1000,
            "grd_id": square.id,
            "kunta": square.municipality.lstrip("0"),
            "xkoord": square.east,
            "ykoord": square.north,
            "vaesto": square.residents,
            "miehet": square.residents // 2 if told else untold,
            "ika_0_14": square.children if told else untold,
            "vuosi": world.GRID_YEAR,
        }
        return {name: value for name, value in row.items() if name not in faults.names("grid-without")}

    def listed(self, layers: Iterable[str]) -> Answer:
        types = "".join(
            f"<FeatureType><Name>{self.WORKSPACE}{layer}</Name><Title>{layer}</Title></FeatureType>" for layer in layers
        )
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<wfs:WFS_Capabilities xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns="http://www.opengis.net/wfs/2.0" '
            f'version="2.0.0"><FeatureTypeList>{types}</FeatureTypeList></wfs:WFS_Capabilities>\n'
        )
        return Answer(200, body.encode(), "application/xml")


# ---------------------------------------------------------------------------------------------- classifications
LANGUAGE_NAMES = {"fi": "suomi", "sv": "ruotsi", "en": "englanti"}


class Classifications:
    """Statistics Finland's classification service."""

    LEVELS = ("kunta", "hyvinvointialue", "maakunta")

    @classmethod
    def parsed(cls, ident: str) -> tuple[str, int] | None:
        """Level and year of ``kunta_1_20260101``."""
        found = re.fullmatch(r"([a-z]+)_1_(\d{4})0101", ident)
        if not found or found[1] not in cls.LEVELS or int(found[2]) not in world.CLASSIFICATION_YEARS:
            return None
        return found[1], int(found[2])

    def answer(self, question: Question, faults: Faults) -> Answer:
        lang = (question.values("lang") or ["fi"])[0]
        if lang not in LANGUAGE_NAMES:
            return page(400, "400 Bad Request")
        suffix = "?format=json" if "json" in question.values("format") else ""
        full = "data" in question.values("content")
        missing = page(404, "404 Not Found")
        match question.parts:
            case ("classifications",):
                known = [f"{lv}_1_{y}0101" for y in world.CLASSIFICATION_YEARS for lv in self.LEVELS]
                return data([f"{question.base}/classifications/{ident}{suffix}" for ident in known])
            case ("classifications", ident, "classificationItems"):
                parsed = self.parsed(ident)
                return data(self.items(question, ident, *parsed, lang, full, suffix, faults)) if parsed else missing
            case ("correspondenceTables",):
                known = [
                    f"kunta_1_{y}0101#{lv}_1_{y}0101" for y in world.CLASSIFICATION_YEARS for lv in self.LEVELS[1:]
                ]
                return data([f"{question.base}/correspondenceTables/{quote(t, safe='')}{suffix}" for t in known])
            case ("correspondenceTables", ident, "maps"):
                source, _, target = ident.partition("#")
                parsed, towards = self.parsed(source), self.parsed(target)
                if (
                    not parsed
                    or not towards
                    or parsed[0] != "kunta"
                    or towards[0] == "kunta"
                    or parsed[1] != towards[1]
                ):
                    return missing
                if full:  # what the real service has answered since September 2026
                    return page(500, "500 Internal Server Error")
                root = f"{question.base}/correspondenceTables/{quote(ident, safe='')}/maps"
                pairs = world.correspondence(towards[0], towards[1])
                return data([f"{root}/{a}/{b}{suffix}" for a, b in pairs if f"KU{a}" not in faults.names("vanish")])
        return missing

    @staticmethod
    def items(
        question: Question, ident: str, level: str, year: int, lang: str, full: bool, suffix: str, faults: Faults
    ) -> list[Any]:
        prefix = PREFIX_OF[level.upper()]
        kept = [i for i in world.classification_items(level, year) if prefix + i[0] not in faults.names("vanish")]
        if not full:
            root = f"{question.base}/classifications/{ident}/classificationItems"
            return [f"{root}/{code}{suffix}" for code, _ in kept]
        return [
            {
                "localId": f"{ident}/{code}",
                "code": code,
                "level": 1,
                "order": order,
                "parentCode": None,
                "classificationItemNames": [{"langName": LANGUAGE_NAMES[lang], "lang": lang, "name": name[lang]}],
            }
            for order, (code, name) in enumerate(kept, 1)
        ]


# ---------------------------------------------------------------------------------------------- server
class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    publishers: "Publishers"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away; the faults make them do so."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet; ``Publishers.requests`` holds the requests."""

    def _respond(self) -> None:
        publishers = cast(_Server, self.server).publishers
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, _, query = self.path.partition("?")
        service = next((s for s, r in ROOTS.items() if path == r or path.startswith(r + "/")), "")
        record: dict[str, Any] = {
            "method": self.command,
            "path": path,
            "query": query,
            "body": body.decode("utf-8", "replace"),
            "headers": dict(self.headers.items()),
            "time": time.time(),
            "service": service,
            "status": None,
        }
        publishers.requests.append(record)
        faults = publishers.faults
        struck = faults.strikes(service)
        if "latency" in struck:
            time.sleep(int(struck["latency"][0]) / 1000)
        if "down" in struck or "drop-connection" in struck:
            self._reset_connection()
            return
        if not service:
            answer = page(404, "404 Not Found")
        elif "error500" in struck:
            answer = page(500, "500 Internal Server Error")
        elif "error503" in struck:
            answer = page(503, "503 Service Unavailable")
        else:
            parts = tuple(unquote(part) for part in path.removeprefix(ROOTS[service]).split("/") if part)
            agent = self.headers.get("User-Agent") or ""
            base = publishers.url + ROOTS[service]
            answer = publishers.services[service](Question(self.command, base, parts, query, agent, body), faults)
        record["status"] = answer.status
        self._send(answer, struck)

    do_GET = do_POST = do_HEAD = _respond  # noqa: N815

    def _reset_connection(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _send(self, answer: Answer, struck: dict[str, list[str]]) -> None:
        body = answer.body
        cut = False
        if answer.status == 200:
            if "html-instead-of-json" in struck:
                answer = page(200, "Huoltokatko")
                body = answer.body
            elif "malformed-json" in struck:
                body = body[:-1] + b",,}"
            if "truncate-silent" in struck:
                body = body[: len(body) // 2]
            cut = "truncate" in struck
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if cut:
            self.close_connection = True
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if cut else body)
        with contextlib.suppress(ConnectionError):
            self.wfile.flush()


class Publishers:
    """The five services on one free local port.

    ``calls`` in ``window`` seconds and ``cells`` are the limits of StatFin. The real ones are 40, 60 and 120,000;
    the first is generous here, so that a test that does not ask for the limit never meets it.
    """

    def __init__(
        self,
        faults: Iterable[str] = (),
        *,
        calls: int = 100_000,
        window: float = 60,
        cells: int = 120_000,
        port: int = 0,
    ) -> None:
        self._faults = Faults(faults)
        self._port = port
        self._statfin = StatFin(calls, window, cells)
        self.requests: list[dict[str, Any]] = []
        self.services: dict[str, Callable[[Question, Faults], Answer]] = {
            "sotkanet": Sotkanet().answer,
            "statfin": self._statfin.answer,
            "geo": Geo().answer,
            "grid": Grid().answer,
            "classifications": Classifications().answer,
        }
        self.url = ""

    @property
    def faults(self) -> Faults:
        """The faults in force; change the list or give a new one."""
        return self._faults

    @faults.setter
    def faults(self, specs: Iterable[str]) -> None:
        self._faults = Faults(specs)

    def reset(self) -> None:
        """No faults, no requests remembered, and the call window starts anew."""
        self._faults = Faults()
        self.requests.clear()
        self._statfin.reset()

    @property
    def sotkanet_url(self) -> str:
        return self.url + ROOTS["sotkanet"]

    @property
    def statfin_url(self) -> str:
        return self.url + ROOTS["statfin"]

    @property
    def geo_url(self) -> str:
        return self.url + ROOTS["geo"]

    @property
    def grid_url(self) -> str:
        return self.url + ROOTS["grid"]

    @property
    def classifications_url(self) -> str:
        return self.url + ROOTS["classifications"]

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", self._port), _Handler)
        self._server.publishers = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description="A small fake of five open-data services; made-up figures.")
    parser.add_argument("--port", type=int, default=0, help="0 = any free port")
    parser.add_argument("--fault", action="append", default=[], metavar="SPEC", help="repeatable")
    arguments = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with Publishers(arguments.fault, port=arguments.port) as publishers:
        urls = " ".join(f"{service}={publishers.url}{root}" for service, root in ROOTS.items())
        sys.stdout.write(f"ready {urls}\n")
        sys.stdout.flush()
        stop.wait()


if __name__ == "__main__":
    main()
