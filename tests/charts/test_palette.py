import re

import pytest

from ilmiotaulu.charts import palette
from ilmiotaulu.settings import PROJECT
from tests.charts.colours import contrast

STYLE = (PROJECT / "assets" / "page.css").read_text("utf-8")
TEXTS = (palette.TEXT, palette.TEXT_DARK)
PAGES = (palette.BACKGROUND, palette.BACKGROUND_DARK)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("name", ["ACCENT_EITHER", "GREY_EITHER", "BLUE_EITHER", "ORANGE_EITHER"])
def test_a_mark_that_cannot_know_the_mode_is_seen_in_both(name: str) -> None:
    for page in PAGES:
        assert contrast(getattr(palette, name), page) >= 3


@pytest.mark.parametrize("look", palette.CELLS)
def test_the_text_of_every_cell_of_a_rug_can_be_read(look: str) -> None:
    for text, cell in zip(TEXTS, palette.CELLS[look], strict=True):
        assert contrast(text, cell) >= 4.5


def test_the_text_of_a_hidden_cell_can_be_read_on_both_stripes() -> None:
    for text, stripes in zip(TEXTS, palette.HATCHING, strict=True):
        assert min(contrast(text, stripe) for stripe in stripes) >= 4.5


@pytest.mark.parametrize("judged", ["better", "worse"])
def test_the_edge_of_a_judged_cell_is_seen_beside_the_cell_or_the_page(judged: str) -> None:
    for edge, page in zip(palette.CELL_EDGES[judged], PAGES, strict=True):
        assert contrast(edge, page) >= 3


@pytest.mark.parametrize("kind", ["better", "worse", "higher", "lower"])
def test_the_stronger_cell_is_farther_from_the_page(kind: str) -> None:
    for mode, page in enumerate(PAGES):
        weak, strong = (contrast(palette.CELLS[f"{kind}-{step}"][mode], page) for step in (1, 2))
        assert strong > weak > 1


@pytest.mark.parametrize("look", palette.CELLS)
def test_the_style_sheet_has_the_colours_of_the_palette(look: str) -> None:
    found = re.findall(rf"td\.{look}, \.ilmio-rug-key \.{look} {{ background: light-dark\((.+?), (.+?)\); }}", STYLE)
    assert found == [palette.CELLS[look]]


def test_the_style_sheet_has_the_edges_and_the_hatching_of_the_palette() -> None:
    worse, better = (", ".join(palette.CELL_EDGES[judged]) for judged in ("worse", "better"))
    assert f".worse-1 {{ box-shadow: inset 5px 0 light-dark({worse}); }}" in STYLE
    assert f".better-1 {{ box-shadow: inset 2px 0 light-dark({better})," in STYLE
    light, dark = palette.HATCHING
    stripes = [f"light-dark({one}, {other})" for one, other in zip(light, dark, strict=True)]
    assert "td.withheld, .ilmio-rug-key .withheld { background: repeating-linear-gradient" in STYLE
    assert f"repeating-linear-gradient(135deg, {stripes[0]} 0 4px, {stripes[1]} 4px 8px)" in STYLE
