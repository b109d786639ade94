"""Which failings are answered, and which plans answer a failing."""

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from analysis import words
from analysis.charts.marks import nothing_to_show, stacks
from analysis.charts.style import FILLED, HATCHED, PALE, canvas, panels

if TYPE_CHECKING:
    from analysis.tables import Labels

ANSWER = {"stated": FILLED, "ours": PALE, "not_mentioned": HATCHED}
PREFIX = {"failing": "failing_", "remedy": "remedy_"}


def draw_answers(counts: pd.DataFrame, labels: "Labels", *, what: str) -> list[Axes]:
    """A panel a group: per key a bar of what is answered, as stated or as we read it.

    `counts` is what `measures.answers_by` returns; `labels` has its keys, genres and
    levels. `what` (failing, remedy) chooses the words of the key.
    """
    groups, keys = (counts[name].nunique() for name in ("group", "key"))
    if not groups:
        return [nothing_to_show(canvas(), labels.lang)]
    axes = panels(0.24 * keys + 1.1, groups)
    lang = labels.lang
    parts = {name: words.phrase(PREFIX[what] + name, lang) for name in ANSWER}
    names = {"group": "panel", "key": "row", "answer": "part"}
    stacks(axes, counts.rename(columns=names), ANSWER, parts, labels)
    return axes
