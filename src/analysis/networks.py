"""Tables to graphs, graphs to tables: instruments, committees, bodies, localities.

A node is a key of one of these tables; an edge is a coded relation and carries its
`fact_id`. Edges keep the direction in which they were stated, upward ones included.
What is counted but not named stands as one placeholder for each set.
"""

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import networkx as nx
import pandas as pd
import pygraphviz

LAYERS = (
    "central",
    "province",
    "bodies",
    "resolutions",
    "programmes",
    "projects",
    "below",
    "places",
)
HEIGHT = {"central": 0, "region": 0, "province": 1, "district": 2, "commune": 3}
LAYER_OF_TYPE = {
    "programme": "programmes",
    "action_programme": "programmes",
    "plan": "programmes",
    "rule_set": "programmes",
    "project": "projects",
    "investment_project": "projects",
    "model": "projects",
}
ATTRIBUTES = (
    "label",
    "kind",
    "type",
    "level",
    "term_id",
    "date",
    "committee_id",
    "locality_id",
    "identity",
    "set_count",
)
TYPES = (
    "implements",
    "concretises",
    "issued_by",
    "contains",
    "led_by",
    "applies_to",
    "requires",
    "reports_to",
    "cites",
    "advises",
    "prompted_by",
    "approves",
)
CARRYING = ("implements", "concretises", "contains", "applies_to")
INCH = 72


def actors(
    committees: pd.DataFrame, bodies: pd.DataFrame, localities: pd.DataFrame
) -> pd.DataFrame:
    """Committees, bodies and localities as the actors of a network.

    Each frame has its key, `level` and `label`; committees and bodies have
    `committee_id`.

    Returns
    -------
    DataFrame
        `actor_id`, `kind` (committee, body, locality), `level`, `committee_id`,
        `label`.
    """
    columns = ["actor_id", "kind", "level", "committee_id", "locality_id", "label"]
    parts = [
        committees.assign(actor_id=committees["committee_id"], kind="committee"),
        bodies.assign(actor_id=bodies["body_id"], kind="body"),
        localities.assign(actor_id=localities["locality_id"], kind="locality"),
    ]
    return pd.concat([part.reindex(columns=columns) for part in parts])


def programme_network(
    relations: pd.DataFrame, instruments: pd.DataFrame, actors: pd.DataFrame
) -> nx.MultiDiGraph:
    """The graph of coded relations.

    Parameters
    ----------
    relations
        `fact_id`, `source`, `target`, `type`, `basis`, `rule`, `source_id`.
    instruments
        `instrument_id`, `type`, `level`, `term_id`, `identity`, `set_count`, `date`,
        `committee_id` and `label` in the language of the graph.
    actors
        Committees, bodies and localities: `actor_id`, `kind` (committee, body,
        locality), `level`, `committee_id`, `locality_id`, `label`.

    Returns
    -------
    MultiDiGraph
        Nodes with `label`, `kind`, `type`, `level`, `term_id`, `date`,
        `committee_id`, `set_count` and `unnamed` (items of a set counted but not
        named); edges keyed by `fact_id` with `type`, `basis` and `source_id`. Of
        what no edge joins only the committees are kept.
    """
    graph = nx.MultiDiGraph()
    things = instruments.rename(columns={"instrument_id": "node"}).assign(
        kind="instrument"
    )
    people = actors.rename(columns={"actor_id": "node"})
    for row in pd.concat([things, people], ignore_index=True).to_dict("records"):
        graph.add_node(row["node"], **_node(row))
    for row in relations.to_dict("records"):
        kept = {k: row[k] for k in ("type", "basis", "source_id") if pd.notna(row[k])}
        graph.add_edge(row["source"], row["target"], key=row["fact_id"], **kept)
    for node, known in graph.nodes(data=True):
        if known["set_count"] is not None:
            known["unnamed"] = known["set_count"] - _named_members(graph, node)
    kinds = nx.get_node_attributes(graph, "kind")
    alone = [node for node in nx.isolates(graph) if kinds[node] != "committee"]
    graph.remove_nodes_from(alone)
    return graph


def _node(row: Mapping[Any, Any]) -> dict[str, object]:
    return {key: _plain(row.get(key)) for key in ATTRIBUTES} | {"unnamed": 0}


def _plain(value: Any) -> object:
    if pd.isna(value):
        return None
    return int(value) if isinstance(value, float) else value


