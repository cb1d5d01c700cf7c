"""Short addresses of views that people can read, say and write on paper, and what they lead to.

    /<language>/<page>[/<place>][/<figure>][/<year>][?<whatever else the view has>]

`/fi/kunta/keuruu`, `/fi/kartta/keski-suomen-hva/placed_children_0_17/2021`, `/sv/fenomen/hela-landet/heavy_services`.
The page and the place are words of the language, without accents and with hyphens; every language's words are
understood in all of them, and so are the names of pages in full addresses and the codes of places. A figure is the id
of an indicator, of an age on *Tulevaisuus*, or of a phenomenon. Words that mean nothing are passed over. What a short
address leads to is always a page of this app.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from ilmiotaulu.forecast.scenario import BOUNDS
from ilmiotaulu.store import DamagedRelease, NoRelease
from ilmiotaulu.text import DEFAULT, LANGUAGES, t
from ilmiotaulu.ui import data
from ilmiotaulu.ui.pages import PAGES
from ilmiotaulu.ui.state import NAMES
from ilmiotaulu.views.texts import Place

View = Mapping[str, str]

_PLACES: Final = ("area", "region")
_ONE_FIGURE: Final = (*_PLACES, "phenomenon", "indicator")
# What each page's view is made of; a page that is not here keeps all names.
_NAMES_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "overview": _PLACES,
    "phenomenon": (*_ONE_FIGURE, "compare", "year", "sex", "form"),
    "municipality": (*_ONE_FIGURE, "compare"),
    "compare": (*_ONE_FIGURE, "group", "own", "year", "sex", "view"),
    "map": (*_ONE_FIGURE, "beside", "year", "sex", "form", "maps"),
    "future": (*_PLACES, "age", "ahead", *BOUNDS),
    "family_centres": (*_PLACES, "form", "measure", "yearly", "centre"),
    "methods": (),
    "accessibility": (),
    "about": (),
}
# What a page shows unasked wherever it can.
_PLAIN: Final = {"form": "boundaries"}
_YEAR: Final = re.compile(r"[12]\d{3}", re.ASCII)
# More words than these no address has.
_MOST_WORDS: Final = 8


@dataclass(frozen=True)
class Words:
    """What the words of short addresses mean: by language the word of each page and of each place, and the other way.

    `counties` has the county of each place that is in one; `homes` the phenomenon that an indicator is first told in.
    """

    page_words: Mapping[str, Mapping[str, str]]
    pages: Mapping[str, str]
    place_words: Mapping[str, Mapping[str, str]]
    places: Mapping[str, Mapping[str, str]]
    counties: Mapping[str, str]
    homes: Mapping[str, str]
    figures: frozenset[str]
    phenomena: frozenset[str]


def slug(text: str) -> str:
    """A name in small letters without accents, its words joined by hyphens: `Jyväskylä` is `jyvaskyla`."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def words_of(
    titles: Mapping[str, Mapping[str, str]],
    places: Mapping[str, Mapping[str, Place]],
    phenomena: Mapping[str, Iterable[str]],
    figures: Iterable[str],
) -> Words:
    """The words of pages and places, by language, of the indicators of each phenomenon, and of all indicators.

    A place whose name is another's, too, goes by its code.
    """
    page_words = {lang: {page: slug(title) for page, title in of.items()} for lang, of in titles.items()}
    spoken: dict[str, list[tuple[str, str]]] = {lang: _spoken(of.values(), lang) for lang, of in places.items()}
    understood = {lang: _unambiguous(pairs) for lang, pairs in spoken.items()}
    anywhere = _unambiguous({pair for pairs in spoken.values() for pair in pairs})
    first: dict[str, dict[str, str]] = {lang: {} for lang in places}
    for lang, pairs in spoken.items():
        for word, code in pairs:
            if understood[lang].get(word) == code:
                first[lang].setdefault(code, word)
    homes: dict[str, str] = {}
    for phenomenon, names in phenomena.items():
        for name in names:
            homes.setdefault(name, phenomenon)
    county = {code: place.county or "" for of in places.values() for code, place in of.items() if _is_shown(place)}
    return Words(
        page_words=page_words,
        pages={word: page for of in reversed(list(page_words.values())) for page, word in of.items()}
        | {slug(page): page for of in page_words.values() for page in of},
        place_words={lang: {code: of.get(code, code.lower()) for code in county} for lang, of in first.items()},
        places={lang: {**anywhere, **of} for lang, of in understood.items()},
        counties=county,
        homes=homes,
        figures=frozenset(figures),
        phenomena=frozenset(phenomena),
    )


def _is_shown(place: Place) -> bool:
    return place.level in ("country", "county", "municipality")


def _spoken(places: Iterable[Place], lang: str) -> list[tuple[str, str]]:
    """Each word that means a place, the shortest of its words first."""
    shown = [place for place in places if _is_shown(place)]
    return [(slug(name), place.code) for place in shown for name in (_abbreviated(place, lang), place.name)]


def _abbreviated(place: Place, lang: str) -> str:
    """A county's name with the abbreviation that addresses have: short to read aloud, and the same for good."""
    return place.name.replace(t("county.long", lang), t("county.address", lang))


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    known = set(pairs)
    said = Counter(word for word, _ in known)
    return {word: code for word, code in known if word and said[word] == 1}


def names_of(page: str) -> tuple[str, ...]:
    """What the view of a page is made of, without the language."""
    return _NAMES_OF.get(page, tuple(name for name in NAMES if name != "lang"))


