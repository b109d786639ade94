"""Who speaks of which dimension: a network of actors and concepts, and its layout."""

import textwrap

import networkx as nx
import pandas as pd

from analysis.networks.graphs import HEIGHT
from analysis.networks.layout import Layout

WIDE, NARROW, BETWEEN, LINE, SPACE = 150.0, 112.0, 92.0, 8.5, 7.0


def discourse(
    reforms: pd.DataFrame,
    speakers: pd.DataFrame,
    dimensions: pd.DataFrame,
    committees: pd.DataFrame,
) -> nx.MultiDiGraph:
    """Who speaks of which dimension, and how often: an actor-concept network.

    Source: Leifeld (2017), "Discourse network analysis", in The Oxford Handbook of
    Political Networks; here without agreement or disagreement, which the texts do not
    show.

    Parameters
    ----------
    reforms
        `fact_id`, `asserted_by`, `dimension_id`, `committee_id`, `status`.
    speakers
        `body_id`, `type`, `label`.
    dimensions
        `dimension_id`, `label`.
    committees
        Those spoken of: `committee_id`, `level`, `label`.

    Returns
    -------
    MultiDiGraph
        Nodes with `label`, `kind` (speaker, dimension), `count` (reforms) and, of a
        speaker, `level` and `committee_id` of the committee that most of what it says
        is about; the graph's `committees` holds their labels. One edge per speaker and
        dimension, keyed by its facts, with `weight` (reforms), `done`, `ongoing`,
        `planned`.
    """
    told = reforms[reforms["committee_id"].isin(committees["committee_id"])]
    known = committees.set_index("committee_id")
    labels = {
        **speakers.set_index("body_id")["label"],
        **dimensions.set_index("dimension_id")["label"],
    }
    graph = nx.MultiDiGraph()
    for one, rows in told.groupby("dimension_id"):
        graph.add_node(one, kind="dimension", label=labels[one], count=len(rows))
    for one, rows in told.groupby("asserted_by"):
        committee_id = str(rows["committee_id"].value_counts().sort_index().idxmax())
        spoken_of = known.loc[committee_id]
        graph.add_node(
            one,
            kind="speaker",
            label=labels[one],
            count=len(rows),
            level=str(spoken_of["level"]),
            committee_id=committee_id,
        )
        graph.graph.setdefault("committees", {}).update(
            {committee_id: str(spoken_of["label"])}
        )
    for (speaker, dimension), rows in told.groupby(["asserted_by", "dimension_id"]):
        counts = rows["status"].value_counts()
        by_status = {k: int(counts.get(k, 0)) for k in ("done", "ongoing", "planned")}
        key = " ".join(sorted(rows["fact_id"]))
        graph.add_edge(speaker, dimension, key=key, weight=len(rows), **by_status)
    return graph


def ties_table(graph: nx.MultiDiGraph) -> pd.DataFrame:
    """The ties of a discourse network as rows, the most frequent first.

    Returns
    -------
    DataFrame
        `speaker`, `dimension_id`, `weight`, `done`, `ongoing`, `planned`, `fact_ids`.
    """
    rows = [
        {"speaker": u, "dimension_id": v, **known, "fact_ids": key}
        for u, v, key, known in graph.edges(keys=True, data=True)
    ]
    columns = ["speaker", "dimension_id", "weight", "done", "ongoing", "planned"]
    frame = pd.DataFrame(rows, columns=[*columns, "fact_ids"])
    order = ["weight", "speaker", "dimension_id"]
    return frame.sort_values(order, ascending=[False, True, True], ignore_index=True)


