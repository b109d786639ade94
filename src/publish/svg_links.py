"""A figure's SVG as a part of a page: its marks lead to claims, its ids are its own."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from itertools import groupby

from analysis import words
from analysis.addresses import (
    Reference,
    claim_address,
    read_reference,
    thing_address,
)

REFERRED = re.compile(r"url\(#([^)]*)\)")
LINK, GROUP = "a", "g"
LEADS = ("href", "data-claims", "aria-label")
LETTERS = re.compile(r"text_\d+|label:.*")
# What matplotlib says of every element in a style sheet, which would reach the page.
INHERITED = "stroke-linejoin: round; stroke-linecap: butt"


@dataclass(frozen=True)
class Place:
    """Where a figure stands.

    Attributes
    ----------
    name
        Of the figure on its page: "figure-1".
    lang
        The language of the page.
    alt
        What the figure shows, in words.
    table
        The id of the table that it draws; empty if there is none.
    has_site
        Whether there are pages of claims and things.
    """

    name: str
    lang: str
    alt: str
    table: str = ""
    has_site: bool = False


def inlined(svg: str, place: Place, *, is_network: bool = False) -> str:
    """The text of an `svg` element for an HTML page.

    References become links, each named by what its mark says; where there is no site
    they become nothing. A mark is one link, however many parts it has, but for those of
    a network, which its own room joins.
    """
    root = _plain(ET.fromstring(svg))
    for element in root.iter(LINK):
        _lead(element, place)
    if not is_network:
        for element in list(root.iter(GROUP)):
            _join(element)
        for element in list(root.iter(GROUP)):
            _gather(element)
    _rename(root, place.name)
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    is_linked = next(root.iter(LINK), None) is not None
    root.attrib |= {
        "role": "group" if is_linked else "img",
        "aria-label": place.alt,
        "style": INHERITED,
    }
    return ET.tostring(root, encoding="unicode")


def _plain(root: ET.Element) -> ET.Element:
    """Take away namespaces, metadata, style sheets and blanks."""
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        known = {name.rpartition("}")[2]: text for name, text in element.items()}
        element.attrib.clear()
        element.attrib.update(known)
        element.text = (element.text or "").strip() or None
        element.tail = (element.tail or "").strip() or None
    for parent in list(root.iter()):
        for child in [one for one in parent if one.tag in ("metadata", "style")]:
            parent.remove(child)
    return root


def _lead(element: ET.Element, place: Place) -> None:
    """Turn a reference into a link, or into nothing."""
    reference = read_reference(element.attrib.pop("href", ""))
    element.attrib.pop("target", None)  # matplotlib opens a window for each link
    if reference is None or not place.has_site:
        element.tag = GROUP
        element.attrib.clear()
        return
    element.set("href", _address(reference, place))
    element.set("aria-label", reference.said or _name(reference, place.lang))
    if reference.facts:
        element.set("data-claims", " ".join(reference.facts))


def _address(reference: Reference, place: Place) -> str:
    if reference.table:
        return thing_address(reference.table, reference.key, place.lang)
    if len(reference.facts) > 1 and place.table:
        return f"#{place.table}"
    return claim_address(reference.facts[0], place.lang)


def _name(reference: Reference, lang: str) -> str:
    if reference.table:
        return reference.key
    count = words.number(len(reference.facts), lang)
    return words.phrase("claims_count", lang, count=count)


def _join(element: ET.Element) -> None:
    """Make the group of one mark the link that its parts are."""
    links = [one for one in element.iter(LINK) if one is not element]
    targets = {(one.get("href"), one.get("data-claims")) for one in links}
    if len(targets) != 1 or ":" not in element.get("id", ""):
        return
    known = dict(links[0].items())
    for one in links:
        one.tag = GROUP
        one.attrib.clear()
    element.tag = LINK
    element.attrib.update(known)


def _gather(parent: ET.Element) -> None:
    """Make marks that follow each other and stand for the same one link."""
    runs = [
        list(run) for target, run in groupby(parent, key=_target) if target is not None
    ]
    for run in (run for run in runs if len(run) > 1):
        known = {name: run[0].get(name, "") for name in LEADS if run[0].get(name)}
        link = ET.Element(LINK, known)
        parent.insert(list(parent).index(run[0]), link)
        for one in run:
            parent.remove(one)
            one.tag = GROUP
            for name in known:
                one.attrib.pop(name)
            link.append(one)


def _target(element: ET.Element) -> tuple[str | None, ...] | None:
    """Where a link leads and what it says; None if the element is no link."""
    return tuple(map(element.get, LEADS)) if element.tag == LINK else None


def _rename(root: ET.Element, prefix: str) -> None:
    """Make ids the figure's own, each once; drop those that nobody asks for."""
    asked = {name for element in root.iter() for name in _referred(element)}
    given: set[str] = set()
    for element in root.iter():
        name = element.attrib.pop("id", "")
        if LETTERS.fullmatch(name):
            element.set("class", "letters")
        if ":" in name or name in asked:
            element.set("id", _unused(f"{prefix}-{'+'.join(name.split())}", given))
        _refer(element, prefix)


def _referred(element: ET.Element) -> list[str]:
    texts = [element.get("clip-path", ""), element.get("style", "")]
    found = [name for text in texts for name in REFERRED.findall(text)]
    href = element.get("href", "")
    return [*found, href[1:]] if element.tag == "use" else found


def _refer(element: ET.Element, prefix: str) -> None:
    for name in ("clip-path", "style"):
        if "url(#" in element.get(name, ""):
            text = REFERRED.sub(rf"url(#{prefix}-\1)", element.get(name, ""))
            element.set(name, text)
    if element.tag == "use":
        element.set("href", f"#{prefix}-{element.get('href', '')[1:]}")


def _unused(name: str, given: set[str]) -> str:
    """`name`, or the first `name-2`, `name-3`, … that no element has yet."""
    number, free = 1, name
    while free in given:
        number += 1
        free = f"{name}-{number}"
    given.add(free)
    return free
