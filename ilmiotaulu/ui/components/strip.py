"""A place among its peers, the size of a line: a grey dot for each peer, the own one in the accent colour above them.

Like a sparkline a data URI in an `<img>`, in colours that can be read on both backgrounds.
"""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from ilmiotaulu.charts.palette import ACCENT_EITHER, GREY_EITHER

_MARGIN = 7


def strip(own: float, peers: Sequence[float], *, label: str, width: int = 220, height: int = 22) -> str:
    """Return an `<img>` for `st.html`: values from the smallest on the left to the largest on the right."""
    low, high = min([own, *peers]), max([own, *peers])
    middle = height // 2

    def across(value: float) -> int:
        share = (value - low) / (high - low) if high > low else 0.5
        return round(_MARGIN + share * (width - 2 * _MARGIN))

    # A dot is a line of no length with a round end: the shortest way to say it.
    dots = "".join(f"M{across(value)} {middle}h0" for value in sorted(peers))
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'>"
        f"<path d='M{_MARGIN} {middle}H{width - _MARGIN}' stroke='{GREY_EITHER}' stroke-opacity='.4'/>"
        f"<path d='{dots}' stroke='{GREY_EITHER}' stroke-opacity='.5' stroke-width='7' stroke-linecap='round'/>"
        f"<circle cx='{across(own)}' cy='{middle}' r='6.5' fill='{ACCENT_EITHER}'/></svg>"
    )
    uri = "data:image/svg+xml," + quote(svg, safe="~()*!.,:;=/ '")
    return f'<img src="{uri}" alt="{escape(label, quote=True)}" width="{width}" height="{height}" class="ilmio-strip">'
