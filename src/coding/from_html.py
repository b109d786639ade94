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

from coding.encodings import EncodingError, decoded
from coding.extract import Extract, ExtractError
from coding.lines import healed

MAIN = 0.8  # share of the text that the main element has
MOST_OF_PAGE = 0.4  # an element with more of the text is no menu, whatever its name
LINKED = 0.7  # share of its letters that a list of links has in links
FEW_LINKS = 3
REPLACED = "\ufffd"
MOST_REPLACED = 20  # letters that a page may have in another encoding than it states

_NEVER_TEXT = [
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "embed",
    "svg",
    "canvas",
    "video",
    "audio",
    "button",
    "select",
    "input",
    "textarea",
    "map",
    "head",
]
_AROUND = ["nav", "aside", "footer", "form", "dialog"]
_ROLES = {"navigation", "banner", "contentinfo", "complementary", "search", "dialog"}
_NAMES = re.compile(
    r"(?<![a-z])(?:menu|nav|navbar|breadcrumbs?|sidebar|related|lien-?quan|tin-?khac|"
    r"share|social|comments?|binh-?luan|footer|banner|ads?|advert\w*|quang-?cao|popup|"
    r"modal|cookies?|tags?|newsletter|copyright|pagination|login|search|toolbar|"
    r"most-?read|xem-?nhieu|doc-?nhieu)(?![a-z])"
)
_GROUPS = ["ul", "ol", "div", "section", "table", "dl"]
_BLOCKS = [
    "address",
    "article",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "legend",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
]
_CELLS = {"td", "th"}
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
    total = _length(page)
    aside = _set_aside(page, total)
    main = _main(page)
    outside = sum(1 for _ in _texts(page)) - sum(1 for _ in _texts(main))
    texts = [part for text in _texts(main) for part in healed(text) if part.strip()]
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
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        msg = "is nested too deep: copy its text into a .txt file"
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
        msg = f"cannot be read: {error}: save it from the browser as UTF-8"
        raise ExtractError(msg) from None


def _properties(page: Any) -> Iterator[tuple[str, str]]:
    meta = {
        (one.get("property") or one.get("name") or one.get("itemprop") or "").lower(): (
            " ".join((one.get("content") or "").split())
        )
        for one in page.iter("meta")
    }
    found = {
        field: next(filter(None, map(meta.get, names)), "")
        for field, names in _META.items()
    }
    linked = _linked_data(page)
    for one in page.iter("title"):
        title = " ".join(one.text_content().split())
        found["title"] = found["title"] or _TITLE_END.sub("", title)
    for one in page.iter("link"):
        if one.get("rel") == "canonical" and one.get("href", "").startswith("http"):
            found["address"] = one.get("href")
    found["date"] = _iso_date(found["date"] or linked.get("datePublished"))
    found["title"] = found["title"] or str(linked.get("headline") or "")
    return ((field, value) for field, value in found.items() if value)


def _linked_data(page: Any) -> dict[str, Any]:
    """Return the first description of an article that the page has as JSON-LD."""
    for one in page.iter("script"):
        if one.get("type") == "application/ld+json":
            with suppress(ValueError, RecursionError):
                data = json.loads(one.text or "")
                for item in data if isinstance(data, list) else [data]:
                    if isinstance(item, dict) and "datePublished" in item:
                        return item
    return {}


def _iso_date(text: Any) -> str:
    with suppress(ValueError, TypeError):
        return datetime.fromisoformat(str(text)[:10]).date().isoformat()
    return ""


def _set_aside(page: Any, total: int) -> Counter[str]:
    """Remove what is not text from the page; return how much, by kind."""
    aside = Counter[str]()
    for element in list(page.iter("*")):
        if element.getparent() is None or not _is_below(element, page):
            continue
        kind = _kind_aside(element, total)
        if kind:
            aside[kind] += 1
            element.drop_tree()
    aside.pop("no text", None)
    return aside


def _is_below(element: Any, page: Any) -> bool:
    return any(parent is page for parent in element.iterancestors())


def _kind_aside(element: Any, total: int) -> str:
    """Return as what an element is set aside, or nothing."""
    tag = element.tag
    if tag in _NEVER_TEXT:
        return "scripts" if tag == "script" else "no text"
    if (
        tag in {"html", "body", "main", "article"}
        or _length(element) > total * MOST_OF_PAGE
    ):
        return ""
    if _is_hidden(element):
        return "hidden elements"
    names = f"{element.get('class', '')} {element.get('id', '')}".lower()
    if tag in _AROUND or element.get("role") in _ROLES or _NAMES.search(names):
        return "menus, frames and notices"
    return "lists of links" if tag in _GROUPS and _is_linked(element) else ""


def _is_hidden(element: Any) -> bool:
    style = element.get("style", "").replace(" ", "").lower()
    return "hidden" in element.attrib or "display:none" in style


def _is_linked(element: Any) -> bool:
    links = list(element.iter("a"))
    length = sum(map(_length, links))
    return len(links) >= FEW_LINKS and length >= LINKED * max(_length(element), 1)


def _main(page: Any) -> Any:
    """Return the smallest element that has most of the text, and the heading."""
    total = _length(page)
    heads = list(page.iter("h1"))
    main = page
    while True:
        fitting = [one for one in main if isinstance(one.tag, str)]
        fitting = [one for one in fitting if _length(one) >= MAIN * total]
        if not fitting or any(not _is_below(head, fitting[0]) for head in heads[:1]):
            return main
        main = fitting[0]


def _length(element: Any) -> int:
    return sum(len(text.strip()) for text in element.itertext() if text)


def _texts(main: Any) -> Iterator[str]:
    """Yield the text of each block; a row of a table is one, with tabs."""
    parts: list[str] = []
    marks = _Marks()
    for event, element in lxml.etree.iterwalk(main, events=("start", "end")):
        is_start = event == "start"
        if element.tag in _BLOCKS:
            if text := _block(parts):
                yield marks.pending + text
                marks.pending = ""
            parts = []
            marks.note(element, is_start=is_start)
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


class _Marks:
    """The numbers and marks that a browser puts before the items of lists."""

    def __init__(self) -> None:
        self.pending = ""
        self.lists: list[int | None] = []  # the next number of each open list, or none

    def note(self, element: Any, *, is_start: bool) -> None:
        """Follow lists and items as they open and close."""
        if element.tag in {"ol", "ul"}:
            if is_start:
                start = element.get("start", "1")
                number = int(start) if re.fullmatch("[0-9]{1,5}", start) else 1
                self.lists.append(number if element.tag == "ol" else None)
            elif self.lists:
                self.lists.pop()
        elif element.tag == "li":
            self.pending = self._next() if is_start else ""

    def _next(self) -> str:
        number = self.lists[-1] if self.lists else None
        if number is None:
            return "- "
        self.lists[-1] = number + 1
        return f"{number}. "
