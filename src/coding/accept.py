"""Put the accepted rows of a sheet into the tables of data/, in one step or not at all.

The rows that the text had there are replaced; ids stay. The tables as they would be are
checked as a whole before any file changes; a problem names the place in the sheet.
"""

import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.cells import read_table
from analysis.checks import check_package
from analysis.dictionary import DataError, problem
from coding import problems, remaining
from coding.derive import NUMERAL_FACTS, Derived, derived_rows, is_of_text, prefix_of
from coding.files import csv_text
from coding.layout import EVIDENCE, LINKS, SUBJECTS
from coding.recorded import Cells, Recorded
from coding.sheet import Sheet
from reading import atomic

FILE = "accepted.json"
PLACE = re.compile(r"data/(\w+)\.csv line (\d+)")
COLUMNS = {  # what the sheet has in place of columns that are derived
    "fact_id": "row",
    "numeral_id": "row",
    "subject_id": "subjects",
    "start, end": "quote",
    "printed": "quote",
    "as": "serves",
}
TO_DO = {
    "a fact served": (
        "mark the passage that the figure is of and code it, name its row in `serves`, "
        "or give the numeral the role that it has"
    ),
    "no fact served": "such a figure serves no fact; change the role or `serves`",
    "a set of two or more": "add the rival row with the same claim_set, or delete it",
}
Entities = dict[str, dict[str, Cells]]  # by table and key


@dataclass(frozen=True)
class Summary:
    """What was accepted.

    Attributes
    ----------
    changes
        For each table that changed, how many rows were `added`, `changed`, `removed`.
    still_open
        How much of the text is still open, by kind.
    """

    place: str
    changes: dict[str, Counter[str]]
    still_open: Counter[str]

    def __str__(self) -> str:
        """A line for each table that changed, then what is still open."""
        lines = [
            f"data/{table}.csv: {_listed(counts)}"
            for table, counts in sorted(self.changes.items())
        ]
        return "\n".join(
            [
                f"accepted: {self.place}",
                *(lines or ["nothing changed in data/"]),
                f"still open: {_listed(self.still_open) or 'nothing'}",
            ]
        )


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in counts.items())


def accept(project: Path, source_id: str, coder: str = "first") -> Summary:
    """Merge the accepted rows of a sheet into data/.

    Raises
    ------
    FileNotFoundError
        If there is no such text or sheet.
    DataError
        If the sheet, or the data with it, break the dictionary: nothing has changed. A
        line for each problem names the file and line of the sheet, and what to do.
    """
    sheet = Sheet.open(project, source_id, coder)
    sheet.accept_numerals()
    _check(sheet)
    merge = _Merge(sheet)
    merge.check()
    drafts = {
        sheet.recorded.folder / f"{table}.csv": text
        for table, text in merge.texts.items()
    }
    record = json.dumps(merge.entities, ensure_ascii=False, indent=1, sort_keys=True)
    atomic.write_all({**drafts, sheet.folder / FILE: f"{record}\n"})
    still_open = Counter[str](each.kind for each in remaining.of_sheet(sheet))
    return Summary(sheet.name, merge.changes(), still_open)


def _check(sheet: Sheet) -> None:
    """Refuse a sheet with rows that the dictionary does not allow."""
    faults = problems.of_accepted(sheet)
    place = sheet.place("sources")
    if not any(row.state == "accepted" for row in sheet.tables["sources"]):
        allowed = "one accepted row that describes the text"
        advice = "fill in the row src-01 and accept it"
        faults.append(problem(place, allowed, "none", advice=advice))
    prefix = prefix_of(sheet.source_id)
    for other in sheet.recorded.keyed("sources"):
        if other != sheet.source_id and prefix_of(other) == prefix:
            allowed = "an id whose part before the first _ no other text has"
            advice = "import the document again with another --id"
            faults.append(problem(place, allowed, repr(other), advice=advice))
    if faults:
        raise DataError(faults)


