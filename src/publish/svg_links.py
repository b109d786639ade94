"""A figure's SVG as a part of a page: its marks become links, its ids are its own."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import groupby

from analysis import words
from analysis.addresses import Reference, read_reference
from publish.executed import Figure
from publish.report_parts import Place

REFERRED = re.compile(r"(url\(#|^#)([\w:-]+)")
REFERRING = {"href", "clip-path", "style"}  # attributes that may name another element
LINK, GROUP = "a", "g"
LINK_ATTRIBUTES = ("href", "data-claims", "aria-label")
DECIMALS = re.compile(r"-?\d+\.\d{3,}")
MOVED = re.compile(r"translate\([^)]*\)")
LETTERS = re.compile(r"text_\d+|label:.*")
# What matplotlib sets for every element in a style sheet, which would reach the page.
INHERITED = "stroke-linejoin: round; stroke-linecap: butt"


def inlined(figure: Figure, place: Place, *, is_network: bool = False) -> str:
    """Return the `svg` element of a figure for its page.

    References become links, each named by what its mark says; where there is no site
    they become nothing. A mark is one link, however many parts it has, except in a
    network, whose marks `network_widget` joins.
    """
    root = _plain(ET.fromstring(figure.svg))
    _rename(root, f"figure-{figure.number}")
    for element in root.iter(LINK):
        _lead(element, figure, place)
    if not is_network:
        for element in list(root.iter(GROUP)):
            _join(element)
        for element in list(root.iter(GROUP)):
            _gather(element)
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    is_linked = next(root.iter(LINK), None) is not None
    root.attrib |= {
        "role": "group" if is_linked else "img",
        "aria-label": figure.alt,
        "style": INHERITED,
    }
    return ET.tostring(root, encoding="unicode")


def _plain(root: ET.Element) -> ET.Element:
    """Remove namespaces, metadata, style sheets, blanks and needless decimals."""
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        plain = {name.rpartition("}")[2]: text for name, text in element.items()}
        element.attrib.clear()
        element.attrib.update(plain)
        if "d" in plain:
            element.set("d", DECIMALS.sub(_rounded, " ".join(plain["d"].split())))
        if "transform" in plain:
            element.set("transform", MOVED.sub(_moved, plain["transform"]))
        element.text = (element.text or "").strip() or None
        element.tail = (element.tail or "").strip() or None
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag in ("metadata", "style")]:
            parent.remove(child)
    return root


def _rounded(number: re.Match[str]) -> str:
    """A coordinate in points with two decimals: a page has no use for more."""
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def _moved(move: re.Match[str]) -> str:
    return DECIMALS.sub(_rounded, move[0])


def _lead(element: ET.Element, figure: Figure, place: Place) -> None:
    """Turn a reference into a link, or into nothing."""
    reference = read_reference(element.attrib.pop("href", ""))
    element.attrib.pop("target", None)  # matplotlib opens a window for each link
    if reference is None or place.source_of is None:
        element.tag = GROUP
        element.attrib.clear()
        return
    table = f"#table-{figure.table.number}" if figure.table else ""
    has_many = len(reference.facts) > 1
    element.set("href", table if has_many and table else place.address(reference))
    element.set("aria-label", reference.label or _name(reference, place.lang))
    if reference.facts:
        element.set("data-claims", " ".join(reference.facts))


def _name(reference: Reference, lang: str) -> str:
    if reference.table:
        return reference.key
    return words.phrase("claims_count", lang, count=len(reference.facts))


def _join(element: ET.Element) -> None:
    """Make the group of one mark the link that its parts are."""
    links = [link for link in element.iter(LINK) if link is not element]
    targets = {(link.get("href"), link.get("data-claims")) for link in links}
    if len(targets) != 1 or ":" not in element.get("id", ""):
        return
    attributes = dict(links[0].items())
    for link in links:
        link.tag = GROUP
        link.attrib.clear()
    element.tag = LINK
    element.attrib.update(attributes)


def _gather(parent: ET.Element) -> None:
    """Make marks that follow each other and stand for the same one link."""
    runs = [
        list(run) for target, run in groupby(parent, key=_target) if target is not None
    ]
    for run in (run for run in runs if len(run) > 1):
        first = run[0]
        attributes = {name: first.get(name, "") for name in LINK_ATTRIBUTES}
        link = ET.Element(LINK, {name: v for name, v in attributes.items() if v})
        parent.insert(list(parent).index(first), link)
        for mark in run:
            parent.remove(mark)
            mark.tag = GROUP
            for name in link.attrib:
                mark.attrib.pop(name)
            link.append(mark)


def _target(element: ET.Element) -> tuple[str | None, ...] | None:
    """Where a link leads and what it says; None if the element is no link."""
    return tuple(map(element.get, LINK_ATTRIBUTES)) if element.tag == LINK else None


def _rename(root: ET.Element, prefix: str) -> None:
    """Make ids the figure's own, each once; drop those that nothing refers to."""
    every = [element.get(name, "") for element in root.iter() for name in REFERRING]
    referred = {name for text in every for _, name in REFERRED.findall(text)}
    taken: set[str] = set()
    for element in root.iter():
        name = element.attrib.pop("id", "")
        if LETTERS.fullmatch(name):
            element.set("class", "letters")
        for attribute in REFERRING & element.attrib.keys():
            text = element.get(attribute, "")
            element.set(attribute, REFERRED.sub(rf"\1{prefix}-\2", text))
        if ":" in name or name in referred:
            element.set("id", _unused(f"{prefix}-{'+'.join(name.split())}", taken))


def _unused(name: str, taken: set[str]) -> str:
    """`name`, or the first `name-2`, `name-3`, … that no element has yet."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free)
    return free
