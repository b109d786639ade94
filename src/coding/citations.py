"""Documents that a text cites: mention, document, and issuer where it is printed."""

import re
from typing import NamedTuple

from analysis.advice import folded
from analysis.dictionary import Column
from coding.quotes import Span
from coding.recorded import Recorded, slug
from reading.instruments import Instrument, instruments

# A date, and an issuer, where the words go on from a symbol.
DATE = re.compile(
    r"[\s,(]*(?:ban hành\s+|ký\s+)?(ngày\s+(\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}"
    r"|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}))"
)
ISSUER = re.compile(
    r"[\s,)]*của\s+((?:Ban Chấp hành|Ban Thường vụ|Thường trực|Bộ Chính trị|Ban Bí thư|"
    r"Ban Tổ chức|Ban Dân vận|Chính phủ|Thủ tướng|Quốc hội|Trung ương|Tỉnh ủy|Thành ủy|"
    r"Huyện ủy|Thị ủy|Quận ủy|Đảng ủy|Ủy ban|UBND|HĐND|Hội đồng nhân dân)\b)"
)
# The name goes on with capitals and these words, on the same line.
NAME = re.compile(
    r"[ \u00a0]+((?:tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn|nhân dân|"
    r"[^\W\d_]+))"
)
SMALL = {"tỉnh", "huyện", "quận", "xã", "phường", "ủy", "vụ", "phủ", "ương", "bộ"}
SMALL |= {"thành phố", "thị xã", "thị trấn", "nhân dân"}
# The level of an issuer, where its letters can be of no other.
LEVELS = {"TW": "central", "TƯ": "central", "TTg": "central", "CP": "central"}
MOST_WORDS = 6  # of a name after its first words
OWNERS = ("committees", "bodies")


class Citation(NamedTuple):
    """A document as cited: spans of the mention and of the issuer, and their cells."""

    span: Span
    mention: dict[str, str]
    instrument_id: str
    instrument: dict[str, str]  # empty if the data have the document
    issuer_span: Span | None
    issuer: str


def citations(text: str, recorded: Recorded) -> list[Citation]:
    """The documents that a text cites by number, in order."""
    return [_citation(text, row, recorded) for row in instruments(text)]


def _citation(text: str, row: Instrument, recorded: Recorded) -> Citation:
    dated = DATE.match(text, row.end)
    end = dated.end(1) if dated else row.end
    issued = ISSUER.match(text, end)
    issuer_end = _end_of_name(text, issued.end(1)) if issued else end
    issuer = " ".join(text[issued.start(1) : issuer_end].split()) if issued else ""
    mention = {"symbol_printed": row.symbol, "issuer_printed": issuer}
    if dated:
        mention |= {"date_printed": " ".join(dated[2].split()), "date": row.date}
    key, new = _instrument(row, recorded)
    return Citation(
        span=Span(row.start, end),
        mention=mention,
        instrument_id=key,
        instrument=new,
        issuer_span=Span(row.start, issuer_end) if issued else None,
        issuer=issuer,
    )


def _end_of_name(text: str, end: int) -> int:
    """Where the name of an issuer ends that has been read up to `end`."""
    for _ in range(MOST_WORDS):
        following = NAME.match(text, end)
        word = following[1] if following else ""
        if not (word[:1].isupper() or word in SMALL):
            break
        end = following.end() if following else end
    return end


def _instrument(row: Instrument, recorded: Recorded) -> tuple[str, dict[str, str]]:
    """The key of the one document of the data that has the symbol, or a new row."""
    symbol = folded(row.symbol)
    fits = [
        each["instrument_id"]
        for each in recorded.rows("instruments")
        if folded(each["symbol"]) == symbol
        and (not row.date or not each["date"] or each["date"] == row.date)
    ]
    if len(fits) == 1:
        return fits[0], {}
    year = f" {row.date[:4]}" if row.date else ""
    printed = " ".join(row.printed.split()).replace("số ", "")
    column = recorded.dictionary.tables["instruments"].columns["type"]
    kind = _kind(printed, row.type, column)
    return slug(f"{kind} {row.symbol}{year}"), {
        "type": kind,
        "label_vi": printed,
        "label_en": f"{column.words[kind]['en'].capitalize()} {row.symbol}",
        "symbol": row.symbol,
        "date": row.date,
        "level": LEVELS.get(row.issuer_symbol, ""),
    }


def _kind(printed: str, read: str, column: Column) -> str:
    """The code of a type whose Vietnamese label begins the words, or that was read."""
    begun = [
        code
        for code, labels in column.words.items()
        if folded(printed).startswith(folded(labels["vi"]))
    ]
    codes = column.limits.enum or []
    longest = max(begun, key=lambda code: len(column.words[code]["vi"]), default="")
    return longest or (read if read in codes else "other")


def owner_of(issuer: str, recorded: Recorded) -> str:
    """The key of the one committee or body that has the name of an issuer, or ""."""
    wanted = folded(issuer)
    for fits in (str.__eq__, str.startswith):
        keys = [
            row[recorded.dictionary.tables[table].key[0]]
            for table in OWNERS
            for row in recorded.rows(table)
            if fits(folded(row["name_vi"]), wanted)
        ]
        if len(keys) == 1:
            return keys[0]
    return ""
