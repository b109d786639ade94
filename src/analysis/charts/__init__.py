"""Tidy tables and graphs onto Axes: the only room that draws.

A drawing takes its data, the Axes and the language, marks the Axes and returns it.
Every mark carries a group id ("series:…", "bound:…", "node:…", "edge:…"), from which
`fingerprint` tells what was really drawn. Colours keep apart for colour-blind eyes
(Okabe and Ito 2008); fills and hatches keep apart in grey.
"""

from analysis.charts.claims import draw_all_claims, draw_claims
from analysis.charts.layers import draw_network, network_canvas
from analysis.charts.marks import canvas, fit, in_column, panels
from analysis.charts.overlap import (
    draw_answers,
    draw_tasks,
    draw_times,
)
from analysis.charts.parts import (
    draw_parts,
    draw_rates,
    draw_roles,
    draw_sets,
    draw_shares,
    draw_tiles,
    parts_canvas,
    rates_canvas,
    sets_canvas,
)
from analysis.charts.prints import fingerprint, svg
from analysis.charts.shares import draw_attainments, draw_distribution
from analysis.charts.tiles import draw_coverage, draw_statuses, draw_terms

__all__ = [
    "canvas",
    "draw_all_claims",
    "draw_answers",
    "draw_attainments",
    "draw_claims",
    "draw_coverage",
    "draw_distribution",
    "draw_network",
    "draw_parts",
    "draw_rates",
    "draw_roles",
    "draw_sets",
    "draw_shares",
    "draw_statuses",
    "draw_tasks",
    "draw_terms",
    "draw_tiles",
    "draw_times",
    "fingerprint",
    "fit",
    "in_column",
    "network_canvas",
    "panels",
    "parts_canvas",
    "rates_canvas",
    "sets_canvas",
    "svg",
]
