"""Family centres of an area: where places are and are missing, how far children are from one, need, use and supply."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import polars as pl
from pyproj import Transformer

from ilmiotaulu.local.templates import Template
from ilmiotaulu.schema import REACH_KM
from ilmiotaulu.statements import Figure, Sentence, time_words
from ilmiotaulu.statements import centres as said
from ilmiotaulu.statistics.access import nearest, share_within
from ilmiotaulu.text import number, t
from ilmiotaulu.views import sheet as sheets
from ilmiotaulu.views.area import AreaRow, place_figures
from ilmiotaulu.views.classes import MISSING, WITHOUT, class_limits, class_of
from ilmiotaulu.views.reach import Grid, Reach
from ilmiotaulu.views.sheet import Cell, Column, Sheet, choosing
from ilmiotaulu.views.texts import IndicatorText, Place, origins
from ilmiotaulu.views.trend import NUMBERS_OF

CHILDREN = "children_0_17"
PER_100_CHILDREN = "family_centre_visits_per_100_children"
VISITS = "family_centre_visits"
# What stands beside each other, by the role that each plays; places themselves come last, as supply. How many visits
# there are says little beside need: they are told where nobody knows among how many children.
BESIDE = (
    ("need", CHILDREN),
    ("need", "low_income_children"),
    ("need", "lone_parent_families"),
    ("use", PER_100_CHILDREN),
    ("use", VISITS),
    ("use", "family_centre_reach"),
)
# Yearly figures of family centres that have a chart of their own, the one to begin with first.
YEARLY = (PER_100_CHILDREN, "family_centre_reach", VISITS, "family_centre_meeting_places")
_PER_CENT = 100
Degrees = tuple[float, float]


@dataclass(frozen=True)
class Centre:
    """A place of the lists that people have brought, as the table `place` has it."""

    id: str
    name: str
    kind: str
    run_by: str
    municipality: str
    position: Degrees | None
    opening_hours: str
    opened: int | None
    closed: int | None
    is_example: bool
    source_fetch: int

    def is_open(self, year: int) -> bool:
        """Whether a family can go there at the end of that year: it has opened, has not closed, and is not online."""
        has_opened = self.opened is None or self.opened <= year
        has_closed = self.closed is not None and self.closed <= year
        return self.kind != "online" and has_opened and not has_closed


def centres(rows: pl.DataFrame) -> tuple[Centre, ...]:
    """Every place of the table `place`, by name."""
    return tuple(
        Centre(
            id=row["id"],
            name=row["name"],
            kind=row["kind"],
            run_by=row["run_by"],
            municipality=row["municipality"],
            position=None
            if row["longitude"] is None or row["latitude"] is None
            else (row["longitude"], row["latitude"]),
            opening_hours=row["opening_hours"] or "",
            opened=row["opened"],
            closed=row["closed"],
            is_example=row["is_example"],
            source_fetch=row["source_fetch"],
        )
        for row in rows.sort("name", "id").iter_rows(named=True)
    )


@dataclass(frozen=True)
class Around:
    """A municipality, its children, its open places, or else the nearest one and how far that is from its centre.

    With `reach` the population grid tells how far its children live, and the nearest place is that of most of them.
    """

    place: Place
    children: float | None
    own: tuple[Centre, ...]
    nearest: Centre | None
    kilometres: float | None
    reach: Reach | None = None


def around(
    listed: Sequence[Centre],
    shown: Sequence[Place],
    centre_points: Mapping[str, Degrees],
    children: Mapping[str, float],
    year: int,
    grid: Grid | None = None,
) -> tuple[Around, ...]:
    """Each municipality with the open places of the year in it or nearest to it, in the order of `shown`.

    With a grid children live in its squares. Without one all children of a municipality are taken to live at its centre
    point, and a place of their own municipality counts at that same point: centre points of large municipalities lie
    far from where most of their people live.
    """
    there = [one for one in listed if one.is_open(year) and position(one, centre_points)]
    at = [position(one, centre_points) or (0.0, 0.0) for one in there]
    points = [centre_points.get(one.code, (0.0, 0.0)) for one in shown]
    kilometres, which = nearest([x for x, _ in points], [y for _, y in points], [x for x, _ in at], [y for _, y in at])
    found = []
    for place, far, index in zip(shown, kilometres.tolist(), which.tolist(), strict=True):
        own = tuple(one for one in there if one.municipality == place.code)
        has_nearest = index >= 0 and place.code in centre_points and not own
        one = Around(
            place=place,
            children=children.get(place.code),
            own=own,
            nearest=there[index] if has_nearest else None,
            kilometres=0.0 if own else far if has_nearest else None,
        )
        # Where the number of children is not told, no share of them is, either: it would narrow how many there are.
        reach = grid.reach(place.code) if grid and one.children is not None else Reach()
        found.append(_on_grid(one, reach, there) if grid else one)
    return tuple(found)


def _on_grid(one: Around, reach: Reach, there: Sequence[Centre]) -> Around:
    """With what the grid tells; where no square tells of a child the nearest place stays that of the centre point."""
    of_most = next((other for other in there if other.id == reach.nearest and not one.own), one.nearest)
    return replace(one, nearest=of_most, reach=reach)


def position(one: Centre, centre_points: Mapping[str, Degrees]) -> Degrees | None:
    """Where a place is, in degrees; one whose list does not say it counts at the centre point of its municipality."""
    return one.position or centre_points.get(one.municipality)


@dataclass(frozen=True)
class Dot:
    """A place on a map: its words, its mark, and where it is in hundreds of metres east and north (EPSG:3067)."""

    id: str
    area: str
    words: str
    kind: str
    east: int
    north: int
    name: str = ""


@dataclass(frozen=True)
class CentresView:
    """Where families are not reached: the answer, the map of municipalities with their places, and the distances.

    The table has a row for each municipality that some list of places tells of; `is_told` is false when none does.
    The names of the nearest places are in its files alone. `how` says where children are taken to live.
    """

    lead: Sentence
    how: str
    time: str
    rows: tuple[AreaRow, ...]
    legend: tuple[str, ...]
    dots: tuple[Dot, ...]
    sheet: Sheet
    is_told: bool
    is_example: bool


def centres_view(
    listed: Sequence[Centre],
    here: Sequence[Around],
    told: Collection[str],
    area: Place,
    chosen: Place,
    centre_points: Mapping[str, Degrees],
    children: IndicatorText | None,
    children_rows: pl.DataFrame | None,
    year: int,
    template: Template,
    fetches: pl.DataFrame,
    lang: str,
    grid: Grid | None = None,
) -> CentresView:
    """Places and their distances in an area. `here` are all its municipalities, `told` the counties of which there is
    a list; `children_rows` have the number of children of a year, where it is known; `year` is the one in which places
    are open; `grid` is the one that `here` was made with, if any.
    """
    covered = [one for one in here if one.place.county in told]
    codes = {one.place.code for one in here}
    mine = [one for one in listed if one.municipality in codes]
    # A made-up place elsewhere may be the nearest one of a municipality here.
    shown = [*mine, *(one.nearest for one in covered if one.nearest)]
    is_example = any(one.is_example for one in shown)
    by_code = {one.place.code: one for one in covered}
    counties = len(told), len({one.place.county for one in here})
    of_all = grid.reach(area.code) if grid else None
    lead = _lead(covered, by_code.get(chosen.code), area, chosen, counties, is_example, grid, of_all, lang)
    how = _how(grid, of_all, lang)
    return CentresView(
        lead=lead,
        how=how,
        time="",
        rows=tuple(_area_row(one, one.place.code in by_code, lang) for one in here),
        legend=(t("centres.map.with", lang),) if any(one.own for one in covered) else (),
        dots=_dots(mine, centre_points, year, template, lang),
        sheet=_access_sheet(
            covered,
            area,
            chosen,
            children,
            children_rows,
            [one.source_fetch for one in shown],
            lead,
            fetches,
            grid,
            of_all,
            how,
            lang,
        ),
        is_told=bool(covered),
        is_example=is_example,
    )


def _lead(
    covered: Sequence[Around],
    own: Around | None,
    area: Place,
    chosen: Place,
    counties: tuple[int, int],
    is_example: bool,
    grid: Grid | None,
    of_all: Reach | None,
    lang: str,
) -> Sentence:
    if chosen.level == "municipality" and own:
        return said.reached(
            said.Reached(
                municipality=chosen.name,
                places=tuple(one.name for one in own.own),
                nearest=own.nearest.name if own.nearest else None,
                kilometres=own.kilometres,
                children=own.children,
                is_example=is_example,
                grid=_told_by(grid, own.reach, lang),
            ),
            lang,
        )
    if not covered or chosen.level == "municipality":
        return said.not_told(chosen.name if chosen.level == "municipality" else area.name, lang)
    without = sorted((one for one in covered if not one.own), key=lambda one: -(one.children or 0))
    known = [one for one in covered if one.children is not None]
    return said.unreached(
        said.Unreached(
            area=area.name,
            municipalities=len(covered),
            without=tuple((one.place.name, one.children) for one in without),
            children=sum(one.children or 0 for one in known),
            beyond=sum(one.children or 0 for one in known if _is_beyond(one)),
            unknown=len(covered) - len(known),
            is_example=is_example,
            counties=counties if area.level == "country" else None,
            grid=_told_by(grid, of_all, lang),
        ),
        lang,
    )


def _told_by(grid: Grid | None, reach: Reach | None, lang: str) -> said.OnGrid | None:
    if grid is None or reach is None:
        return None
    return said.OnGrid(grid.words(lang), reach.share(said.FAR_KM), reach.untold)


def _how(grid: Grid | None, of_all: Reach | None, lang: str) -> str:
    """Where children are taken to live, and of how many inhabitants the grid tells no ages."""
    if grid is None or of_all is None:
        return t("centres.how", lang)
    return t("centres.how_grid", lang, grid=grid.words(lang), untold=said.share_words(of_all.untold, lang))


def _is_beyond(one: Around) -> bool:
    return one.kilometres is None or one.kilometres > said.FAR_KM


def _area_row(one: Around, is_told: bool, lang: str) -> AreaRow:
    place, children = one.place, _children_words(one, lang)
    if not is_told:
        return AreaRow(place.code, place.name, t("status.not_available.short", lang), MISSING)
    if one.reach:
        share = said.share_words(one.reach.share(said.FAR_KM), lang)
        if one.own:
            words = t("centres.map.grid_has", lang, count=len(one.own), far=said.FAR_KM, share=share)
            return AreaRow(place.code, place.name, words, 0)
        words = t("centres.map.grid_none", lang, far=said.FAR_KM, share=share)
        return AreaRow(place.code, place.name, words, WITHOUT)
    if one.own:
        words = t("centres.map.has", lang, count=len(one.own), children=children)
        return AreaRow(place.code, place.name, words, 0)
    if one.nearest is None or one.kilometres is None:
        return AreaRow(place.code, place.name, t("centres.map.none", lang, children=children), WITHOUT)
    far = number(one.kilometres, 0, lang)
    # A bar would part the words of one area from those of the next on their way to the map.
    near = one.nearest.name.replace("|", "/")
    words = t("centres.map.far", lang, nearest=near, kilometres=far, children=children)
    return AreaRow(place.code, place.name, words, WITHOUT)


def _children_words(one: Around, lang: str) -> str:
    return "–" if one.children is None else number(one.children, 0, lang)


@cache
def _to_metres() -> Transformer:
    return Transformer.from_crs(4326, 3067, always_xy=True)


def _dots(
    mine: Sequence[Centre], centre_points: Mapping[str, Degrees], year: int, template: Template, lang: str
) -> tuple[Dot, ...]:
    """The open places of the year, by name."""
    found = []
    for one in mine:
        at = position(one, centre_points)
        if at and one.is_open(year):
            east, north = _to_metres().transform(*at)
            words = ", ".join([option(template, "kind", one.kind, lang), *filter(None, [one.opening_hours])])
            dot = Dot(one.id, one.municipality, f"{one.name}: {words}", one.kind, round(east / 100), round(north / 100))
            found.append(replace(dot, name=one.name))
    return tuple(found)


def kinds_of_open(template: Template, lang: str) -> dict[str, str]:
    """What an open place can be, in words."""
    return {kind: option(template, "kind", kind, lang) for kind in ("centre", "meeting_place")}


def option(template: Template, column: str, value: str, lang: str) -> str:
    """The words of one of the values of a choice."""
    return {one.id: one.title.in_language(lang) for one in template.column(column).options}[value]


def _access_sheet(
    covered: Sequence[Around],
    area: Place,
    chosen: Place,
    children: IndicatorText | None,
    children_rows: pl.DataFrame | None,
    place_fetches: Sequence[int],
    lead: Sentence,
    fetches: pl.DataFrame,
    grid: Grid | None,
    of_all: Reach | None,
    how: str,
    lang: str,
) -> Sheet:
    """How far the children of each municipality are from a place, and of an area's all; no total of made-up places."""
    shown = [one.place for one in covered]
    figures: list[Figure | None] = [None] * len(shown)
    title, numbers = t("centres.children", lang), set(place_fetches)
    if grid:
        numbers.add(grid.source_fetch)
    if children is not None and children_rows is not None and len(children_rows):
        title = f"{children.title}, {children_rows['year'][0]}"
        numbers |= set(children_rows["source_fetch"])
        figures = [one.figure for one in place_figures(children_rows, shown, children)]
    rows: list[tuple[Cell, ...]] = []
    for one, figure in zip(covered, figures, strict=True):
        near = "; ".join(own.name for own in one.own) or (one.nearest.name if one.nearest else "")
        rows.append((one.place.code, one.place.name, sheets.cell(figure, lang), near, *_far(one, lang)))
    reasons = sheets.reasons([one.status if one else "not_available" for one in figures], lang)
    if any(one.reach and one.reach.within is None and one.children is not None for one in covered):
        reasons += ((t("centres.no_square", lang), t("centres.no_square_why", lang)),)
    sheet = Sheet(
        title=t("centres.access", lang, area=area.name),
        subtitle=t("centres.access_how_grid" if grid else "centres.access_how", lang),
        columns=(
            Column(t("column.code", lang), "code"),
            Column(t("column.area", lang)),
            Column(title, "number"),
            Column(t("centres.nearest", lang), "code"),
            *_far_columns(grid is not None, lang),
        ),
        rows=tuple(rows),
        reasons=reasons,
        origins=origins(fetches, sorted(numbers)),
        about=(
            (t("explain.definition", lang), t("centres.definition", lang)),
            (t("explain.processing", lang), how),
        ),
        findings=(lead,),
    )
    known = [one for one in covered if one.children is not None]
    if len(known) == len(covered) > 1 and not sheet.has_examples:
        children_of_all = sum(one.children or 0 for one in known)
        far = _reach_cells(of_all, lang) if of_all else [None, *_shares(known)]
        sheet = replace(sheet, rows=(*rows, ("", t("centres.together", lang), children_of_all, "", *far)))
    return choosing(sheet, chosen.code)


