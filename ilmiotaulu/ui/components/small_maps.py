"""The same areas year by year: small maps side by side, coloured alike, for the eye to run over.

They cannot be chosen from nor reached with the keyboard: the table under them has the figures.
"""

from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import Any

from ilmiotaulu.charts.palette import ACCENT, ACCENT_DARK
from ilmiotaulu.ui.components.modules import component
from ilmiotaulu.ui.components.packing import digit, joined
from ilmiotaulu.views.classes import EXAMPLE, HIDDEN, MISSING

_component = component("small_maps")
_WORDS = {HIDDEN: "hidden", MISSING: "missing", EXAMPLE: "example"}


def small_maps(
    *,
    geometry_url: str,
    codes: Sequence[str],
    names: Sequence[str],
    years: Sequence[int],
    classes: Sequence[Sequence[int]],
    palette: Sequence[str],
    palette_dark: Sequence[str],
    legend: Sequence[str],
    missing_words: Mapping[str, str],
    zoom: bool,
    title: str,
    key: str,
    selected: str | None = None,
    columns_min_px: int = 150,
) -> None:
    """Draw a map for each year, from the same file of shapes as `area_map`, in as many columns as there is room for.

    `names` are in the order of `codes`; `classes` has a row for each year, each in that order too: places in the
    palette, or `HIDDEN`, `MISSING` or `EXAMPLE`, whose words are in `missing_words` under `hidden`, `missing` and
    `example`. Each map is called "title, year". The selected area has the accent's outline in all of them.

    Raises `ValueError` if a row is not as long as its order says.
    """
    data = small_maps_data(
        geometry_url=geometry_url,
        codes=codes,
        names=names,
        years=years,
        classes=classes,
        palette=palette,
        palette_dark=palette_dark,
        legend=legend,
        missing_words=missing_words,
        zoom=zoom,
        title=title,
        selected=selected,
        columns_min_px=columns_min_px,
    )
    _component(key=key, data=data)


def small_maps_data(
    *,
    geometry_url: str,
    codes: Sequence[str],
    names: Sequence[str],
    years: Sequence[int],
    classes: Sequence[Sequence[int]],
    palette: Sequence[str],
    palette_dark: Sequence[str],
    legend: Sequence[str],
    missing_words: Mapping[str, str],
    zoom: bool,
    title: str,
    selected: str | None = None,
    columns_min_px: int = 150,
) -> dict[str, Any]:
    """Return what the browser gets: `classes` has one text for each year, written as in `area_map.map_data`."""
    if not (len(names) == len(codes) and len(classes) == len(years) and all(len(row) == len(codes) for row in classes)):
        raise ValueError("names, years and classes must be in the order of the codes and years, and as many")
    present = {index for row in classes for index in row}
    kinds = [(mark, missing_words.get(word, "")) for mark, word in _WORDS.items() if mark in present]
    letters = {mark: letter for (mark, _), letter in zip(kinds, ascii_lowercase, strict=False)}
    return {
        "geometry_url": geometry_url,
        "codes": joined(codes, " "),
        "names": joined(names, "|"),
        "years": [str(year) for year in years],
        "labels": [f"{title}, {year}" for year in years],
        "classes": ["".join(letters.get(index) or digit(index) for index in row) for row in classes],
        "kinds": kinds,
        "palette": list(palette),
        "palette_dark": list(palette_dark),
        "accent": ACCENT,
        "accent_dark": ACCENT_DARK,
        "legend": list(legend),
        "selected": selected,
        "zoom": zoom,
        "no_map": missing_words.get("no_map", ""),
        "columns_min_px": columns_min_px,
    }
