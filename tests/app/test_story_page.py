"""The page on which a story is built: what links bring to it, what it keeps, and what it says when it cannot."""

import base64
import json
import zlib
from collections.abc import Callable

import orjson
import pytest

from ilmiotaulu.story.model import LONGEST_LINK, MOST_ITEMS, Item, Shown, Story, from_link, to_link
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.ui import markdown, stories
from ilmiotaulu.views.reader import ReleaseReader
from ilmiotaulu.views.slides import Bars, deck
from tests.app.conftest import App, Known, plain

Enter = Callable[..., App]
PLACED = "placed_children_0_17"
HOSTILE = '"Hätä" <b>&amp;</b> [x](javascript:1) $1$ Äänekoski Åbo 👩‍👩‍👧‍👦 \u202e=1+1'


def story(known: Known, *items: Item, **changed: object) -> Story:
    told = {"title": "Tarina", "language": "fi", "release": known.pointer.release, "area": "HVA15", "region": "KU249"}
    return Story.model_validate({**told, "items": items, **changed})


def in_address(app: App) -> Story:
    return from_link(app.address["story"])


def cards(app: App) -> list[dict]:
    """The cards as the browser is sent them; none while the story is empty."""
    return next((one["cards"] for one in app.components if "cards" in one), [])


def leave(app: App, told: list[dict], *, typing: bool = False) -> App:
    """What the browser sends when a person has left the cards so."""
    here = next(one for one in app.components if "cards" in one)
    numbers = [card["number"] for card in here["cards"]]
    return send(app, {"turn": here["heard"] + 1, "known": numbers, "cards": told, "typing": typing})


def send(app: App, told: object) -> App:
    component = next(one for one in app.test.get("bidi_component") if one.key == "story-cards")
    states = app.test._tree.get_widget_states()
    state = states.widgets.add()
    state.id = component.proto.id
    state.json_value = orjson.dumps({"told": told}).decode()
    app.test._run(states)
    return app.whole()


def press(app: App, key: str) -> App:
    next(one for one in app.test.button if one.key == key).click().run()
    return app.whole()


def keys(app: App) -> list[str]:
    return [one.key for one in app.test.button]


def warnings(app: App) -> list[str]:
    return [one.value for one in app.test.warning]


def status(app: App) -> list[str]:
    told = [plain(one.partition("</p>")[0]) for one in app.html.split('role="status">')[1:]]
    return [one for one in told if one]


# ---- beginning ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_workshop_offers_a_ready_story_of_every_phenomenon_and_nothing_to_take_along(
    in_official: Enter, official: Known, lang: str
) -> None:
    app = in_official("story", region="KU249", lang=lang)
    phenomena = official.release.table("phenomenon")["id"].to_list()
    assert keys(app) == [f"ready-{one}" for one in phenomena]
    assert t("story.what", lang) in app.text
    assert (cards(app), app.address.get("story")) == ([], None)
    assert t("story.take", lang) not in app.text


def test_a_ready_story_is_in_the_address_and_opens_the_same_in_another_session(
    in_official: Enter, official: Known
) -> None:
    app = press(in_official("story", region="KU249", compare="KU179"), "ready-heavy_services")
    made = in_address(app)
    assert (made.area, made.region, made.compare) == ("HVA15", "KU249", "KU179")
    assert made.release == official.pointer.release
    assert [item.kind for item in made.items] == ["numbers", "trend", "map", "ranking", "trend", "need", "questions"]
    assert all(item.shown for item in made.items if item.kind != "questions"), "what it told is kept"
    again = in_official("story", story=app.address["story"])
    assert again.address == {"story": app.address["story"]}, "a link that was opened stays as it is"
    assert [one | {"number": 0} for one in cards(again)] == [one | {"number": 0} for one in cards(app)]
    assert (again.chosen("region"), again.chosen("compare")) == ("KU249", "KU179")


def test_the_language_of_a_story_is_that_of_the_page(in_official: Enter, official: Known) -> None:
    finnish = story(official, Item(kind="trend", indicator=PLACED))
    app = in_official("story", lang="sv", story=to_link(finnish))
    assert cards(app)[0]["words"] == t("story.kind.trend", "sv")
    app.test.text_input(key="story-title").set_value("Berättelse").run()
    assert (in_address(app.whole()).language, in_address(app).title) == ("sv", "Berättelse")