def _layer(known: Mapping[str, object], focus: int) -> str:
    """The layer of a node, seen from a committee whose level has height `focus`."""
    if known["kind"] == "locality":
        return "places"
    height = HEIGHT.get(str(known["level"]), focus)
    if height < focus:
        return ("central", "province")[min(height, 1)]
    if height > focus:
        return "below"
    if known["kind"] in ("committee", "body"):
        return "bodies"
    return LAYER_OF_TYPE.get(str(known["type"]), "resolutions")


def _named_members(graph: nx.MultiDiGraph, node: str) -> int:
    return len(
        {
            part
            for _, part, kind in graph.out_edges(node, data="type")
            if kind == "contains" and graph.nodes[part]["identity"] == "named"
        }
    )


def of_committee(
    graph: nx.MultiDiGraph, committee_id: str, term_id: str, types: Iterable[str]
) -> nx.MultiDiGraph:
    """The part of the network that hangs on one committee's work in one term.

    Its own instruments (of the term; of every term if `term_id` is "all"), itself,
    its bodies and its place, whatever an edge of one of `types` joins to them, and
    what these instruments carry out further up. An instrument of its other terms is
    there only if another instrument leads to it. Each node gets its `layer`, one of
    `LAYERS`.

    Raises
    ------
    ValueError
        If a type is unknown, or nothing is left: the message names what was asked
        for.
    """
    wanted = set(types)
    if unknown := sorted(wanted - set(TYPES)):
        msg = f"no relation type {', '.join(unknown)}; known: {', '.join(TYPES)}"
        raise ValueError(msg)
    others, actors = _of_other_terms(graph, committee_id, term_id), _actors_of(graph)
    kept = [
        (u, v, key)
        for u, v, key, kind in graph.edges(keys=True, data="type")
        if kind in wanted and not ({u, v} & others and {u, v} & actors)
    ]
    chosen = graph.edge_subgraph(kept)
    place = graph.nodes[committee_id]["locality_id"] if committee_id in graph else None
    own = {
        node
        for node, known in chosen.nodes(data=True)
        if node in (committee_id, place)
        or (
            known["committee_id"] == committee_id
            and (known["kind"] == "body" or term_id in ("all", known["term_id"]))
        )
    }
    around = own | {n for node in own for n in nx.all_neighbors(chosen, node)}
    above = {
        parent
        for node in around
        if chosen.nodes[node]["kind"] == "instrument"
        for parent in _carried_out_by(chosen, node)
    }
    within = around | above
    edges = [
        (u, v, key)
        for u, v, key in chosen.edges(keys=True)
        if u in within and v in within and ({u, v} & (own | above))
    ]
    if not edges:
        msg = (
            f"no relation of {committee_id} in term {term_id} of the types "
            f"{', '.join(sorted(wanted))}"
        )
        raise ValueError(msg)
    part = nx.MultiDiGraph(chosen.edge_subgraph(edges))
    focus = HEIGHT[str(graph.nodes[committee_id]["level"])]
    layers = {node: _layer(known, focus) for node, known in part.nodes(data=True)}
    nx.set_node_attributes(part, layers, "layer")
    return part


def _of_other_terms(
    graph: nx.MultiDiGraph, committee_id: str, term_id: str
) -> set[str]:
    return {
        node
        for node, known in graph.nodes(data=True)
        if (known["kind"], known["committee_id"]) == ("instrument", committee_id)
        and term_id != "all"
        and known["term_id"] not in (None, term_id)
    }


def _actors_of(graph: nx.MultiDiGraph) -> set[str]:
    return {node for node, kind in graph.nodes(data="kind") if kind != "instrument"}


def _carried_out_by(graph: nx.MultiDiGraph, node: str) -> set[str]:
    upward = nx.MultiDiGraph(
        (u, v)
        for u, v, kind in graph.edges(data="type")
        if kind in ("implements", "concretises")
    )
    return nx.descendants(upward, node) if node in upward else set()


