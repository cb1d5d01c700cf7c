"""Slides of family centres, of lists of places and months small enough to count by eye."""

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from ilmiotaulu import store
from ilmiotaulu.exports.embedded import embedded_html
from ilmiotaulu.exports.pptx import deck_pptx
from ilmiotaulu.exports.stage import stage_html
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.story.model import Item, Shown, from_file, from_link, to_file, to_link
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.views.classes import WITHOUT
from ilmiotaulu.views.reader import ReleaseReader
from ilmiotaulu.views.slides import Figures, Lines, MapPicture, MapPoint, Series, deck, kept
from ilmiotaulu.views.summary import has_lost, summary
from tests.app.test_family_centres import with_grid, with_places
from tests.app.test_withstand import Tables, rewritten
from tests.exports.presentation import faults, opened
from tests.views.test_slides import one, story

VISITS = Item(kind="months", of="visits")
CENTRES = Item(kind="centres")
AALTO, BETULA = (Item(kind="centre", of=name) for name in ("aalto", "betula"))


def with_places_alone(tables: Tables) -> Tables:
    """The places and months, and no population grid."""
    return {**with_places(is_example=False)(tables), "reach": tables["reach"].clear()}


@pytest.fixture(scope="module")
def release(_published_data: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[store.Release]:
    """A release of the fake world with a region's places and months."""
    folder = tmp_path_factory.mktemp("told") / "data"
    data = rewritten(_published_data["small"], folder, with_places_alone)
    made = store.Release(store.current(data / "snapshots").path)
    yield made
    made.close()


@pytest.fixture
def reader(release: store.Release) -> ReleaseReader:
    return ReleaseReader(release, "fi")


# ---- months -------------------------------------------------------------------------------------------------
def test_months_are_a_line_with_a_gap_where_a_month_is_hidden(reader: ReleaseReader) -> None:
    made = one(reader, VISITS, region="KU179")
    assert isinstance(made.picture, Lines)
    year = (100.0, 180.0, 100.0, 100.0, 100.0, 100.0, 20.0, 100.0, 100.0, 100.0, 100.0, 100.0)
    assert made.picture == Lines(
        tuple(f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)),
        (Series("Jyväskylä", "own", (*year, *year[:6], None, *year[7:])),),
    )
    assert made.title == "Jyväskylä: Käynnit, uusin kuukausi 12/2025: 100. Samassa kuussa vuotta aiemmin: 100."
    assert made.heading == "Käynnit kuukausittain: Jyväskylä, kuukaudessa, 1/2024–12/2025"
    assert made.period == "1/2024–12/2025"
    assert made.told == (t("centres.seasons_none", "fi"),)
    assert made.key == " ".join(
        t(key, "fi") for key in ("centres.months_how", "slide.key.months_gap", "centres.use_and_supply")
    )
    assert made.alt == f"Viivakuvio: {made.heading}. {made.title}"
    assert ("salattu", t("status.hidden.why", "fi")) in made.notes
    assert made.sheet is not None
    assert made.sheet.rows[6] == ("heinäkuu", 20.0, "salattu")
    assert [origin.publisher for origin in made.origins] == ["Alue"]
    assert made.shown == Shown(
        release=reader.release,
        title="Käynnit kuukausittain: Jyväskylä",
        status="ok",
        year=2025,
        period="2025-12",
        value=100.0,
        digest=made.shown.digest if made.shown else "",
    )


def test_a_month_without_a_row_is_a_gap_and_no_zero(reader: ReleaseReader) -> None:
    made = one(reader, VISITS, region="HVA15")
    assert isinstance(made.picture, Lines)
    assert made.picture.times == ("2024-12", *(f"2025-{month:02}" for month in range(1, 13)))
    assert made.picture.series[0].values == (300.0, *[None] * 11, 250.0)


def test_what_has_no_months_to_draw_says_so(reader: ReleaseReader) -> None:
    few = one(reader, Item(kind="months", of="group_participants"), region="KU179")
    none = one(reader, VISITS, region="KU249")
    for made, title, place in ((few, "Ryhmien osallistujat", "Jyväskylä"), (none, "Käynnit", "Keuruu")):
        assert (made.picture, made.gap) == (None, t("slide.gap.nothing", "fi", title=title, place=place))


def test_a_measure_that_no_template_has_is_gone(reader: ReleaseReader) -> None:
    shown = Shown(release="r0", title="Vanhat käynnit", status="ok", year=2020)
    made = one(reader, Item(kind="months", of="old_visits", shown=shown), region="KU179")
    assert made.gap == t("slide.gap.gone", "fi", title="Vanhat käynnit")


