"""What is taken along from a page says what the page says and what happened, and nothing of what is hidden."""

import csv
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from ilmiotaulu.exports.embedded import embedded_html
from ilmiotaulu.schema import INTERVAL_COLUMNS, STATUSES_OF_HIDDEN
from ilmiotaulu.statements import false_flags
from ilmiotaulu.story.model import Item, Story
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.ui import data
from ilmiotaulu.ui.embed import KINDS
from ilmiotaulu.views.reader import ReleaseReader
from ilmiotaulu.views.slides import slide
from ilmiotaulu.views.slides.framed import framed
from tests.app.conftest import App, Known, plain, with_cells
from tests.app.taking import Taken, shown_pictures, spaced, taken_along, taking, unfolded
from tests.app.test_pages import PLACED, said
from tests.exports.workbook import opened

Enter = Callable[..., App]
GOLDEN = Path(__file__).parent.parent / "golden"
KEURUU = {"region": "KU249", "area": "HVA15", "phenomenon": "heavy_services", "indicator": PLACED}
BIRTHS = {"region": "KU249", "area": "HVA15", "phenomenon": "children_decreasing", "indicator": "live_births"}


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Taken:
    return taking(monkeypatch)


def heading(known: Known, lang: str) -> str:
    """The heading over what can be said of Keuruu's placements."""
    name = known.release.table("region").filter(code="KU249")[f"name_{lang}"].item()
    title = known.release.table("indicator").filter(id=PLACED)[f"title_{lang}"].item()
    return t("evidence.title", lang, place=name, title=title)


def listed(app: App, heading: str) -> list[str]:
    """The sentences listed below a heading."""
    return items(unescape(app.html).partition(f"<h3>{heading}</h3>")[2].partition("<h3>")[0])


def items(html: str) -> list[str]:
    """The sentences listed in a piece of a page."""
    lists = re.findall(r'<ul class="ilmio-findings">(.*?)</ul>', html, re.DOTALL)
    return [plain(one) for one in re.findall(r"<li>(.*?)</li>", "".join(lists), re.DOTALL)]


def why(app: App) -> list[tuple[str, list[list[str]]]]:
    """The page's sentences with the numbers and the rule behind each."""
    (told,) = re.findall(r'<ul class="ilmio-why">(.*?)</ul>', unescape(app.html), re.DOTALL)
    found = []
    for one in re.findall(r"<li>(.*?)</li>", told, re.DOTALL):
        text, _, numbers = one.partition("<dl>")
        pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", numbers, re.DOTALL)
        found.append((plain(text), [[plain(label), plain(value)] for label, value in pairs]))
    return found


# ---- the sentences ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_files_of_a_phenomenon_say_just_what_its_page_says(
    official: Known, in_official: Enter, taken: Taken, lang: str
) -> None:
    app = unfolded(in_official("phenomenon", lang=lang, year="2021", **KEURUU))
    shown = [*said(app), *listed(app, heading(official, lang))]
    assert len(shown) > 5
    for name in (f"{PLACED}-KU249", f"{PLACED}-HVA15-2021"):
        assert taken.sentences(name, lang) == shown
        lead, *told = taken.reasons(name, lang)
        assert (lead[0], told) == (shown[0], why(app))


