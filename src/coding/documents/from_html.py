"""Pages of the web to paragraphs, with lxml: the main text, and no scripts.

What is set aside is counted. A paragraph too many is rejected in a moment, one too few
is never missed; so an element is set aside only if its kind, its name or its links show
that it is no text. (Two packages that choose the main text by its density left out
the lead of an article, captions, and a paragraph printed twice.)
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import lxml.etree
import lxml.html
from lxml.html.defs import block_tags

from coding.documents.encodings import EncodingError, decoded
from coding.documents.extract import Extract, ExtractError
from coding.documents.lines import healed

MAIN = 0.8  # share of the text that the main element has
MOST_OF_PAGE = 0.4  # an element with more of the text is no menu, whatever its name
LINKED = 0.7  # share of its letters that a list of links has in links
FEW_LINKS = 3
REPLACED = "\ufffd"
MOST_REPLACED = 20  # letters that a page may have in another encoding than it states

_NEVER_TEXT = [
    *("head", "script", "style", "noscript", "template", "iframe", "object", "embed"),
    *("svg", "canvas", "video", "audio", "map"),
    *("button", "select", "input", "textarea"),
]
_AROUND = {"nav", "aside", "footer", "form", "dialog"}
_ROLES = {"navigation", "banner", "contentinfo", "complementary", "search", "dialog"}
_NAMES = re.compile(
    r"(?<![a-z])(?:menu|nav|navbar|breadcrumbs?|sidebar|relate[ds]?|(?:tin-?)?lien-?quan|tin-?khac|"
    r"share|social|comments?|binh-?luan|footer|banner|ads?|advert\w*|quang-?cao|popup|"
    r"modal|cookies?|tags?|newsletter|copyright|pagination|login|search|toolbar|"
    r"most-?read|xem-?nhieu|doc-?nhieu)(?![a-z])"
)
_GROUPS = {"ul", "ol", "div", "section", "table", "dl"}
_CELLS = {"td", "th"}
_HTML5_BLOCKS = {
    *("article", "body", "details", "figcaption", "figure", "header", "main"),
    *("section", "summary"),
}
_BLOCKS = block_tags - {"del", "ins", "form", *_CELLS} | _HTML5_BLOCKS
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_TITLE_END = re.compile(r"\s+[-|–—:]\s+[^-|–—]{2,60}$")
_META = {
    "title": ("og:title", "dc.title"),
    "author": ("author", "article:author", "dc.creator"),
    "date": ("article:published_time", "datepublished", "pubdate", "dc.date"),
    "outlet": ("og:site_name",),
    "address": ("og:url",),
}


def extract(path: Path) -> Extract:
    """Return the main text of a page, and what it says of itself.

    Raises
    ------
    ExtractError
        If it has no text without its scripts, or is nested too deep.
    """
    page = _parsed(path.read_bytes())
    properties = dict(_properties(page))
    aside = _without_scripts(page) + _set_aside(page)
    main = _main(page)
    blocks = list(_texts(main))
    outside = sum(1 for _ in _texts(page)) - len(blocks)
    texts = [part for text in blocks for part in healed(text) if part.strip()]
    if not texts:
        msg = (
            "has no text without its scripts: open it in a browser, and copy its text "
            "into a .txt file, or print it to PDF"
        )
        raise ExtractError(msg)
    aside["paragraphs outside the main text"] = outside
    counts = {kind: count for kind, count in aside.items() if count > 0}
    replaced = sum(text.count(REPLACED) for text in texts)
    notes = [f"{replaced} letters could not be decoded: look for {REPLACED}"]
    return Extract(texts, counts, properties, notes if replaced else [])


def _parsed(content: bytes) -> Any:
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    text = re.sub(r"[\x00-\x08\x0b\x0e-\x1f]", "", _decoded(content))
    try:
        page = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        msg = "cannot be read as a page of the web: save it from the browser again"
        raise ExtractError(msg) from None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        msg = (
            "is nested too deep, or has too long a line: copy its text into a .txt file"
        )
        raise ExtractError(msg)
    return page


def _decoded(content: bytes) -> str:
    """Return the text of a page: as UTF-8, as it states, or as recognised."""
    with suppress(UnicodeDecodeError):
        return content.decode("utf-8-sig")
    stated = _CHARSET.search(content[:4096])
    if stated and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        with suppress(LookupError, UnicodeError):
            text = content.decode(stated[1].decode("ascii"), errors="replace")
            if text.count(REPLACED) <= MOST_REPLACED:
                return text
    try:
        return decoded(content).text
    except EncodingError as error:
        raise ExtractError(str(error)) from None


def _properties(page: Any) -> Iterator[tuple[str, str]]:
    meta = {
        (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower(): (
            " ".join((tag.get("content") or "").split())
        )
        for tag in page.iter("meta")
    }
    properties = {
        field: next(filter(None, map(meta.get, names)), "")
        for field, names in _META.items()
    }
    linked = _linked_data(page)
    for tag in page.iter("title"):
        title = " ".join(tag.text_content().split())
        properties["title"] = properties["title"] or _TITLE_END.sub("", title)
    for tag in page.iter("link"):
        if tag.get("rel") == "canonical" and tag.get("href", "").startswith("http"):
            properties["address"] = tag.get("href")
    properties["date"] = _iso_date(properties["date"] or linked.get("datePublished"))
    properties["title"] = properties["title"] or str(linked.get("headline") or "")
    return ((field, value) for field, value in properties.items() if value)


def _linked_data(page: Any) -> dict[str, Any]:
    """Return the first description of an article that the page has as JSON-LD."""
    for script in page.iter("script"):
        if script.get("type") == "application/ld+json":
            with suppress(ValueError, RecursionError):
                data = json.loads(script.text or "")
                for item in data if isinstance(data, list) else [data]:
                    if isinstance(item, dict) and "datePublished" in item:
                        return item
    return {}


def _iso_date(text: Any) -> str:
    with suppress(ValueError, TypeError):
        return datetime.fromisoformat(str(text)[:10]).date().isoformat()
    return ""


def _without_scripts(page: Any) -> Counter[str]:
    """Remove what is never text from the page; return the number of scripts."""
    hidden = list(page.iter(*_NEVER_TEXT))
    for element in hidden:
        if element.getparent() is not None:
            element.drop_tree()
    return Counter(scripts=sum(1 for element in hidden if element.tag == "script"))


def _letters(element: Any) -> int:
    return sum(len(text.strip()) for text in element.itertext())


def _set_aside(page: Any) -> Counter[str]:
    """Remove menus and the like from the page; return how many, by kind."""
    aside = Counter[str]()
    most = _letters(page) * MOST_OF_PAGE
    within = list(page)
    while within:
        element = within.pop()
        kind = _kind_aside(element) if _letters(element) <= most else ""
        if kind:
            aside[kind] += 1
            element.drop_tree()
        else:
            within += list(element)
    return aside


def _kind_aside(element: Any) -> str:
    """Return as what an element is set aside, or nothing."""
    tag = element.tag
    if tag in {"html", "body", "main", "article"}:
        return ""
    if _is_hidden(element):
        return "hidden elements"
    names = f"{element.get('class', '')} {element.get('id', '')}".lower()
    if tag in _AROUND or element.get("role") in _ROLES or _NAMES.search(names):
        return "menus, frames and notices"
    links = [_letters(link) for link in element.iter("a")] if tag in _GROUPS else []
    is_list = len(links) >= FEW_LINKS and sum(links) >= LINKED * _letters(element)
    return "lists of links" if is_list else ""


def _is_hidden(element: Any) -> bool:
    style = element.get("style", "").replace(" ", "").lower()
    return "hidden" in element.attrib or "display:none" in style


def _main(page: Any) -> Any:
    """Return the smallest element that has most of the text, and the heading."""
    least = MAIN * _letters(page)
    head = next(page.iter("h1"), None)
    main, within = page, [page]
    while within:
        main = within[0]
        within = [
            child
            for child in main.iterchildren("*")
            if _letters(child) >= least
            and (head is None or child is head or child in head.iterancestors())
        ]
    return main


def _texts(main: Any) -> Iterator[str]:
    """Yield the text of each block; a row of a table is one, with tabs."""
    parts: list[str] = []
    mark = ""  # of the item of a list that has begun
    for event, element in lxml.etree.iterwalk(main, events=("start", "end")):
        is_start = event == "start"
        if element.tag in _BLOCKS:
            if text := _block(parts):
                yield mark + text
                mark = ""
            parts = []
            mark = _mark(element, mark, is_start=is_start)
        if is_start:
            parts.append("\n" if element.tag == "br" else "")
            parts.append(_SPACE.sub(" ", element.text or ""))
        else:
            parts.append("\t" if element.tag in _CELLS else "")
            parts.append(
                _SPACE.sub(" ", element.tail or "") if element is not main else ""
            )
    if text := _block(parts):
        yield text


def _block(parts: list[str]) -> str:
    lines = "".join(parts).strip(" \t\n").split("\n")
    return "\n".join(re.sub(" +", " ", line).strip(" \t") for line in lines)


def _mark(item: Any, mark: str, *, is_start: bool) -> str:
    """The number or the dash that a browser puts before the item of a list, if new."""
    if item.tag != "li":
        return mark
    if not is_start:
        return ""
    around = next(item.iterancestors("ol", "ul"), None)
    if around is None or around.tag == "ul":
        return "- "
    start = around.get("start", "1")
    first = int(start) if re.fullmatch("[0-9]{1,5}", start) else 1
    return f"{first + sum(1 for _ in item.itersiblings('li', preceding=True))}. "
