"""Labels: terms, symbols and figures as they are printed."""

import re
from collections.abc import Iterator

from analysis import bounds
from analysis.audit import rule
from analysis.audit.arithmetic import equality, term
from analysis.audit.rule import Finding
from analysis.rows import Row
from analysis.tables import Study

ROUND_DIGITS = 3  # a round figure has no more significant digits
YEAR_IN_SYMBOL = re.compile(r"(?<!\d)(\d{4})(?!\d)")


@rule.registered
def two_labels_of_term(study: Study) -> Iterator[Finding]:
    """One text prints two periods with one set of documents of one term."""
    instruments = study.keyed("instruments")
    named: dict[tuple[str, str], dict[str, Row]] = {}
    for row in study.records("mentions"):
        first, last = row["period_start"], row["period_end"]
        if first and last and instruments[row["instrument_id"]]["term_id"]:
            key = row["source_id"], row["instrument_id"]
            named.setdefault(key, {}).setdefault(f"{first}-{last}", row)
    for labels in named.values():
        if len(labels) > 1:
            rows, words = [*labels.values()], equality(labels)
            yield rule.finding(
                rows, words, "inconsistent", "term", printed=", ".join(labels)
            )


@rule.registered
def year_in_symbol(study: Study) -> Iterator[Finding]:
    """The year within a printed symbol is that of the date printed with it."""
    for row in study.records("mentions"):
        years = YEAR_IN_SYMBOL.findall((row["symbol_printed"] or "").partition("/")[2])
        if years and row["date"]:
            holds = all(row["date"].startswith(year) for year in years)
            words = f" {'=' if holds else '≠'} ".join([*years, row["date"][:4]])
            yield rule.required([row], words, "date", holds=holds)


@rule.registered
def bound_is_odd(study: Study) -> Iterator[Finding]:
    """A figure is worded as a bound, yet given to its last digit."""
    for row in study.records("observations", qualifier=["over", "nearly", "about"]):
        bound = bounds.of_row(row)
        if bound is not None:
            ends = [end for end in (bound.lower, bound.upper) if end]
            digits = max(len(f"{end:g}".replace(".", "").strip("0")) for end in ends)
            if digits > ROUND_DIGITS:
                yield rule.finding([row], term(bound), "undecided", "bound")
