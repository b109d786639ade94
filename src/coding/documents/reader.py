"""From a document to its text and its description: .txt, .docx, .pdf and .html.

The format is recognised by the content, not by the name. What was converted or set
aside is said in the notes of a `Document`, a line each.
"""

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from coding.documents.describe import proposals
from coding.documents.encodings import (
    EncodingError,
    decoded,
    repaired,
    vietnamese_share,
)
from coding.documents.extract import Extract, ExtractError, extract_within_limits
from coding.documents.lines import Line, paragraphs, without_furniture

MOST_BYTES = 50_000_000
MOST_TEXT = 10_000_000  # characters: twenty thick books
WRAPPED = range(40, 161)  # characters of the longest line, if lines were broken
FULL = 0.4  # share of the lines that are full in a text whose lines were broken
FEWEST_FULL = 3
LEAST_SHARE = 0.6  # of the words that are Vietnamese syllables, else the reader is told

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")  # a Word document with a password
_ARCHIVE = "is an archive: unpack it, and import the documents in it"
_OTHER_FORMATS: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "is an RTF document: open it in Word and save it as .docx"),
    (_OLE, "is an old Word document (.doc): open it in Word and save it as .docx"),
    *(
        (magic, "is a picture: recognise its text first (OCR), or type it into a .txt")
        for magic in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
    ),
    (b"RIFF", "is a picture or a sound: recognise its text first, as a .txt"),
    *((magic, _ARCHIVE) for magic in (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")),
    (b"From: ", "is a page with its parts (.mhtml): save it as 'HTML only'"),
)
_PARTS = {  # of a zip
    b"opendocument": "is an OpenDocument file (.odt): save it as .docx",
    b"xl/": "is a spreadsheet: copy its text into a .docx or .txt",
    b"ppt/": "is a presentation: copy its text into a .docx or .txt",
}
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|p|meta|article)\b", re.I)
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff]")
_COLUMNS = {  # of the table `sources`
    "title": "title_vi",
    "author": "author",
    "office": "office_vi",
    "outlet": "outlet",
    "date": "published_date",
    "address": "url",
}
_ETH = str.maketrans("Ðð", "Đđ")  # Icelandic letters that look like the Vietnamese


class DocumentError(ValueError):
    """A document cannot be imported; the message names it and says what to do."""


@dataclass(frozen=True)
class Document:
    """A text, and what its document proposes as its description.

    Attributes
    ----------
    text
        Unicode in form NFC, one paragraph a line.
    source
        The cells of its row in the table `sources` that are proposed.
    notes
        What was converted, set aside or proposed, a line each.
    """

    text: str
    source: dict[str, str]
    notes: list[str]


def read_document(path: Path) -> Document:
    """Return the text of a document, and what it says of itself.

    Raises
    ------
    DocumentError
        If it cannot be read; nothing else, whatever the file holds.
    """
    try:
        form = _format(path)
        extract = (
            _from_text(path) if form == "txt" else extract_within_limits(form, path)
        )
        return _document(extract)
    except FileNotFoundError:
        msg = f"no file {path}: check its name, and the folder that you are in"
    except PermissionError:
        msg = f"{path}: no right to read it: change its rights, or copy it"
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror}"
    except (ExtractError, EncodingError) as error:
        msg = f"{path}: {error}"
    raise DocumentError(msg) from None


def _format(path: Path) -> str:
    """Return the format of a file, by its size and its first bytes."""
    _check_size(path)
    with path.open("rb") as file:
        start = file.read(4096)
        if start.startswith(b"PK"):
            return _zipped(start + file.read())
        if start.startswith(_OLE) and _PROTECTED in start + file.read():
            msg = "is protected by a password: open it in Word and save it without one"
            raise ExtractError(msg)
    for magic, message in _OTHER_FORMATS:
        if start.startswith(magic):
            raise ExtractError(message)
    return _readable(path, start)


def _check_size(path: Path) -> None:
    size, most = path.stat().st_size, MOST_BYTES // 10**6
    if not path.is_file():
        msg = "is a folder, or no ordinary file: name the documents themselves"
        raise ExtractError(msg)
    if not 0 < size <= MOST_BYTES:
        message = f"has {size // 10**6} MB, allowed are {most}" if size else "is empty"
        msg = f"{message}: save or export it again, without its pictures"
        raise ExtractError(msg)


def _readable(path: Path, start: bytes) -> str:
    if b"%PDF-" in start[:1024]:
        return "pdf"
    is_page = path.suffix.lower() in {".html", ".htm", ".xhtml"}
    return "html" if is_page or _HTML.search(start.replace(b"\0", b"")) else "txt"


