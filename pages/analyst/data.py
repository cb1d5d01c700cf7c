"""Aineistot: what this release is, its figures to take along, and how fresh, complete and checked they are."""

import streamlit as st

from ilmiotaulu.exports.csv import sheet_csv
from ilmiotaulu.exports.xlsx import XLSX, sheet_xlsx
from ilmiotaulu.text import number, t
from ilmiotaulu.ui import data, state
from ilmiotaulu.ui.components import blocks, markup, tables
from ilmiotaulu.ui.components.downloads import file_link
from ilmiotaulu.views.observations import has_examples, observations_sheet, places_of
from ilmiotaulu.views.sheet import Sheet

lang = state.language()
release = data.current().release
manifest = data.manifest(release)
indicators = data.indicators(release, lang)
fetches = data.table(release, "source_fetch")

st.html(tables.release_table(manifest, lang))
if manifest["kind"] == "starter":
    st.markdown(t("data.refresh_how", lang))

blocks.words(markup.h2(t("data.download", lang)), markup.note(t("data.download_note", lang)))
choosers = st.columns(3)
with choosers[0]:
    area = blocks.choose_area(release, lang)
with choosers[1]:
    phenomenon = blocks.choose_phenomenon(release, lang)
with choosers[2]:
    indicator = blocks.choose_indicator(release, phenomenon, lang)

if indicator is not None:
    entry, places = indicator, places_of(data.places(release, lang), area)
    codes = () if area == "FI" else tuple(place.code for place in places)

    def sheet() -> Sheet:
        """Every year of the figure; made when a file is asked for, not when the page is drawn."""
        rows = data.release(release).observations_of(entry.id)
        return observations_sheet(rows, places, entry, data.events(release, [entry.id], places, lang), fetches, lang)

    if has_examples(data.series(release, entry.id, codes, "total"), fetches):
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

blocks.words(markup.h2(t("data.whole", lang)))
folder = data.snapshots_dir() / release
parquet = folder / "downloads" / "observations.parquet"
# A release that was published before there were downloads has none.
if parquet.is_file():
    name = f"ilmiotaulu-{release}.parquet"
    size = number(parquet.stat().st_size / 1e6, 1, lang)
    address = f"/release/{release}/downloads/observations.parquet"
    st.html(file_link(address, name, t("data.parquet", lang, size=size)))
    st.markdown(t("data.parquet_how", lang))
    st.code(
        f'polars.read_parquet("{name}")  # Python, Polars\n'
        f'pandas.read_parquet("{name}")  # Python, pandas\n'
        f'arrow::read_parquet("{name}")  # R',
        language=None,
        wrap_lines=True,
    )
name = f"ilmiotaulu-{release}.duckdb"
size = number((folder / "release.duckdb").stat().st_size / 1e6, 1, lang)
st.html(file_link(f"/release/{release}/release.duckdb", name, t("data.duckdb", lang, size=size)))
st.markdown(t("data.duckdb_how", lang))
st.code(f'duckdb.connect("{name}", read_only=True).sql("FROM observation")  # Python', language=None, wrap_lines=True)


@st.fragment
def folds() -> None:
    """What is known of the release; to open a fold runs this alone, and what a closed one holds is not even made."""
    kept, changes = data.kept_releases(), data.change_counts(release)
    findings = data.table(release, "finding")
    counts = {
        "releases": len(kept),
        "changes": len(changes),
        "findings": findings.height,
        "coverage": len(indicators),
        "sources": fetches.height,
    }
    for name, count in counts.items():
        label = f"{t(f'data.{name}', lang)} ({number(count, 0, lang)})"
        fold = st.expander(label, key=f"fold_{name}", on_change="rerun")
        if not fold.open:
            continue
        if name == "releases":
            fold.html(tables.releases_table(kept, release, lang))
        elif name == "changes" and changes:
            fold.html(tables.changes_table(changes, indicators, lang))
        elif name == "changes":
            fold.markdown(t("data.no_changes", lang))
        elif name == "findings":
            fold.caption(t("data.findings_note", lang))
            with fold:
                here = blocks.part_of(findings.height, name)
            fold.html(tables.findings_table(findings[here], indicators, lang))
        elif name == "coverage":
            fold.caption(t("data.coverage_note", lang))
            with fold:
                here = blocks.part_of(len(indicators), name)
            shown = dict(list(indicators.items())[here])
            fold.html(tables.coverage_table(data.table(release, "coverage"), shown, lang))
        else:
            with fold:
                here = blocks.part_of(fetches.height, name)
            fold.html(tables.sources_table(fetches[here], lang))


folds()
