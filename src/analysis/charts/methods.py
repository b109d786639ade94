"""Which kinds of method a committee reports, and how concretely: a tile for each."""

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from analysis import words
from analysis.charts.marks import (
    DASH,
    SILENT,
    TILE,
    bare,
    key_of_looks,
    nothing_to_show,
    tile,
    url,
    wrapped,
)
from analysis.charts.style import EMPTY, FILLED, HATCHED, PALE, figure_of
from analysis.rows import records

if TYPE_CHECKING:
    from analysis.labels import Labels

STRENGTHS = {"by_name": FILLED, "unnamed": PALE, "intended": HATCHED, "norm": EMPTY}


def draw_methods(methods: pd.DataFrame, ax: Axes, labels: "Labels") -> Axes:
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
        tile(ax, (x - width / 2, y - height / 2, width, height), text, look)
    ax.set_xlim(-0.5, len(committees) - 0.5)
    ax.set_ylim(len(dimensions) - 0.5, -0.5)
    letters = max(10, 64 // len(committees))
    titles = [wrapped(labels.place(key), letters) for key in committees]
    ax.set_xticks(range(len(committees)), titles)
    rows = [wrapped(labels[key], 44) for key in dimensions]
    ax.set_yticks(range(len(dimensions)), rows)
    ax.xaxis.tick_top()
    bare(ax)
    lines = max(title.count("\n") for title in titles)
    figure_of(ax).set_figheight(0.7 + 0.12 * lines + 0.27 * len(dimensions))
    key_of_looks(ax, {names[strength]: look for strength, look in STRENGTHS.items()})
    return ax
