"""Aineistot: the release, how fresh and how complete its figures are, what changed, and what the checks saw."""

import streamlit as st

from ilmiotaulu.text import t
from ilmiotaulu.ui import data, state
from ilmiotaulu.ui.components import tables

lang = state.language()
release = data.current().release
manifest = data.manifest(release)

st.html(tables.release_table(manifest, lang))
if manifest["kind"] == "starter":
    st.markdown(t("data.refresh_how", lang))

st.header(t("data.releases", lang))
st.html(tables.releases_table(data.kept_releases(), release, lang))

st.header(t("data.changes", lang))
changes = data.change_counts(release)
if changes:
    st.html(tables.changes_table(changes, data.indicators(release, lang), lang))
else:
    st.markdown(t("data.no_changes", lang))

st.header(t("data.findings", lang))
st.caption(t("data.findings_note", lang))
st.html(tables.findings_table(data.table(release, "finding"), data.indicators(release, lang), lang))

st.header(t("data.coverage", lang))
st.caption(t("data.coverage_note", lang))
st.html(tables.coverage_table(data.table(release, "coverage"), data.indicators(release, lang), lang))

st.header(t("data.sources", lang))
st.html(tables.sources_table(data.table(release, "source_fetch"), lang))
