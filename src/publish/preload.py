"""Imported by the warm parent of a run: what notebooks and pages use is loaded once.

The first table, the first figure and the first page load fonts, lexers, templates and
most of what libraries import late; forks of this process then have them for nothing.
"""

from __future__ import annotations

import io
import warnings
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import matplotlib.figure
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg

import analysis
from analysis import words
from publish import page

NOT_FOR_NOTEBOOKS = {"__main__", "verify"}
LATE = (
    "IPython.core.pylabtools",
    "matplotlib.pyplot",
    "matplotlib_inline.config",
    "networkx",
    "networkx.drawing",
    "numpy.random",
    "pandas.core.reshape.reshape",
    "pandas.plotting._matplotlib",
)


def first_table() -> None:
    """Count a table and show it to nowhere."""
    frame = pd.DataFrame({"name": ["a", "b"], "value": [1.0, 2.0]})
    counted = frame.groupby("name", as_index=False).agg(value=("value", "sum"))
    shown: Any = counted.pivot_table(index="name", values="value").describe()
    shown._repr_html_()
    repr(shown)


def first_figure() -> None:
    """Draw a figure to nowhere, without pyplot, which belongs to the cells."""
    figure = matplotlib.figure.Figure(figsize=(1, 1))  # large enough for what is loaded
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.plot([1, 2], label="Ủy ban")
    axes.legend()
    for form in ("png", "svg"):
        figure.savefig(io.BytesIO(), format=form, bbox_inches="tight")


with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    for name in LATE:
        import_module(name)
    for module in iter_modules(analysis.__path__):
        if module.name not in NOT_FOR_NOTEBOOKS:
            import_module(f"analysis.{module.name}")
    words.phrases()
    first_table()
    first_figure()
    page.first_page()
