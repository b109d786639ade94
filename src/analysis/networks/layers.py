"""The programme network laid out by level: a column a level, with few crossings."""

from itertools import product

import networkx as nx

from analysis.networks import curves, order, places, sizes, threads
from analysis.networks.graphs import LAYERS
from analysis.networks.layout import Box, Layout

WIDE, HIGH = 518.4, 590.0
LEASTS, SIZES = (6.5, 5.5, 4.5, 0.0), (6.6, 6.4, 6.2, 6.0, 5.8)


def layered(
    graph: nx.MultiDiGraph, *, width: float = WIDE, height: float = HIGH
) -> Layout:
    """The layout of `graph`, whose nodes have a `layer`, for a page in points.

    Levels go from left to right; what a set of the same level contains stands indented
    below it. Letters are as large as the page allows; where even the smallest are too
    large, the layout is larger than the page. A journal's column, 252 points, holds the
    relations of one family between a dozen nodes or so.
    """
    parts = threads.threads(graph)
    told, made = _fitting(graph, parts, (width, height))
    order.first_order(parts, made)
    board = order.Board(parts, made)
    order.improve(board)
    middles, high = places.middles(parts, made)
    boxes = {}
    for column in made:
        for node, tall in column.heights.items():
            indent = column.indents[node]
            wide = column.width - indent
            boxes[node] = (column.left + indent + wide / 2, middles[node], wide, tall)
    drawing = curves.Drawing(parts, made, boxes, middles)
    lines = drawing.curves(board.sides)
    bands = _bands(graph, parts, made, high)
    return Layout(
        boxes={n: (x, high - y, w, h) for n, (x, y, w, h) in boxes.items()},
        labels={n: column.lines[n] for column in made for n in column.lines},
        curves={e: [(x, high - y) for x, y in points] for e, points in lines.items()},
        layers={name: band[0] + band[2] / 2 for name, band in bands.items()},
        width=made[-1].left + made[-1].width + sizes.MARGIN,
        height=high,
        bands=bands,
        notes={n: note for n, note in told.notes.items() if note},
        size=told.size,
    )


def _fitting(
    graph: nx.MultiDiGraph, parts: threads.Threads, page: tuple[float, float]
) -> tuple[sizes.Written, list[sizes.Column]]:
    """The columns that the page holds: roomy ones if possible, then large letters."""
    for least, size in product(LEASTS, SIZES):
        told = sizes.written(graph, parts, size)
        made = sizes.Sizing(parts, told).columns(page[0], least)
        last = made[-1]
        is_narrow = last.left + last.width + sizes.MARGIN <= page[0] + 0.1
        if is_narrow and max(column.height for column in made) <= page[1]:
            break
    return told, made


def _bands(
    graph: nx.MultiDiGraph,
    parts: threads.Threads,
    made: list[sizes.Column],
    height: float,
) -> dict[str, Box]:
    """Each used layer to the room of its columns."""
    bands = {}
    layer = dict(graph.nodes(data="layer"))
    for name in LAYERS:
        numbers = [parts.column[node] for node in graph if layer[node] == name]
        if numbers:
            left, last = made[min(numbers)].left, made[max(numbers)]
            bands[name] = (left, 0.0, last.left + last.width - left, height)
    return bands
