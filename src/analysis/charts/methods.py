"""Which kinds of method a committee reports, and how concretely: a tile for each."""

import pandas as pd
from matplotlib.axes import Axes

from analysis import words
from analysis.charts.marks import (
    DASH,
    FEW,
    SILENT,
    TILE,
    grid,
    key_of_looks,
    nothing_to_show,
    tile,
    url,
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
    dimensions = list(methods["dimension_id"].unique())
    committees = list(methods["committee_id"].unique())
    width, height = TILE
    for row in records(methods):
        x = committees.index(row["committee_id"])
        y = dimensions.index(row["dimension_id"])
        text = names.get(row["strength"], DASH)
        who, kind = labels.place(row["committee_id"]), labels[row["dimension_id"]]
        look = STRENGTHS.get(row["strength"], SILENT) | {
            "gid": f"series:{row['dimension_id']}",
            "url": url(row["fact_ids"], f"{who}, {kind}: {text}"),
        }
        inside = text if len(committees) <= FEW or text == DASH else ""
        tile(ax, (x - width / 2, y - height / 2, width, height), inside, look)
    heads = [labels.place(key) for key in committees]
    grid(ax, heads, [labels[key] for key in dimensions])
    figure = figure_of(ax)
    figure.set_figheight(figure.get_figheight() + 0.2)  # of the key
    key_of_looks(ax, {names[strength]: look for strength, look in STRENGTHS.items()})
    return ax