def figure_name(page: str) -> str:
    """The name by which a page's address has its figure."""
    return "age" if page == "future" else "indicator"


def short(page: str, view: View, words: Words) -> str:
    """The short address of a page's view: a path, and a query for what has no place in it."""
    lang = view.get("lang", "")
    lang = lang if lang in LANGUAGES else DEFAULT
    rest = {name: view[name] for name in names_of(page) if view.get(name) and view[name] != _PLAIN.get(name)}
    path = [lang, words.page_words[lang][page]]
    place = rest.get("region") or rest.get("area", "")
    if place in words.counties:
        path.append(words.place_words[lang][place])
        rest.pop("region", None)
        if rest.get("area") == (words.counties[place] or place) or not view.get("region"):
            rest.pop("area", None)
    name, phenomenon = figure_name(page), rest.get("phenomenon", "")
    if rest.get(name, "") in words.figures:
        figure = rest.pop(name)
        path.append(figure)
        if name == "indicator" and words.homes.get(figure) == phenomenon:
            rest.pop("phenomenon", None)
    elif phenomenon in words.phenomena and not rest.get(name):
        path.append(rest.pop("phenomenon"))
    if _YEAR.fullmatch(rest.get("year", "")):
        path.append(rest.pop("year"))
    return "/" + "/".join(path) + (f"?{urlencode(rest)}" if rest else "")


def full(path: str, query: View, words: Words) -> tuple[str, dict[str, str]]:
    """The page and the view of a short address; what the query says of the view wins over the path.

    Without a word for a page it is that of what is named: a figure, a municipality, else the front page.
    """
    lang, *said = path.strip("/").split("/")[:_MOST_WORDS]
    lang = lang if lang in LANGUAGES else DEFAULT
    page = next((found for one in said[:1] if (found := words.pages.get(slug(one)))), "")
    view: dict[str, str] = {}
    for one in said[1:] if page else said:
        for name, value in _meaning(one, lang, words).items():
            view.setdefault(name, value)
    page = page or _page_of(view)
    if page == "future" and "indicator" in view:
        view["age"] = view.pop("indicator")
    elif (figure := view.get("indicator", "")) in words.homes:
        view.setdefault("phenomenon", words.homes[figure])
    told = {name: value for name, value in query.items() if name in NAMES and name != "lang" and value}
    if told.get("region"):  # in an area of its own, unless the query says which
        view.pop("area", None)
    return page, {"lang": lang, **view, **told}


def _meaning(word: str, lang: str, words: Words) -> dict[str, str]:
    code, name = word.upper(), word.casefold()
    place = code if code in words.counties else words.places.get(lang, {}).get(slug(word), "")
    if place:
        return {"area": words.counties[place] or place, "region": place}
    if name in words.figures:
        return {"indicator": name}
    if name in words.phenomena:
        return {"phenomenon": name}
    return {"year": word} if _YEAR.fullmatch(word) else {}


def _page_of(view: View) -> str:
    if "indicator" in view or "phenomenon" in view:
        return "phenomenon"
    return "municipality" if view.get("region", "").startswith("KU") else "overview"


# ---- of the current release ---------------------------------------------------------------------------------


def known_words() -> Words:
    """The words of the current release; without one those of pages."""
    try:
        release = data.current().release
        data.release(release)
    except (NoRelease, DamagedRelease):
        return words_of(_titles(), {lang: {} for lang in LANGUAGES}, {}, ())
    return _words(release)


@lru_cache(maxsize=2)
def _words(release: str) -> Words:
    places = {lang: data.reader(release, lang).places for lang in LANGUAGES}
    read = data.reader(release, DEFAULT)
    phenomena = {one.id: [name for name, _ in one.roles] for one in read.phenomena.values()}
    return words_of(_titles(), places, phenomena, read.indicators)


def _titles() -> dict[str, dict[str, str]]:
    return {lang: {page: t(f"page.{page}", lang) for page in PAGES} for lang in LANGUAGES}


def in_the_footer(page: str, view: View, at: View) -> tuple[str, dict[str, Any]]:
    """The short address of a view, and what the browser needs to follow the view: it moves in parts of a page, in which
    place and page stay what they are. `at` is the query that the address bar has at the time.
    """
    words, lang = known_words(), view.get("lang", DEFAULT)
    place = view.get("region") or view.get("area", "")
    place = place if place in words.counties else ""
    home = view.get("phenomenon", "")
    home = home if home in words.phenomena else ""
    base = short(page, {"lang": lang, "region": place}, words)
    follow = {
        "at": urlencode(at),
        "base": base,
        "names": names_of(page),
        "plain": _PLAIN,
        "figure": figure_name(page),
        "place": {"region": place, "area": words.counties.get(place) or place},
        "phenomenon": home,
        "homes": [one for one, of in words.homes.items() if of == home],
    }
    return short(page, view, words), follow


def routes() -> list[BaseRoute]:
    """Return `/<language>/…`, which lead to the pages of the app."""

    async def lead(request: Request) -> Response:
        path, query = request.scope["path"], dict(request.query_params)
        address = await anyio.to_thread.run_sync(_address, path, query)
        return RedirectResponse(address, status_code=302, headers={"cache-control": "no-store"})

    return [Route(f"/{lang}{rest}", lead) for lang in LANGUAGES for rest in ("", "/{path:path}")]


def _address(path: str, query: View) -> str:
    page, view = full(path, query, known_words())
    if query.get("embed") == "true":
        view["embed"] = "true"
    return f"/{page}?{urlencode(view)}"
