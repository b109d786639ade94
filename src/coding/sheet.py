"""The sheet of one coder on one text: rows by table, saved at every step.

    sheet = Sheet.open(project, "005_an-binh")
    row = sheet.put("reforms", None, {"status": "done", ...}, span=(120, 180))
    sheet.set_state(row, "accepted")
    sheet.undo()

A row is a dict of text cells. Names of rows and places in the text are made here; a
person gives the passage and the cells.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

from analysis.dictionary import DataError
from coding import files, quotes, serving, texts
from coding.history import Change, History, Step
from coding.layout import NUMERALS, QUOTE, SET_ASIDE, STATES, SheetTable
from coding.quotes import Quote, QuoteError, Span
from coding.recorded import Recorded
from reading import atomic

# Columns in which a new row has what the last row of the sheet had.
CARRIED = ("committee_id", "asserted_by", "section")
State = tuple[int, int] | None


class SheetRow(dict[str, str]):
    """The cells of one row; `span` is the place of its quote, `line` its line."""

    def __init__(
        self, cells: Mapping[str, str], span: Span | None = None, line: int = 0
    ) -> None:
        super().__init__(cells)
        self.span, self.line = span, line

    @property
    def name(self) -> str:
        """The name of the row in the sheet, such as `ref-01`."""
        return self["row"]

    @property
    def state(self) -> str:
        """proposed, accepted or rejected."""
        return self["state"]


class Sheet:
    """The rows of one coder on one text; `tables` has them by table.

    Attributes
    ----------
    text
        The text, to which all spans refer.
    layout
        The tables and columns of a sheet.
    recorded
        The data of the project.
    folder
        That of its files: coding/<source_id>/<coder>/ unless another is given.
    """

    def __init__(
        self, project: Path, source_id: str, coder: str, folder: Path | None = None
    ) -> None:
        if source_id:  # else it is said which texts there are
            texts.check_name("the id of a text", source_id)
        texts.check_name("the name of a coder", coder)
        self.project, self.source_id, self.coder = project, source_id, coder
        self.folder = folder or project / "coding" / source_id / coder
        self.recorded = Recorded(project)
        self.layout = self.recorded.layout
        self.text = texts.read_source(project, source_id)
        self.tables: dict[str, list[SheetRow]] = {}
        self._states: dict[str, State] = {}
        self.history = History.read(self.folder)
        for table in self.layout.tables.values():
            self._load(table)

    @classmethod
    def open(cls, project: Path, source_id: str, coder: str = "first") -> Self:
        """Open the sheet of a coder on a text.

        Raises
        ------
        FileNotFoundError
            If there is no such text, or no such sheet.
        DataError
            If a file of the sheet cannot be read; the message names file and line.
        """
        sheet = cls(project, source_id, coder)
        if not sheet.folder.is_dir():
            place = f"coding/{source_id}/{coder}"
            msg = f"no sheet {place}; 'analysis import' makes it from the document"
            raise FileNotFoundError(msg)
        return sheet

    # --- rows -------------------------------------------------------------------

    def rows(self, *, state: str | None = None) -> list[tuple[str, SheetRow]]:
        """Every row with its table, or every row in one state."""
        return [
            (table, row)
            for table, rows in self.tables.items()
            for row in rows
            if state in (None, row.state)
        ]

    def row(self, name: str) -> SheetRow:
        """The row of a name.

        Raises
        ------
        KeyError
            If the sheet has none.
        """
        table = self.layout.table_of(name)
        for each in [table] if table else self.tables:  # a name may be broken
            for row in self.tables[each]:
                if row.name == name:
                    return row
        raise KeyError(name)

    @property
    def name(self) -> str:
        """The folder of the sheet, as errors name it."""
        return f"coding/{self.source_id}/{self.coder}"

    def place(self, table: str, line: int = 0) -> str:
        """The file of a table, and a line of it, as errors name it."""
        return f"{self.name}/{table}.csv" + (f" line {line}" if line else "")

    # --- steps --------------------------------------------------------------------

    def put(
        self,
        table: str,
        row: str | None,
        cells: Mapping[str, str],
        span: tuple[int, int] | None = None,
    ) -> str:
        """Add a row (`row` is None) or change cells of one; return its name.

        A new row is `proposed` unless the cells say otherwise, and has `defaults`. The
        quote is made from the span, widened to whole words.

        Raises
        ------
        KeyError
            If there is no such table or row.
        ValueError
            If a cell is of no column of the table, or the span has no words.
        """
        described = self.layout.tables[table]
        if unknown := [name for name in cells if name not in described.columns]:
            msg = f"{table} has no column {unknown[0]!r}; it has {[*described.columns]}"
            raise ValueError(msg)
        before = None if row is None else dict(self.row(row))
        start = before or self._new_cells(described, span)
        after = start | {k: " ".join(str(v).split()) for k, v in cells.items()}
        after["row"] = start["row"]  # a row keeps its name
        if span is not None:
            quote = quotes.of_span(self.text, quotes.widened(self.text, span))
            after |= quote._asdict()
        self._do((Change(table, after["row"], before, after),))
        return after["row"]

    def put_all(self, changes: Iterable[tuple[str, Mapping[str, str]]]) -> list[str]:
        """Add many rows (table, cells) as one step; return their names."""
        step: list[Change] = []
        counts: Counter[str] = Counter()
        for table, cells in changes:
            counts[table] += 1
            name = self.next_name(table, counts[table])
            fresh = self._new_cells(self.layout.tables[table]) | dict(cells)
            step.append(Change(table, name, None, fresh | {"row": name}))
        self._do(tuple(step))
        return [change.row for change in step]

    def next_name(self, table: str, count: int = 1) -> str:
        """The name of the next row that a table gets, or of the one so many further."""
        described = self.layout.tables[table]
        return f"{described.table.short}-{self._last(described) + count:02}"

    def set_state(self, rows: str | Iterable[str], state: str) -> None:
        """Accept, reject or propose again one row or several, as one step.

        Raises
        ------
        KeyError
            If there is no such row.
        ValueError
            If there is no such state.
        """
        if state not in STATES:
            msg = f"a state is one of {', '.join(STATES)}; found {state!r}"
            raise ValueError(msg)
        names = [rows] if isinstance(rows, str) else list(rows)
        step = []
        for name in names:
            before = dict(self.row(name))
            table = str(self.layout.table_of(name))
            step.append(Change(table, name, before, before | {"state": state}))
        self._do(tuple(step))

    def set_aside(self, start: int, end: int, reason: str = "") -> str:
        """Note that there is nothing to code in a passage; return the row's name."""
        cells = {"state": "accepted", "reason": reason}
        return self.put(SET_ASIDE, None, cells, (start, end))

    def undo(self) -> list[str]:
        """Take back the last step; return the rows that changed, none if there is none.

        A step whose rows were changed since by another program is not taken back, nor
        are those before it.
        """
        return self._repeat(self.history.done, self.history.undone)

    def redo(self) -> list[str]:
        """Do again the last step taken back; as `undo`."""
        return self._repeat(self.history.undone, self.history.done)

    def _repeat(self, taken: list[Step], other: list[Step]) -> list[str]:
        if not taken:
            return []
        step = tuple(change.reverse for change in reversed(taken.pop()))
        if any(self._cells(change) != change.before for change in step):
            taken.clear()
            self.history.save()
            return []
        other.append(step)
        self._apply(step)
        return [change.row for change in step]

    def _do(self, step: Step) -> None:
        """Make a step; numerals that serve a fact once it is accepted are so too."""
        step = tuple(change for change in step if change.before != change.after)
        if not step:
            return
        self.history.undone.clear()
        self.history.done.append(step)
        self._apply(step)
        facts = self.recorded.dictionary.facts
        if any(change.table in facts for change in step):
            self.accept_numerals()

    def accept_numerals(self) -> None:
        """Accept the proposed numerals that serve an accepted fact, with the last step.

        The person who accepted the fact has read its figure.
        """
        served = serving.served(self, all_numerals=True)
        step = [
            Change(NUMERALS, row.name, dict(row), dict(row) | {"state": "accepted"})
            for row in self.tables[NUMERALS]
            if row.name in served and row.state == "proposed"
        ]
        if step:
            last = self.history.done.pop() if self.history.done else ()
            self.history.done.append((*last, *step))
            self._apply(tuple(step))

    def _cells(self, change: Change) -> dict[str, str] | None:
        try:
            return dict(self.row(change.row))
        except KeyError:
            return None

    def _apply(self, step: Step) -> None:
        """Change rows and save their tables, then the history."""
        for table in dict.fromkeys(change.table for change in step):
            self._check_unchanged(table)
        for change in step:
            rows = [row for row in self.tables[change.table] if row.name != change.row]
            if change.after is not None:
                rows.append(self._located(change.after))
            self.tables[change.table] = rows
        for table in dict.fromkeys(change.table for change in step):
            self.save(table)
        self.history.save()

    def save(self, table: str) -> None:
        """Write the rows of a table, in the order of the text."""
        rows = sorted(
            self.tables[table], key=lambda row: (row.span or Span(0, 0), row.name)
        )
        for line, row in enumerate(rows, start=2):
            row.line = line
        self.tables[table] = rows
        path = self.folder / f"{table}.csv"
        atomic.write_whole(
            path, files.sheet_text(self.layout.tables[table].columns, rows)
        )
        self._states[table] = _state(path)

    def _check_unchanged(self, table: str) -> None:
        if _state(self.folder / f"{table}.csv") != self._states[table]:
            allowed = "the file as it was when the sheet was opened"
            found = "a change by another program"
            advice = "open the sheet again"
            raise DataError.of(self.place(table), allowed, found, advice=advice)

    # --- reading --------------------------------------------------------------------

    def _load(self, table: SheetTable) -> None:
        """Read the rows of a table; a row that a person added gets a name."""
        path = self.folder / f"{table.name}.csv"
        self._states[table.name] = _state(path)
        self.tables[table.name] = []
        read = files.read_lines(path, self.place(table.name), table.columns)
        names = [line.cells["row"] for line in read]
        last = max([0, *map(_number, names)])
        for line in read:
            cells = dict(line.cells)
            if not cells["row"]:
                last += 1
                cells |= {"row": f"{table.table.short}-{last:02}"}
                cells["state"] = cells["state"] or "accepted"
            self.tables[table.name].append(self._located(cells, line.number))

    def _located(self, cells: Mapping[str, str], line: int = 0) -> SheetRow:
        """A row with the place of its quote, if this has one."""
        span = None
        if cells.get("quote"):
            try:
                span = quotes.find(self.text, Quote(*(cells[name] for name in QUOTE)))
            except QuoteError:
                span = None  # `problems` says why
        return SheetRow(cells, span, line)

    def _new_cells(
        self, table: SheetTable, span: tuple[int, int] | None = None
    ) -> dict[str, str]:
        machine = {"row": self.next_name(table.name), "state": "proposed"}
        return dict.fromkeys(table.columns, "") | self.defaults(table, span) | machine

    def _last(self, table: SheetTable) -> int:
        """The highest number of a row that the table has or had."""
        steps = (*self.history.done, *self.history.undone)
        had = [c.row for step in steps for c in step if c.table == table.name]
        return max(
            [0, *map(_number, had), *(_number(r.name) for r in self.tables[table.name])]
        )

    def defaults(
        self, table: SheetTable, span: tuple[int, int] | None = None
    ) -> dict[str, str]:
        """What a new row has in the columns that a person fills in."""
        return {
            name: self._carried(name, span) or column.default
            for name, column in table.coded.items()
        }

    def _carried(self, column: str, span: tuple[int, int] | None) -> str:
        """What the accepted row before a passage has in a column that is carried on."""
        if column not in CARRIED:
            return ""
        decided = [row for _, row in self.rows(state="accepted") if row.get(column)]
        decided.sort(key=lambda row: row.span or Span(0, 0))
        if span:
            before = [row for row in decided if (row.span or span) < span]
            decided = before or decided[:1]
        return decided[-1][column] if decided else ""


def _number(name: str) -> int:
    digits = name.partition("-")[2]
    return int(digits) if digits.isdecimal() else 0


def _state(path: Path) -> State:
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return state.st_mtime_ns, state.st_size
