"""Native shapes of slides: a map of areas that can be coloured anew, and tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from ilmiotaulu.charts.palette import LINE, SEQUENTIAL, TEXT
from ilmiotaulu.charts.paths import Point, contours
from ilmiotaulu.exports.map_points import MARK, PointName, box_of, marks, meet, point_names, side_by_side
from ilmiotaulu.exports.ooxml import (
    EMU_PER_POINT,
    NAMESPACES,
    attribute,
    hatched,
    line,
    lines_of,
    paragraph,
    run,
    solid,
)
from ilmiotaulu.views.area import AreaRow
from ilmiotaulu.views.classes import HIDDEN, WITHOUT
from ilmiotaulu.views.slides import Label, MapPicture, MapPoint

# More areas than these have no names on a map.
_MOST_NAMES = 40
_NAME = 9.0
_WIDTH_OF_LETTER = 0.5
# By how much a name may be wider than the largest circle inside its area.
_BEYOND = 1.4
_EDGE, _OWN_EDGE, _COUNTY_EDGE = 0.5, 3.0, 1.25
_GREY = "#8C969A"
# From this class on letters are white.
DARK = 3
# Beside the words of a cell in EMU; and the most that a row is higher than its words, in letters.
_MARGIN, _MOST_AIR = 45_720, 1.4
# Letters that are read from ten metres.
_READABLE = 12
# A table without colours of its own: ours are lines and weights.
_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


@dataclass(frozen=True)
class Box:
    """A place on a slide, in EMU."""

    left: int
    top: int
    width: int
    height: int

    @property
    def points(self) -> tuple[float, float]:
        """Width and height in points."""
        return self.width / EMU_PER_POINT, self.height / EMU_PER_POINT


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its words and how they look; `fill` is finished markup."""

    text: str
    align: str = "l"
    colour: str = "tx1"
    fill: str = ""
    is_strong: bool = False


# ---- the map ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Scale:
    """From the units of paths to places on a slide."""

    left: float
    top: float
    x: float
    y: float
    factor: float

    def across(self, x: float) -> int:
        return round(self.left + (x - self.x) * self.factor)

    def down(self, y: float) -> int:
        return round(self.top + (y - self.y) * self.factor)


def map_group(picture: MapPicture, box: Box, first_id: int, name: str, alt: str) -> str | None:
    """The areas as one group of shapes, each with its name and figure; `None` where none of them has a path.

    Ids run from `first_id` on. The group is as large as it can be in the box, and keeps its shape.
    """
    shapes = {code: contours(path) for code, path in picture.shapes.items()}
    points = [point for lines in shapes.values() for one in lines for point in one]
    if not points:
        return None
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    factor = min(box.width / max(right - left, 1), box.height / max(bottom - top, 1))
    width, height = round((right - left) * factor), round((bottom - top) * factor)
    scale = _Scale(box.left + (box.width - width) / 2, box.top + (box.height - height) / 2, left, top, factor)
    # What is drawn later lies above: neighbours must not cover the chosen area's edge, nor areas a name.
    areas = sorted((row for row in picture.areas if row.code in shapes), key=lambda row: row.code == picture.own)
    outlines = [contours(path) for path in picture.outlines]
    named = [row for row in areas if len(areas) <= _MOST_NAMES and _has_name(row, picture, scale)]
    letters = _NAME * EMU_PER_POINT / factor
    points = side_by_side(picture.points, letters)
    labels = {row.code: _beside_marks(picture.labels[row.code], points, letters) for row in named}
    taken = [box_of(one.text, one.x, one.y, letters) for one in labels.values()]
    places = point_names(points, letters, taken, (left, top, right, bottom))
    numbers = count(first_id + 1)
    drawn = [
        *(_area(row, shapes[row.code], scale, next(numbers), is_own=row.code == picture.own) for row in areas),
        *(_outline(lines, scale, next(numbers)) for lines in outlines),
        *(_name(row, labels[row.code], scale, next(numbers), is_own=row.code == picture.own) for row in named),
        *(_place_name(one, scale, next(numbers)) for one in places),
        *(_mark(one, picture.kinds[one.kind], letters, scale, next(numbers)) for one in points),
    ]
    place = f'<a:off x="{round(scale.left)}" y="{round(scale.top)}"/><a:ext cx="{width}" cy="{height}"/>'
    inner = place.replace("a:off", "a:chOff").replace("a:ext", "a:chExt")
    return (
        f'<p:grpSp {NAMESPACES}><p:nvGrpSpPr><p:cNvPr id="{first_id}" name={attribute(name)} descr={attribute(alt)}/>'
        f"<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>{place}{inner}</a:xfrm></p:grpSpPr>"
        f"{''.join(drawn)}</p:grpSp>"
    )


def class_fill(class_index: int) -> str:
    """The fill of a class of values, of what is hidden, of what is missing, and of areas without something."""
    if class_index >= 0:
        return solid(SEQUENTIAL[class_index])
    if class_index == WITHOUT:
        return hatched(_GREY, "wdDnDiag")
    return hatched(_GREY) if class_index == HIDDEN else solid("#FFFFFF")


