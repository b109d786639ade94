"""One fact: what its row states, what bears on it, and its passage on request.

The passage is read only from the folder of texts that SOURCES_DIR names, and only
when it is asked for: it is never part of a report.
"""

from analysis import words
from analysis.explain import wording
from analysis.explain.index import Index, on
from analysis.explain.models import Explanation, Line, Part, Passage, Section, joined
from analysis.rows import Row
from analysis.tables import Study, sources_folder

ENDS = ("from", "to")


def statement(index: Index, table: str, fact_id: str) -> Explanation:
    """Everything the tables record about a fact of a table."""
    row = index.row(fact_id)
    lines = wording.of_columns(index, table, row, ("fact_id", "start", "end"))
    if figure := wording.figure(index, row):
        lines = [(words.phrase("column_figure", index.lang), Line(figure)), *lines]
    if row["source_id"] is not None:
        lines.append((words.phrase("column_span", index.lang), _span(index, row)))
    sections = [section for section in _sections(index, row) if section.items]
    return Explanation(fact_id, table, lines, sections)


def passage(study: Study, fact_id: str) -> Passage:
    """The paragraph of the fact, from the text itself.

    Raises
    ------
    FileNotFoundError
        If the texts are not at hand.
    ValueError
        If there is no such fact, or it has no span.
    """
    if study.table_of(fact_id) not in study.dictionary.facts:
        msg = f"no fact {fact_id!r}; facts look like '000-obs-01'"
        raise ValueError(msg)
    row = study.record(fact_id)
    if row["source_id"] is None:
        msg = f"{fact_id} was {row['basis']}; it has no passage"
        raise ValueError(msg)
    path = sources_folder() / f"{row['source_id']}.txt"
    text = path.read_bytes().decode("utf-8")
    start, end = row["start"], row["end"]
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    after = text[end : None if last < 0 else last]
    return Passage(text[first:start], text[start:end], after)


def rivals(index: Index, row: Row) -> list[str]:
    """The other facts of the claim set of a fact, in the order of their tables."""
    dictionary, claim_set = index.study.dictionary, row.get("claim_set")
    return [
        other["fact_id"]
        for table in dictionary.facts
        if claim_set and "claim_set" in dictionary.tables[table].columns
        for other in index.having(table, "claim_set", claim_set)
        if other["fact_id"] != row["fact_id"]
    ]


def _span(index: Index, row: Row) -> Line:
    place = words.phrase("span", index.lang, start=row["start"], end=row["end"])
    return Line(place)


def _sections(index: Index, row: Row) -> list[Section]:
    fact = row["fact_id"]
    rival_lines = wording.of_facts(index, rivals(index, row)).values()
    on_it = on(index.rulings, {fact, row.get("claim_set")} - {None})
    checks = words.phrase("explain_checks", index.lang)
    return [
        Section(words.phrase("column_rivals", index.lang), list(rival_lines)),
        _titled(index, "rulings", on_it),
        Section(checks, on(index.checks, [fact])),
        _titled(index, "fact_links", _linked(index, fact)),
        _titled(index, "evidence", _evidence(index, fact)),
        _titled(index, "numerals", _numerals(index, fact)),
    ]


def _titled(index: Index, table: str, lines: list[Line]) -> Section:
    return Section(index.study.dictionary.tables[table].title[index.lang], lines)


def _linked(index: Index, fact: str) -> list[Line]:
    verbs = index.study.words_for("fact_links", "type")
    lines = []
    for row in (row for end in ENDS for row in index.having("fact_links", end, fact)):
        other = row["to"] if row["from"] == fact else row["from"]
        first, second = (Line(Part(row[end], row[end])) for end in ENDS)
        link = joined([first, Line(verbs[row["type"]]), second], " ")
        lines.append(joined([link, wording.of_facts(index, [other])[other]], " – "))
    return lines


def _evidence(index: Index, fact: str) -> list[Line]:
    lines = []
    for row in index.having("evidence", "fact_id", fact):
        place = joined([wording.source(index, row), _span(index, row)], ", ")
        lines.append(joined([wording.printed(index, row), place], " – "))
    return lines


def _numerals(index: Index, fact: str) -> list[Line]:
    roles = index.study.words_for("numeral_facts", "as")
    served: dict[str, list[str]] = {}
    for row in index.having("numeral_facts", "fact_id", fact):
        served.setdefault(row["numeral_id"], []).append(roles[row["as"]])
    return [
        Line(
            f"{row['numeral_id']}: ",
            *wording.printed(index, row).parts,
            f" – {', '.join(served[row['numeral_id']])}",
        )
        for row in index.rows["numerals"]
        if row["numeral_id"] in served
    ]