# ---- adding -------------------------------------------------------------------------------------------------
def test_a_link_that_adds_a_view_opens_the_story_with_it(in_official: Enter) -> None:
    app = in_official("story", region="KU249", add=f"map:{PLACED}:2019:male")
    (card,) = cards(app)
    assert (card["kind"], card["gap"]) == ("map", "")
    assert status(app) == [t("story.news.added", "fi", title=f"Kartta: {card['of'].partition(',')[0]}")]
    assert status(app.run()) == [], "it is said once"
    assert len(cards(app)) == 1, "and added once"


def test_the_same_view_is_not_added_twice(in_official: Enter, official: Known) -> None:
    app = in_official("story", story=to_link(story(official, Item(kind="map", indicator=PLACED))), add=f"map:{PLACED}")
    assert len(cards(app)) == 1
    assert "Näkymä on jo tarinassa." in status(app)[0]


@pytest.mark.parametrize("asked", ["map:nothing_like_it", "numbers:nothing", "<script>", "video:x", "\x00"])
def test_what_cannot_be_added_is_said(in_official: Enter, asked: str) -> None:
    app = in_official("story", region="KU249", add=asked)
    assert (cards(app), warnings(app)) == ([], [t("story.news.nothing", "fi")])


def test_a_view_can_be_chosen_on_the_page(in_official: Enter) -> None:
    app = in_official("story", region="KU249", phenomenon="heavy_services", indicator=PLACED).unfold("fold-add")
    assert app.offered("kind") == [
        t(f"story.kind.{kind}", "fi") for kind in ("trend", "map", "ranking", "need", "funnel", "quadrant")
    ] + [t(f"story.kind.{kind}", "fi") for kind in ("numbers", "places", "questions")]
    press(app, "add")
    press(app.choose("kind", "need"), "add")
    press(app.choose("kind", "questions"), "add")
    assert [item.kind for item in in_address(app).items] == ["trend", "need", "questions"]
    assert in_address(app).items[1:] == (
        Item(kind="need", indicator=PLACED, phenomenon="heavy_services", shown=in_address(app).items[1].shown),
        Item(kind="questions", phenomenon="heavy_services"),
    )
    press(app.choose("kind", "map"), "add")
    assert [item.kind for item in in_address(app).items] == ["trend", "need", "map", "questions"], "questions close it"


def test_the_phenomenon_of_a_story_that_is_opened_is_the_chosen_one_on_other_pages(
    in_official: Enter, official: Known
) -> None:
    app = press(in_official("story", region="KU249"), "ready-mental_wellbeing")
    for page in ("phenomenon", "compare", "map"):
        to_it = [one.asked for one in app.links() if one.page == page]
        assert {(one.get("phenomenon"), one.get("region")) for one in to_it} == {("mental_wellbeing", "KU249")}
    assert app.page("phenomenon").chosen("phenomenon") == "mental_wellbeing"
    figure = to_link(story(official, Item(kind="trend", indicator="live_births")))
    opened = in_official("story", story=figure).page("compare")
    assert (opened.chosen("phenomenon"), opened.chosen("region")) == ("children_decreasing", "KU249")
    chosen = in_official("story", story=figure, phenomenon="heavy_services").page("compare")
    assert chosen.chosen("phenomenon") == "heavy_services", "a link may say another one"
    replaced = press(in_official("story", region="KU249", phenomenon="heavy_services"), "ready-early_support")
    assert replaced.page("phenomenon").chosen("phenomenon") == "early_support"


# The pages that have something for a story, with what they put into it.
ADDS = {
    "phenomenon": {f"trend:{PLACED}", f"map:{PLACED}:2019", "numbers:heavy_services", "questions:heavy_services"},
    "municipality": {f"trend:{PLACED}", "numbers:heavy_services"},
    "compare": {f"ranking:{PLACED}:2019::similar"},
    "map": {f"map:{PLACED}:2019"},
    "future": {"forecast:live_births"},
}


@pytest.mark.parametrize("page", ADDS)
def test_pages_add_what_they_show(in_official: Enter, page: str) -> None:
    app = in_official(
        page, region="KU249", phenomenon="heavy_services", indicator=PLACED, year="2019", view="one", group="similar"
    )
    asked = {link.asked["add"] for link in app.links() if link.page == "story" and "add" in link.asked}
    assert ADDS[page] <= asked


def test_a_group_of_one_s_own_choice_is_not_in_stories(in_official: Enter) -> None:
    app = in_official("compare", region="KU249", indicator=PLACED, view="one", group="own", own="KU179")
    assert [link.asked["add"] for link in app.links() if "add" in link.asked] == [f"trend:{PLACED}"]