class _Merge:
    """The tables of the data with the rows of a sheet in place of those of its text."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.recorded = sheet, sheet.recorded
        self.new: dict[str, list[Derived]] = {}
        for row in derived_rows(sheet):
            self.new.setdefault(row.table, []).append(row)
        self.entities: Entities = {
            name: {
                row.cells[described.key]: row.cells for row in self.new.get(name, ())
            }
            for name, described in sheet.layout.tables.items()
            if not described.has_quote and name not in ("sources", LINKS)
        }
        self.texts: dict[str, str] = {}
        self.places: dict[str, list[str]] = {}
        self.after: dict[str, list[Cells]] = {}
        if unlike := [*_unlike_entities(self)]:
            raise DataError(unlike)
        for table in (*sheet.layout.tables, SUBJECTS, NUMERAL_FACTS):
            if table in self.recorded.dictionary.tables:
                self._merge(table)

    def _merge(self, table: str) -> None:
        rows = [
            (cells, f"data/{table}.csv line {line}")
            for line, cells in enumerate(self.recorded.rows(table), start=2)
            if not self._is_replaced(table, cells)
        ]
        for each in self.new.get(table, ()):
            place = self.sheet.place(each.origin_table, each.origin.line)
            rows.append((each.cells, place))
        rows.sort(key=lambda row: self._key(table, row[0]))
        # A row that is twice and alike, as after a merge in git, counts once.
        rows = [row for n, row in enumerate(rows) if n == 0 or row[0] != rows[n - 1][0]]
        self.after[table] = [cells for cells, _ in rows]
        self.places[table] = [place for _, place in rows]
        columns = self.recorded.dictionary.tables[table].columns
        self.texts[table] = csv_text(columns, self.after[table])

    def _key(self, table: str, cells: Cells) -> tuple[str, ...]:
        return tuple(cells[name] for name in self.recorded.dictionary.tables[table].key)

    def _is_replaced(self, table: str, cells: Cells) -> bool:
        """Whether a row of the data is one that the sheet has, or had before."""
        source_id = self.sheet.source_id
        if table == "sources":
            return cells["source_id"] == source_id
        if table in self.entities:
            key = cells[self.sheet.layout.tables[table].key]
            was_added = _was_added_by(self.sheet.folder, table).get(key) == cells
            return key in self.entities[table] or (
                was_added and _other_owner(self.sheet, table, key) is None
            )
        first = self.recorded.dictionary.tables[table].key[0]
        is_own = is_of_text(cells[first], source_id)
        return is_own and (table != EVIDENCE or cells["source_id"] == source_id)

    def check(self) -> None:
        """Check all tables as they would be.

        Raises
        ------
        DataError
            If they break the dictionary.
        """
        if lines := faults(self.recorded, self.texts):
            raise DataError(map(self._in_sheet, lines))

    def _in_sheet(self, line: str) -> str:
        """A problem of the merged tables, at its place in the sheet."""

        def place(match: re.Match[str]) -> str:
            places = self.places.get(match[1])
            return places[int(match[2]) - 2] if places else match.group()

        text = PLACE.sub(place, line)
        if text.startswith("coding/"):
            for column, name in COLUMNS.items():
                text = text.replace(f", column {column}:", f", column {name}:", 1)
        advice = next((to_do for fault, to_do in TO_DO.items() if fault in text), "")
        return f"{text}; {advice}" if advice else text

    def changes(self) -> dict[str, Counter[str]]:
        """For each table that changes, how many rows do so, and how."""
        changed: dict[str, Counter[str]] = {}
        for table, rows in self.after.items():
            old = {self._key(table, row): row for row in self.recorded.rows(table)}
            new = {self._key(table, row): row for row in rows}
            counts = Counter(
                added=len(new.keys() - old.keys()),
                changed=sum(old[k] != new[k] for k in old.keys() & new.keys()),
                removed=len(old.keys() - new.keys()),
            )
            if counts := +counts:  # only those above 0
                changed[table] = counts
        return changed


def faults(recorded: Recorded, texts: Mapping[str, str]) -> list[str]:
    """What would be wrong with the tables of a project if some had another text."""
    tables = recorded.dictionary.tables
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for table, text in texts.items():
            (folder / tables[table].path).write_text(text, encoding="utf-8")
        read = {
            name: read_table(table, folder if name in texts else recorded.folder)
            for name, table in tables.items()
        }
    return check_package(recorded.dictionary, read)


def _unlike_entities(merge: _Merge) -> Iterator[str]:
    """New entities that the data, or another sheet, have otherwise."""
    sheet = merge.sheet
    for table, rows in merge.entities.items():
        recorded = merge.recorded.keyed(table)
        before = _was_added_by(sheet.folder, table)
        for each in merge.new.get(table, ()):
            key = each.cells[sheet.layout.tables[table].key]
            other = recorded.get(key)
            if other in (None, rows[key]):
                continue
            owner = _other_owner(sheet, table, key)
            if owner is None and before.get(key) == other:
                continue
            column = next(
                name for name, cell in other.items() if cell != each.cells[name]
            )
            where = f"data/{table}.csv"
            if owner:
                where += f", from coding/{owner.parent.name}/{owner.name}"
            yield problem(
                sheet.place(table, each.origin.line),
                f"{other[column]!r}, as {key!r} has in {where}",
                repr(each.cells[column]),
                column=column,
                advice="make the two rows alike, or give this one another key",
            )


def _other_owner(sheet: Sheet, table: str, key: str) -> Path | None:
    """The folder of another sheet that has brought an entity into the data."""
    paths = (sheet.project / "coding").glob(f"*/*/{FILE}")
    others = sorted(path.parent for path in paths if path.parent != sheet.folder)
    return next((each for each in others if key in _was_added_by(each, table)), None)


def _was_added_by(folder: Path, table: str) -> Mapping[str, Cells]:
    """The entities that the sheet of a folder has brought into the data."""
    try:
        record: Entities = json.loads((folder / FILE).read_bytes())
        return record.get(table, {})
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError) as error:
        place = f"coding/{folder.parent.name}/{folder.name}/{FILE}"
        advice = "bring the file back as git has it, or delete it and accept again"
        allowed = "what the program wrote, in JSON"
        raise DataError.of(place, allowed, error, advice=advice) from None
