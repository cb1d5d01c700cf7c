"""Short addresses: what they are, what they lead to, and that one made of a view gives it back."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ilmiotaulu.catalogue import load_catalogue
from ilmiotaulu.settings import Settings
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.ui.pages import PAGES
from ilmiotaulu.ui.short_links import Words, figure_name, full, names_of, short, slug, words_of
from ilmiotaulu.ui.state import NAMES
from ilmiotaulu.views.texts import Place

catalogue = load_catalogue(Settings().catalogue_dir)
PHENOMENA = {one.id: [role.indicator for role in one.indicators] for one in catalogue.phenomena}
FIGURES = tuple(catalogue.indicators)


def places(lang: str) -> dict[str, Place]:
    return {
        row["code"]: Place(row["code"], row[f"name_{lang}"], row["level"], row["county"])
        for row in catalogue.regions.iter_rows(named=True)
    }


PLACES = {lang: places(lang) for lang in LANGUAGES}
TITLES = {lang: {page: t(f"page.{page}", lang) for page in PAGES} for lang in LANGUAGES}
WORDS = words_of(TITLES, PLACES, PHENOMENA, FIGURES)
SHOWN = [code for code, one in PLACES["fi"].items() if one.level in ("country", "county", "municipality")]


def led(address: str, words: Words = WORDS) -> tuple[str, dict[str, str]]:
    """What an address leads to."""
    parts = urlsplit(address)
    return full(parts.path, dict(parse_qsl(parts.query)), words)


# ---- what they look like ------------------------------------------------------------------------------------
KEURUU = {"area": "HVA15", "region": "KU249", "phenomenon": "heavy_services", "indicator": "placed_children_0_17"}


@pytest.mark.parametrize(
    ("page", "view", "address"),
    [
        ("overview", {"area": "FI", "region": "FI"}, "/fi/tilannekuva/koko-maa"),
        ("municipality", {"area": "HVA15", "region": "KU249"}, "/fi/kunta/keuruu"),
        ("phenomenon", KEURUU, "/fi/ilmio/keuruu/placed_children_0_17"),
        ("phenomenon", {**KEURUU, "lang": "sv", "indicator": ""}, "/sv/fenomen/keuru/heavy_services"),
        (
            "map",
            {**KEURUU, "region": "HVA15", "year": "2021", "sex": "male"},
            "/fi/kartta/keski-suomen-hva/placed_children_0_17/2021?sex=male",
        ),
        ("map", {**KEURUU, "area": "FI"}, "/fi/kartta/keuruu/placed_children_0_17?area=FI"),
        ("future", {**KEURUU, "lang": "en", "age": "children_0_6"}, "/en/future/keuruu/children_0_6"),
        ("compare", {**KEURUU, "group": "own", "own": "KU179,KU182"}, None),
        ("about", KEURUU, "/fi/tietoja"),
    ],
)
def test_a_view_has_a_short_address(page: str, view: dict[str, str], address: str | None) -> None:
    made = short(page, view, WORDS)
    assert made == (address or "/fi/vertailu/keuruu/placed_children_0_17?group=own&own=KU179%2CKU182")


def test_every_page_has_a_word_of_its_own_that_means_it_in_all_languages() -> None:
    for lang in LANGUAGES:
        assert len(set(WORDS.page_words[lang].values())) == len(PAGES)
        for page, word in WORDS.page_words[lang].items():
            assert re.fullmatch(r"[a-z-]+", word)
            assert WORDS.pages[word] == page


def test_every_place_has_a_word_of_its_own_in_every_language() -> None:
    for lang in LANGUAGES:
        words = WORDS.place_words[lang]
        assert set(words) == set(SHOWN)
        assert len(set(words.values())) == len(SHOWN)
        assert all(WORDS.places[lang].get(word, word.upper()) == code for code, word in words.items())
        assert [code for code, word in words.items() if word == code.lower() and code != "FI"] == []


def test_a_name_that_two_places_have_is_nobody_s_word() -> None:
    two = {
        "KU001": Place("KU001", "Koski", "municipality", "HVA01"),
        "KU002": Place("KU002", "Köski", "municipality", "HVA02"),
    }
    words = words_of(TITLES, dict.fromkeys(LANGUAGES, two), {}, ())
    assert short("municipality", {"region": "KU002"}, words) == "/fi/kunta/ku002"
    assert led("/fi/kunta/koski", words) == ("municipality", {"lang": "fi"})
    assert led("/fi/kunta/ku002", words)[1]["region"] == "KU002"


def test_phenomena_indicators_and_places_have_no_word_in_common() -> None:
    named = [*PHENOMENA, *FIGURES, *{word for lang in LANGUAGES for word in WORDS.places[lang]}]
    assert len(named) == len(set(named))


# ---- what they lead to --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("address", "page", "view"),
    [
        ("/fi", "overview", {"lang": "fi"}),
        ("/sv/karta/Korsholm", "map", {"lang": "sv", "area": "HVA17", "region": "KU499"}),
        ("/fi/karta/korsholm", "map", {"lang": "fi", "area": "HVA17", "region": "KU499"}),
        ("/en/municipality/KU499", "municipality", {"lang": "en", "area": "HVA17", "region": "KU499"}),
        ("/fi/kunta/Jyväskylä", "municipality", {"lang": "fi", "area": "HVA15", "region": "KU179"}),
        ("/fi/keuruu", "municipality", {"lang": "fi", "area": "HVA15", "region": "KU249"}),
        ("/fi/kartta/1821/2021", "map", {"lang": "fi", "year": "1821"}),
        ("/fi/kunta/keuruu?region=KU499", "municipality", {"lang": "fi", "region": "KU499"}),
        ("/fi/kunta/keuruu?evil=1&lang=sv", "municipality", {"lang": "fi", "area": "HVA15", "region": "KU249"}),
    ],
)
def test_an_address_leads_to_its_view(address: str, page: str, view: dict[str, str]) -> None:
    assert led(address) == (page, view)


def test_a_figure_brings_the_phenomenon_that_it_is_told_in() -> None:
    assert led("/fi/ilmio/placed_children_0_17")[1]["phenomenon"] == "heavy_services"


WORD = st.text(st.characters(codec="utf-8"), max_size=20)
ANY_PATH = st.lists(WORD, max_size=12).map(lambda words: "/".join(["", "fi", *words]))


@given(ANY_PATH, st.dictionaries(st.sampled_from([*NAMES, "next", "url"]), WORD, max_size=4))
@example("/fi//evil.example/kunta", {})
@example("/fi/https://evil.example", {"region": "//evil.example"})
def test_whatever_is_asked_leads_to_a_page_of_the_app(path: str, query: dict[str, str]) -> None:
    page, view = full(path, query, WORDS)
    assert page in PAGES
    assert view["lang"] == "fi"
    assert set(view) <= set(NAMES)


# ---- there and back -----------------------------------------------------------------------------------------
FREE = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=8
)


@st.composite
def views(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """A page and what the address bar may have on it, as pages write it: an area with a place in it."""
    page, lang = draw(st.sampled_from(sorted(PAGES))), draw(st.sampled_from(LANGUAGES))
    region = draw(st.sampled_from(SHOWN))
    areas = ["FI", PLACES[lang][region].county or region]
    view = {"lang": lang, "region": region, "area": draw(st.sampled_from(areas))}
    figure = draw(st.sampled_from(FIGURES))
    home = next((one for one, names in PHENOMENA.items() if figure in names), "shared_work")
    shown = {
        "phenomenon": st.just(home) | st.sampled_from(sorted(PHENOMENA)),
        figure_name(page): st.just(figure),
        "year": st.integers(1900, 2100).map(str) | FREE,
    }
    for name in names_of(page):
        if name not in view and draw(st.booleans()):
            view[name] = draw(shown.get(name, FREE))
    if view.get("indicator"):
        view.setdefault("phenomenon", home)
    return page, {name: value for name, value in view.items() if name == "lang" or name in names_of(page)}


@given(views())
def test_a_view_and_its_short_address_are_the_same(given_view: tuple[str, dict[str, str]]) -> None:
    page, view = given_view
    made = short(page, view, WORDS)
    assert led(made) == (page, view)
    assert len(made) <= len("/" + page + "?" + "&".join(f"{k}={v}" for k, v in view.items())) * 9
    path = urlsplit(made).path
    assert slug(path.split("/")[2]) == path.split("/")[2]
