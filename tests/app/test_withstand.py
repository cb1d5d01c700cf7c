"""Pages stand whatever a release holds: nothing, a municipality wholly hidden, hostile texts, endless names."""

import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page

from ilmiotaulu import store
from ilmiotaulu.schema import TABLES
from ilmiotaulu.text import t
from ilmiotaulu.ui.pages import PAGES
from pipelines.publish import write_database
from tests.app.conftest import App, go, serving

OpenApp = Callable[..., App]
Tables = dict[str, pl.DataFrame]
FIGURES = ("observation", "latest", "coverage", "forecast", "change")
HOSTILE = '<img src="x" onerror="window.hurt=1"><script>window.hurt=1</script>'


def rewritten(data: Path, folder: Path, change: Callable[[Tables], Tables]) -> Path:
    """A copy of a data directory whose release has been changed."""
    copy = shutil.copytree(data, folder)
    path = store.current(copy / "snapshots").path / store.FILE_NAME
    release = store.Release(path.parent)
    tables = {name: release.table(name) for name in TABLES}
    release.close()
    path.unlink()
    write_database(path, change(tables))
    return copy


def emptied(tables: Tables) -> Tables:
    return {name: frame.clear() if name in FIGURES else frame for name, frame in tables.items()}


def with_keuruu_hidden(tables: Tables) -> Tables:
    def hide(frame: pl.DataFrame) -> pl.DataFrame:
        numbers = [name for name in frame.columns if frame[name].dtype.is_float() or name in ("rank", "ranked")]
        mine = pl.col("region") == "KU249"
        return frame.with_columns(
            *(pl.when(mine).then(None).otherwise(pl.col(name)).alias(name) for name in numbers),
            status=pl.when(mine).then(pl.lit("hidden")).otherwise(pl.col("status").cast(pl.String)),
        )

    changed = {name: hide(tables[name]) for name in ("observation", "latest")}
    forecast = tables["forecast"].filter(pl.col("region") != "KU249")
    return {**tables, **changed, "forecast": forecast}


def with_hostile_texts(tables: Tables) -> Tables:
    """Markup wherever a publisher or a catalogue has words, and a municipality with a name that never ends."""
    texts = {
        "indicator": ["title", "definition", "processing", "polarity_reason", "interval_reason"],
        "phenomenon": ["title", "story", "questions"],
        "caveat": ["text"],
        "event": ["title"],
    }
    changed = {
        name: tables[name].with_columns(
            pl.concat_str(pl.lit(HOSTILE), f"{column}_{lang}").alias(f"{column}_{lang}")
            for column in columns
            for lang in ("fi", "sv", "en")
        )
        for name, columns in texts.items()
    }
    fetches = tables["source_fetch"].with_columns(
        pl.concat_str(pl.lit(HOSTILE), name).alias(name) for name in ("title", "url")
    )
    long = pl.when(pl.col("code") == "KU249").then(pl.lit(f"{HOSTILE} {'Ylä-Keuruunjärvi' * 12}"))
    regions = tables["region"].with_columns(
        long.otherwise(pl.col(f"name_{lang}")).alias(f"name_{lang}") for lang in ("fi", "sv", "en")
    )
    return {**tables, **changed, "source_fetch": fetches, "region": regions}


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_release_has_pages_that_say_there_are_no_figures(
    open_app: OpenApp, starter_data: Path, tmp_path: Path, name: str
) -> None:
    app = open_app(rewritten(starter_data, tmp_path / "data", emptied), region="KU249").page(name)
    assert [one.value for one in app.test.title] == [t(f"page.{name}", "fi")]
    if name in ("phenomenon", "map", "compare", "future"):
        assert t("choose.no_figures", "fi") in [one.value for one in app.test.info]
    if name == "overview":
        assert app.html.count(t("overview.no_figure", "fi")) == 7
    if name == "municipality":
        assert app.test.info[-1].value == t("municipality.nothing", "fi", place="Keuruu")


@pytest.mark.parametrize("name", PAGES)
def test_a_municipality_with_every_value_hidden_shows_the_word_and_no_figure(
    open_app: OpenApp, starter_data: Path, tmp_path: Path, name: str
) -> None:
    data = rewritten(starter_data, tmp_path / "data", with_keuruu_hidden)
    app = open_app(data, region="KU249", phenomenon="heavy_services", view="one").page(name)
    if name in ("overview", "municipality", "phenomenon"):
        assert t("status.hidden.short", "fi") in app.text
    if name == "overview":
        assert "Keuruu: Syntyneet lapset, 2025: salattu." in app.text
        assert 'class="value gap">salattu' in app.html
        assert "ilmio-strip" not in app.html
    if name == "municipality":
        assert "ilmio-line" not in app.html, "a hidden series has no line"


class Tags(HTMLParser):
    """The names of all tags and of all their attributes, as a browser reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.mark.parametrize("name", PAGES)
def test_markup_in_published_texts_never_reaches_the_page_as_markup(
    open_app: OpenApp, starter_data: Path, tmp_path: Path, name: str
) -> None:
    data = rewritten(starter_data, tmp_path / "data", with_hostile_texts)
    app = open_app(data, region="KU249", phenomenon="heavy_services").page(name)
    tags = Tags()
    tags.feed(app.html)
    assert "script" not in tags.names
    assert not [name for name in tags.attributes if name.startswith("on")]
    for chart in app.test.get("plotly_chart"):
        assert "<img" not in chart.proto.spec
        assert "<script" not in chart.proto.spec
    told = [one.value for kind in ("markdown", "header", "subheader", "caption") for one in app.test.get(kind)]
    assert not [text for text in told if re.search(r"(?<!\\)<(img|script)", text)]


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_a_hostile_release_hurts_nobody_and_breaks_no_page(
    starter_data: Path, tmp_path: Path, page: Page, width: int
) -> None:
    data = rewritten(starter_data, tmp_path / "data", with_hostile_texts)
    page.set_viewport_size({"width": width, "height": 900})
    with serving(data, tmp_path / "server.log") as site:
        for name in PAGES:
            go(page, site.at(name, region="KU249", phenomenon="heavy_services", view="one"))
            assert page.evaluate("() => window.hurt") is None, name
            wide = page.get_by_test_id("stMain").evaluate("main => main.scrollWidth")
            assert wide == width, name
        page.close()  # a page that outlives its server asks for it
