"""Labels: terms, issuers, symbols and dates as printed and as known."""

import re
from collections.abc import Iterator

from analysis.audit.rules import (
    FIGURE,
    Finding,
    Tables,
    Verdict,
    figure,
    later_alike,
    rule,
    term,
)

YEARS = re.compile(r"(\d{4})\s*[-–]\s*(\d{4})")
ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
DIGITS = 3


@rule(
    "labels",
    mentions="fact_id instrument_id period_start period_end",
    instruments="instrument_id term_id",
    terms="term_id start_year end_year",
)
def term_of_mention(t: Tables) -> Iterator[Finding]:
    """The years printed with an instrument are those of the term it belongs to."""
    terms = t.by("terms", "term_id")
    known = {row["instrument_id"]: row["term_id"] for row in t["instruments"]}
    for row in t["mentions"]:
        of = terms.get(known[row["instrument_id"]])
        if of is not None and row["period_start"] and row["period_end"]:
            ends = (row["period_start"], row["period_end"])
            same = ends == (of["start_year"], of["end_year"])
            inside = of["start_year"] <= ends[0] and ends[1] <= of["end_year"]
            found: Verdict = "undecided" if inside else "inconsistent"
            reason = "audit_term_within" if inside else "audit_term_two"
            yield Finding(
                (row["fact_id"],),
                f"{ends[0]}-{ends[1]} {'=' if same else '≠'} {of['term_id']}",
                "consistent" if same else found,
                "audit_term_same" if same else reason,
                {"printed": f"{ends[0]}–{ends[1]}", "term": of["term_id"]},
            )


@rule(
    "labels",
    terms="term_id spellings",
    mentions="fact_id instrument_id period_start period_end",
    instruments="instrument_id term_id",
)
def spellings_of_term(t: Tables) -> Iterator[Finding]:
    """Every spelling of a term names the same two years."""
    known = {row["instrument_id"]: row["term_id"] for row in t["instruments"]}
    for row in t["terms"]:
        years = {"-".join(found) for found in YEARS.findall(row["spellings"] or "")}
        if years:
            facts = tuple(
                m["fact_id"]
                for m in t["mentions"]
                if known[m["instrument_id"]] == row["term_id"] and m["period_start"]
            )
            same = years == {row["term_id"]}
            yield Finding(
                facts,
                (" = " if same else " ≠ ").join(sorted({*years, row["term_id"]})),
                "consistent" if same else "inconsistent",
                "audit_term_same" if same else "audit_term_two",
                {"printed": ", ".join(sorted(years)), "term": row["term_id"]},
            )


@rule(
    "labels",
    mentions="fact_id instrument_id symbol_printed",
    instruments="instrument_id symbol",
)
def symbol_printed(t: Tables) -> Iterator[Finding]:
    """The symbol printed is, as far as it goes, the symbol known."""
    known = {row["instrument_id"]: row["symbol"] for row in t["instruments"]}
    for row in t["mentions"]:
        symbol, printed = known[row["instrument_id"]], row["symbol_printed"]
        if symbol and printed:
            sign, reason = "≠", "audit_symbol_other"
            if printed == symbol:
                sign, reason = "=", "audit_symbol_same"
            elif re.split(r"\D", symbol)[0] == printed:
                sign, reason = "⊂", "audit_symbol_part"
            yield Finding(
                (row["fact_id"],),
                f"{printed} {sign} {symbol}",
                "inconsistent" if sign == "≠" else "consistent",
                reason,
            )


@rule(
    "labels",
    relations="fact_id source target type=issued_by basis=stated claim_set",
    instruments="instrument_id issuer_id symbol",
    bodies="body_id committee_id",
)
def issuer_printed(t: Tables) -> Iterator[Finding]:
    """The issuer that a text names of an instrument with a symbol is the one known."""
    named = [row for row in t["instruments"] if row["symbol"]]
    known = {row["instrument_id"]: row["issuer_id"] for row in named}
    owner = {row["body_id"]: row["committee_id"] for row in t["bodies"]}
    for row in t["relations"]:
        issuer = known.get(row["source"])
        if row["type"] != "issued_by" or row["basis"] != "stated" or issuer is None:
            continue
        said = row["target"]
        family = owner.get(said, said) == owner.get(issuer, issuer)
        found: Verdict = "undecided" if family else "inconsistent"
        if said == issuer:
            found = "consistent"
        elif row["claim_set"] is not None:
            found = "inconsistent"
        words = f"{said} {'=' if said == issuer else '≠'} {issuer}"
        yield Finding((row["fact_id"],), words, found, f"audit_issuer_{found}")


