"""Coding a text in JupyterLab: its marks, the form of a row, what is open.

    from coding.widget import Coder
    Coder("hg_2024", lang="vi")

The widget shows the sheet and sends each step here; the sheet checks and saves it, so
that a crash loses nothing. No widget library that we found serves: those that mark
spans (spanmark, jupyterannotate) give a span one label and no form; metanno lets one
compose a form, in a language of pages of its own, with a runtime to match.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from analysis.allowed_values import data_folder
from analysis.dictionary import TWINS
from analysis.words import Lang, phrase
from coding import problems, remaining
from coding.choices import choices, new_key
from coding.layout import NUMERALS, SheetTable
from coding.quotes import Span
from coding.sheet import Sheet, SheetRow
from reading.sentences import sentences

HERE = Path(__file__).parent
GOLDEN_ANGLE = 137.5  # degrees between the hues of two tables that follow each other
MOST_CHOICES = 40
WORDS_SHOWN = 14  # of a quote in a list
LONG = ("summary_", "definition_", "subject_", "title_", "note", "rule")
KEYS = {
    "n": "next",
    "p": "previous",
    "a": "accept",
    "r": "reject",
    "e": "edit",
    "u": "undo",
    "y": "redo",
    "←→": "words",
    "s": "sentence",
    "1–9": "choose",
    "b": "passage",
    "+": "further",
    "x": "nothing",
    "l": "link",
    "Esc": "text",
}
PHRASES = (  # that the page shows beside those of its fields
    *("text", "form", "list", "progress", "hint", "all_done", "none_yet", "marked"),
    *("proposed", "accepted", "rejected", "proposal", "numeral", "figure", "sentence"),
    *("list_open", "list_entries", "list_all", "new_entry", "accept", "reject"),
    *("undo", "redo", "cancel", "link", "more", "required", "what_is_it", "use_span"),
    *("further", "mark_first", "nothing_here"),
)
Step = Mapping[str, Any]


class Coder(anywidget.AnyWidget):
    """The sheet of one coder on one text, to be coded by keyboard or mouse.

    Parameters
    ----------
    source_id
        The id of the text, as `analysis import` gave it.
    coder
        The name of the coder; a second coder works in a sheet of their own.
    lang
        The language of labels and explanations, "en" or "vi".
    project
        The folder of the project; that around the working folder by default.

    Raises
    ------
    FileNotFoundError
        If there is no such text, or no sheet on it.
    DataError
        If a file of the sheet cannot be read; the message names file and line.
    """

    _esm = "\n".join(
        (HERE / name).read_text(encoding="utf-8")
        for name in ("widget_parts.js", "widget.js")
    )
    _css = (HERE / "widget.css").read_text(encoding="utf-8")
    page = traitlets.Dict().tag(sync=True)
    rows: Any = traitlets.List().tag(sync=True)
    labels = traitlets.Dict().tag(sync=True)
    open_items: Any = traitlets.List().tag(sync=True)
    progress = traitlets.Dict().tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)
    message = traitlets.Unicode("").tag(sync=True)
    answered = traitlets.Int(0).tag(sync=True)  # the number of the last step taken

    def __init__(
        self,
        source_id: str,
        coder: str = "first",
        lang: Lang = "en",
        project: Path | None = None,
    ) -> None:
        self.lang = lang
        folder = project or data_folder(Path.cwd()).parent
        self.sheet = Sheet.open(folder, source_id, coder)
        super().__init__(page=page_of(self.sheet, lang))
        self.on_msg(lambda _widget, step, _buffers: self.take(step))
        self.refresh()
        rows = (each["row"] for each in self.open_items)
        self.selected = next(filter(None, rows), "")

    def take(self, step: Step) -> None:
        """Take one step of the person who codes; what is wrong with it is a message."""
        act: Callable[[Step], str] = getattr(self, f"_step_{step['act']}")
        try:
            message = act(step)
        except ValueError as error:
            message = str(error)
        with self.hold_sync():
            if step["act"] not in ("choices", "sentence"):
                self.refresh()
            self.message = message
            self.answered = step["number"]

    def refresh(self) -> None:
        """Show the sheet as it is."""
        sheet = self.sheet
        wrong: dict[str, list[dict[str, str]]] = {}
        for each in problems.of_sheet(sheet):
            message = {"column": each.column, "message": self._advice(each)}
            wrong.setdefault(each.row, []).append(message)
        self.labels = self._labels()
        self.rows = [
            self._shown(table, row) | {"problems": wrong.get(row.name, [])}
            for table, row in sheet.rows()
        ]
        by_name = {row["row"]: row for row in self.rows}
        self.open_items = [
            vars(each)
            | {name: by_name[each.row][name] for name in ("table", "what") if each.row}
            for each in remaining.of_sheet(sheet)
        ]
        proposed = len(sheet.rows(state="proposed"))
        self.progress = {"settled": len(self.rows) - proposed, "total": len(self.rows)}

    def _advice(self, wrong: problems.Problem) -> str:
        """What is allowed in a cell, and what to do; of an empty one, that it is."""
        if wrong.found == repr(""):
            return phrase("coder_empty", self.lang)
        allowed = phrase("coder_problem", self.lang, allowed=wrong.allowed)
        return f"{allowed}; {wrong.advice}" if wrong.advice else allowed

    def _labels(self) -> dict[str, str]:
        """The labels of the keys that the rows have."""
        tables = self.sheet.layout.tables
        owners = {
            name
            for table in tables.values()
            for c in table.coded
            for name in table.owners(c)
        }
        labels = dict(choices(self.sheet, sorted(owners), "", self.lang))
        used = {
            key
            for table, row in self.sheet.rows()
            for column in tables[table].coded
            if tables[table].owners(column) or column == tables[table].key
            for key in row[column].split()
        }
        return {key: labels[key] for key in sorted(used & labels.keys())}

    def _shown(self, table: str, row: SheetRow) -> dict[str, Any]:
        described = self.sheet.layout.tables[table]
        key = row.get(described.key, "")
        words = (row.get("quote") or self.labels.get(key) or key or row.name).split()
        start, end = row.span or (None, None)
        return {
            "row": row.name,
            "table": table,
            "state": row.state,
            "start": start,
            "end": end,
            "what": " ".join(words[:WORDS_SHOWN]),
            "cells": {name: row[name] for name in described.coded if row[name]},
        }

    # --- steps ----------------------------------------------------------------------

    def _step_put(self, step: Step) -> str:
        """Change a row, or add one to a table: its cells, its passage, or both."""
        row = step.get("row")
        table = step.get("table") or str(self.sheet.layout.table_of(step["row"]))
        span = _span_of(step) if "start" in step else None
        name = self.sheet.put(table, row, step.get("cells", {}), span)
        if row is None:
            self.selected = name
        return phrase("coder_saved", self.lang, row=name)

    def _step_new(self, step: Step) -> str:
        """Add an entity, with a key made of what was typed; enter it if in a cell."""
        table, typed = step["table"], step["typed"].strip()
        described = self.sheet.layout.tables[table]
        key = new_key(self.sheet, table, typed)
        label = described.table.in_language(described.table.label, "vi")
        cells = {described.key: key} | ({label: typed} if typed else {})
        message = self._step_put({"table": table, "cells": cells})
        if "column" in step:
            self._enter(step["row"], step["column"], key)
        return message

    def _enter(self, row: str, column: str, key: str) -> None:
        """Put a key in place of what was typed; before it a list keeps its keys."""
        name = str(self.sheet.layout.table_of(row))
        old = self.sheet.row(row)[column].split()
        kept = old[:-1] if self.sheet.layout.tables[name].is_list(column) else []
        self.sheet.put(name, row, {column: " ".join([*kept, key])})

    def _step_state(self, step: Step) -> str:
        row, state = step["row"], step["state"]
        wrong = [each for each in problems.of_sheet(self.sheet) if each.row == row]
        if state == "accepted" and wrong:
            column = wrong[0].column
            return phrase("coder_not_yet", self.lang, row=row, column=column)
        self.sheet.set_state(row, state)
        self.selected = step["next"]
        word = phrase(f"coder_{state}", self.lang)
        return phrase("coder_settled", self.lang, row=row, state=word)

    def _step_set_aside(self, step: Step) -> str:
        self.sheet.set_aside(*_span_of(step))
        return phrase("coder_set_aside", self.lang)

    def _step_sentence(self, step: Step) -> str:
        at = step["at"]
        around = (span for span in sentences(self.sheet.text) if span.end > at)
        if span := next(around, None):
            self.send({"sentence": list(span)})
        return ""

    def _step_choices(self, step: Step) -> str:
        """Send the keys that fit what was typed, and the tables that take a new one."""
        table, column, typed = step["table"], step["column"], step["typed"]
        owners = self.sheet.layout.tables[table].owners(column)
        offered = [
            (key, f"{label}{self._definition(owners, key)}")
            for key, label in choices(self.sheet, owners, typed, self.lang)
        ][:MOST_CHOICES]
        fresh = [
            (name, phrase("coder_new", self.lang, kind=self._title(name), typed=typed))
            for name in owners
            if name in self.sheet.recorded.dictionary.entities
            and name in self.sheet.layout.tables
        ]
        self.send(
            {
                "number": step["number"],
                "column": column,
                "choices": offered,
                "fresh": fresh,
            }
        )
        return ""

    def _definition(self, tables: Iterable[str], key: str) -> str:
        """The definition of a code that stands in a table of the codebook."""
        rows = (self.sheet.recorded.keyed(table).get(key, {}) for table in tables)
        words = next((w for r in rows if (w := r.get(f"definition_{self.lang}"))), "")
        return f" – {words}" if words else ""

    def _step_undo(self, _step: Step) -> str:
        return self._jump(self.sheet.undo())

    def _step_redo(self, _step: Step) -> str:
        return self._jump(self.sheet.redo())

    def _jump(self, rows: list[str]) -> str:
        """Select a row that was taken back or done again."""
        if not rows:
            return phrase("coder_no_step", self.lang)
        there = {row.name for _, row in self.sheet.rows()}
        self.selected = rows[0] if rows[0] in there else ""
        return phrase("coder_undone", self.lang, row=", ".join(rows))

    def _title(self, table: str) -> str:
        return self.sheet.layout.tables[table].table.title[self.lang]


def _span_of(step: Step) -> Span:
    return Span(step["start"], step["end"])


def page_of(sheet: Sheet, lang: Lang) -> dict[str, Any]:
    """What of the page never changes: the text, the tables, their fields, the words."""
    facts = sheet.recorded.dictionary.facts
    digits = {name: str(n) for n, name in enumerate((*facts, "office_holders"), 1)}
    tables = [
        {
            "name": name,
            "title": table.table.title[lang],
            "letter": phrase(f"coder_letter_{name}", lang),
            "hue": round(n * GOLDEN_ANGLE) % 360,
            "key": (digits | {NUMERALS: "0"}).get(name, ""),
            "is_fact": name in facts,
            "is_free": not table.has_quote and name != "sources",
            "is_entity": name in sheet.recorded.dictionary.entities,
        }
        for n, (name, table) in enumerate(sheet.layout.tables.items())
    ]
    return {
        "id": sheet.source_id,
        "lang": lang,
        "title": f"{sheet.source_id} · {sheet.coder}",
        "text": sheet.text,
        "tables": tables,
        "fields": {
            name: [_field(table, column, lang) for column in table.coded]
            for name, table in sheet.layout.tables.items()
        },
        "keys": [
            (key, phrase(f"coder_key_{name}", lang)) for key, name in KEYS.items()
        ],
        "words": {name: phrase(f"coder_{name}", lang) for name in PHRASES},
    }


def _field(table: SheetTable, name: str, lang: Lang) -> dict[str, Any]:
    """What the form shows of a column."""
    column = table.columns[name]
    description = column.description_vi if lang == "vi" else ""
    codes = [
        (code, column.words[code][lang] if code in column.words else code)
        for code in column.limits.enum or ()
    ]
    if column.type == "boolean":
        codes = [("true", phrase("yes", lang)), ("false", phrase("no", lang))]
    return {
        "name": name,
        "title": column.title[lang],
        "description": description or column.description,
        "required": column.limits.required,
        "codes": codes,
        "keys": list(table.owners(name)),
        "several": table.is_list(name),
        "long": name.startswith(LONG),
        "lang": name[-2:] if name.endswith(TWINS) else "",
    }
