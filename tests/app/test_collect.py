"""Every view of every page can be put into a story, or is listed with the reason why not."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from ilmiotaulu.story.draft import view_of
from ilmiotaulu.story.model import Story, to_link
from ilmiotaulu.text import t
from ilmiotaulu.ui import stories
from ilmiotaulu.ui.pages import PAGES
from ilmiotaulu.views.reader import ReleaseReader
from ilmiotaulu.views.slides import Bars, Dots, Figures, Funnel, Pyramid, deck
from tests.app.conftest import App, Known, plain
from tests.app.test_family_centres import with_places
from tests.app.test_story_page import cards
from tests.app.test_withstand import Tables, rewritten

OpenApp = Callable[..., App]
Address = tuple[tuple[str, str], ...]
PLACED = "placed_children_0_17"
HERE: Address = (("region", "KU249"), ("phenomenon", "heavy_services"), ("indicator", PLACED))

# Why a view is in no story.
UNMOVED = "nothing is assumed yet, and what is forecast is a view of its own"
NO_VIEW = "it chooses what is shown"
REASONS = {UNMOVED, NO_VIEW}

# What the page of the future shows whatever is assumed.
FUTURE = {
    **dict.fromkeys(("age-chart", "about-age-chart"), "forecast:children_0_17"),
    **dict.fromkeys(("births-chart", "about-births-chart"), "forecast:live_births"),
    "about-meaning": "meaning",
    "fold-changes": "changes:children_0_17",
    **dict.fromkeys(("fold-ages", "about-ages", "ages-pyramid", "ages-projection"), "ages"),
}

# Of each page, at an address, what it shows, by the keys of its charts, its maps and its folds: the view that a link
# puts into the story, or the reason why there is none.
VIEWS: dict[tuple[str, Address], dict[str, str]] = {
    ("overview", HERE[:1]): {"about-overview": "numbers"},
    ("phenomenon", HERE): {
        "phenomenon-map": f"map:{PLACED}",
        **dict.fromkeys(("trend", "about-trend"), f"trend:{PLACED}"),
        **dict.fromkeys(("fold-need", "need", "about-need"), f"need:{PLACED}:::heavy_services"),
        "all-figures": "numbers:heavy_services",
    },
    ("municipality", HERE): {
        **dict.fromkeys(("about-profile", "rest"), "numbers:heavy_services"),
        **dict.fromkeys(("trend", "about-trend"), f"trend:{PLACED}"),
    },
    ("compare", HERE): {"about-many": "places:heavy_services:::area"},
    ("compare", (*HERE, ("view", "tests"))): {"about-tests": "places:heavy_services:::area"},
    ("compare", (*HERE, ("view", "one"), ("group", "similar"))): {
        "lines": f"trend:{PLACED}",
        "about-lines": f"ranking:{PLACED}:::similar",
        **dict.fromkeys(("fold-funnel", "funnel", "about-funnel"), f"funnel:{PLACED}"),
        **dict.fromkeys(("fold-quadrant", "quadrant", "about-quadrant"), f"quadrant:{PLACED}:::similar"),
    },
    ("map", HERE): {"options": NO_VIEW, **dict.fromkeys(("map", "about-map"), f"map:{PLACED}")},
    ("map", (*HERE, ("maps", "years"))): {
        "options": NO_VIEW,
        "years-map": f"map:{PLACED}",
        "about-years-map": f"trend:{PLACED}",
    },
    ("map", (*HERE, ("maps", "steadied"))): {
        "options": NO_VIEW,
        **dict.fromkeys(("steadied-map", "about-steadied-map"), f"map:{PLACED}"),
    },
    ("map", (*HERE, ("beside", "children_0_17"))): {
        "options": NO_VIEW,
        **dict.fromkeys(("map", "about-map"), f"map:{PLACED}"),
        **dict.fromkeys(("map-beside", "about-map-beside"), "map:children_0_17"),
    },
    ("future", HERE[:1]): {
        **FUTURE,
        "fold-scenario": UNMOVED,
    },
    ("future", (*HERE[:1], ("tfr", "1.2"), ("moves", "-5"))): {
        **FUTURE,
        "fold-scenario": "scenario:tfr=1.2,moves=-5",
    },
    ("family_centres", (("region", "KU179"),)): {
        **dict.fromkeys(("centres-map", "about-access"), "centres"),
        "about-needs": "places:early_support:::area",
        **dict.fromkeys(("months", "about-months"), "months:visits"),
        "about-card": "centre:aalto",
        **dict.fromkeys(("yearly-trend", "about-yearly-trend"), "trend:family_centre_visits"),
        "about-yearly-ranking": "ranking:family_centre_visits:::area",
    },
}
# Pages without figures of a place, or the story's own.
WITHOUT_VIEWS = {"story", "data", "import_file", "methods", "about", "accessibility"}


@pytest.fixture(scope="session")
def real_centres_data(starter_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter with a region's list of places, its yearly figures said to be real."""

    def told(tables: Tables) -> Tables:
        named = with_places(is_example=False)(tables)
        real = {
            name: frame.with_columns(flags=pl.col("flags").list.set_difference(["example"]))
            for name, frame in named.items()
            if "flags" in frame.columns
        }
        fetches = named["source_fetch"].with_columns(pl.col("publisher").replace("example", "Alue"))
        return {**named, **real, "source_fetch": fetches}

    return rewritten(starter_data, tmp_path_factory.mktemp("real") / "data", told)