# ---- the views ----------------------------------------------------------------------------------------------
@pytest.fixture
def three(in_official: Enter, official: Known) -> App:
    items = [
        Item(kind="trend", indicator=PLACED),
        Item(kind="map", indicator=PLACED),
        Item(kind="questions", phenomenon="heavy_services"),
    ]
    return in_official("story", story=to_link(story(official, *items)))


def test_order_and_words_go_into_the_address_and_the_finding_stays_in_sight(three: App) -> None:
    first, _, last = cards(three)
    leave(three, [{"number": last["number"]}, {"number": first["number"], "headline": HOSTILE, "guess": True}])
    made = in_address(three)
    assert [item.kind for item in made.items] == ["questions", "trend"]
    assert made.items[1].headline == HOSTILE
    assert made.items[1].guess
    assert cards(three)[1]["headline"] == HOSTILE
    assert cards(three)[1]["finding"] == first["finding"] != HOSTILE
    assert [one["number"] for one in cards(three)] == [last["number"], first["number"]]


def test_a_removed_view_comes_back_where_it_was(three: App) -> None:
    before = in_address(leave(three, [{"number": one["number"]} for one in cards(three)]))
    here = cards(three)
    leave(three, [{"number": one["number"]} for one in here[1:]])
    assert next(one for one in three.components if "cards" in one)["can_undo"]
    heard = next(one for one in three.components if "cards" in one)["heard"]
    send(three, {"turn": heard + 1, "undo": True})
    assert in_address(three) == before
    assert cards(three) == here


def test_the_last_view_removed_leaves_an_empty_workshop_and_a_way_back(three: App) -> None:
    leave(three, [])
    assert "story" not in three.address
    assert status(three) == [t("story.done.removed", "fi")]
    assert len(cards(press(three, "undo"))) == 3


def test_half_a_word_is_kept_but_makes_no_entry_in_the_history(three: App) -> None:
    before = dict(three.address)
    told = [{"number": one["number"]} for one in cards(three)]
    leave(three, [{**told[0], "headline": "Puol"}, *told[1:]], typing=True)
    assert cards(three)[0]["headline"] == "Puol"
    assert three.address == before
    leave(three, [{**told[0], "headline": "Puolet"}, *told[1:]])
    assert in_address(three).items[0].headline == "Puolet"


@pytest.mark.parametrize("told", [None, [], "x", {"turn": "1"}, {"turn": 1, "known": 1, "cards": [], "typing": False}])
def test_what_no_browser_of_ours_sends_changes_nothing(three: App, told: object) -> None:
    here = cards(three)
    assert cards(send(three, told)) == here


def test_back_brings_the_story_as_it_was(three: App) -> None:
    before, first = dict(three.address), cards(three)
    leave(three, [{"number": first[2]["number"]}])
    after = dict(three.address)
    assert [one["kind"] for one in cards(three.go(**before))] == ["trend", "map", "questions"]
    assert [one["kind"] for one in cards(three.go(**after))] == ["questions"]


def test_another_place_is_the_place_of_every_view(three: App, official: Known) -> None:
    three.choose("region", "KU179")
    made = in_address(three)
    assert made.region == "KU179"
    assert made.items[0].shown is not None
    assert made.items[0].shown.value == round(official.value(PLACED, "KU179", 2021), 1)
    assert cards(three)[0]["finding"].startswith("Jyväskylä")


def test_the_room_can_guess_only_where_there_is_something_to_guess(in_official: Enter, official: Known) -> None:
    few = story(official, Item(kind="trend", indicator=PLACED), Item(kind="ranking", indicator=PLACED), region="KU256")
    told = [one["no_guess"] for one in cards(in_official("story", story=to_link(few)))]
    assert told[1] == t("story.no_guess.ranking", "fi"), "the place's own figure is hidden"


def test_a_guess_that_an_earlier_view_gives_away_is_told_until_it_is_moved(in_official: Enter, official: Known) -> None:
    items = [Item(kind="map", indicator=PLACED), Item(kind="ranking", indicator=PLACED, group="area", guess=True)]
    app = in_official("story", story=to_link(story(official, *items)))
    title = "Kodin ulkopuolelle sijoitetut 0–17-vuotiaat"
    told = t("story.given_away", "fi", view=f"{t('story.kind.map', 'fi')}: {title}")
    assert warnings(app) == [markdown.plain(f"{t('story.kind.ranking', 'fi')}: {title}. {told}")]
    leave(app, [{"number": one["number"]} for one in reversed(cards(app))])
    assert warnings(app) == []