def kind_words(kind: int, told: str) -> str:
    """A kind of places with its mark, as its legend has it."""
    return f"{'○' if kind else '●'} {told}"


def _area(row: AreaRow, lines: list[list[Point]], scale: _Scale, number: int, *, is_own: bool) -> str:
    edge = line("tx1", _OWN_EDGE) if is_own else line(_GREY, _EDGE)
    told = f'<p:cNvPr id="{number}" name={attribute(row.name)} descr={attribute(f"{row.name}: {row.value}")}/>'
    return _freeform(lines, scale, told, class_fill(row.class_index) + edge)


def _outline(lines: list[list[Point]], scale: _Scale, number: int) -> str:
    """An edge for the eye alone: whoever hears the slide hears the areas."""
    told = f'<p:cNvPr id="{number}" name="{number}">{_DECORATIVE}</p:cNvPr>'
    return _freeform(lines, scale, told, f"<a:noFill/>{line(_GREY, _COUNTY_EDGE)}")


def _beside_marks(label: Label, points: Sequence[MapPoint], letters: float) -> Label:
    """A label below or above the marks of places that would lie on it; where it is if there is no room there either."""
    there = marks(points, letters)
    moved = (replace(label, y=label.y + down * letters) for down in (0.0, 1.1, -1.1, 2.0, -2.0))
    free = (one for one in moved if not any(meet(box_of(one.text, one.x, one.y, letters), other) for other in there))
    return next(free, label)


def _mark(point: MapPoint, kind: str, letters: float, scale: _Scale, number: int) -> str:
    """A dot of the first kind, a ring of another one, with the name of the place."""
    size = round(2 * MARK * letters * scale.factor)
    place = (
        f'<a:off x="{scale.across(point.x) - size // 2}" y="{scale.down(point.y) - size // 2}"/>'
        f'<a:ext cx="{size}" cy="{size}"/>'
    )
    fill, edge = (solid("#FFFFFF"), line(TEXT, 1.5)) if point.kind else (solid(TEXT), line("#FFFFFF", 0.75))
    told = f'<p:cNvPr id="{number}" name={attribute(point.name)} descr={attribute(f"{point.name}: {kind}")}/>'
    return (
        f"<p:sp><p:nvSpPr>{told}<p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>{place}</a:xfrm>"
        f'<a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom>{fill}{edge}</p:spPr></p:sp>'
    )


def _place_name(name: PointName, scale: _Scale, number: int) -> str:
    """The name of a place beside its mark, for the eye alone: the mark is what is heard."""
    told = paragraph(run(name.text, "fi", _NAME, TEXT, is_strong=True), align="ctr")
    return _letters(told, name.text, name.x, name.y, scale, number, fill=_PALE, width=0.6, height=1.15)


def _has_name(row: AreaRow, picture: MapPicture, scale: _Scale) -> bool:
    """Whether an area's name has room on the map; that of the chosen one stands in any case."""
    label = picture.labels.get(row.code)
    if label is None:
        return False
    if label.room is None or row.code == picture.own:
        return True
    room = 2 * label.room * scale.factor / EMU_PER_POINT
    return len(label.text) * _NAME * _WIDTH_OF_LETTER <= _BEYOND * room


def _name(row: AreaRow, label: Label, scale: _Scale, number: int, *, is_own: bool) -> str:
    """The name in a box of its own, for not every program writes inside of shapes; the area itself is what is heard."""
    colour = "#FFFFFF" if row.class_index >= DARK else TEXT
    told = paragraph(run(label.text, "fi", _NAME, colour, is_strong=is_own), align="ctr")
    return _letters(told, label.text, label.x, label.y, scale, number)


# Letters on it are read on any edge, which still shows through.
_PALE = '<a:solidFill><a:srgbClr val="FFFFFF"><a:alpha val="75000"/></a:srgbClr></a:solidFill>'


def _letters(
    told: str,
    text: str,
    x: float,
    y: float,
    scale: _Scale,
    number: int,
    *,
    fill: str = "<a:noFill/>",
    width: float = 1.0,
    height: float = 1.6,
) -> str:
    """A finished paragraph in a box around its middle, so many letters wide for each of the text's, and high."""
    wide, high = round(len(text) * width * _NAME * EMU_PER_POINT), round(height * _NAME * EMU_PER_POINT)
    place = (
        f'<a:off x="{scale.across(x) - wide // 2}" y="{scale.down(y) - high // 2}"/><a:ext cx="{wide}" cy="{high}"/>'
    )
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{number}">{_DECORATIVE}</p:cNvPr><p:cNvSpPr txBox="1"/><p:nvPr/>'
        f'</p:nvSpPr><p:spPr><a:xfrm>{place}</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill}'
        "</p:spPr>"
        '<p:txBody><a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:noAutofit/></a:bodyPr>'
        f"<a:lstStyle/>{told}</p:txBody></p:sp>"
    )