# ---- one place ----------------------------------------------------------------------------------------------
def test_a_place_with_visits_is_their_line_with_all_that_is_known_of_it_beside(reader: ReleaseReader) -> None:
    made = one(reader, AALTO, region="KU249")
    assert isinstance(made.picture, Lines)
    assert (made.picture.times[0], made.picture.times[-1]) == ("2024-01", "2025-12")
    assert (made.picture.series[0].name, made.picture.series[0].values[18]) == ("Aalto", None)
    assert made.title == "Aalto: Käynnit, uusin kuukausi 12/2025: 100. Samassa kuussa vuotta aiemmin: 100."
    assert made.heading == "Käynnit kuukausittain: Aalto, kuukaudessa, 1/2024–12/2025"
    assert made.told == (
        "Laji: Perhekeskus. Ylläpitäjä: Hyvinvointialue. Kunta: Jyväskylä. Aukioloajat: ma–to 9–15. "
        "Avattu vuonna: 2019.",
        "Kuukausilukuja: 1/2024–12/2025, kuukausia 24. Salattuja: 1. Käyntejä kuukaudessa keskimäärin: 107 "
        "(näkyviä kuukausia 11, viimeinen 12/2025). Ryhmien osallistujat sataa käyntiä kohti: 30.",
        t("centres.seasons_none", "fi"),
    )
    assert made.key == f"{t('slide.key.months_gap', 'fi')} {t('centres.use_and_supply', 'fi')}"
    assert made.sheet is not None
    assert (made.sheet.title, made.sheet.rows[6]) == ("Aalto", ("heinäkuu", 20.0, "salattu"))
    assert made.own == "100 (12/2025)"


def test_a_place_without_visits_is_a_table_of_what_is_known_of_it(reader: ReleaseReader) -> None:
    made = one(reader, BETULA, region="KU249")
    facts = (("Laji", "Kohtaamispaikka"), ("Ylläpitäjä", "Järjestö"), ("Kunta", "Jyväskylä"))
    assert made.picture == Figures(("Paikka", "Betula"), facts)
    assert made.sheet is not None
    assert made.sheet.rows == facts
    assert (made.title, made.heading) == ("Betula: Kohtaamispaikka, Jyväskylä.", "Paikan kortti: Betula")
    assert made.alt == "Yksi paikka: Paikan kortti: Betula. Betula: Kohtaamispaikka, Jyväskylä."
    assert (made.key, made.told, made.own) == ("", (), "")
    assert [origin.publisher for origin in made.origins] == ["Alue"]


def test_a_place_with_one_month_to_tell_is_a_table_that_says_what_use_is(
    _published_data: dict[str, Path], tmp_path: Path
) -> None:
    def few(tables: Tables) -> Tables:
        told = with_places(is_example=False)(tables)
        hidden = pl.col("month") != "2025-12"
        months = told["local_month"].with_columns(
            value=pl.when(~hidden).then("value"), status=pl.when(hidden).then(pl.lit("hidden")).otherwise("status")
        )
        return {**told, "local_month": months}

    data = rewritten(_published_data["small"], tmp_path / "data", few)
    release = store.Release(store.current(data / "snapshots").path)
    made = one(ReleaseReader(release, "fi"), AALTO)
    release.close()
    assert isinstance(made.picture, Figures)
    assert ("Kuukausilukuja", "1/2024–12/2025, kuukausia 24. Salattuja: 23.") in made.picture.rows
    assert made.key == t("centres.use_and_supply", "fi")
    assert ("salattu", t("status.hidden.why", "fi")) in made.notes


def test_a_printed_summary_tells_what_a_place_is_beside_its_finding(reader: ReleaseReader) -> None:
    made = deck(story(AALTO, BETULA), reader)
    aalto, betula = summary(made, made.fetched, made.release, {}, []).parts
    assert (aalto.finding, aalto.own) == (made.slides[0].title, "")
    assert betula.own == "Laji: Kohtaamispaikka; Ylläpitäjä: Järjestö; Kunta: Jyväskylä"


def test_a_place_that_the_release_does_not_have_is_gone(reader: ReleaseReader) -> None:
    made = one(reader, Item(kind="centre", of="metso"))
    assert (made.picture, made.gap) == (None, 'Paikkaa "metso" ei enää ole tässä julkaisussa.')
    shown = Shown(release="r0", title="Metso", status="ok", year=2020)
    assert one(reader, Item(kind="centre", of="metso", shown=shown)).gap.startswith('Paikkaa "Metso"')