def test_twenty_views_are_the_most(in_official: Enter, official: Known) -> None:
    many = [Item(kind="map", indicator=PLACED, year=year) for year in range(1900, 1900 + MOST_ITEMS)]
    app = in_official("story", story=to_link(story(official, *many)), add=f"trend:{PLACED}")
    assert len(cards(app)) == MOST_ITEMS
    assert warnings(app) == [t("story.news.full", "fi", most=MOST_ITEMS)]
    assert t("story.count_many", "fi", count=20, fewest=5, many=8) in app.text
    app.unfold("fold-add")
    assert "add" not in keys(app)


# ---- replacing ----------------------------------------------------------------------------------------------
def test_a_ready_story_replaces_one_s_own_only_after_a_question_and_can_be_undone(three: App) -> None:
    press(three.unfold("fold-ready"), "ready-heavy_services")
    assert len(cards(three)) == 3
    assert t("story.replace", "fi", title="Raskaat palvelut ja lastensuojelu") in warnings(three)
    press(three, "replace-not")
    assert (len(cards(three)), "replace" in keys(three)) == (3, False)
    press(three, "ready-heavy_services")
    press(three, "replace")
    assert len(cards(three)) >= 5
    assert status(three) == [t("story.done.replaced", "fi")]
    assert [one["kind"] for one in cards(press(three, "undo"))] == ["trend", "map", "questions"]
    assert status(three) == []


def test_a_ready_story_without_changes_gives_way_to_another_without_a_question(in_official: Enter) -> None:
    app = press(in_official("story", region="KU249"), "ready-heavy_services").unfold("fold-ready")
    press(app, "ready-children_decreasing")
    assert in_address(app).title == "Lasten määrä vähenee"


# ---- what cannot be opened, and what is no more -------------------------------------------------------------
def another_version() -> str:
    content = zlib.compress(json.dumps({"version": 99, "story": {}}).encode())
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


BROKEN = {
    "nonsense": "not_a_story",
    "<script>alert(1)</script>": "not_a_story",
    "'; DROP TABLE observation;--": "not_a_story",
    "\x00": "not_a_story",
    "a" * (LONGEST_LINK + 1): "too_large",
    another_version(): "another_version",
    stories.TOO_LONG: "in_a_file",
}


@pytest.mark.parametrize("text", BROKEN, ids=list(BROKEN.values()))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_broken_link_says_so_in_a_sentence_and_leaves_an_empty_workshop(
    in_official: Enter, text: str, lang: str
) -> None:
    app = in_official("story", region="KU249", story=text, lang=lang)
    assert warnings(app) == [t(f"story.news.{BROKEN[text]}", lang)]
    assert cards(app) == []
    assert "ready-heavy_services" in keys(app)


def test_a_story_of_another_page_s_address_waits_in_the_session(in_official: Enter, official: Known) -> None:
    link = to_link(story(official, Item(kind="trend", indicator=PLACED)))
    app = in_official("about", story=link)
    assert [item.kind for item in app.test.session_state["_story"].items] == ["trend"]


def test_a_figure_that_is_no_more_is_named_and_the_rest_of_the_story_stands(
    in_official: Enter, official: Known
) -> None:
    shown = Shown(release="2020-01-01-abc", title="Vanha luku", status="ok", year=2020, value=1)
    old = story(
        official,
        Item(kind="trend", indicator="no_longer_there", shown=shown),
        Item(kind="trend", indicator=PLACED),
        release="2020-01-01-abc",
    )
    app = in_official("story", story=to_link(old))
    gone, there = cards(app)
    assert gone["gap"] == t("slide.gap.gone", "fi", title="Vanha luku")
    assert there["gap"] == ""
    assert len(warnings(app)) == 1
    assert "Vanha luku" in warnings(app)[0]


