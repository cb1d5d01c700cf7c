"""What the first picture of a page will need, told in the page's head, so that the browser asks for it at once."""

from html import escape
from urllib.parse import parse_qs

from ilmiotaulu.store import DamagedRelease, NoRelease
from ilmiotaulu.ui import data
from ilmiotaulu.ui.components.modules import address

_WITH_MAP = ("/map", "/phenomenon", "/family_centres")
_WITH_TABLES = (*_WITH_MAP, "/", "/municipality", "/compare", "/future")


def preloads(path: str, query: str) -> str:
    """The `<link>`s of a page: the code that hears links, that of its tables and its map, and the map's shapes."""
    scripts = ["links"] + ["cells"] * (path in _WITH_TABLES) + ["area_map"] * (path in _WITH_MAP)
    made = [f'<link rel="modulepreload" href="{escape(address(name))}">' for name in scripts]
    if path in _WITH_MAP:
        made += [f'<link rel="preload" as="fetch" crossorigin href="{escape(one)}">' for one in _shapes(query)]
    return "".join(made)


def _shapes(query: str) -> list[str]:
    try:
        release = data.current().release
    except (NoRelease, DamagedRelease):
        return []
    forms = data.map_forms(release)
    asked = parse_qs(query).get("form", [""])[-1]
    return [f"/release/{release}/geometry/{asked if asked in forms else forms[0]}.json"]
