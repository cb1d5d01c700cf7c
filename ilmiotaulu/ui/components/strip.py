"""A place among its peers, the size of a line: a grey dot for each peer, and the own one in the accent colour.

Like a sparkline a data URI in an `<img>`, in colours that can be read on both backgrounds.
"""

from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import quote

from ilmiotaulu.charts.palette import ACCENT_EITHER, GREY_EITHER

_MARGIN = 7
# Dots that would lie on each other stand above and below the line; nearer than this they touch.
_DOT, _ROWS = 7, (0, -9, 9)


def strip(own: float, peers: Sequence[float], *, label: str, width: int = 220, height: int = 26) -> str:
    """Return an `<img>` for `st.html`: values from the smallest on the left to the largest on the right.

    Equal values stand side by side, as far as there is room.
    """
    low, high = min([own, *peers]), max([own, *peers])
    middle = height // 2

    def across(value: float) -> int:
        share = (value - low) / (high - low) if high > low else 0.5
        return round(_MARGIN + share * (width - 2 * _MARGIN))

    # A dot is a line of no length with a round end: the shortest way to say it.
    dots = "".join(f"M{at} {middle + up}h0" for at, up in _side_by_side([across(value) for value in sorted(peers)]))
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'>"
        f"<path d='M{_MARGIN} {middle}H{width - _MARGIN}' stroke='{GREY_EITHER}' stroke-opacity='.4'/>"
        f"<path d='{dots}' stroke='{GREY_EITHER}' stroke-opacity='.75' stroke-width='{_DOT}' stroke-linecap='round'/>"
        f"<circle cx='{across(own)}' cy='{middle}' r='6.5' fill='{ACCENT_EITHER}'/></svg>"
    )
    uri = "data:image/svg+xml," + quote(svg, safe="~()*!.,:;=/ '")
    return f'<img src="{uri}" alt="{escape(label, quote=True)}" width="{width}" height="{height}" class="ilmio-strip">'


def _side_by_side(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Places in order, each with the row in which it lies on none before it, or on the one farthest away."""
    last = dict.fromkeys(_ROWS, -_DOT)
    for at in places:
        row = next((row for row, before in last.items() if at - before >= _DOT), min(last, key=lambda row: last[row]))
        last[row] = at
        yield at, row
