"""What is cut at the right edge of a wide table shows that there is more, and its names stay in sight."""

import pytest
from playwright.sync_api import Page

from ilmiotaulu.settings import PROJECT

STYLE = (PROJECT / "assets" / "page.css").read_text("utf-8")


def table(columns: int) -> str:
    cells = "<td>1 234 567</td>" * columns
    return (
        '<div class="ilmio-wide" tabindex="0"><table class="ilmio-table ilmio-numbers"><tbody>'
        f'<tr><th scope="row">Keuruu</th>{cells}</tr></tbody></table></div>'
    )


@pytest.mark.browser
def test_a_table_that_is_cut_fades_until_its_end_is_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 400})
    page.set_content(f'<style>{STYLE}</style><div id="root">{table(1)}{table(20)}</div>')
    fading = "nodes => nodes.map(n => getComputedStyle(n).maskImage !== 'none')"
    both = page.locator(".ilmio-wide")
    assert both.evaluate_all(fading) == [False, True]
    name = both.last.get_by_role("rowheader")
    at = (name.bounding_box() or {})["x"]
    both.last.evaluate("node => { node.scrollLeft = node.scrollWidth; }")
    page.wait_for_function("() => getComputedStyle(document.querySelectorAll('.ilmio-wide')[1]).maskImage === 'none'")
    assert (name.bounding_box() or {})["x"] == at