@rule("labels", relations="fact_id source target type=issued_by basis=stated claim_set")
def several_issuers(t: Tables) -> Iterator[Finding]:
    """A set or instrument is said to be issued by one body in every place."""
    named: dict[str, dict[str, str]] = {}
    for row in t["relations"]:
        if (row["type"], row["basis"], row["claim_set"]) == (
            "issued_by",
            "stated",
            None,
        ):
            named.setdefault(row["source"], {}).setdefault(
                row["target"], row["fact_id"]
            )
    for issuers in named.values():
        if len(issuers) > 1:
            yield Finding(
                tuple(issuers.values()),
                " ≠ ".join(issuers),
                "undecided",
                "audit_issuers_several",
                {"count": len(issuers)},
            )


@rule(
    "labels",
    mentions="fact_id instrument_id date symbol_printed",
    instruments="instrument_id date",
)
def date_printed(t: Tables) -> Iterator[Finding]:
    """The date printed is the date known, and so is a year within the symbol."""
    known = {row["instrument_id"]: row["date"] for row in t["instruments"]}
    for row in t["mentions"]:
        date, symbol = known[row["instrument_id"]], row["symbol_printed"] or ""
        within = re.findall(r"(?<!\d)(\d{4})(?!\d)", symbol.partition("/")[2])
        if not row["date"] or not date:
            continue
        same = row["date"] == date and all(year == date[:4] for year in within)
        sign = "=" if same else "≠"
        yield Finding(
            (row["fact_id"],),
            f" {sign} ".join([*within, row["date"], date]),
            "consistent" if same else "inconsistent",
            "audit_date_same" if same else "audit_date_other",
        )


@rule(
    "labels",
    mentions="fact_id instrument_id ordinal ordinal2",
    instruments="instrument_id issuer_term",
)
def ordinal_printed(t: Tables) -> Iterator[Finding]:
    """The ordinal printed with an instrument is that of its issuer's term."""
    known = {row["instrument_id"]: row["issuer_term"] for row in t["instruments"]}
    for row in t["mentions"]:
        numeral = known[row["instrument_id"]] or ""
        printed = [n for n in (row["ordinal"], row["ordinal2"]) if n is not None]
        if printed and re.fullmatch(r"[IVXL]+", numeral):
            same = roman(numeral) in printed
            words = f"{', '.join(map(str, printed))} {'∋' if same else '∌'} {numeral}"
            yield Finding(
                (row["fact_id"],),
                words,
                "consistent" if same else "undecided",
                "audit_ordinal_same" if same else "audit_ordinal_other",
            )


def roman(numeral: str) -> int:
    """The number of a Roman numeral.

    Examples
    --------
    >>> roman("XVI"), roman("XIV")
    (16, 14)
    """
    values = [ROMAN[letter] for letter in numeral]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-own if own < after else own for own, after in pairs)


@rule(
    "labels",
    bands="fact_id distribution_id source_id band_lower band_upper "
    "lower_is_strict upper_is_strict",
)
def limits_of_bands(t: Tables) -> Iterator[Finding]:
    """Two distributions of a text that meet at a limit include it alike."""
    rows = [row for row in t["bands"] if row["band_lower"] is not None]
    for a, b in later_alike(rows, "source_id", "band_lower"):
        if a["distribution_id"] != b["distribution_id"]:
            same = a["lower_is_strict"] == b["lower_is_strict"]
            signs = [">" if x["lower_is_strict"] else "≥" for x in (a, b)]
            words = [f"{sign} {a['band_lower']:g}" for sign in signs]
            yield Finding(
                (a["fact_id"], b["fact_id"]),
                (" = " if same else " ≠ ").join(words),
                "consistent" if same else "undecided",
                "audit_limits_same" if same else "audit_limits_other",
            )


@rule("labels", observations=FIGURE)
def bound_is_round(t: Tables) -> Iterator[Finding]:
    """A figure worded as a bound is round; if it is not, the bound is odd."""
    for row in t["observations"]:
        bound = figure(row)
        if bound is None or row["qualifier"] not in ("over", "nearly", "about"):
            continue
        ends = [end for end in (bound.lower, bound.upper) if end]
        digits = max(len(f"{end:g}".replace(".", "").strip("0")) for end in ends)
        odd = digits > DIGITS
        yield Finding(
            (row["fact_id"],),
            term(bound),
            "undecided" if odd else "consistent",
            "audit_bound_odd" if odd else "audit_bound_round",
        )
