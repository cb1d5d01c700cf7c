"""Two widgets and a text: what Streamlit itself takes for a page and for a change."""

import streamlit as st

KINDS = [f"Kind {number}" for number in range(1, 13)]

kind = st.selectbox("Kind", KINDS, key="kind")
year = st.slider("Year", 2000, 2025, 2025, key="year")
st.text(f"{kind}, {year}")
