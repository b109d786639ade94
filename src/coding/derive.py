"""From the accepted rows of a sheet to rows of the tables: what no person types.

Ids, offsets, printed words, the hash and length of the text, of whom a fact is, further
passages, and which figure serves which fact.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.verify import printed_words
from coding.layout import EVIDENCE, NUMERALS, SET_ASIDE, SUBJECTS, SheetTable
from coding.serving import served
from coding.sheet import Sheet, SheetRow
from coding.texts import texts_folder

ROW = re.compile(r"\b[a-z]{3}-[0-9]{2,}\b")
NUMERAL_FACTS = "numeral_facts"


@dataclass(frozen=True)
class Derived:
    """A row of a table of the data, and the row of the sheet that it was made from."""

    table: str
    cells: dict[str, str]
    origin_table: str
    origin: SheetRow


def prefix_of(source_id: str) -> str:
    """The part of the id of a text with which the ids of its facts begin.

    Examples
    --------
    >>> prefix_of("005_an-binh")
    '005'
    """
    return source_id.partition("_")[0]


def is_of_text(key: str, source_id: str) -> bool:
    """Whether the id of a fact, numeral or office-holder is of a text."""
    return key.rsplit("-", 2)[0] == prefix_of(source_id)


def derived_rows(sheet: Sheet) -> Iterator[Derived]:
    """The rows of the data that the accepted rows of a sheet make."""
    with_subjects = sheet.layout.with_subjects
    for table, row in sheet.rows(state="accepted"):
        if table == SET_ASIDE:
            continue
        described = sheet.layout.tables[table]
        cells = _own_cells(sheet, described, row)
        yield Derived(table, cells, table, row)
        if table in with_subjects:
            for subject in dict.fromkeys(
                (row["subjects"] or row["committee_id"]).split()
            ):
                link = {"fact_id": cells["fact_id"], "subject_id": subject}
                yield Derived(SUBJECTS, link, table, row)
    yield from _numeral_facts(sheet)


def _own_cells(sheet: Sheet, described: SheetTable, row: SheetRow) -> dict[str, str]:
    table = described.table
    coded = {
        name: _with_ids(sheet, described, name, row[name])
        for name, column in table.columns.items()
        if not column.derived
    }
    derived: dict[str, str] = {}
    if table.name == "sources":
        path = texts_folder(sheet.project) / f"{sheet.source_id}.txt"
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        derived = {"sha256": digest, "length": str(len(sheet.text))}
        derived["source_id"] = sheet.source_id
    elif described.has_quote:
        derived = _place(sheet, row)
        target = row["of"] if table.name == EVIDENCE else row.name
        derived[table.key[0]] = _id(sheet, target)
    return {name: (coded | derived)[name] for name in table.columns}


def _place(sheet: Sheet, row: SheetRow) -> dict[str, str]:
    """The columns of a passage; empty for a relation that no words state."""
    if row.span is None:
        return dict.fromkeys(("source_id", "start", "end", "printed"), "")
    start, end = row.span
    return {
        "source_id": sheet.source_id,
        "start": str(start),
        "end": str(end),
        "printed": printed_words(sheet.text[start:end]),
    }


def _id(sheet: Sheet, name: str) -> str:
    return f"{prefix_of(sheet.source_id)}-{name}"


def _with_ids(sheet: Sheet, described: SheetTable, column: str, cell: str) -> str:
    """A cell with the ids of facts in place of the names of rows."""
    layout = sheet.layout
    owners = described.owners(column)
    if not any(o in layout.tables and layout.tables[o].has_quote for o in owners):
        return cell

    def id_of(match: re.Match[str]) -> str:
        is_row = layout.table_of(match.group()) in owners
        before = match.string[: match.start()][-1:]
        return _id(sheet, match.group()) if is_row and before != "-" else match.group()

    return ROW.sub(id_of, cell)


def _numeral_facts(sheet: Sheet) -> Iterator[Derived]:
    for numeral, pairs in served(sheet).items():
        for fact, code in pairs:
            link = {"numeral_id": _id(sheet, numeral), "fact_id": _id(sheet, fact)}
            link |= {"as": code, "note": ""}
            yield Derived(NUMERAL_FACTS, link, NUMERALS, sheet.row(numeral))
