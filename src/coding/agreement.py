"""How far two coders agree on one text, who coded it without sight of each other.

For each table of facts: whether they take the same passages (Krippendorff's alpha for
unitising), and for passages that both take, whether they give the same codes (per cent,
alpha, and the middle 95 per cent of alpha over resampled passages). What they have
otherwise is listed, with a place for a ruling.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

import pandas as pd

from analysis.dictionary import Column, DataError
from analysis.findings.evidence import FEWEST_PAIRS
from analysis.measures.reliability import (
    CODERS,
    UNITS,
    agreement_on_codes,
    agreement_on_units,
    paired_units,
)
from analysis.rows import Row, records
from coding.files import read_lines, sheet_text
from coding.locking import Lock, locked_sheet
from coding.sheet import Sheet
from reading import atomic

FILE = "disagreements.csv"
COLUMNS = (
    *("table", "first", "second", "column", "first_has", "second_has", "passage"),
    *("right", "rule", "reason"),
)
TEXT = Column.model_validate(
    {"name": "text", "type": "string", "title": "Text", "title_vi": "Văn bản"}
)
RULED = ("right", "rule", "reason")
PASSAGE = ("unit_id", "coder", "fact_id", "source_id", "start", "end")
Sheets = tuple[Sheet, ...]
ALL = 100  # per cent
RELIABLE, TENTATIVE = 0.8, 0.667  # Krippendorff (2004)


@dataclass(frozen=True)
class Agreement:
    """The agreement of two coders on a text.

    Attributes
    ----------
    units
        One row per table: `table`, and the columns of `agreement_on_units`.
    codes
        One row per table and column: `table`, `code`, `pairs`, `same_pct`, `alpha`,
        `low`, `high` (of alpha; all three missing where passages are too few),
        `verdict`.
    disagreements
        One row per passage or code that one coder has and the other not: `COLUMNS`.
    sheets, locks
        The two sheets as they were locked, and their locks.
    """

    units: pd.DataFrame
    codes: pd.DataFrame
    disagreements: list[dict[str, str]]
    sheets: Sheets
    locks: tuple[Lock, ...]

    def __str__(self) -> str:
        """What a person reads: passages, codes, and what is still to settle."""
        lines = [
            f"{lock.coder}: changed after it was locked on {lock.day}; compared is "
            "what was locked"
            for lock in self.locks
            if lock.is_changed
        ]
        lines += [
            f"{row['table']}: {row['first_units']} and {row['second_units']} passages, "
            f"{row['overlap_pct']:.0f}% in common, alpha {row['alpha']}"
            for row in records(self.units)
        ]
        codes = records(self.codes)
        shown = [r for r in codes if r["same_pct"] < ALL or r["pairs"] >= FEWEST_PAIRS]
        for row in shown:
            name = f"{row['table']}.{row['code']}"
            alike = f"{row['same_pct']:.0f}% of {row['pairs']} alike"
            lines.append(f"{name}: {alike}; {row['verdict']}")
        if rest := len(codes) - len(shown):
            lines.append(f"{rest} further codes alike in few passages")
        open_ = sum(not row["right"] for row in self.disagreements)
        lines.append(f"{len(self.disagreements)} disagreements, {open_} not ruled on")
        return "\n".join(lines)


def agreement(
    project: Path, source_id: str, coders: tuple[str, str] = CODERS
) -> Agreement:
    """Compare two locked sheets; write what differs to coding/<id>/disagreements.csv.

    Rulings that the file has already are kept.

    Raises
    ------
    DataError
        If one of the sheets is not locked, both are of one coder, or the file of
        disagreements cannot be read.
    """
    if coders[0] == coders[1]:
        place = f"coding/{source_id}"
        raise DataError.of(place, "two coders", f"{coders[0]!r} twice")
    sheets, locks = zip(
        *(locked_sheet(project, source_id, c) for c in coders), strict=True
    )
    units: list[Row] = []
    codes: list[Row] = []
    unlike: list[dict[str, str]] = []
    lengths = pd.DataFrame([{"source_id": source_id, "length": len(sheets[0].text)}])
    for table in sheets[0].recorded.dictionary.facts:
        names = _codes(sheets[0], table)
        both = pd.DataFrame(passages(sheets, table, names), columns=[*PASSAGE, *names])
        units += [
            {"table": table, **{name: whole[name] for name in UNITS}}
            for whole in records(agreement_on_units(both, lengths))[-1:]
        ]
        pairs = paired_units(both, names)
        codes += _agreed(table, names, pairs)
        unlike += [*_unlike(table, names, pairs), *_alone(table, both, pairs)]
    for row in unlike:
        sheet = sheets[0] if row["first"] else sheets[1]
        row["passage"] = sheet.row(row["first"] or row["second"])["quote"]
    path = project / "coding" / source_id / FILE
    rows = _with_rulings(unlike, path)
    atomic.write_whole(path, sheet_text(COLUMNS, rows))
    return Agreement(pd.DataFrame(units), pd.DataFrame(codes), rows, sheets, locks)


def _codes(sheet: Sheet, table: str) -> list[str]:
    """The columns in which two coders can be compared: codes, keys and figures."""
    described = sheet.layout.tables[table]
    facts = set(sheet.recorded.dictionary.facts)
    return [
        name
        for name, column in described.coded.items()
        if name != "unit"  # it goes with the indicator or the figure
        if column.limits.enum
        or column.type in ("boolean", "integer", "number")
        or (described.owners(name) and not facts & set(described.owners(name)))
    ]


def passages(sheets: Sheets, table: str, names: Iterable[str]) -> list[Row]:
    """The accepted passages of a table of both coders, with their codes `names`."""
    return [
        {
            "unit_id": f"{coder} {row.name}",
            "coder": coder,
            "fact_id": row.name,
            "source_id": sheet.source_id,
            "start": row.span.start,
            "end": row.span.end,
            **{name: row[name] for name in names},
        }
        for coder, sheet in zip(CODERS, sheets, strict=True)
        for row in sheet.tables[table]
        if row.state == "accepted" and row.span
    ]


def _agreed(table: str, names: list[str], pairs: pd.DataFrame) -> Iterator[Row]:
    """The agreement on each code of a table that either coder has used."""
    used = [
        name
        for name in names
        if (pairs[[f"{coder}_{name}" for coder in CODERS]] != "").any(axis=None)
    ]
    if len(pairs) < FEWEST_PAIRS:
        rows = [_without_alpha(pairs, name) for name in used]
    else:
        rows = records(agreement_on_codes(pairs, used))
    for row in rows:
        yield {
            "table": table,
            **{name: row[name] for name in ("code", "pairs", "same_pct", "alpha")},
            "low": row["measures_low"],
            "high": row["measures_high"],
            "verdict": verdict(row),
        }


def _without_alpha(pairs: pd.DataFrame, name: str) -> Row:
    """The agreement on a code of which there are too few passages for an alpha."""
    same = pairs[f"first_{name}"] == pairs[f"second_{name}"]
    row = {"code": name.removesuffix("_id"), "pairs": len(pairs)}
    row |= dict.fromkeys(("alpha", "measures_low", "measures_high"), math.nan)
    return row | {"same_pct": 100 * float(same.mean())}


def verdict(row: Row) -> str:
    """What can be said of the agreement on a code, in plain words.

    Examples
    --------
    >>> verdict({"pairs": 4, "alpha": 1.0, "measures_low": 1.0, "measures_high": 1.0})
    'too few passages for a verdict'
    >>> row = {"pairs": 40, "alpha": 0.84, "measures_low": 0.7, "measures_high": 0.9}
    >>> verdict(row)
    'alpha 0.84 (0.7 to 0.9): tentative, as the interval reaches below 0.8'
    """
    alpha, low = row["alpha"], row["measures_low"]
    if row["pairs"] < FEWEST_PAIRS:
        return "too few passages for a verdict"
    if alpha is None or math.isnan(alpha):
        return "no alpha, as both give one code throughout"
    text = f"alpha {alpha:g} ({low:g} to {row['measures_high']:g})"
    if low >= RELIABLE:
        return f"{text}: reliable"
    if alpha >= RELIABLE:
        return f"{text}: tentative, as the interval reaches below {RELIABLE:g}"
    if alpha >= TENTATIVE:
        return f"{text}: tentative"
    return f"{text}: not reliable; make the rule clearer and code again"


def _unlike(
    table: str, names: list[str], pairs: pd.DataFrame
) -> Iterator[dict[str, str]]:
    """Codes that differ in a pair."""
    for pair in records(pairs):
        rows = {coder: pair[f"{coder}_unit"].split()[1] for coder in CODERS}
        for name in names:
            has = {f"{coder}_has": pair[f"{coder}_{name}"] for coder in CODERS}
            if len(set(has.values())) > 1:
                yield {"table": table, **rows, "column": name, **has}


def _alone(
    table: str, both: pd.DataFrame, pairs: pd.DataFrame
) -> Iterator[dict[str, str]]:
    """Passages that only one of the coders takes."""
    paired = {*pairs["first_unit"], *pairs["second_unit"]}
    for row in records(both[~both["unit_id"].isin(paired)]):
        is_own = {coder: coder == row["coder"] for coder in CODERS}
        yield {
            "table": table,
            "column": "passage",
            **{c: row["fact_id"] if has else "" for c, has in is_own.items()},
            **{f"{c}_has": "yes" if has else "no" for c, has in is_own.items()},
        }


def _with_rulings(rows: list[dict[str, str]], path: Path) -> list[dict[str, str]]:
    """The rows with the rulings that a file has of them."""
    place = f"coding/{path.parent.name}/{FILE}"
    lines = read_lines(path, place, dict.fromkeys(COLUMNS, TEXT))
    key = itemgetter(*COLUMNS[:4])
    ruled = {key(line.cells): line.cells for line in lines}
    for row in rows:
        before = ruled.get(key(row), {})
        row |= {name: before.get(name, "") for name in RULED}
    return rows
