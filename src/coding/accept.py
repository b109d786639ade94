"""Put the accepted rows of a sheet into the tables of data/, in one step or not at all.

The rows that the text had there are replaced; ids stay. The tables as they would be are
checked as a whole before any file changes; a problem names the place in the sheet.
"""

import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from analysis.cells import read_table
from analysis.checks import check_package
from analysis.dictionary import DataError, problem
from coding.derive import NUMERAL_FACTS, Derived, derived_rows, is_of_text, prefix_of
from coding.files import csv_text
from coding.known import Cells, Known
from coding.layout import EVIDENCE, LINKS, SUBJECTS
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


@dataclass
class Summary:
    """What was accepted: for each table the rows added, changed and removed."""

    place: str
    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    still_open: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        """A line for each table that changed, then what is still open."""
        lines = [f"accepted: {self.place}"]
        for table in sorted({*self.added, *self.changed, *self.removed}):
            kinds = ("added", "changed", "removed")
            counts = [
                f"{n} {kind}" for kind in kinds if (n := getattr(self, kind)[table])
            ]
            lines.append(f"data/{table}.csv: {', '.join(counts)}")
        if len(lines) == 1:
            lines.append("nothing changed in data/")
        rest = [f"{number} {kind}" for kind, number in self.still_open.items()]
        return "\n".join([*lines, f"still open: {', '.join(rest) or 'nothing'}"])


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
        sheet.known.folder / f"{table}.csv": text for table, text in merge.texts.items()
    }
    record = json.dumps(merge.entities, ensure_ascii=False, indent=1, sort_keys=True)
    atomic.write_all({**drafts, sheet.folder / FILE: f"{record}\n"})
    summary = merge.summary()
    summary.still_open.update(each.kind for each in sheet.remaining())
    return summary


def _check(sheet: Sheet) -> None:
    """Refuse a sheet with rows that the dictionary does not allow."""
    by_name = {row.name: row for _, row in sheet.rows()}
    found = [
        each.line(sheet.place(each.table, by_name[each.row].line))
        for each in sheet.problems()
        if by_name[each.row].state == "accepted" or each.column in ("row", "state")
    ]
    place = sheet.place("sources")
    if not any(row.state == "accepted" for row in sheet.tables["sources"]):
        allowed = "one accepted row that describes the text"
        advice = "fill in the row src-01 and accept it"
        found.append(problem(place, allowed, "none", advice=advice))
    prefix = prefix_of(sheet.source_id)
    for other in sheet.known.keyed("sources"):
        if other != sheet.source_id and prefix_of(other) == prefix:
            allowed = "an id whose part before the first _ no other text has"
            advice = "import the document again with another --id"
            found.append(problem(place, allowed, repr(other), advice=advice))
    if found:
        raise DataError(found)