# ---- all places ---------------------------------------------------------------------------------------------
def test_places_stand_on_the_map_where_they_are_and_municipalities_without_one_are_marked(
    reader: ReleaseReader,
) -> None:
    made = one(reader, CENTRES, region="KU179")
    view = reader.centres("HVA15", "KU179")
    picture = made.picture
    assert isinstance(picture, MapPicture)
    classes = {row.code: row.class_index for row in picture.areas}
    assert {code for code, at in classes.items() if at == 0} == {"KU179", "KU249"}
    assert {at for code, at in classes.items() if code not in ("KU179", "KU249")} == {WITHOUT}
    assert picture.legend == (t("centres.map.with", "fi"),)
    assert picture.words[WITHOUT] == t("centres.map.without", "fi")
    assert picture.kinds == ("Perhekeskus", "Kohtaamispaikka")
    assert made.title == view.lead.text
    assert made.title.startswith("Jyväskylä: paikka, johon perhe voi tulla, on omassa kunnassa: Aalto; Betula.")
    assert made.heading == f"Paikat ja kunnat ilman paikkaa: Keski-Suomen hyvinvointialue, {reader.fetched.year}"
    assert made.sheet == view.sheet
    assert picture.table is not None
    assert picture.table.names[-1] == "Matka, km"
    far = {row[0]: row[-1] for row in picture.table.rows}
    assert (far["Keuruu"], far["Kinnula"].isdecimal()) == ("omassa kunnassa", True)
    assert set(far) == {row.name for row in picture.areas}, "all together have no distance"
    assert made.alt == t("slide.alt.centres", "fi", heading=made.heading, told=made.title)
    assert made.own == ""


def test_points_are_in_the_units_of_the_drawing_and_a_drawing_without_a_corner_has_none(
    reader: ReleaseReader,
) -> None:
    (aalto, *_) = reader.centres("HVA15", "KU179").dots
    shapes = {name: reader.shapes[name] for name in ("areas", "labels")}
    reader.shapes = {**shapes, "origin": [aalto.east - 7, aalto.north + 5]}  # type: ignore[dict-item]
    on_map = one(reader, CENTRES)
    reader.shapes = shapes
    on_tiles = one(reader, CENTRES)
    assert isinstance(on_map.picture, MapPicture)
    assert isinstance(on_tiles.picture, MapPicture)
    assert on_map.picture.points[0] == MapPoint("Aalto", 0, 7, 5)
    assert [(one.name, one.kind) for one in on_map.picture.points] == [("Aalto", 0), ("Betula", 1), ("Cedrus", 0)]
    assert on_tiles.picture.points == ()
    far = t("slide.key.distance", "fi", how=t("centres.access_how", "fi"))
    assert (on_map.key, on_tiles.key) == (f"{t('slide.key.points', 'fi')} {far}", far)


def test_with_a_population_grid_the_table_tells_how_many_children_have_a_place_near(
    _published_data: dict[str, Path], tmp_path: Path
) -> None:
    data = rewritten(_published_data["small"], tmp_path / "data", lambda tables: with_grid(with_places_alone(tables)))
    release = store.Release(store.current(data / "snapshots").path)
    made = one(ReleaseReader(release, "fi"), CENTRES, region="KU179")
    release.close()
    assert isinstance(made.picture, MapPicture)
    assert made.picture.table is not None
    assert made.picture.table.names[-1] == "0–14-vuotiaista enintään 10 km"
    far = {row[0]: row[-1] for row in made.picture.table.rows}
    assert (far["Jyväskylä"], far["Keuruu"]) == ("100\N{NO-BREAK SPACE}%", t("centres.no_square", "fi"))
    assert made.key.endswith("Matka: 0–14-vuotiaat väestöruuduittain, linnuntie. Arvio on karkea.")
    assert "Enintään 10 km:n päässä lähimmästä paikasta asuu 100" in made.title


def test_without_a_list_of_places_there_is_nothing_to_show(_published_data: dict[str, Path], tmp_path: Path) -> None:
    def without(tables: Tables) -> Tables:
        return {**tables, **{name: tables[name].clear() for name in ("place", "local_month", "reach")}}

    data = rewritten(_published_data["small"], tmp_path / "data", without)
    release = store.Release(store.current(data / "snapshots").path)
    made = one(ReleaseReader(release, "fi"), CENTRES)
    release.close()
    title = t("page.family_centres", "fi")
    assert made.gap == t("slide.gap.nothing", "fi", title=title, place="Keski-Suomen hyvinvointialue")


