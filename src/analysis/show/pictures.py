"""A chart: the sentence that it supports, and its picture."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis import charts, words
from analysis.show.shown import Table

MIMETYPE = "image/svg+xml"
FEWEST = 2  # rows of a table that are drawn


@dataclass(frozen=True)
class Picture:
    """A picture with its alternative text.

    Attributes
    ----------
    svg
        The picture; marks that stand for statements have a reference in place of a
        link.
    alt
        What it shows, in words computed from its data.
    caption, foot
        Those of the table that it draws.
    draws
        The name of that table's resource.
    more
        Further content by name, such as the `network` of a page.
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


@dataclass(frozen=True)
class Chart:
    """A sentence and the picture that shows it, if any, one below the other."""

    sentence: words.Sentence
    picture: Picture | None

    def _ipython_display_(self) -> None:
        from IPython.display import display

        show: Any = display  # it has no types
        show(self.sentence, *filter(None, [self.picture]))


def chart(
    axes: Any,
    sentence: str,
    table: Table,
    more: Mapping[str, Any] | None = None,
    caption: str | None = None,
) -> Chart:
    """The figure of `axes` below the sentence that it supports.

    Where there is nothing to draw, or one row alone, the sentence is shown alone.

    Parameters
    ----------
    axes
        One Axes, several of one figure, or none.
    sentence
        What the figure shows: also its alternative text.
    table
        The table that it draws; both rest on the same statements.
    more
        Further content of the picture by name.
    caption
        The phrase that says what is drawn, where it is not the table's caption.
    """
    if charts.is_empty(axes) or len(table.cells) < FEWEST:
        return Chart(words.Sentence(sentence), None)
    name = table.resource["name"] if table.resource else ""
    picture = Picture(
        charts.svg(axes),
        str(sentence),
        words.phrase(caption, table.lang) if caption else table.caption,
        table.foot,
        name,
        more or {},
    )
    return Chart(words.Sentence(sentence), picture)
