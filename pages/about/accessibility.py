"""Saavutettavuus: the accessibility statement, and where to tell of a barrier."""

import streamlit as st

from ilmiotaulu.text import document, t
from ilmiotaulu.ui import data, state
from ilmiotaulu.ui.markdown import plain

lang = state.language()
settings = data.settings()

feedback = plain(settings.feedback) or t("accessibility.feedback_unknown", lang)
if settings.feedback_link:
    feedback = f"[{feedback}]({settings.feedback_link})"

with st.container(width=760):
    if not settings.feedback:
        st.warning(t("accessibility.no_feedback", lang))
    st.markdown(
        document(
            "accessibility",
            lang,
            feedback=feedback,
            maintainer=plain(settings.maintainer) or t("about.no_maintainer", lang),
        )
    )
