"""Counts of two groups of patients, drawn by Hypothesis."""

from hypothesis import strategies as st


@st.composite
def tables(draw):
    total, control_total = draw(st.integers(1, 3000)), draw(st.integers(1, 3000))
    return draw(st.integers(0, total)), total, draw(st.integers(0, control_total)), control_total