class _Merge:
    """The tables of the data with the rows of a sheet in place of those of its text."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.known = sheet, sheet.known
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
        self.places: dict[str, dict[int, str]] = {}
        self.before: dict[str, list[Cells]] = {}
        self.after: dict[str, list[Cells]] = {}
        problems = [*_unlike_entities(self)]
        if problems:
            raise DataError(problems)
        for table in (*sheet.layout.tables, SUBJECTS, NUMERAL_FACTS):
            if table in self.known.dictionary.tables:
                self._merge(table)

    def _merge(self, table: str) -> None:
        described = self.known.dictionary.tables[table]
        rows: list[tuple[tuple[str, ...], Cells, str]] = []
        own = {
            tuple(r.cells[k] for k in described.key) for r in self.new.get(table, ())
        }
        for line, cells in enumerate(self.known.rows(table), start=2):
            key = tuple(cells[name] for name in described.key)
            if not self._is_replaced(table, cells) and not (
                table in self.entities and key in own
            ):
                rows.append((key, cells, f"data/{table}.csv line {line}"))
        for each in self.new.get(table, ()):
            key = tuple(each.cells[name] for name in described.key)
            place = self.sheet.place(each.origin_table, each.origin.line)
            rows.append((key, each.cells, place))
        rows = _without_copies(sorted(rows, key=lambda row: row[0]))
        self.before[table] = self.known.rows(table)
        self.after[table] = [cells for _, cells, _ in rows]
        self.places[table] = {n: place for n, (_, _, place) in enumerate(rows, start=2)}
        self.texts[table] = csv_text(described.columns, self.after[table])

    def _is_replaced(self, table: str, cells: Cells) -> bool:
        """Whether a row of the data is one that the sheet of the text had made."""
        source_id = self.sheet.source_id
        if table == "sources":
            return cells["source_id"] == source_id
        if table in self.entities:
            key = cells[self.sheet.layout.tables[table].key]
            return _was_added(self.sheet, table).get(key) == cells and not any(
                key in _was_added_by(folder, table)
                for folder in other_sheets(self.sheet)
            )
        first = self.known.dictionary.tables[table].key[0]
        is_own = is_of_text(cells[first], source_id)
        return is_own and (table != EVIDENCE or cells["source_id"] == source_id)

    def check(self) -> None:
        """Check all tables as they would be.

        Raises
        ------
        DataError
            If they break the dictionary.
        """
        if found := faults(self.known, self.texts):
            raise DataError(map(self._in_sheet, found))

    def _in_sheet(self, line: str) -> str:
        """A problem of the merged tables, told where the sheet has it."""

        def place(match: re.Match[str]) -> str:
            places = self.places.get(match[1], {})
            return places.get(int(match[2]), match.group())

        text = PLACE.sub(place, line)
        if text.startswith("coding/"):
            for column, name in COLUMNS.items():
                text = text.replace(f", column {column}:", f", column {name}:", 1)
        advice = next((to_do for what, to_do in TO_DO.items() if what in text), "")
        return f"{text}; {advice}" if advice else text

    def summary(self) -> Summary:
        """How many rows of each table are other than before."""
        summary = Summary(self.sheet.place("")[: -len("/.csv")])
        for table, rows in self.after.items():
            key = self.known.dictionary.tables[table].key
            old = {tuple(row[k] for k in key): row for row in self.before[table]}
            new = {tuple(row[k] for k in key): row for row in rows}
            summary.added[table] = len(new.keys() - old.keys())
            summary.removed[table] = len(old.keys() - new.keys())
            summary.changed[table] = sum(
                old[key] != new[key] for key in old.keys() & new.keys()
            )
        for counts in (summary.added, summary.changed, summary.removed):
            for table in [name for name, number in counts.items() if not number]:
                del counts[table]
        return summary


def faults(known: Known, texts: Mapping[str, str]) -> list[str]:
    """What would be wrong with the tables of a project if some had another text."""
    tables = known.dictionary.tables
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for table, text in texts.items():
            (folder / tables[table].path).write_text(text, encoding="utf-8")
        read = {
            name: read_table(table, folder if name in texts else known.folder)
            for name, table in tables.items()
        }
    return check_package(known.dictionary, read)


def _without_copies(
    rows: list[tuple[tuple[str, ...], Cells, str]],
) -> list[tuple[tuple[str, ...], Cells, str]]:
    """Rows in order, one that is twice and alike once, as after a merge in git."""
    kept: list[tuple[tuple[str, ...], Cells, str]] = []
    for row in rows:
        if not kept or kept[-1][:2] != row[:2]:
            kept.append(row)
    return kept


def _unlike_entities(merge: _Merge) -> Iterator[str]:
    """New entities that the data, or another sheet, have otherwise."""
    sheet = merge.sheet
    for table, rows in merge.entities.items():
        known = merge.known.keyed(table)
        mine = _was_added(sheet, table)
        for each in merge.new.get(table, ()):
            key = each.cells[sheet.layout.tables[table].key]
            other = known.get(key)
            if other in (None, rows[key]):
                continue
            owner = next(
                (f for f in other_sheets(sheet) if key in _was_added_by(f, table)), None
            )
            if owner is None and mine.get(key) == other:
                continue
            place = sheet.place(table, each.origin.line)
            column = next(
                name for name, cell in other.items() if cell != each.cells[name]
            )
            where = f"data/{table}.csv"
            if owner:
                where += f", from coding/{owner.parent.name}/{owner.name}"
            allowed = f"{other[column]!r}, as {key!r} has in {where}"
            found = repr(each.cells[column])
            advice = "make the two rows alike, or give this one another key"
            yield problem(place, allowed, found, column=column, advice=advice)


def _was_added(sheet: Sheet, table: str) -> Mapping[str, Cells]:
    return _was_added_by(sheet.folder, table)


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
        raise DataError([problem(place, allowed, error, advice=advice)]) from None


def other_sheets(sheet: Sheet) -> list[Path]:
    """The folders of the other sheets of the project that were accepted."""
    paths = (sheet.project / "coding").glob(f"*/*/{FILE}")
    return sorted(path.parent for path in paths if path.parent != sheet.folder)
