"""Candidates read from a text, as rows in state `proposed`.

Every figure; documents with their mention and issuer; terms; figures as observations, a
ratio as what was attained and what was aimed at; passages that may state a measure or a
failing. They have the tables, units and words of the codebook; a person accepts,
changes or rejects each. The cue that a candidate rests on is in its `note`.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from coding import quotes
from coding.amounts import amounts
from coding.citations import Citation, citations, owner_of
from coding.cues import cues
from coding.layout import NUMERALS
from coding.quotes import Span
from coding.recorded import slug
from coding.sheet import Sheet
from reading.numerals import numerals
from reading.periods import periods

Rows = list[tuple[str, dict[str, str]]]


def propose(
    project: Path,
    source_id: str,
    coder: str = "first",
    source: Mapping[str, str] | None = None,
) -> Sheet:
    """Write what can be read of a text to a sheet, as proposals.

    What the sheet has, in whatever state, is neither changed nor proposed again.

    Parameters
    ----------
    source
        Cells of the row of `sources`, as far as the document gives them.
    """
    sheet = Sheet(project, source_id, coder)
    sheet.put_all(_Proposals(sheet).rows(source or {}))
    return sheet


class _Proposals:
    """The rows to propose for a sheet, each with the name that it will have."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.text = sheet, sheet.text
        self.found: Rows = []
        self.has = {(table, row.span) for table, row in sheet.rows() if row.span}
        self.counts: Counter[str] = Counter()

    def rows(self, source: Mapping[str, str]) -> Rows:
        """Every row to propose."""
        if not self.sheet.tables["sources"]:
            self.add("sources", source)
        for row in numerals(self.text):
            self.add_passage(
                NUMERALS,
                Span(row.start, row.end),
                form=row.form,
                role=row.role,
                value=row.value or "",
                value2=row.value2 or "",
            )
        for citation in citations(self.text, self.sheet.recorded):
            self._cite(citation)
        self._terms()
        self._figures()
        for cue in cues(self.text):
            self.add_passage(cue.table, cue.span, **cue.cells, note=f"cue: {cue.word}")
        return self.found

    def add(self, table: str, cells: Mapping[str, str]) -> str:
        """Propose a row; return its name."""
        self.counts[table] += 1
        name = self.sheet.next_name(table, self.counts[table])
        self.found.append((table, dict(cells)))
        return name

    def add_passage(self, table: str, span: Span, **cells: str) -> str:
        """Propose a row for a passage, unless the sheet has one; return its name."""
        if (table, span) in self.has:
            return ""
        quote = quotes.of_span(self.text, span)
        return self.add(table, cells | quote._asdict())

    def add_entity(self, table: str, key: str, cells: Mapping[str, str]) -> None:
        """Propose an entity, unless the data or the sheet have its key."""
        column = self.sheet.layout.tables[table].key
        keys = {row[column] for row in self.sheet.tables[table]}
        keys |= {row[column] for name, row in self.found if name == table}
        if key not in self.sheet.recorded.keyed(table) and key not in keys:
            self.add(table, {column: key, **cells})

    def _cite(self, cited: Citation) -> None:
        if cited.instrument:
            self.add_entity("instruments", cited.instrument_id, cited.instrument)
        key = cited.instrument_id
        self.add_passage("mentions", cited.span, instrument_id=key, **cited.mention)
        if cited.issuer_span is None:
            return
        issuer = owner_of(cited.issuer, self.sheet.recorded)
        if not issuer:
            issuer = slug(cited.issuer)
            self.add_entity("bodies", issuer, {"name_vi": cited.issuer})
        self.add_passage(
            "relations",
            cited.issuer_span,
            source=key,
            target=issuer,
            type="issued_by",
            status="done",
        )

    def _terms(self) -> None:
        for period in periods(self.text):
            if period.printed.lower().startswith("nhiệm kỳ"):
                start, end = str(period.start_year), str(period.end_year)
                years = {"start_year": start, "end_year": end}
                self.add_entity("terms", f"{start}-{end}", years)

    def _figures(self) -> None:
        for amount in amounts(self.text):
            attained = self.add_passage("observations", amount.span, **amount.cells)
            if attained and amount.aim:
                aim = amount.aim | {"modality": "aimed"}
                self.add_passage(
                    "targets",
                    amount.span,
                    actual=attained,
                    target=self.add_passage("observations", amount.span, **aim),
                )
