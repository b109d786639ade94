"""The network of a committee as a cascade: few boxes, issuer above what is issued.

What a set names is put into its box; who issues one document only is named in the box
of that document; what has the same ties is put into one box. What is left with one tie
to its issuer, or has no room, is named beside the drawing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from analysis import words
from analysis.networks.graphs import LAYERS, downward

MOST = 35
REPORTED, ORDERED, DEFICIENT = "reported", "ordered", "deficient"
STATUS = {"done": REPORTED, "ongoing": REPORTED, "deficient": DEFICIENT}
VERBS = {"issued_by": "issues", "advises": "advises"}
LONGEST = 64  # letters of the names in a box of several


@dataclass(frozen=True)
class Cascade:
    """What is drawn of a network, and what is named beside it.

    Attributes
    ----------
    graph
        Boxes with `label`, `note` (who issues it, what it names), `kind`, `layer`,
        `row` (from above), `members` (the nodes of the network that it stands for) and
        `fact_ids`; lines with `fact_ids`, `verb` (issues, carries, advises) and
        `status` (reported, ordered, deficient).
    beside
        The nodes of the network that have no box.
    """

    graph: nx.DiGraph
    beside: list[str]


def cascade(graph: nx.MultiDiGraph, committee_id: str, lang: str) -> Cascade:
    """What is drawn of the network of a committee: at most 35 boxes."""
    boxes = _boxes(graph)
    _put_issuers(boxes, committee_id)
    _put_into_sets(boxes, graph)
    for apart in (True, False):
        while (apart or len(boxes) > MOST) and _gather(
            boxes, committee_id, apart=apart
        ):
            pass
    _remove_least(boxes, committee_id)
    nx.set_node_attributes(boxes, rows(boxes), "row")
    _label(boxes, graph, lang)
    drawn = {name for _, names in boxes.nodes(data="members") for name in names}
    drawn |= {name for _, names in boxes.nodes(data="issuers") for name in names}
    beside = sorted(node for node in graph if node not in drawn)
    return Cascade(boxes, beside)


def rows(graph: nx.DiGraph | nx.MultiDiGraph) -> dict[str, int]:
    """The row of each node of a graph of `layer`s: below all that is above it.

    Each layer has rows of its own. Whoever advises or is led stands below. Where ties
    run in a circle, the last of them does not count.
    """
    above = nx.DiGraph()
    above.add_nodes_from(sorted(graph))
    ties = _downward_ties(graph)
    for _, u, v in sorted(ties):
        if u != v and not (above.has_node(v) and nx.has_path(above, v, u)):
            above.add_edge(u, v)
    places: dict[str, tuple[int, int]] = {}
    for node in nx.topological_sort(above):
        lowest = LAYERS.index(graph.nodes[node]["layer"])
        heads = [places[head] for head in above.predecessors(node)]
        layer, depth = max(heads, default=(lowest, -1))
        places[node] = (lowest, 0) if lowest > layer else (layer, depth + 1)
    used = sorted(set(places.values()))
    return {node: used.index(place) for node, place in places.items()}


def _downward_ties(graph: nx.DiGraph | nx.MultiDiGraph) -> list[tuple[int, str, str]]:
    """Pairs of upper and lower nodes, those that carry a programme first."""
    if not graph.is_multigraph():
        verbs = graph.edges(data="verb")
        return [(1, v, u) if w == "advises" else (0, u, v) for u, v, w in verbs]
    ties = [(0, u, v) for u, v in downward(graph).edges]
    upward = ("advises", "led_by", "reports_to")
    kinds = graph.edges(data="type")
    return ties + [(1, v, u) for u, v, kind in kinds if kind in upward]


def _boxes(graph: nx.MultiDiGraph) -> nx.DiGraph:
    """A box for each node that a downward tie or advice joins.

    A committee, its executive committee and its place have one box, named by the place.
    """
    box_of = _box_of(graph)
    boxes = nx.DiGraph()
    for node, name in sorted(box_of.items(), key=lambda pair: pair[::-1]):
        if name not in boxes:
            attributes = graph.nodes[name]
            kept = {key: attributes.get(key) for key in ("kind", "layer", "set_count")}
            boxes.add_node(name, **kept, members=[], issuers=[], inside=[], fact_ids="")
        boxes.nodes[name]["members"].append(node)
    issued = {u for u, _, kind in graph.edges(data="type") if kind == "issued_by"}
    for u, v, data in _ties(graph):
        ends = box_of[u], box_of[v]
        is_own = graph.nodes[u]["committee_id"] == ends[1] and ends[0] == u
        if is_own and u not in issued and graph.nodes[u]["kind"] == "instrument":
            ends = ends[1], ends[0]
        if not (is_own and u in issued and data["types"] == ["applies_to"]):
            _tie(boxes, ends, data)
    boxes.remove_nodes_from(list(nx.isolates(boxes)))
    return boxes


def _ties(graph: nx.MultiDiGraph) -> list[tuple[str, str, Mapping[str, Any]]]:
    """The downward ties, and advice."""
    ties = sorted(downward(graph).edges(data=True), key=lambda tie: tie[:2])
    for u, v, key, data in sorted(graph.edges(keys=True, data=True)):
        if data["type"] == "advises":
            status = [data.get("status", "done")]
            about = {"fact_ids": key, "types": ["advises"], "statuses": status}
            ties.append((u, v, about))
    return ties


def _box_of(graph: nx.MultiDiGraph) -> dict[str, str]:
    """The node in whose box each node is drawn."""
    box_of = {node: node for node in graph}
    for node, data in graph.nodes(data=True):
        if data["kind"] == "committee" and data["locality_id"] in box_of:
            box_of[data["locality_id"]] = node
        if data["type"] == "executive_committee" and data["committee_id"] in box_of:
            box_of[node] = data["committee_id"]
    return box_of


def _tie(boxes: nx.DiGraph, ends: tuple[str, str], data: Mapping[str, Any]) -> None:
    """Draw a tie, or add it to the one that joins the same boxes already.

    What a committee issues and carries out itself is a tie of issuing.
    """
    u, v = ends
    if u == v:
        return
    verb = VERBS.get(data["types"][0], "carries")
    status = _status(data["statuses"])
    facts, back = data["fact_ids"], boxes.get_edge_data(v, u)
    if back and {verb, back["verb"]} == {"issues", "carries"}:
        if verb == "carries":
            _add_facts(back, facts)
            return
        facts = f"{facts} {back['fact_ids']}"
        boxes.remove_edge(v, u)
    if boxes.has_edge(u, v):
        edge = boxes.edges[u, v]
        _add_facts(edge, facts)
        order = (DEFICIENT, REPORTED, ORDERED)
        edge["status"] = min(edge["status"], status, key=order.index)
        edge["verb"] = edge["verb"] if edge["verb"] == verb else "carries"
        return
    boxes.add_edge(u, v, fact_ids=facts, verb=verb, status=status)


def _add_facts(data: dict[str, Any], facts: str) -> None:
    data["fact_ids"] = f"{data['fact_ids']} {facts}".strip()


def _status(statuses: Iterable[str]) -> str:
    """Of several statements: falling short, else what is reported, else ordered."""
    kinds = {STATUS.get(status, ORDERED) for status in statuses}
    return next(kind for kind in (DEFICIENT, REPORTED, ORDERED) if kind in kinds)


def _put_into_sets(boxes: nx.DiGraph, graph: nx.MultiDiGraph) -> None:
    """Put what a set contains, and nothing more is said of, into the box of the set."""
    row_of = rows(boxes)
    for node in sorted(boxes, key=lambda node: (row_of[node], node), reverse=True):
        above = [
            parent
            for parent in boxes.predecessors(node)
            if _types(graph, parent, node) == {"contains"}
        ]
        is_document = boxes.nodes[node]["kind"] == "instrument"
        if len(above) != 1 or boxes.out_degree(node) or not is_document:
            continue
        issuers = set(boxes.predecessors(node)) - {*above}
        if issuers <= set(boxes.predecessors(above[0])):
            data = boxes.nodes[above[0]]
            data["inside"] += [node, *boxes.nodes[node]["inside"]]
            data["members"] += boxes.nodes[node]["members"]
            for *_, edge in _in(boxes, node):
                _add_facts(data, edge["fact_ids"])
            _add_facts(data, boxes.nodes[node]["fact_ids"])
            boxes.remove_node(node)


def _types(graph: nx.MultiDiGraph, u: str, v: str) -> set[str]:
    return {edge["type"] for edge in graph.get_edge_data(u, v, default={}).values()}


def _put_issuers(boxes: nx.DiGraph, committee_id: str) -> None:
    """Name whoever does nothing but issue in the boxes of the documents.

    So is whoever issues together with the committee itself.
    """
    layers = nx.get_node_attributes(boxes, "layer")
    for u, v, verb in sorted(boxes.edges(data="verb")):
        is_second = u != committee_id and boxes.has_edge(committee_id, v)
        if verb == "issues" and is_second and layers[u] == layers[committee_id]:
            boxes.nodes[v]["issuers"].append(u)
            _add_facts(boxes.nodes[v], boxes.edges[u, v]["fact_ids"])
            boxes.remove_edge(u, v)
    for node in sorted(boxes):
        below = _out(boxes, node)
        only = below and {edge["verb"] for *_, edge in below} == {"issues"}
        if only and not boxes.in_degree(node) and node != committee_id:
            for _, document, edge in below:
                boxes.nodes[document]["issuers"].append(node)
                _add_facts(boxes.nodes[document], edge["fact_ids"])
            boxes.remove_node(node)


def _gather(boxes: nx.DiGraph, committee_id: str, *, apart: bool) -> bool:
    """Put boxes of one kind with the same ties into one; whether there were any.

    Those of different issuers stay `apart`, or not.
    """
    alike: dict[object, list[str]] = defaultdict(list)
    for node, data in sorted(boxes.nodes(data=True)):
        if node != committee_id and not data["inside"] and not data["set_count"]:
            issuers = frozenset(data["issuers"]) if apart else None
            alike[issuers, _likeness(boxes, node)].append(node)
    groups = [names for names in alike.values() if len(names) > 1]
    for first, *others in groups:
        for other in others:
            _merge(boxes, first, other)
    return bool(groups)


def _merge(boxes: nx.DiGraph, first: str, other: str) -> None:
    """Put a box into one that has the same ties."""
    data, more = boxes.nodes[first], boxes.nodes[other]
    data["members"] += more["members"]
    data["issuers"] += [key for key in more["issuers"] if key not in data["issuers"]]
    _add_facts(data, more["fact_ids"])
    for u, v, edge in [*_in(boxes, other), *_out(boxes, other)]:
        ends = (u, first) if v == other else (first, v)
        _add_facts(boxes.edges[ends], edge["fact_ids"])
    boxes.remove_node(other)


def _likeness(boxes: nx.DiGraph, node: str) -> tuple[object, ...]:
    """What boxes have in common that are put into one."""
    data = boxes.nodes[node]
    before = frozenset((u, e["verb"], e["status"]) for u, _, e in _in(boxes, node))
    after = frozenset((v, e["verb"], e["status"]) for _, v, e in _out(boxes, node))
    kind = "body" if data["kind"] == "committee" else data["kind"]
    return kind, data["layer"], before, after


def _in(boxes: nx.DiGraph, node: str) -> list[tuple[str, str, Mapping[str, Any]]]:
    return list(boxes.in_edges(node, data=True))


def _out(boxes: nx.DiGraph, node: str) -> list[tuple[str, str, Mapping[str, Any]]]:
    return list(boxes.out_edges(node, data=True))


def _remove_least(boxes: nx.DiGraph, committee_id: str) -> None:
    """Remove ends of chains beyond 35 boxes, those far from the committee first.

    What is said to fall short stays.
    """
    while len(boxes) > MOST:
        near = nx.single_source_shortest_path_length(
            boxes.to_undirected(), committee_id
        )
        short = nx.get_edge_attributes(boxes, "status")
        kept = {
            n for ends, status in short.items() if status == DEFICIENT for n in ends
        }
        others = [box for box in boxes if box not in kept | {committee_id}]
        ends = [box for box in others if boxes.degree(box) == 1] or others
        boxes.remove_node(max(ends, key=lambda box: (near.get(box, MOST), box)))
        boxes.remove_nodes_from(list(nx.isolates(boxes)))


def _label(boxes: nx.DiGraph, graph: nx.MultiDiGraph, lang: str) -> None:
    """Name each box, and note who issues it and what is in it."""
    names = nx.get_node_attributes(graph, "label")
    counted = {node for node, count in graph.nodes(data="set_count") if count}
    for node, data in boxes.nodes(data=True):
        members = [key for key in data["members"] if key not in data["inside"]]
        texts = [names[key] for key in members]
        if data["kind"] == "committee":
            texts = [graph.nodes[node]["place"] or names[node]]
        label = texts[0] if len(texts) == 1 else _several(texts, data["kind"], lang)
        data["label"] = label[:1].upper() + label[1:]
        notes = [names[key] for key in data["inside"] if key in counted]
        if named := len(set(data["inside"]) - counted):
            notes.append(words.phrase("cascade_named", lang, count=named))
        data["note"] = "; ".join(notes)
        issuers = [names[key] for key in data["issuers"]]
        conjunction = "or" if _are_rivals(graph, data["issuers"]) else "and"
        data["issuer"] = words.joined(issuers, lang, conjunction)


def _are_rivals(graph: nx.MultiDiGraph, issuers: Iterable[str]) -> bool:
    """Whether one claim set has them all: readings of who issued a document differ."""
    sets = [
        {claim for *_, claim in graph.in_edges(issuer, data="claim_set") if claim}
        for issuer in issuers
    ]
    return len(sets) > 1 and bool(set.intersection(*sets))


def _several(labels: list[str], kind: str, lang: str) -> str:
    """The names in a box of several, as many as there is room for."""
    lengths = [len("; ".join(labels[: n + 1])) for n in range(len(labels))]
    shown = max(sum(length <= LONGEST for length in lengths), 1)
    rest = len(labels) - shown
    text = "; ".join(labels[:shown])
    counted = words.phrase(f"cascade_{kind}", lang, count=len(labels))
    more = f" {words.phrase('cascade_more', lang, count=rest)}" if rest else ""
    return f"{counted}: {text}{more}"
