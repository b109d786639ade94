"""Which kinds of method a committee reports, and how concretely: a tile for each."""

import pandas as pd
from matplotlib.axes import Axes

from analysis import words
from analysis.charts.marks import (
    DASH,
    FEW,
    SILENT,
    key_of_looks,
    nothing_to_show,
    tiles,
)
from analysis.charts.style import EMPTY, FILLED, HATCHED, PALE, figure_of
from analysis.labels import Labels
from analysis.rows import records

STRENGTHS = {"by_name": FILLED, "unnamed": PALE, "intended": HATCHED, "norm": EMPTY}


def draw_methods(methods: pd.DataFrame, ax: Axes, labels: Labels) -> Axes:
    """A tile for each kind of method and committee, filled by how concrete it is.

    `methods` is what `measures.methods_by_name` returns. Where no measure is coded the
    tile is empty and has a dash.
    """
    if (methods["strength"] == "not_mentioned").all():
        return nothing_to_show(ax, labels.lang)
    names = {key: words.phrase(f"strength_{key}", labels.lang) for key in STRENGTHS}
    kinds = {key: labels[key] for key in methods["dimension_id"].unique()}
    heads = {key: labels.place(key) for key in methods["committee_id"].unique()}
    columns = {"dimension_id": "down", "committee_id": "across"}
    rows = records(methods[[*columns, "strength", "fact_ids"]].rename(columns=columns))
    for row in rows:
        text = names.get(row["strength"], DASH)
        row["text"] = text if len(heads) <= FEW or text == DASH else ""
        row["look"] = STRENGTHS.get(row["strength"], SILENT)
        row["said"] = f"{heads[row['across']]}, {kinds[row['down']]}: {text}"
    tiles(ax, rows, heads, kinds)
    figure = figure_of(ax)
    figure.set_figheight(figure.get_figheight() + 0.2)  # of the key
    key_of_looks(ax, {names[strength]: look for strength, look in STRENGTHS.items()})
    return ax
