"""Rates of sanctions, with the dates of both figures and every mismatch."""

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis import words
from analysis.charts.marks import (
    beside,
    interval,
    key,
    nothing_to_show,
    ruled,
    url,
    wrapped,
)
from analysis.charts.style import BLUE, Look, figure_of
from analysis.rows import Row, records

if TYPE_CHECKING:
    from analysis.tables import Labels

LINES = 3.0  # of a row with a rate: its times, and up to two mismatches


def draw_rates(rates: pd.DataFrame, ax: Axes, labels: "Labels") -> Axes:
    """Rates per thousand members, a row each, with the dates of both figures.

    `rates` is what `measures.rates` returns. Beside each stand the times of both
    figures and every mismatch between them in words; where no rate was computed it
    says why.
    """
    lang = labels.lang
    if not len(rates):
        return nothing_to_show(ax, lang)
    most = rates[["low", "high"]].max().max()
    most = 1.0 if pd.isna(most) else float(most)
    y, ticks = 0.0, {}
    for committee, rows in rates.groupby("committee_id", sort=False):
        name = labels[str(committee)]
        ax.text(0, y, name, va="center", fontsize=7.5, fontweight="bold")
        y += 1
        for row in records(rows):
            is_computed = row["outcome"] == "computed"
            half = 0.5 * (LINES - 1) if is_computed else 0.0
            y += half
            ticks[y] = wrapped(labels[row["indicator_id"]], 34)
            if is_computed:
                _draw_rate(ax, y, row, most, labels)
            else:
                refused = row["outcome"] == "refused"
                reason = "word_refused" if refused else "not_mentioned"
                beside(ax, (0, y), words.phrase(reason, lang))
            y += 1 + half
        y += 0.2
    ax.set_yticks(list(ticks), list(ticks.values()))
    ax.set_ylim(y - 0.4, -0.7)
    ax.set_xlim(0, 2.5 * most)
    ax.set_xticks([tick for tick in ax.get_xticks() if tick <= 1.1 * most])
    ax.set_xlabel(words.phrase("unit_per_thousand", lang), loc="left")
    ruled(ax, "x")
    arrow = Line2D([], [], marker=4, ls="-", color=BLUE, ms=6)
    key(ax, {words.phrase("claim_bound", lang): arrow})
    figure_of(ax).set_figheight(0.9 + 0.2 * max(y, 3))
    return ax


def _draw_rate(ax: Axes, y: float, row: Row, most: float, labels: "Labels") -> None:
    rate = words.bounded(
        row["low"], row["high"], labels.lang, qualifier=row["qualifier"]
    )
    look: Look = {"color": BLUE, "gid": f"bound:{row['fact_ids']}"}
    look["url"] = url(row["fact_ids"], f"{labels[row['indicator_id']]}: {rate}")
    end = interval(ax, y, (row["low"], row["high"]), look, 0.1 * most)
    beside(ax, (end, y), rate)
    beside(ax, (1.38 * most, y), _basis(row, labels.lang))


def _basis(row: Row, lang: str) -> str:
    """The times of the two figures behind a rate, and each mismatch in words."""
    times = {}
    for side in ("event", "member"):
        ends = [row[f"{side}_{end}"] for end in ("as_of_start", "as_of_end")]
        dates = dict.fromkeys(str(end) for end in ends if not pd.isna(end))
        times[side] = " – ".join(dates) or words.phrase("no_date", lang)
    names = [words.phrase(f"word_{name}", lang) for name in row["mismatches"].split()]
    return "\n".join([words.phrase("rate_dates", lang, **times), *names])
