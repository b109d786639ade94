"""What a layout says: where each node, edge and layer of a drawing stands."""

from dataclasses import dataclass, field

Box = tuple[float, float, float, float]
Point = tuple[float, float]
Edge = tuple[str, str, str]


@dataclass(frozen=True)
class Layout:
    """Where a layered drawing puts its nodes and edges, in points.

    Attributes
    ----------
    boxes
        Node to (centre x, centre y, width, height).
    labels
        Node to its lines of text.
    curves
        Edge (source, target, key) to the control points of a Bézier curve, from
        source to target.
    layers
        Name of each layer to the x of its centre.
    width, height
        Of the whole.
    bands
        Name of each layer to (left, bottom, width, height), where layers may share
        a column.
    notes
        Node to what stands small below its label.
    size
        Of the labels' letters.
    """

    boxes: dict[str, Box]
    labels: dict[str, list[str]]
    curves: dict[Edge, list[Point]]
    layers: dict[str, float]
    width: float
    height: float
    bands: dict[str, Box] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    size: float = 6.0
