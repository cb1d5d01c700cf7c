"""Aineistot: figures to take along, what this release is, and how fresh, complete and checked its figures are."""

import streamlit as st

from ilmiotaulu.exports.csv import sheet_csv
from ilmiotaulu.exports.xlsx import XLSX, sheet_xlsx
from ilmiotaulu.text import number, t
from ilmiotaulu.ui import data, state
from ilmiotaulu.ui.components import blocks, markup, tables
from ilmiotaulu.ui.components.downloads import file_link
from ilmiotaulu.ui.components.links import link, links
from ilmiotaulu.views.observations import has_examples, observations_sheet, places_of
from ilmiotaulu.views.sheet import Sheet

lang = state.language()
release = data.current().release
read = data.reader(release, lang)
manifest = data.manifest(release)
indicators = read.indicators
fetches = read.fetches

blocks.words(markup.h2(t("data.download", lang)), markup.note(t("data.download_note", lang)))
choosers = st.columns(3)
with choosers[0]:
    area = blocks.choose_area(release, lang)
with choosers[1]:
    phenomenon = blocks.choose_phenomenon(release, lang)
with choosers[2]:
    indicator = blocks.choose_indicator(release, phenomenon, lang)

if indicator is not None:
    entry, places = indicator, places_of(read.places, area)
    codes = () if area == "FI" else tuple(place.code for place in places)

    def sheet() -> Sheet:
        """Every year of the figure; made when a file is asked for, not when the page is drawn."""
        rows = data.release(release).observations_of(entry.id)
        return observations_sheet(rows, places, entry, read.events([entry.id], places), fetches, lang)

    if has_examples(read.series(entry.id, codes), fetches):
        st.info(t("data.no_examples", lang))
    else:
        with st.container(horizontal=True, gap="small"):
            st.download_button(
                t("download.csv", lang),
                lambda: sheet_csv(sheet(), release, lang),
                file_name=f"{entry.id}-{area}.csv",
                mime="text/csv",
                on_click="ignore",
                key="csv",
                icon=":material/download:",
            )
            st.download_button(
                t("download.xlsx", lang),
                lambda: sheet_xlsx(sheet(), release, lang),
                file_name=f"{entry.id}-{area}.xlsx",
                mime=XLSX,
                on_click="ignore",
                key="xlsx",
                icon=":material/download:",
            )

blocks.words(markup.h2(t("data.whole", lang)), markup.note(t("data.whole_note", lang)))
folder = data.snapshots_dir() / release
parquet = folder / "downloads" / "observations.parquet"
parquet_name, duckdb_name = (f"ilmiotaulu-{release}.{ending}" for ending in ("parquet", "duckdb"))
opening = [f'duckdb.connect("{duckdb_name}", read_only=True).sql("FROM observation")  # Python']
# A release that was published before there were downloads has none.
if parquet.is_file():
    size = number(parquet.stat().st_size / 1e6, 1, lang)
    address = f"/release/{release}/downloads/observations.parquet"
    st.html(file_link(address, parquet_name, t("data.parquet", lang, size=size)))
    st.markdown(t("data.parquet_how", lang))
    opening = [
        f'polars.read_parquet("{parquet_name}")  # Python, Polars',
        f'pandas.read_parquet("{parquet_name}")  # Python, pandas',
        f'arrow::read_parquet("{parquet_name}")  # R',
        *opening,
    ]
size = number((folder / "release.duckdb").stat().st_size / 1e6, 1, lang)
st.html(file_link(f"/release/{release}/release.duckdb", duckdb_name, t("data.duckdb", lang, size=size)))
st.markdown(t("data.duckdb_how", lang))
blocks.fold(
    t("data.opening", lang), "fold_opening", lambda: st.code("\n".join(opening), language=None, wrap_lines=True)
)

st.html(tables.release_table(manifest, lang))
if manifest["kind"] == "starter":
    st.markdown(t("data.refresh_how", lang))

kept, changes = data.kept_releases(), data.change_counts(release)
findings = data.table(release, "finding")


def releases_kept() -> None:
    """The releases that are kept."""
    st.html(tables.releases_table(kept, release, lang))


def changed() -> None:
    """What differs from the release before."""
    if changes:
        st.html(tables.changes_table(changes, indicators, lang))
    else:
        st.markdown(t("data.no_changes", lang))


def checked() -> None:
    """What the checks saw."""
    st.caption(t("data.findings_note", lang))
    blocks.in_parts(
        findings.height, "findings", lang, lambda here: st.html(tables.findings_table(findings[here], indicators, lang))
    )


def covered() -> None:
    """What years and areas each figure has."""
    st.caption(t("data.coverage_note", lang))
    coverage, every = data.table(release, "coverage"), list(indicators.items())
    blocks.in_parts(
        len(every), "coverage", lang, lambda here: st.html(tables.coverage_table(coverage, dict(every[here]), lang))
    )


def fetched() -> None:
    """Where the figures came from."""
    blocks.in_parts(fetches.height, "sources", lang, lambda here: st.html(tables.sources_table(fetches[here], lang)))


# Each is a part of its own: one that is opened while another's table is still coming does not miss its turn.
for name, count, draw in (
    ("releases", len(kept), releases_kept),
    ("changes", len(changes), changed),
    ("findings", findings.height, checked),
    ("coverage", len(indicators), covered),
    ("sources", fetches.height, fetched),
):
    blocks.fold(f"{t(f'data.{name}', lang)} ({number(count, 0, lang)})", f"fold_{name}", draw)

blocks.words(
    markup.h2(t("next.title", lang)),
    links(
        [
            link("family_centres", t("import.page.next_centres", lang)),
            *blocks.ways_to_import(t("next.import", lang)),
        ]
    ),
)