def _far_columns(is_on_grid: bool, lang: str) -> tuple[Column, ...]:
    within = "centres.within_grid" if is_on_grid else "centres.within"
    shares = (Column(t(within, lang, kilometres=limit), "number", 0, "percent") for limit in REACH_KM)
    if not is_on_grid:
        return Column(t("centres.kilometres", lang), "number"), *shares
    untold = Column(t("centres.untold", lang), "number", 0, "percent")
    return *shares, Column(t("centres.half", lang), "number"), untold


def _far(one: Around, lang: str) -> list[Cell]:
    if one.reach:
        return [None] * (len(REACH_KM) + 2) if one.children is None else _reach_cells(one.reach, lang)
    return [t("centres.own", lang) if one.own else _rounded(one.kilometres, lang), *_shares([one])]


def _reach_cells(reach: Reach, lang: str) -> list[Cell]:
    """Shares in whole per cent, the whole kilometres within which half of the children live, and who is not told of."""
    untold = None if reach.untold is None else float(round(_PER_CENT * reach.untold))
    if reach.within is None:
        return [*(t("centres.no_square", lang) for _ in REACH_KM), None, untold]
    half = t("centres.none", lang) if reach.half_km is None else float(reach.half_km)
    return [*(float(round(_PER_CENT * share)) for share in reach.within), half, untold]