MAPS = {
    "year": ("2021", f"{PLACED}-HVA15-2021"),
    "years": ("2021", f"{PLACED}-HVA15-years"),
    "steadied": ("2021", f"{PLACED}-HVA15-2021-steadied"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("maps", MAPS)
@pytest.mark.parametrize("region", ["KU249", "KU256", "HVA15"])
def test_the_files_of_a_map_say_just_what_its_page_says(
    in_official: Enter, taken: Taken, region: str, maps: str, lang: str
) -> None:
    year, name = MAPS[maps]
    app = unfolded(in_official("map", lang=lang, maps=maps, year=year, **{**KEURUU, "region": region}))
    (lead,) = said(app)
    first = [t("steadied.what", lang), t("steadied.common", lang)] if maps == "steadied" else []
    told = taken.sentences(name, lang)
    assert told == [*first, lead, *(rest := items(unescape(app.html)))]
    assert all(one in spaced(unescape(app.text)) for one in first)
    assert [text for text, _ in taken.reasons(name, lang)] == told
    assert told[0] in [spaced(one) for one in taken.notes[name]]
    if region == "KU256":  # its figure is hidden
        assert t("status.hidden_or_zero.short", lang) in lead
        assert "%" not in lead
        assert len(rest) == (maps == "years")  # from which counts on a difference could be seen


def test_a_map_says_how_the_chosen_place_stands_beside_the_country_in_the_year_of_the_map(
    in_official: Enter, taken: Taken
) -> None:
    unfolded(in_official("map", year="2020", **KEURUU))
    lead, compared = taken.sentences(f"{PLACED}-HVA15-2020", "fi")
    assert "(2020)" in lead
    assert "(2020)" in compared
    assert "Koko maa: " in compared


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_map_lists_and_takes_along_the_events_of_its_year(in_official: Enter, taken: Taken, lang: str) -> None:
    app = unfolded(in_official("map", lang=lang, year="2025", **BIRTHS))
    (event,) = taken.lines("live_births-HVA15-2025", t("trend.events", lang))
    assert event.startswith("2025: ")
    assert re.findall(r'<ul class="ilmio-events"><li>(.*?)</li></ul>', unescape(app.html)) == [event]
    assert event in taken.notes["live_births-HVA15-2025"]
    unfolded(in_official("map", lang=lang, year="2019", **BIRTHS))
    assert taken.lines("live_births-HVA15-2019", t("trend.events", lang)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_files_of_a_municipality_say_just_what_its_page_says(
    official: Known, in_official: Enter, taken: Taken, lang: str
) -> None:
    app = unfolded(in_official("municipality", lang=lang, **KEURUU))
    headline, *of_trend = said(app)
    assert taken.sentences(f"{PLACED}-KU249", lang) == [*of_trend, *listed(app, heading(official, lang))]
    stands_out, similar = (listed(app, t(f"municipality.{name}", lang)) for name in ("stands_out", "similar"))
    ahead = listed(app, official.release.table("phenomenon").filter(id="children_decreasing")[f"title_{lang}"].item())
    told = (headline, *stands_out, *similar, *ahead)
    chance = [one for one in taken.sentences("profile-KU249", lang) if one not in told]
    assert taken.sentences("profile-KU249", lang) == [headline, *stands_out, *chance, *similar, *ahead]
    assert len(ahead) == 1, "of children there are too few years in this world"
    assert len(chance) == 1
    assert chance[0] in spaced(unescape(app.text))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_files_of_a_comparison_say_just_what_its_page_says(in_official: Enter, taken: Taken, lang: str) -> None:
    address = {**KEURUU, "region": "HVA15", "group": "counties", "year": "2021"}
    app = unfolded(in_official("compare", lang=lang, view="one", **address))
    assert len(said(app)) == 1
    assert taken.sentences(f"{PLACED}-counties-HVA15-years", lang) == said(app)
    finding, *order = taken.sentences(f"{PLACED}-counties-HVA15-2021", lang)
    assert [finding] == said(app)
    assert all(one in spaced(unescape(app.text)) for one in order)
    app = unfolded(in_official("compare", lang=lang, view="tests", **address))
    (chance,) = taken.sentences("heavy_services-counties-HVA15", lang)
    assert chance in spaced(unescape(app.text))
    assert chance == spaced(false_flags(int(re.findall(r"\d+", chance)[0]), lang).text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_files_of_the_future_say_just_what_its_page_says(in_official: Enter, taken: Taken, lang: str) -> None:
    app = unfolded(in_official("future", lang=lang, age="children_0_17", **BIRTHS))
    told = [taken.sentences(f"{name}-KU249", lang) for name in ("children_0_17", "live_births")]
    assert [lead for lead, *_ in told] == said(app)[: len(told)], "what follows is said in folds"
    assert len(told) == 2
    for _, *records in told:
        assert records
        assert all(one in spaced(unescape(app.text)) for one in records)


def test_the_files_of_what_the_future_means_are_of_its_pictures_and_its_table(
    open_app: Callable[..., App], grown_data: Path, taken: Taken
) -> None:
    app = unfolded(open_app(grown_data, "future", **BIRTHS))
    (first_graders,) = taken.sentences("meaning-KU249", "fi")
    assert first_graders in spaced(unescape(app.text))
    assert first_graders in map(spaced, taken.notes["meaning-KU249"])
    sources = " ".join(taken.notes["meaning-KU249"])
    assert "559" in sources
    assert "14wx" in sources, "the pictures have the official projection, too"
    figures = re.findall(r"<figure>(.*?)</figure>", unescape(app.html), re.DOTALL)
    assert len(figures) == 5
    rows = app.table("Keuruu: Mitä tämä tarkoittaa palveluille")
    for figure in figures:
        title, *numbers = (plain(one) for one in re.findall(r"<(?:figcaption|dd)>(.*?)</", figure))
        assert numbers == [rows[title][0], "", *rows[title][1:3], *rows[title][3:5]], title


@pytest.mark.parametrize("page", ["phenomenon", "municipality"])
def test_of_one_sex_the_newest_figure_is_told_and_no_statistics_of_both(
    official: Known, in_official: Enter, taken: Taken, page: str
) -> None:
    app = unfolded(in_official(page, sex="male", **KEURUU))
    shown = f"{official.value(PLACED, 'KU249', 2021, 'male'):.1f}".replace(".", ",")
    if page == "municipality":  # it has no choice of sex
        assert len(taken.sentences(f"{PLACED}-KU249", "fi")) > 1
        return
    told = taken.sentences(f"{PLACED}-male-KU249", "fi")
    assert told == said(app)
    (sentence,) = told
    assert sentence.startswith("Keuruu: Kodin ulkopuolelle sijoitetut 0–17-vuotiaat, pojat ja miehet")
    assert f"{shown} %" in sentence


PICTURES = [
    ("compare", {"view": "one", "group": "area"}, f"{PLACED}-2021-funnel"),
    ("compare", {"view": "one", "group": "area"}, f"{PLACED}-area-HVA15-quadrant"),
    ("phenomenon", {}, f"{PLACED}-HVA15-need"),
]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_file_of_one_sex_says_whose_figures_it_has(official: Known, in_official: Enter, lang: str) -> None:
    in_official("map")  # so that the pages' data are those of the release
    release = official.pointer.release
    read = data.reader(release, lang)
    group = read.group("area", "HVA15", "KU249")
    for sex in ("female", "male", "total"):
        ranking = read.ranking(PLACED, 2021, sex, "KU249", group)
        for sheet in (
            read.area(PLACED, 2021, sex, "HVA15").sheet,
            read.trend(PLACED, "KU249", "", sex).sheet,
            ranking.sheet,
            ranking.lines_sheet,
            data.years_view(release, PLACED, (2020, 2021), sex, "HVA15", lang).sheet,
        ):
            named = {one for one in ("female", "male") if t(f"sex.{one}", lang) in sheet.title}
            assert named == {sex} - {"total"}, sheet.title


@pytest.mark.parametrize("page", ["map", "phenomenon", "compare"])
def test_files_of_girls_and_of_boys_can_lie_in_one_folder(in_official: Enter, taken: Taken, page: str) -> None:
    names: dict[str, set[str]] = {}
    for sex in ("female", "male", "total"):
        taken.files.clear()
        unfolded(in_official(page, indicator=PLACED, year="2021", region="KU249", view="one", sex=sex))
        of_figure = {name for name in taken.files if name.startswith(PLACED)}
        names[sex] = {name for name in of_figure if not re.search("funnel|quadrant|need", name)}
        assert names[sex]
    assert not names["female"] & names["male"]
    assert not names["female"] & names["total"]


@pytest.mark.parametrize("page", ["map", "phenomenon", "compare"])
def test_a_page_of_one_sex_says_so_where_its_figures_begin(in_official: Enter, page: str) -> None:
    app = in_official(page, indicator=PLACED, year="2021", region="KU249", view="one", sex="female")
    heads = [one for one in re.findall(r"<h2.*?</h2>|subheading.*", app.html) if t("sex.female", "fi") in one]
    assert heads or t("sex.female", "fi") in app.map()["subheading"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("page", "more", "name"), PICTURES, ids=["funnel", "quadrant", "need"])
def test_every_picture_of_evidence_has_its_table_its_source_and_its_files(
    in_official: Enter, taken: Taken, page: str, more: dict[str, str], name: str, lang: str
) -> None:
    app = unfolded(in_official(page, lang=lang, year="2021", **{**KEURUU, **more}))
    lines = taken.files[f"{name}.csv"].decode("utf-8-sig").split("\r\n")
    title = next(csv.reader(lines[:1], delimiter="," if lang == "en" else ";"))[0]
    assert sum(title in one for one in re.findall(r"<caption[^>]*>(.*?)</caption>", unescape(app.html))) == 1
    assert any(line in spaced(unescape(app.text)) for line in taken.notes[name] if "THL" in line)
    assert {f"{name}.csv", f"{name}.xlsx"} <= taken.files.keys()
    (kinnula,) = [line for line in lines if line.startswith("KU256")]
    assert t("status.hidden_or_zero.short", lang) in kinnula
    known = kinnula.split("," if lang == "en" else ";")[2:]
    # What tells of need is published of Kinnula, too.
    assert [one for one in known[page == "phenomenon" :] if any(map(str.isdigit, one))] == []


# ---- events -------------------------------------------------------------------------------------------------
TRENDS = [
    ("phenomenon", {}, "trend", "live_births-KU249"),
    ("municipality", {}, "trend", "live_births-KU249"),
    ("compare", {"view": "one", "group": "area"}, "lines", "live_births-area-HVA15-years"),
    ("future", {"age": "children_0_17"}, "age-chart", "children_0_17-KU249"),
    ("future", {}, "births-chart", "live_births-KU249"),
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("page", "more", "key", "name"), TRENDS, ids=[f"{one[0]}-{one[2]}" for one in TRENDS])
def test_every_trend_draws_lists_tells_and_takes_along_the_same_events(
    in_official: Enter, taken: Taken, page: str, more: dict[str, str], key: str, name: str, lang: str
) -> None:
    app = unfolded(in_official(page, lang=lang, **{**BIRTHS, **more}))
    chart = app.chart(key)["layout"]
    (event,) = taken.lines(name, t("trend.events", lang))
    assert event.startswith("2025: ")
    assert [shape["x0"] for shape in chart["shapes"]] == [2024.5]
    assert "(1)" in [one["label"]["text"] for one in chart["shapes"]]
    events = re.findall(r'<ul class="ilmio-events"><li>(.*?)</li></ul>', unescape(app.html))
    # A picture of ages has no years to draw them at, and lists them without a number.
    assert set(events) - {event} == {f"(1) {event}"}
    assert f"(1) {event}" in taken.notes[name]
    (alt,) = [one.proto.alt for one in app.test.get("plotly_chart") if one.key == key]
    assert alt.endswith(f" {t('trend.alt_events', lang)} {event}")
    if page != "compare":
        assert any(sentence in spaced(alt) for sentence in said(app))


def test_a_chart_of_years_without_events_says_nothing_of_them(in_official: Enter, taken: Taken) -> None:
    app = unfolded(in_official("municipality", **KEURUU))
    (alt,) = [one.proto.alt for one in app.test.get("plotly_chart") if one.key == "trend"]
    assert t("trend.alt_events", "fi") not in alt
    assert taken.lines(f"{PLACED}-KU249", t("trend.events", "fi")) == []


# ---- the front page -----------------------------------------------------------------------------------------
def test_the_figures_of_the_front_page_can_be_taken_along(in_official: Enter, taken: Taken) -> None:
    app = in_official("overview", lang="fi", region="KU249").unfold("about-overview")
    rows = opened(taken.files["overview-KU249.xlsx"]).pages["Luvut"].rows
    cards = re.findall(r'<p class="what">(.*?), [^<,]*</p><div class="figure">', app.html)
    assert [row[0] for row in rows[3:] if row] == cards
    assert len(cards) >= 2
    assert all(isinstance(row[3], float | int) for row in rows[3:] if row)


# ---- everything that is shown -------------------------------------------------------------------------------
# The views of every page that shows figures, whatever is chosen there.
VIEWS = [
    ("overview", {}),
    ("phenomenon", {"year": "2021"}),
    ("phenomenon", {"phenomenon": "children_decreasing", "indicator": "live_births"}),
    ("municipality", {}),
    *(
        ("compare", {"view": view, "group": group})
        for view in ("many", "tests", "one")
        for group in ("area", "similar")
    ),
    ("compare", {"view": "one", "group": "counties", "region": "HVA15"}),
    *(("map", {"maps": maps}) for maps in ("year", "years", "steadied")),
    ("map", {"beside": "low_income_children"}),
    ("future", {}),
    ("future", {"age": "children_0_17", "region": "HVA15"}),
]


@pytest.mark.parametrize(("page", "more"), VIEWS, ids=[f"{one}-{'-'.join(more.values())}" for one, more in VIEWS])
def test_everything_that_is_shown_can_be_taken_along_in_four_ways(
    in_official: Enter, official: Known, taken: Taken, page: str, more: dict[str, str]
) -> None:
    taken_along(unfolded(in_official(page, **{**KEURUU, **more})), taken, official.pointer.release)


def test_a_story_has_its_own_files_and_shows_no_figure_of_its_own(in_official: Enter) -> None:
    app = in_official("story", **KEURUU)
    assert not shown_pictures(app)
    assert "<table" not in app.html


# ---- what is hidden -----------------------------------------------------------------------------------------
# Every page that hands out files, in the views that have others.
HANDED_OUT = [
    ("overview", {}),
    ("phenomenon", {"year": "2021"}),
    ("municipality", {}),
    ("compare", {"view": "many"}),
    ("compare", {"view": "tests"}),
    ("compare", {"view": "one", "year": "2021"}),
    ("map", {"year": "2021"}),
    ("map", {"maps": "years"}),
    ("map", {"maps": "steadied"}),
    ("future", {}),
    ("data", {}),
]
NUMBERS = ("value", "count", "base", *INTERVAL_COLUMNS)
ABSURD = 66_666.25


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory, official_data: Path) -> Path:
    """A copy of the release in which every hidden row holds absurd numbers, as no release may."""
    hidden = ", ".join(f"'{one}'" for one in STATUSES_OF_HIDDEN)
    absurd = dict.fromkeys(NUMBERS, str(ABSURD))
    return with_cells(official_data, tmp_path_factory.mktemp("poisoned") / "data", absurd, f"status IN ({hidden})")


def test_whatever_stood_in_a_hidden_cell_would_change_no_byte_of_any_file(
    open_app: Callable[..., App], official: Known, poisoned: Path, taken: Taken
) -> None:
    assert official.status(PLACED, "KU256", 2021) in STATUSES_OF_HIDDEN
    made: list[dict[str, bytes]] = []
    for folder in (official.data, poisoned):
        taken.files.clear()
        for region in ("KU249", "KU256"):
            for page, more in HANDED_OUT:
                app = unfolded(open_app(folder, page, **{**KEURUU, "region": region, **more}))
                if page != "data":  # which tells how large the release's own file is
                    taken.files[f"{page}-{more}-{region} as drawn"] = as_drawn(app)
        made.append({**taken.files, **frames(Known(folder))})
    clean, absurd = made
    assert len(clean) > 50
    assert clean.keys() == absurd.keys()
    assert [name for name in clean if clean[name] != absurd[name]] == []


def as_drawn(app: App) -> bytes:
    """All that a browser is sent of a page: pictures, PNG and SVG, are copies of what it draws of that."""
    charts = [one.proto.spec for one in app.test.get("plotly_chart")]
    assert len(app.html) > 1000
    return repr((app.html, app.components, charts)).encode()


def frames(known: Known) -> dict[str, bytes]:
    """The pictures for frames of the two municipalities."""
    made, reader = {}, ReleaseReader(known.release, "fi")
    for region in ("KU249", "KU256"):
        page = embedded_html(framed(region, "", reader), "r", "/", "fi")
        made[f"key-figures-{region}.html"] = page.encode()
        for kind in dict.fromkeys(KINDS.values()):
            item = Item(kind=kind, indicator=PLACED, phenomenon="heavy_services")
            story = Story(title="", language="fi", release="r", area="HVA15", region=region, items=(item,))
            page = embedded_html(slide(item, story, reader), "r", "/", "fi")
            made[f"{kind}-{region}.html"] = page.encode()
    return made


def test_no_file_of_a_municipality_with_a_hidden_figure_has_a_digit_for_it(in_official: Enter, taken: Taken) -> None:
    address = {**KEURUU, "region": "KU256"}
    unfolded(in_official("phenomenon", year="2021", **address))
    text = taken.files[f"{PLACED}-KU256.csv"].decode("utf-8-sig")
    rows = [line for line in text.split("\r\n") if line.startswith("2021;")]
    assert [line.split(";")[1] for line in rows] == ["salattu tai nolla"]
    text = taken.files[f"{PLACED}-HVA15-2021.csv"].decode("utf-8-sig")
    assert "KU256;Kinnula;salattu tai nolla;;;" in text
    lead, *told = taken.sentences(f"{PLACED}-KU256", "fi")
    assert "salattu tai nolla" in lead
    assert "%" not in lead
    # What could be seen is made of the base and of the country's figure alone.
    rules = [rows[-1] for _, rows in taken.reasons(f"{PLACED}-KU256", "fi")]
    assert rules == [["Sääntö", "newest_missing"], ["Sääntö", "detectable_both"]]
    assert len(told) == 1


# ---- whole files --------------------------------------------------------------------------------------------
def kept(text: str, known: Known) -> bytes:
    """A file without the day of the fetch, the release and the port of the fake publishers."""
    fetched = known.release.table("source_fetch")["fetched_at"].max()
    day = f"{fetched.day}.{fetched.month}.{fetched.year}"
    text = re.sub(r"http://127\.0\.0\.1:\d+", "https://example.test", text)
    return text.replace(known.pointer.release, "2026-11-22-0123456789").replace(day, "22.11.2026").encode()


KEPT = {
    f"{PLACED}-KU249": ("phenomenon", KEURUU),
    "live_births-KU249": ("phenomenon", BIRTHS),
    f"{PLACED}-HVA15-2021": ("map", {**KEURUU, "year": "2021"}),
    f"{PLACED}-HVA15-2021-steadied": ("map", {**KEURUU, "maps": "steadied"}),
}


@pytest.mark.parametrize("name", KEPT)
def test_the_files_of_a_page_are_those_that_are_kept(
    official: Known, in_official: Enter, taken: Taken, name: str
) -> None:
    page, address = KEPT[name]
    unfolded(in_official(page, **address))
    assert kept(taken.files[f"{name}.csv"].decode(), official) == (GOLDEN / f"{name}.csv").read_bytes()
    page = opened(taken.files[f"{name}.xlsx"]).pages["Taustatiedot"]
    lines = [" | ".join(str(one) for one in row) for row in page.rows]
    assert kept("\n".join([*lines, ""]), official) == (GOLDEN / f"{name}-background.txt").read_bytes()