def _zipped(content: bytes) -> str:
    if b"word/" in content:
        return "docx"
    parts = (message for part, message in _PARTS.items() if part in content)
    raise ExtractError(next(parts, _ARCHIVE))


def _from_text(path: Path) -> Extract:
    content = decoded(path.read_bytes())
    _check_length(len(content.text))
    text = content.text.replace("\r\n", "\n")
    text = re.sub("[\r\x0b\x85\u2028\u2029]", "\n", text)
    lines, aside = without_furniture(list(_text_lines(text)))
    notes = (
        [] if content.encoding == "UTF-8" else [f"converted from {content.encoding}"]
    )
    return Extract(
        paragraphs(lines, has_widths=_is_wrapped(lines)), dict(aside), notes=notes
    )


def _text_lines(text: str) -> Iterable[Line]:
    """Yield the lines of a text file; a form feed begins a page."""
    for page, part in enumerate(text.split("\f")):
        lines = part.split("\n")
        filled = [number for number, line in enumerate(lines) if line.strip()]
        places = {number: order + 1 for order, number in enumerate(filled)}
        for number, line in enumerate(lines):
            start, end = len(line) - len(line.lstrip()), len(line.rstrip())
            place = places.get(number, 0)
            from_foot = place - len(filled) - 1
            place = from_foot if place > len(filled) / 2 else place
            if line.strip() or number < len(lines) - 1:
                yield Line(line.rstrip(), start, end, page, place)


def _is_wrapped(lines: list[Line]) -> bool:
    """Return whether the lines of a text file were broken at a width."""
    widest = max((line.right for line in lines), default=0)
    pairs = [
        above.right + len(below.text.split()[0]) + 1 > widest
        for above, below in itertools.pairwise(lines)
        if above.text and below.text
    ]
    return widest in WRAPPED and sum(pairs) >= max(FEWEST_FULL, FULL * len(pairs))


def _document(extract: Extract) -> Document:
    """Return the document of an extract: its text cleaned, its description proposed."""
    texts, notes = _in_unicode(extract.paragraphs)
    texts, cleaned = _cleaned(texts)
    if not any(re.search(r"\w", text) for text in texts):
        msg = "has no words: if it is a scan, recognise its text first (OCR)"
        raise ExtractError(msg)
    text = "\n".join(texts) + "\n"
    _check_length(len(text))
    share = vietnamese_share(text, of_all=True)
    if share < LEAST_SHARE:
        cleaned.append(
            f"only {share:.0%} of the words are Vietnamese syllables: compare the text "
            "with the document; its letters may have been recognised badly"
        )
    proposed = proposals(texts, extract.properties)
    notes += [*extract.notes, *cleaned]
    notes += [f"set aside: {count} {kind}" for kind, count in extract.aside.items()]
    notes += [
        f"proposed {name}: {p.value} ({p.ground})" for name, p in proposed.items()
    ]
    source = {_COLUMNS[name]: proposal.value for name, proposal in proposed.items()}
    if "date" in proposed:
        source["date_precision"] = "day"
    return Document(text, source, notes)


def _check_length(length: int) -> None:
    if length > MOST_TEXT:
        msg = f"has {length} characters, allowed are {MOST_TEXT}: split it"
        raise ExtractError(msg)


def _in_unicode(texts: list[str]) -> tuple[list[str], list[str]]:
    """Convert the paragraphs that were typed with a TCVN3 or VNI font."""
    is_all = repaired("\n".join(texts)) is not None
    results = [repaired(text, few=1 if is_all else 3) for text in texts]
    counts = Counter(result.encoding for result in results if result)
    notes = [
        f"converted from {encoding}: {count} paragraphs of {len(texts)}"
        for encoding, count in counts.items()
    ]
    pairs = zip(texts, results, strict=True)
    return [result.text if result else text for text, result in pairs], notes


def _cleaned(texts: list[str]) -> tuple[list[str], list[str]]:
    """Return the paragraphs in NFC without what cannot be seen, and what was done."""
    whole = "\n".join(texts)
    whole, controls = _CONTROL.subn("", whole)
    whole, invisible = _INVISIBLE.subn("", whole)
    normal = unicodedata.normalize("NFC", whole)
    swapped = normal.translate(_ETH)
    notes = [
        f"removed: {count} {kind}"
        for kind, count in (
            ("control characters", controls),
            ("invisible characters", invisible),
        )
        if count
    ]
    if normal != whole:
        notes.append(
            "normalised: marks that stood apart from their letters (NFD to NFC)"
        )
    if swapped != normal:
        notes.append("replaced: the letter eth by đ")
    lines = (re.sub(r" {2,}", " ", line).strip() for line in swapped.split("\n"))
    return [line for line in lines if line], notes
