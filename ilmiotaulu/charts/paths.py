"""The paths of a release's geometry, taken apart for whatever does not draw SVG."""

import re

Point = tuple[int, int]

_STEP = re.compile(r"([MLhv])\s*(-?\d+)(?:\s+(-?\d+))?")


def contours(path: str) -> list[list[Point]]:
    """The closed lines of a path, which knows `M`, `L`, `h`, `v` and `Z` only."""
    found: list[list[Point]] = []
    x = y = 0
    for sign, first, second in _STEP.findall(path):
        if sign in "ML":
            x, y = int(first), int(second)
        elif sign == "h":
            x += int(first)
        else:
            y += int(first)
        if sign == "M":
            found.append([])
        found[-1].append((x, y))
    return found
