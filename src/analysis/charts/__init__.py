"""Tidy tables and graphs onto Axes: the only room that draws.

A drawing takes its data, the Axes and the labels of keys, marks the Axes and returns
it; one of several panels makes its own. It sets the height of its figure. Every mark
has a group id ("series:…", "bound:…", "node:…", "edge:…"). Colours
differ for colour-blind readers (Okabe and Ito 2008); fills and hatches differ in grey.
`style` has the page and the palette, `marks` what several drawings share; the other
files have the names of `measures` and `findings`.
"""

from analysis.charts.coverage import draw_coverage as draw_coverage
from analysis.charts.evidence import draw_pace as draw_pace
from analysis.charts.marks import is_empty as is_empty
from analysis.charts.matrix import draw_matrix as draw_matrix
from analysis.charts.methods import draw_methods as draw_methods
from analysis.charts.network import draw_network as draw_network
from analysis.charts.organisation import draw_shares as draw_shares
from analysis.charts.outcomes import draw_outcomes as draw_outcomes
from analysis.charts.parts import draw_parts as draw_parts
from analysis.charts.programmes import draw_terms as draw_terms
from analysis.charts.style import canvas as canvas
from analysis.charts.style import fit as fit
from analysis.charts.style import panels as panels
from analysis.charts.style import svg as svg
from analysis.charts.targets import draw_attainments as draw_attainments
from analysis.charts.targets import draw_distribution as draw_distribution
from analysis.charts.timeline import draw_timeline as draw_timeline
from analysis.charts.trends import draw_claims as draw_claims