def two_mode(graph: nx.MultiDiGraph) -> Layout:
    """Speakers on both sides of the dimensions, levels apart, with few crossings.

    The highest level stands left, the others right. Each column is ordered by the
    mean place of what it is tied to, then neighbours change places as long as that
    leaves fewer crossings; the outcome does not depend on the order of the rows.
    """
    kinds = nx.get_node_attributes(graph, "kind")
    level = nx.get_node_attributes(graph, "level")
    heights = sorted({HEIGHT[one] for one in level.values()})
    speakers = sorted(level)
    left = [one for one in speakers if HEIGHT[level[one]] == heights[0]]
    right = [one for one in speakers if one not in left]
    middle = sorted(node for node, kind in kinds.items() if kind == "dimension")
    columns = _few_crossings(graph, [left, middle, right])
    labels = {
        node: [*textwrap.wrap(f"{known['label']} ({known['count']})", 36)]
        if known["kind"] == "dimension"
        else [*textwrap.wrap(f"{known['label']} ({known['count']})", 23)]
        for node, known in graph.nodes(data=True)
    }
    sizes = {node: LINE * len(lines) + SPACE for node, lines in labels.items()}
    height = max(sum(sizes[n] + SPACE for n in column) for column in columns)
    centres = [NARROW / 2, NARROW + BETWEEN + WIDE / 2]
    centres.append(centres[1] + WIDE / 2 + BETWEEN + NARROW / 2)
    boxes: dict[str, tuple[float, float, float, float]] = {}
    for column, x, width in zip(columns, centres, (NARROW, WIDE, NARROW), strict=True):
        gap = (height - sum(sizes[n] for n in column)) / max(len(column), 1)
        y = height
        for node in column:
            y -= gap / 2 + sizes[node] / 2
            boxes[node] = (x, y, width, sizes[node])
            y -= gap / 2 + sizes[node] / 2
    curves = {
        (u, v, key): _bow(boxes[u], boxes[v]) for u, v, key in graph.edges(keys=True)
    }
    sides = zip((left, right), (centres[0], centres[2]), strict=True)
    layers = {
        f"speakers_{min((level[n] for n in side), key=HEIGHT.__getitem__)}": x
        for side, x in sides
        if side
    } | {"concepts": centres[1]}
    width = centres[2] + NARROW / 2 if right else centres[1] + WIDE / 2
    return Layout(boxes, labels, curves, layers, width, height)


def crossings(graph: nx.MultiDiGraph, columns: list[list[str]]) -> int:
    """How many pairs of ties cross, where the columns stand in this order."""
    place = {node: n for column in columns for n, node in enumerate(column)}
    side = {node: n for n, column in enumerate(columns) for node in column}
    ties = sorted((side[u], place[u], place[v]) for u, v in graph.edges())
    return sum(
        one[0] == other[0] and (one[1] - other[1]) * (one[2] - other[2]) < 0
        for n, one in enumerate(ties)
        for other in ties[n + 1 :]
    )


def _few_crossings(graph: nx.MultiDiGraph, columns: list[list[str]]) -> list[list[str]]:
    ties = graph.to_undirected()
    for n in (0, 2, 1) * 8:
        columns[n] = _by_mean_place(ties, columns, n)
    best = crossings(graph, columns)
    places = [(column, n) for column in columns for n in range(len(column) - 1)]
    is_better = True
    while is_better:
        is_better = False
        for column, n in places:
            column[n : n + 2] = column[n : n + 2][::-1]
            found = crossings(graph, columns)
            is_better |= found < best
            column[n : n + 2] = column[n : n + 2][:: 1 if found < best else -1]
            best = min(found, best)
    return columns


def _by_mean_place(ties: nx.Graph, columns: list[list[str]], n: int) -> list[str]:
    """The nodes of one column by the mean place of what they are tied to."""
    place = {node: i / len(c) for c in columns for i, node in enumerate(c)}
    means = [
        (sum(place[other] for other in ties[node]) / len(ties[node]), node)
        for node in columns[n]
    ]
    return [node for _, node in sorted(means)]


def _bow(
    speaker: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> list[tuple[float, float]]:
    """A curve from the side of one box to the near side of another."""
    way = 1 if speaker[0] < other[0] else -1
    first = speaker[0] + way * speaker[2] / 2, speaker[1]
    last = other[0] - way * other[2] / 2, other[1]
    bend = (last[0] - first[0]) / 2
    return [first, (first[0] + bend, first[1]), (last[0] - bend, last[1]), last]