# ---- for all of them ----------------------------------------------------------------------------------------
ITEMS = (VISITS, AALTO, BETULA, CENTRES)


def test_made_up_figures_are_on_no_slide(_published_data: dict[str, Path], tmp_path: Path) -> None:
    data = rewritten(_published_data["small"], tmp_path / "data", with_places(is_example=True))
    release = store.Release(store.current(data / "snapshots").path)
    for made in deck(story(*ITEMS, region="KU179"), ReleaseReader(release, "fi")).slides:
        assert (made.picture, made.sheet, made.shown) == (None, None, None)
        assert "esimerkki" in made.gap
    release.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_story_keeps_is_the_same_in_every_language(reader: ReleaseReader, lang: str) -> None:
    told = story(*ITEMS, region="KU179")
    keeping = kept(told, deck(told, reader))
    assert deck(keeping, ReleaseReader(reader._release, lang)).moved == ()


def test_a_story_of_them_comes_back_from_its_link_and_its_file(reader: ReleaseReader) -> None:
    told = story(*ITEMS, region="KU179")
    keeping = kept(told, deck(told, reader))
    assert from_link(to_link(keeping)) == keeping
    assert from_file(to_file(keeping)) == keeping


SECRET = 7_777.0


def with_secrets(tables: Tables) -> Tables:
    """The places and months, the hidden ones with a value that must not be told."""
    told = with_places_alone(tables)
    secret = pl.when(status="hidden").then(SECRET).otherwise("value")
    return {**told, "local_month": told["local_month"].with_columns(value=secret)}


def test_a_hidden_month_is_in_no_file_alt_text_or_note(_published_data: dict[str, Path], tmp_path: Path) -> None:
    data = rewritten(_published_data["small"], tmp_path / "data", with_secrets)
    release = store.Release(store.current(data / "snapshots").path)
    stories = [story(*ITEMS, region=region) for region in ("KU179", "HVA15")]
    for lang in LANGUAGES:
        for told in stories:
            made = deck(told, ReleaseReader(release, lang))
            package = opened(deck_pptx(made, PROJECT / "assets" / "template.pptx"))
            assert faults(package) == []
            texts = [package.text, stage_html(made, b"").decode(), to_file(kept(told, made)).decode()]
            texts += [embedded_html(one, "r", "/", lang) for one in made.slides]
            texts.append(str(summary(made, made.fetched, made.release, {}, []).parts))
            for text in texts:
                assert not re.search("7.?777", text)
            for number in (1, 2):
                assert "B20" not in package.workbook(number).pages[t("xlsx.figures", lang)].cells
    release.close()


def with_more_hidden(tables: Tables) -> Tables:
    """The same places, a month more of them hidden, and the number of children of one municipality."""
    told = with_places_alone(tables)
    is_hidden = pl.col("month") == "2025-12"
    months = told["local_month"].with_columns(
        value=pl.when(~is_hidden).then("value"),
        status=pl.when(is_hidden).then(pl.lit("hidden")).otherwise(pl.col("status").cast(pl.String)),
    )
    mine = (pl.col("indicator").cast(pl.String) == "children_0_17") & (pl.col("region").cast(pl.String) == "KU249")
    hidden = {
        name: told[name].with_columns(
            pl.when(mine).then(pl.lit("hidden")).otherwise(pl.col("status").cast(pl.String)).alias("status"),
            *(pl.when(~mine).then(column).alias(column) for column in ("value", "count", "lower95", "upper95")),
        )
        for name in ("observation", "latest")
    }
    return {**told, **hidden, "local_month": months}


def test_a_room_is_told_that_a_figure_of_an_earlier_release_is_hidden_now(
    _published_data: dict[str, Path], tmp_path: Path, reader: ReleaseReader
) -> None:
    data = rewritten(_published_data["small"], tmp_path / "data", with_more_hidden)
    release = store.Release(store.current(data / "snapshots").path)
    now, told = ReleaseReader(release, "fi"), story(*ITEMS, region="KU179")
    lost = {(item.kind, item.of): has_lost(item, told, reader, now) for item in ITEMS}
    found = {(item.kind, item.of): has_lost(item, told, now, reader) for item in ITEMS}
    release.close()
    assert lost == {
        ("months", "visits"): True,
        ("centre", "aalto"): True,
        ("centre", "betula"): False,
        ("centres", ""): True,
    }
    assert set(found.values()) == {False}