def is_map(key: str) -> bool:
    """Whether a component's key is a map's and not that of the table beside it."""
    first, *others = key.split("-")
    return first != "cells" and "map" in (first, *others)


def shown(app: App) -> set[str]:
    """The keys of everything that a page shows, its folds open."""
    seen: set[str] = set()
    while closed := [key for key in app.folds if key not in seen]:
        seen |= set(closed)
        app.unfold(*closed)
    charts = {one.key for one in app.test.get("plotly_chart")}
    return seen | charts | {one.key for one in app.test.get("bidi_component") if is_map(one.key)}


def added(app: App) -> set[str]:
    """What links of the page put into the story."""
    return {one.asked["add"] for one in app.links() if one.page == "story" and "add" in one.asked}


def test_every_page_is_walked() -> None:
    assert {page for page, _ in VIEWS} == set(PAGES) - WITHOUT_VIEWS


@pytest.mark.parametrize(("page", "address"), VIEWS)
def test_every_view_of_a_page_can_be_put_into_a_story_or_says_why_not(
    open_app: OpenApp, grown_data: Path, real_centres_data: Path, page: str, address: Address
) -> None:
    data = real_centres_data if page == "family_centres" else grown_data
    app = open_app(data, page, **dict(address))
    listed = VIEWS[page, address]
    assert shown(app) == set(listed)
    links = added(app)
    assert {one for one in listed.values() if one not in REASONS} <= links
    for one in sorted(links):
        item = view_of(one)
        assert item is not None, one
        assert stories.is_known(item), one


@pytest.mark.parametrize("view", ["many", "tests"])
def test_the_places_of_one_s_own_choice_are_in_no_story(open_app: OpenApp, grown_data: Path, view: str) -> None:
    own = {**dict(HERE), "group": "own", "own": "KU179", "view": view}
    assert added(open_app(grown_data, "compare", **own)) == set()


def test_made_up_figures_are_in_no_story(open_app: OpenApp, starter_data: Path) -> None:
    app = open_app(starter_data, "family_centres", region="KU179")
    assert "about-yearly-ranking" in app.folds
    assert added(app) == set()


def test_made_up_figures_of_places_beside_each_other_are_in_no_story(open_app: OpenApp, starter_data: Path) -> None:
    asked = {"region": "KU179", "phenomenon": "one_contact", "indicator": "one_contact_handed_over", "view": "one"}
    app = open_app(starter_data, "compare", **asked)
    assert {"lines", "fold-funnel", "fold-quadrant"} <= shown(app)
    assert added(app) == set()


def test_a_story_of_family_centres_is_told_and_its_cards_name_what_they_are_of(
    open_app: OpenApp, real_centres_data: Path
) -> None:
    app = open_app(real_centres_data, "family_centres", region="KU179", centre="aalto")
    wanted = ["centres", "months:visits", "centre:aalto"]
    assert set(wanted) <= added(app)
    items = [view_of(one) for one in wanted]
    told = {"title": "", "language": "fi", "release": "r1", "area": "HVA15", "region": "KU179", "items": items}
    slides = deck(Story.model_validate(told), ReleaseReader(Known(real_centres_data).release, "fi")).slides
    assert [(slide.kind, slide.gap) for slide in slides] == [("centres", ""), ("months", ""), ("centre", "")]
    assert all(slide.title in app.text for slide in slides[:2]), "what the page says is what the slide says"
    page = open_app(real_centres_data, "story", region="KU179", story=to_link(Story.model_validate(told)))
    assert [card["words"] for card in cards(page)] == [
        t(f"story.kind.{kind}", "fi") for kind in ("centres", "months", "centre")
    ]
    for asked, named in (("centre:betula", "Betula"), ("months:families", "Perheitä"), ("centre:metso", "")):
        after = open_app(real_centres_data, "story", region="KU179", add=asked)
        assert len(cards(after)) == bool(named)
        assert named in after.html


