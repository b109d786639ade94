"""How far a stated chain reaches, who advises upward, and what falls short."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import networkx as nx
import pandas as pd

from analysis import words
from analysis.bounds import days_between
from analysis.findings.wording import sentence, sentences
from analysis.labels import Labels

SEVERAL, NAMED, TIMES = 2, 4, 3


def cascade(
    graph: nx.MultiDiGraph,
    chain: list[str],
    followed: tuple[list[str], list[str]],
    committee_id: str,
    labels: Labels,
) -> str:
    """How far the longest chain reaches, and which documents are followed.

    Parameters
    ----------
    graph
        What `networks.of_committee` returns.
    chain, followed
        What `networks.longest_chain` and `networks.followed` return.
    """
    names, lang = _names(graph), labels.lang
    place = graph.nodes.get(committee_id, {}).get("locality_id")
    who = names.get(committee_id) or labels[committee_id]
    texts: list[str] = []
    if len(chain) > SEVERAL:
        steps, links = len(chain) - 1, " → ".join(names[node] for node in chain)
        texts.append(sentence("finding_chain", lang, who=who, steps=steps, chain=links))
        if chain[-1] in (place, committee_id):
            texts.append(sentence("finding_chain_ends", lang, who=who))
    above, with_own = followed
    if len(above) >= SEVERAL:
        key = "finding_followed" if with_own else "finding_not_followed"
        carried = words.joined([names[node] for node in with_own], lang)
        texts.append(sentence(key, lang, who=who, count=len(above), names=carried))
    texts += _times(graph, names, lang)
    return sentences([words.spelled(text, lang) for text in texts], lang)


def advice(graph: nx.MultiDiGraph, labels: Labels) -> str:
    """Who advises whom upward; nothing to show if no text says."""
    lang, keys = labels.lang, ("finding_advice", "finding_advice_part")
    texts = _pairs(graph, "advises", keys, lang)
    return sentences([words.spelled(text, lang) for text in texts], lang)


def _names(graph: nx.MultiDiGraph) -> dict[str, str]:
    """Labels in a sentence; a committee is named by its place."""
    labels, places = (dict(graph.nodes(data=name)) for name in ("label", "place"))
    return labels | {node: place for node, place in places.items() if place}


def _pairs(
    graph: nx.MultiDiGraph, kind: str, keys: tuple[str, str], lang: str
) -> list[str]:
    """Who advises whom, or who falls short of what: one sentence, if any does."""
    names, (whole, part) = _names(graph), keys
    targets: dict[tuple[str, ...], list[str]] = defaultdict(list)
    sources: dict[str, list[str]] = defaultdict(list)
    for u, v, data in sorted(graph.edges(data=True), key=lambda edge: edge[:2]):
        if kind in (data["type"], data.get("status")):
            sources[u] += [] if v in sources[u] else [v]
    for source, ends in sources.items():
        targets[tuple(ends)].append(source)
    parts = [
        words.phrase(
            part,
            lang,
            sources=words.joined([names[node] for node in group], lang),
            targets=words.joined([names[node] for node in ends], lang),
        )
        for ends, group in targets.items()
    ]
    return [sentence(whole, lang, parts="; ".join(parts))] if parts else []


def _times(graph: nx.MultiDiGraph, names: Mapping[str, str], lang: str) -> list[str]:
    """The days between a document and the one that carries it out, both dated."""
    texts = []
    for u, v, kind in sorted(graph.edges(data="type")):
        dates = graph.nodes[v].get("date"), graph.nodes[u].get("date")
        if kind in ("implements", "concretises", "prompted_by") and all(dates):
            low, high = days_between(*dates)
            if low is not None and low > 0:
                days = words.figure(low, high, "count", lang)
                ends = {"upper": names[v], "lower": names[u]}
                texts.append((low, sentence("finding_days", lang, days=days, **ends)))
    texts.sort(key=lambda pair: pair[0])
    return [text for _, text in texts[:TIMES]]


def drawn(beside: Iterable[str], graph: nx.MultiDiGraph, lang: str) -> str:
    """What is said to fall short, and which documents a drawing leaves out."""
    labels, kinds = (dict(graph.nodes(data=name)) for name in ("label", "kind"))
    names = [labels[node] for node in beside if kinds[node] == "instrument"]
    keys = ("finding_short", "finding_short_part")
    texts = _pairs(graph, "deficient", keys, lang)
    if names:
        rest = len(names) - NAMED
        key = "finding_beside_more" if rest > 0 else "finding_beside"
        shown = "; ".join(names[:NAMED])
        texts.append(sentence(key, lang, names=shown, rest=max(rest, 0)))
    return sentences(texts or [sentence("finding_drawn", lang)], lang)


def network(edges: pd.DataFrame, committee: str, lang: str) -> str:
    """What the whole network shows, whose edges are those of `networks.edges_table`."""
    return sentence("finding_network", lang, who=committee, count=len(edges))