def _freeform(lines: list[list[Point]], scale: _Scale, told: str, look: str) -> str:
    xs, ys = [x for one in lines for x, _ in one], [y for one in lines for _, y in one]
    left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
    place = (
        f'<a:off x="{scale.across(left)}" y="{scale.down(top)}"/>'
        f'<a:ext cx="{max(1, scale.across(right) - scale.across(left))}" '
        f'cy="{max(1, scale.down(bottom) - scale.down(top))}"/>'
    )
    path = _path(lines, left, top, right, bottom)
    return (
        f"<p:sp><p:nvSpPr>{told}<p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>{place}</a:xfrm><a:custGeom><a:avLst/>"
        f'<a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>{path}'
        f"</a:pathLst></a:custGeom>{look}</p:spPr></p:sp>"
    )


_DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)


def _path(lines: list[list[Point]], left: int, top: int, right: int, bottom: int) -> str:
    steps = []
    for one in lines:
        (x, y), *rest = ((x - left, y - top) for x, y in one)
        steps.append(f'<a:moveTo><a:pt x="{x}" y="{y}"/></a:moveTo>')
        steps += [f'<a:lnTo><a:pt x="{x}" y="{y}"/></a:lnTo>' for x, y in rest]
        steps.append("<a:close/>")
    return f'<a:path w="{max(1, right - left)}" h="{max(1, bottom - top)}">{"".join(steps)}</a:path>'


# ---- tables -------------------------------------------------------------------------------------------------


def table_frame(
    rows: Sequence[Sequence[Cell]],
    shares: Sequence[float],
    box: Box,
    number: int,
    name: str,
    alt: str,
    sizes: Sequence[float],
    lang: str,
    *,
    has_header: bool = True,
) -> str:
    """A native table as wide as the box; `shares` are the columns' parts of its width. Of the `sizes` of letters in
    points it has the first at which it is no higher than the box.
    """
    widths = [round(box.width * one / sum(shares)) for one in shares]
    points, heights = _fitted(rows, widths, box.height, sizes)
    grid = "".join(f'<a:gridCol w="{width}"/>' for width in widths)
    body = "".join(
        f'<a:tr h="{height}">{"".join(_cell(cell, points, lang) for cell in row)}</a:tr>'
        for height, row in zip(heights, rows, strict=True)
    )
    return (
        f"<p:graphicFrame {NAMESPACES}><p:nvGraphicFramePr>"
        f'<p:cNvPr id="{number}" name={attribute(name)} descr={attribute(alt)}/>'
        '<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>'
        f'<p:xfrm><a:off x="{box.left}" y="{box.top}"/><a:ext cx="{sum(widths)}" cy="{sum(heights)}"/></p:xfrm>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl>'
        f'<a:tblPr firstRow="{int(has_header)}"><a:tableStyleId>{_PLAIN_TABLE}</a:tableStyleId></a:tblPr>'
        f"<a:tblGrid>{grid}</a:tblGrid>{body}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def _fitted(
    rows: Sequence[Sequence[Cell]], widths: Sequence[int], height: int, sizes: Sequence[float]
) -> tuple[float, list[int]]:
    """The size of letters and the heights of rows, with the room that is left shared among them up to a limit."""
    narrow = [(width - 2 * _MARGIN) / EMU_PER_POINT for width in widths]
    lines = {
        points: [
            max(lines_of(cell.text, width, points) for cell, width in zip(row, narrow, strict=True)) for row in rows
        ]
        for points in sizes
    }
    fitting = [one for one in sizes if 1.22 * one * EMU_PER_POINT * sum(lines[one]) <= height] or [sizes[-1]]
    # Somewhat smaller letters are read more easily than words that are broken.
    points = next((one for one in fitting if one >= _READABLE and max(lines[one]) == 1), fitting[0])
    heights = [1.22 * points * count * EMU_PER_POINT for count in lines[points]]
    spare = max(0.0, min((height - sum(heights)) / len(rows), _MOST_AIR * points * EMU_PER_POINT))
    return points, [round(one + spare) for one in heights]


_NO_LINE, _RULE = '<a:{0} w="0"><a:noFill/></a:{0}>', f'<a:lnB w="9525">{solid(LINE)}</a:lnB>'
_EDGES: Mapping[bool, str] = {
    has_rule: "".join(_NO_LINE.format(side) for side in ("lnL", "lnR", "lnT")) + (_RULE if has_rule else "")
    for has_rule in (True, False)
}


def _cell(cell: Cell, points: float, lang: str) -> str:
    # An empty paragraph is as high as letters of the usual size unless it says its own.
    empty = f'<a:endParaRPr sz="{round(100 * points)}"/>'
    runs = run(cell.text, lang, points, cell.colour, is_strong=cell.is_strong) if cell.text else empty
    body = paragraph(runs, align=cell.align)
    margins = f'marL="{_MARGIN}" marR="{_MARGIN}" marT="0" marB="0" anchor="ctr"'
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{body}</a:txBody>"
        f"<a:tcPr {margins}>{_EDGES[not cell.fill]}{cell.fill or '<a:noFill/>'}</a:tcPr></a:tc>"
    )