def test_a_place_that_is_no_more_is_named(in_official: Enter, official: Known) -> None:
    app = in_official("story", story=to_link(story(official, Item(kind="trend", indicator=PLACED), region="KU999")))
    assert t("slide.gap.place", "fi", code="KU999") in warnings(app)
    assert app.chosen("region") == "HVA15"
    assert len(cards(app)) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_that_have_moved_are_told_until_they_are_taken_in(
    in_official: Enter, official: Known, lang: str
) -> None:
    now = in_address(in_official("story", region="KU249", add=f"trend:{PLACED}").choose("compare", "KU179"))
    (item,) = now.items
    assert item.shown is not None
    before = item.shown.model_copy(update={"value": 0.4, "release": "2020-01-01-abc"})
    old = now.model_copy(update={"release": "2020-01-01-abc", "items": (item.model_copy(update={"shown": before}),)})
    app = in_official("story", lang=lang, story=to_link(old))
    (warning,) = warnings(app)
    assert "2020-01-01-abc" in warning
    assert official.pointer.release in warning
    first = cards(app)
    leave(app, [{"number": first[0]["number"], "question": "Miksi?"}])
    assert in_address(app).items[0].shown == before, "a new word takes no new figures in"
    press(app, "take-now")
    assert warnings(app) == []
    taken = in_address(app)
    shown = taken.items[0].shown
    assert shown is not None
    assert (taken.release, shown.value, shown.digest) == (now.release, item.shown.value, item.shown.digest)


def test_a_story_of_another_release_in_which_nothing_moved_becomes_one_of_this_release(
    in_official: Enter, official: Known
) -> None:
    now = in_address(press(in_official("story", region="KU249"), "ready-heavy_services"))
    app = in_official("story", story=to_link(now.model_copy(update={"release": "2020-01-01-abc"})))
    assert warnings(app) == []
    app.test.text_input(key="story-title").set_value("Uusi").run()
    assert in_address(app).release == official.pointer.release


# ---- what is taken along ------------------------------------------------------------------------------------
def test_a_story_too_long_for_a_link_is_said_to_be_and_stays_in_the_session(three: App) -> None:
    notes = ["".join(chr(0x4E00 + (at * 7919 + shift) % 20000) for at in range(4000)) for shift in range(3)]
    leave(three, [{"number": one["number"], "notes": note} for one, note in zip(cards(three), notes, strict=True)])
    assert three.address["story"] == stories.TOO_LONG
    assert warnings(three) == [t("story.too_long", "fi")]
    assert not three.test.get("link_button")
    assert [one["notes"] for one in cards(three.run())] == notes
    assert three.go(region="KU249", story=three.address["story"]).run()
    assert [one["notes"] for one in cards(three)] == notes


def test_the_story_is_presented_by_a_link_and_copied_as_one(three: App) -> None:
    leave(three, [{"number": one["number"]} for one in cards(three)])
    text = three.address["story"]
    shown, saved = three.test.get("link_button")
    assert shown.proto.url == f"/present?story={text}"
    assert (saved.proto.label, saved.proto.url) == (t("stage.save", "fi"), f"/present.html?story={text}")
    assert three.map("story-link")["text"].endswith(f"?lang=fi&story={text}")


def test_a_story_without_a_name_has_that_of_its_place_on_its_slides(three: App) -> None:
    release, lang = stories.data.current().release, "fi"
    nameless = in_address(leave(three, [{"number": cards(three)[0]["number"]}])).model_copy(update={"title": ""})
    assert stories.told(release, nameless, lang).title == "Keuruu"


def test_among_counties_a_municipality_is_told_by_its_county_as_on_the_page_of_comparison(
    in_official: Enter, official: Known
) -> None:
    among = story(official, Item(kind="ranking", indicator=PLACED, group="counties"))
    (card,) = cards(in_official("story", story=to_link(among)))
    assert "Keski-Suomen hyvinvointialue" in card["finding"]
    assert "Keuruu" not in card["finding"]
    (told,) = stories.slides(official.pointer.release, among, "fi")
    assert isinstance(told.picture, Bars)
    (own,) = [bar for bar in told.picture.bars if bar.role == "own"]
    assert own.name == "Keski-Suomen hyvinvointialue"
    assert own.value == round(official.value(PLACED, "HVA15", 2021), 1)


def test_no_word_of_a_person_is_markup(three: App) -> None:
    three.test.text_input(key="story-title").set_value(HOSTILE).run()
    told = [{"number": one["number"], "headline": HOSTILE, "question": HOSTILE} for one in cards(three)]
    leave(three.whole(), told[:1])
    assert "<b>&amp;" not in three.html
    assert in_address(three).title == HOSTILE.strip()


def test_the_slides_of_a_story_are_those_of_its_release(three: App, official: Known) -> None:
    """What is remembered is what would be made anew."""
    made = in_address(leave(three, [{"number": one["number"]} for one in cards(three)]))
    assert stories.told(official.pointer.release, made, "fi") == deck(made, ReleaseReader(official.release, "fi"))
