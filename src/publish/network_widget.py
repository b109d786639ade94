"""The programme network on a page: marks with names, and the data of its script.

`assets/network.js` lets readers search it and follow chains; without it the
figure is as it is, each mark a link.
"""

from __future__ import annotations

import copy
import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any

from analysis import words

# Where a mark begins, and what else of the drawing belongs to it.
PARTS = {"node": ("issuer", "label", "note"), "edge": ("tip",)}
HIT = "fill: none; stroke: transparent; stroke-width: 7; pointer-events: stroke"
SAY = (
    "above",
    "below",
    "chain",
    "clear",
    "edges",
    "found",
    "help",
    "joined",
    "open",
    "search",
    "tools",
)
# What the script fills in.
BLANKS = {name: f"{{{name}}}" for name in ("name", "above", "below", "joined", "count")}


def with_network(svg: str, network: Mapping[str, Any], lang: str) -> str:
    """Return `svg`, an inlined figure of a network, with all that its script needs.

    Parameters
    ----------
    svg
        Groups whose ids end in `node:…`, `issuer:…`, `label:…`, `note:…`, `edge:…` and
        `tip:…`; a mark of several groups becomes one, named for those who do not see.
    network
        Nodes, edges and words, as `show.network` makes them.
    """
    root = ET.fromstring(svg)
    groups = {key: group for group in root.iter("g") if (key := _key(group))}
    parents = {child: parent for parent in root.iter() for child in parent}
    labels = {node["id"]: node["label"] for node in network["nodes"]}
    for node in network["nodes"]:
        mark = _joined("node", node["id"], groups, parents)
        name = [node["label"], network["words"]["layer"][node["layer"]]]
        name += [network["words"]["term"][node["term"]]] if node["term"] else []
        mark.set("aria-label", ", ".join(name))
    for edge in network["edges"]:
        mark = _joined("edge", edge["id"], groups, parents)
        mark.insert(0, _hit(mark))
        kind, basis = (network["words"][name][edge[name]] for name in ("type", "basis"))
        ends = labels[edge["source"]], labels[edge["target"]]
        mark.set("aria-label", f"{ends[0]} – {kind} – {ends[1]} ({basis})")
    root.set("data-own-keys", "")
    say = {name: words.phrase(f"network_{name}", lang, **BLANKS) for name in SAY}
    data = json.dumps(
        {**network, "say": say}, ensure_ascii=False, sort_keys=True
    ).replace("<", "\\u003c")
    block = f'<script type="application/json" class="network-data">{data}</script>'
    return ET.tostring(root, encoding="unicode") + block


def _key(group: ET.Element) -> tuple[str, str] | None:
    """What a group draws, by its id: ("node", "lao-cai-city")."""
    before, colon, name = group.get("id", "").partition(":")
    kind = before.rpartition("-")[2]
    is_part = kind in PARTS or any(kind in parts for parts in PARTS.values())
    return (kind, name) if colon and is_part else None


def _joined(
    kind: str,
    name: str,
    groups: Mapping[tuple[str, str], ET.Element],
    parents: Mapping[ET.Element, ET.Element],
) -> ET.Element:
    """The group of a mark, which takes in its other parts and becomes the one link."""
    mark = groups[kind, name]
    for part in PARTS[kind]:
        group = groups.get((part, name))
        if group is not None:
            parents[group].remove(group)
            group.attrib.pop("id")
            mark.append(group)
    links = list(mark.iter("a"))
    if links:
        mark.tag = "a"
        leads = {k: text for k, text in links[0].items() if k != "aria-label"}
        mark.attrib |= leads
    for link in links:
        link.tag = "g"
        link.attrib.clear()
    mark.set("class", kind)
    mark.set(f"data-{kind}", name)
    return mark


def _hit(mark: ET.Element) -> ET.Element:
    """The first path of an edge once more, unseen and broad enough to point at."""
    path = copy.deepcopy(next(mark.iter("path")))
    path.set("style", HIT)
    return path