def _rounded(kilometres: float | None, lang: str) -> Cell:
    return t("centres.none", lang) if kilometres is None else float(round(kilometres))


def _shares(some: Sequence[Around]) -> list[Cell]:
    """The share of children within each limit, per cent; nothing where a number of children is not known or none."""
    if any(one.children is None for one in some) or not sum(one.children or 0 for one in some):
        return [None] * len(REACH_KM)
    distances = [float("inf") if one.kilometres is None else one.kilometres for one in some]
    shares = share_within(distances, [one.children or 0 for one in some], REACH_KM)
    return [float(round(_PER_CENT * share)) for share in shares]


def needs_sheet(
    rows: Mapping[str, pl.DataFrame],
    indicators: Mapping[str, IndicatorText],
    here: Sequence[Around],
    told: Collection[str],
    listed: Sequence[Centre],
    area: Place,
    chosen: str,
    fetches: pl.DataFrame,
    lang: str,
) -> Sheet:
    """Need beside use and supply, a row a municipality: those with most visits a child first, or by name where no
    visits are known or they are made up. Only municipalities of whose use or supply something is known; none of those
    are no rows.

    `rows` have the newest year of each indicator of `BESIDE` that there is.
    """
    in_use = {code for name, of in rows.items() if ("use", name) in BESIDE for code in of.filter(status="ok")["region"]}
    here = [one for one in here if one.place.county in told or one.place.code in in_use]
    shown = [one.place for one in here]
    columns = [Column(t("column.code", lang), "code"), Column(t("column.area", lang))]
    cells: dict[str, list[Cell]] = {place.code: [place.code, place.name] for place in shown}
    marks: dict[str, list[int | None]] = {place.code: [None, None] for place in shown}
    statuses: list[str] = []
    numbers: set[int] = set()
    order: dict[str, float] = {}
    has_rate = False
    for role, name in BESIDE:
        if name not in rows or (name == VISITS and has_rate):
            continue
        indicator, placed = indicators[name], place_figures(rows[name], shown, indicators[name])
        there = [one.figure for one in placed if one.figure and one.is_there]
        if not there:
            continue
        has_rate |= name == PER_100_CHILDREN
        real = [one for one in there if not one.is_example]
        # How many children there are says how large a municipality is, not that it needs more.
        is_shaded = indicator.unit not in NUMBERS_OF
        limits = class_limits([one.value or 0.0 for one in real], indicator.decimals)
        columns.append(_column(role, indicator, time_words(there[0], lang), lang))
        for one in placed:
            cells[one.place.code].append(sheets.cell(one.figure, lang))
            shade = class_of(one.figure, limits)
            marks[one.place.code].append(shade if is_shaded and shade >= 0 else None)
            statuses.append(one.status)
            numbers |= {one.row["source_fetch"]} if one.row else set()
        if name == PER_100_CHILDREN and len(real) == len(there):
            order = {one.place.code: one.figure.value or 0.0 for one in placed if one.figure and one.is_there}
    if any(one.place.county in told for one in here):
        columns.append(Column(f"{t('role.supply', lang)}: {t('centres.open_places', lang)}", "number"))
        codes = set(cells)
        numbers |= {one.source_fetch for one in listed if one.municipality in codes}
        for one in here:
            is_told = one.place.county in told
            cells[one.place.code].append(len(one.own) if is_told else t("status.not_available.short", lang))
            marks[one.place.code].append(None)
            statuses += [] if is_told else ["not_available"]
    in_order = sorted(shown, key=lambda place: -order.get(place.code, float("-inf"))) if order else shown
    sheet = Sheet(
        title=t("centres.needs", lang, area=area.name),
        subtitle=t("centres.needs_by_use" if order else "centres.needs_by_name", lang),
        columns=tuple(columns),
        rows=tuple(tuple(cells[place.code]) for place in in_order),
        reasons=sheets.reasons(statuses, lang),
        origins=origins(fetches, sorted(numbers)),
        about=((t("explain.caveat", lang), t("centres.use_and_supply", lang)),),
        shades=tuple(tuple(marks[place.code]) for place in in_order),
    )
    return choosing(sheet, chosen)


def _column(role: str, indicator: IndicatorText, time: str, lang: str) -> Column:
    name = f"{t(f'role.{role}', lang)}: {indicator.title}, {time}"
    return Column(name, "number", indicator.decimals, indicator.unit)
