"""One line in Plotly and a widget that changes it: what Streamlit and Plotly themselves take. Made-up figures."""

import plotly.graph_objects as go
import streamlit as st

KINDS = [f"Kind {number}" for number in range(1, 13)]
YEARS = list(range(2000, 2026))

kind = KINDS.index(st.selectbox("Kind", KINDS, key="kind")) + 1
values = [100 + (year - 2000) * kind + (year * kind * 37) % 29 for year in YEARS]
st.plotly_chart(go.Figure(go.Scatter(x=YEARS, y=values, mode="lines")), key="chart")
