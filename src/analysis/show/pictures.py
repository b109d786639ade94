"""A figure as SVG, with the words for those who do not see it and its table's foot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis import charts
from analysis.show.shown import Table

MIMETYPE = "image/svg+xml"


@dataclass(frozen=True)
class Picture:
    """A figure ready to be shown.

    Attributes
    ----------
    svg
        The picture; marks that stand for claims have a reference in place of a link.
    alt
        What it shows, in words made from its data.
    caption, foot
        What is said under it: those of the table that it draws.
    draws
        The name of that table's resource.
    more
        What else there is of it, by name: the `network` that it draws.
    """

    svg: str = field(repr=False)
    alt: str
    caption: str = ""
    foot: str = ""
    draws: str = ""
    more: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        about = {"alt": self.alt, "caption": self.caption, "foot": self.foot}
        about |= {"draws": self.draws, **self.more}
        return {MIMETYPE: self.svg, "text/plain": self.alt}, {MIMETYPE: about}


def figure(axes: Any, alt: str, told: Table) -> Picture:
    """The figure that `axes` belong to (one Axes or several of one figure).

    `told` is the table that it draws; both rest on the same claims.
    """
    return Picture(
        charts.svg(axes),
        alt,
        told.caption,
        told.foot,
        told.raw.name if told.raw else "",
    )