def test_a_story_of_all_that_is_ahead_tells_what_the_page_tells(
    open_app: OpenApp, grown_data: Path, grown: Known
) -> None:
    app = open_app(grown_data, "future", region="KU249", tfr="1.2", moves="-5")
    shown(app)
    items = [view_of(view) for view in ("ages", "changes:children_0_17", "scenario:tfr=1.2,moves=-5")]
    told = {"title": "", "language": "fi", "release": "r1", "area": "HVA15", "region": "KU249", "items": items}
    by_age, by_change, what_if = deck(Story.model_validate(told), ReleaseReader(grown.release, "fi")).slides
    read = app.text
    assert isinstance(by_age.picture, Pyramid)
    assert all(plain(part) in read for part in (*by_age.told, *by_age.finding.split(". ")))
    assert isinstance(by_change.picture, Bars)
    assert isinstance(what_if.picture, Figures)
    assert all(plain(part) in read for part in (by_change.key, what_if.finding, what_if.caution))
    assert [slide.gap for slide in (by_age, by_change, what_if)] == ["", "", ""]


def test_a_scenario_in_which_nothing_is_moved_does_not_say_that_it_is_assumed(
    open_app: OpenApp, grown_data: Path
) -> None:
    app = open_app(grown_data, "future", region="KU249").unfold("fold-scenario")
    assert t("scenario.note", "fi") in app.text
    assert t("scenario.assumption", "fi") not in app.text


def test_what_forecasts_mean_can_be_chosen_with_the_phenomenon_of_children(open_app: OpenApp, grown_data: Path) -> None:
    def offered(phenomenon: str) -> list[str]:
        app = open_app(grown_data, "story", region="KU249", phenomenon=phenomenon).unfold("fold-add")
        return app.offered("kind")

    meaning = t("story.kind.meaning", "fi")
    assert (meaning in offered("children_decreasing"), meaning in offered("heavy_services")) == (True, False)


@pytest.mark.parametrize("group", ["area", "similar"])
def test_a_funnel_and_level_beside_change_are_told_as_the_page_shows_them(grown: Known, group: str) -> None:
    reader = ReleaseReader(grown.release, "fi")
    items = [view_of(f"funnel:{PLACED}"), view_of(f"quadrant:{PLACED}:::{group}")]
    told = {"title": "", "language": "fi", "release": "r1", "area": "HVA15", "region": "KU249", "items": items}
    funnel, quadrant = deck(Story.model_validate(told), reader).slides
    sizes = reader.funnel(PLACED, 2021, "KU249")
    both = reader.quadrant(PLACED, "KU249", reader.group(group, "HVA15", "KU249"))
    assert sizes is not None
    assert both is not None
    assert isinstance(funnel.picture, Funnel)
    assert (funnel.picture.points, funnel.picture.limits, funnel.sheet) == (sizes.points, sizes.limits, sizes.sheet)
    assert isinstance(quadrant.picture, Dots)
    assert [(dot.x, dot.y) for dot in quadrant.picture.points] == [(one.level, one.change) for one in both.points]
    assert quadrant.sheet == both.sheet
    assert [slide.title.partition(":")[0] for slide in (funnel, quadrant)] == ["Keuruu", "Keuruu"]


def test_what_forecasts_mean_is_a_table_of_ages_now_and_later(grown: Known) -> None:
    reader = ReleaseReader(grown.release, "fi")
    item = view_of("meaning")
    assert item is not None
    told = {"title": "", "language": "fi", "release": "r1", "area": "HVA15", "region": "KU249", "items": [item]}
    (slide,) = deck(Story.model_validate(told), reader).slides
    view = reader.meaning("KU249")
    assert view is not None
    assert view.first_graders is not None
    assert isinstance(slide.picture, Figures)
    assert (slide.title, slide.heading) == (view.first_graders.text, view.sheet.title)
    first, now, near = slide.picture.rows[0][:3]
    assert (first, now) == (view.sheet.rows[0][0], f"{view.sheet.rows[0][1]:.0f}")
    (low, high), value = view.sheet.rows[0][3], view.sheet.rows[0][2]
    assert near == f"{value} ({low:.0f}–{high:.0f})"
    assert slide.sheet is not None
    assert slide.sheet.rows == slide.picture.rows