def edges_table(graph: nx.MultiDiGraph) -> pd.DataFrame:
    """The edges as rows, sorted by type, source and target.

    Returns
    -------
    DataFrame
        `source`, `type`, `target`, `basis`, `fact_ids`.
    """
    rows = [
        {
            "source": u,
            "type": known["type"],
            "target": v,
            "basis": known["basis"],
            "fact_ids": key,
        }
        for u, v, key, known in graph.edges(keys=True, data=True)
    ]
    columns = ["source", "type", "target", "basis", "fact_ids"]
    order = ["type", "source", "target", "fact_ids"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(order, ignore_index=True)


def downward(graph: nx.MultiDiGraph) -> nx.DiGraph:
    """What carries the programme, from above to below.

    An edge leads from a set, plan or resolution to its parts, to what implements it,
    and to the places that it is for.
    """
    simple = nx.DiGraph()
    simple.add_nodes_from(graph.nodes(data=True))
    for u, v, key, known in graph.edges(keys=True, data=True):
        if known["type"] not in CARRYING or u == v:
            continue
        upper, lower = (u, v) if known["type"] in ("contains", "applies_to") else (v, u)
        facts = simple.edges.get((upper, lower), {}).get("fact_ids", "")
        simple.add_edge(upper, lower, fact_ids=f"{facts} {key}".strip())
    return simple


def what_carries(graph: nx.MultiDiGraph) -> pd.DataFrame:
    """How far each instrument's work reaches, by the edges of `downward`.

    Returns
    -------
    DataFrame
        One row per instrument with something below it, the widest reach first:
        `node`, `reach` (nodes below), `depth` (steps of the longest chain below;
        missing if the edges run in a circle), `unnamed` (items counted but not
        named), `fact_ids` (the edges below it).
    """
    down = downward(graph)
    rows = []
    for node, known in down.nodes(data=True):
        below = nx.descendants(down, node)
        if known["kind"] != "instrument" or not below:
            continue
        part = down.subgraph({node, *below})
        acyclic = nx.is_directed_acyclic_graph(part)
        facts = {
            fact
            for *_, facts in part.edges(data="fact_ids")
            for fact in str(facts).split()
        }
        rows.append(
            {
                "node": node,
                "reach": len(below),
                "depth": nx.dag_longest_path_length(part) if acyclic else None,
                "unnamed": known["unnamed"],
                "fact_ids": " ".join(sorted(facts)),
            }
        )
    columns = ["node", "reach", "depth", "unnamed", "fact_ids"]
    frame = pd.DataFrame(rows, columns=columns).astype({"depth": "Int64"})
    return frame.sort_values(
        ["reach", "node"], ascending=[False, True], ignore_index=True
    )


def time_between(graph: nx.MultiDiGraph) -> pd.DataFrame:
    """Days from an instrument to the one that carries it out, where both are dated.

    A date known to the year or month only gives a range of days; an undated
    instrument gives none and is shown as such.

    Returns
    -------
    DataFrame
        One row per edge of `implements` or `concretises` between instruments:
        `upper`, `lower`, `upper_date`, `lower_date`, `days_low`, `days_high`
        (missing where a date is), `fact_ids`.
    """
    rows = []
    for u, v, key, kind in graph.edges(keys=True, data="type"):
        if kind not in ("implements", "concretises"):
            continue
        ends = graph.nodes[v], graph.nodes[u]
        if any(end["kind"] != "instrument" for end in ends):
            continue
        upper, lower = (end["date"] for end in ends)
        low, high = _days(upper, lower)
        rows.append((v, u, upper, lower, low, high, key))
    names = ["upper", "lower", "upper_date", "lower_date", "days_low", "days_high"]
    frame = pd.DataFrame(rows, columns=[*names, "fact_ids"])
    whole = {"days_low": "Int64", "days_high": "Int64"}
    return frame.astype(whole).sort_values(["upper", "lower"], ignore_index=True)


def _days(upper: str | None, lower: str | None) -> tuple[int | None, int | None]:
    if not upper or not lower:
        return None, None
    (first_a, last_a), (first_b, last_b) = _window(upper), _window(lower)
    return (first_b - last_a).days, (last_b - first_a).days


def _window(date: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    spans = {4: "Y", 7: "M", 10: "D"}
    period = pd.Period(date, freq=spans[len(date)])
    return period.start_time.normalize(), period.end_time.normalize()


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
        Name of each layer to the x of its centre, left to right.
    width, height
        Of the whole.
    """

    boxes: dict[str, tuple[float, float, float, float]]
    labels: dict[str, list[str]]
    curves: dict[tuple[str, str, str], list[tuple[float, float]]]
    layers: dict[str, float]
    width: float
    height: float


def layered(graph: nx.MultiDiGraph, *, letters: int = 14) -> Layout:
    """The layout of `graph` in its layers, left to right, with few crossings.

    Source: Gansner et al. (1993), IEEE Trans. Software Eng. 19, 214-230, as
    Graphviz's dot implements it; `letters` is the width at which labels wrap.
    """
    order = sorted(graph.nodes(data="label"))
    labels = {n: textwrap.wrap(str(text), letters) for n, text in order}
    labels |= {
        node: [*labels[node], f"+ {count}"]
        for node, count in graph.nodes(data="unnamed")
        if count
    }
    canvas = pygraphviz.AGraph(directed=True, strict=False)
    canvas.graph_attr.update(rankdir="LR", nodesep="0.1", ranksep="0.4")
    canvas.node_attr.update(shape="box", fixedsize="true", label="")
    canvas.edge_attr.update(arrowhead="none")
    for node, lines in labels.items():
        size = {"width": 0.08 * letters + 0.1, "height": 0.165 * len(lines) + 0.1}
        canvas.add_node(node, **size)
    used = [
        x for x in LAYERS if x in set(nx.get_node_attributes(graph, "layer").values())
    ]
    for name in used:
        members = [node for node, layer in graph.nodes(data="layer") if layer == name]
        canvas.add_node(f"layer {name}", width=0.1, height=0.1, style="invis")
        nodes = [*sorted(members), f"layer {name}"]
        canvas.add_subgraph(nodes, name=f"rank {name}", rank="same")
    for left, right in pairwise(used):
        canvas.add_edge(f"layer {left}", f"layer {right}", style="invis")
    turned = _add_edges(canvas, graph)
    canvas.layout(prog="dot")
    return _read_layout(canvas, labels, used, turned)


def _add_edges(canvas: pygraphviz.AGraph, graph: nx.MultiDiGraph) -> set[str]:
    rank = {node: LAYERS.index(layer) for node, layer in graph.nodes(data="layer")}
    turned = set()
    for u, v, key in sorted(graph.edges(keys=True)):
        back = rank[u] > rank[v]
        first, last = (v, u) if back else (u, v)
        canvas.add_edge(first, last, key=key)
        if back:
            turned.add(key)
    return turned


def _read_layout(
    canvas: pygraphviz.AGraph,
    labels: dict[str, list[str]],
    used: list[str],
    turned: set[str],
) -> Layout:
    _, _, width, height = (float(x) for x in canvas.graph_attr["bb"].split(","))
    boxes = {}
    for node in labels:
        place = canvas.get_node(node).attr
        x, y = (float(end) for end in place["pos"].split(","))
        size = float(place["width"]) * INCH, float(place["height"]) * INCH
        boxes[node] = (x, y, *size)
    curves = {}
    for first, last, key in canvas.edges(keys=True):
        if first not in labels:
            continue
        path = canvas.get_edge(first, last, key).attr["pos"]
        pairs = (point.split(",") for point in path.split())
        points = [(float(x), float(y)) for x, y in pairs]
        ends = (last, first) if key in turned else (first, last)
        curves[(*ends, key)] = points[::-1] if key in turned else points
    layers = {
        name: float(canvas.get_node(f"layer {name}").attr["pos"].split(",")[0])
        for name in used
    }
    return Layout(boxes, labels, curves, layers, width, height)


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


WIDE, NARROW, BETWEEN, LINE, SPACE = 150.0, 112.0, 92.0, 8.5, 7.0


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


def who_implements_whom(graph: nx.MultiDiGraph) -> pd.DataFrame:
    """Which level carries out what comes from which level.

    Returns
    -------
    DataFrame
        One row per pair of levels: `implementer_level`, `origin_level`, `count`
        (edges of `implements` and `concretises`), `fact_ids`.
    """
    rows = [
        (graph.nodes[u]["level"], graph.nodes[v]["level"], key)
        for u, v, key, kind in graph.edges(keys=True, data="type")
        if kind in ("implements", "concretises")
    ]
    names = ["implementer_level", "origin_level", "fact_ids"]
    groups = pd.DataFrame(rows, columns=names).groupby(names[:2], as_index=False)
    return groups.agg(
        count=("fact_ids", "size"), fact_ids=("fact_ids", lambda f: " ".join(sorted(f)))
    )
