"""Labels: terms, issuers, symbols and dates as printed and as recorded."""

import re
from collections.abc import Iterator

from analysis import bounds
from analysis.audit import lookup, rule
from analysis.audit.arithmetic import equality, term
from analysis.audit.rule import Finding
from analysis.rows import Row
from analysis.tables import Study
from reading import wording

YEARS = re.compile(r"(\d{4})\s*[-–]\s*(\d{4})")
ROUND_DIGITS = 3  # a round figure has no more significant digits


def _mentions(study: Study) -> Iterator[tuple[Row, Row]]:
    """Each mention and the instrument that it names."""
    instruments = study.keyed("instruments")
    for row in study.records("mentions"):
        yield row, instruments[row["instrument_id"]]


@rule.of("labels")
def term_of_mention(study: Study) -> Iterator[Finding]:
    """The years printed with an instrument are those of the term it belongs to."""
    terms = study.keyed("terms")
    for row, instrument in _mentions(study):
        of = terms.get(instrument["term_id"])
        first, last = row["period_start"], row["period_end"]
        if of is not None and first and last:
            fills = {"printed": f"{first}–{last}", "term": of["term_id"]}
            words = equality([f"{first}-{last}", of["term_id"]])
            holds = (first, last) == (of["start_year"], of["end_year"])
            is_within = of["start_year"] <= first and last <= of["end_year"]
            check = rule.expected if is_within else rule.required
            yield check([row], words, "term", holds=holds, **fills)


@rule.of("labels")
def spellings_of_term(study: Study) -> Iterator[Finding]:
    """Every spelling of a term names the same two years."""
    for of in study.records("terms"):
        name = of["term_id"]
        years = {"-".join(pair) for pair in YEARS.findall(of["spellings"] or "")}
        if years:
            rows = [
                row
                for row, instrument in _mentions(study)
                if instrument["term_id"] == name and row["period_start"]
            ]
            fills = {"printed": ", ".join(sorted(years)), "term": name}
            words = equality(sorted({*years, name}))
            yield rule.required(rows, words, "term", holds=years == {name}, **fills)


@rule.of("labels")
def symbol_printed(study: Study) -> Iterator[Finding]:
    """The symbol printed is, as far as it goes, the symbol recorded."""
    for row, instrument in _mentions(study):
        symbol, printed = instrument["symbol"], row["symbol_printed"]
        if symbol and printed and re.split(r"\D", symbol)[0] == printed != symbol:
            words = f"{printed} ⊂ {symbol}"
            yield rule.finding([row], words, "consistent", "symbol_part")
        elif symbol and printed:
            words = equality([printed, symbol])
            yield rule.required([row], words, "symbol", holds=printed == symbol)


@rule.of("labels")
def issuer_printed(study: Study) -> Iterator[Finding]:
    """The issuer that a text names of an instrument with a symbol is as recorded."""
    instruments, bodies = study.keyed("instruments"), study.keyed("bodies")
    owners = {key: body["committee_id"] for key, body in bodies.items()}
    for row in study.records("relations", type="issued_by", basis="stated"):
        instrument, issuer = instruments.get(row["source"], {}), row["target"]
        recorded = instrument.get("issuer_id")
        if recorded is not None and instrument["symbol"]:
            are_kin = owners.get(issuer, issuer) == owners.get(recorded, recorded)
            is_open = are_kin and row["claim_set"] is None
            check = rule.expected if is_open else rule.required
            words = equality([issuer, recorded])
            yield check([row], words, "issuer", holds=issuer == recorded)


@rule.of("labels")
def several_issuers(study: Study) -> Iterator[Finding]:
    """A set or instrument is said to be issued by one body in every place."""
    named: dict[str, dict[str, Row]] = {}
    for row in study.records("relations", type="issued_by", basis="stated"):
        if row["claim_set"] is None:
            named.setdefault(row["source"], {}).setdefault(row["target"], row)
    for issuers in named.values():
        if len(issuers) > 1:
            rows, words = [*issuers.values()], equality(issuers)
            count = len(issuers)
            yield rule.finding(rows, words, "undecided", "issuers_several", count=count)


@rule.of("labels")
def date_printed(study: Study) -> Iterator[Finding]:
    """The date printed is the date recorded, and so is a year within the symbol."""
    for row, instrument in _mentions(study):
        date, symbol = instrument["date"], row["symbol_printed"] or ""
        years = re.findall(r"(?<!\d)(\d{4})(?!\d)", symbol.partition("/")[2])
        if row["date"] and date:
            holds = row["date"] == date and all(year == date[:4] for year in years)
            words = f" {'=' if holds else '≠'} ".join([*years, row["date"], date])
            yield rule.required([row], words, "date", holds=holds)


@rule.of("labels")
def ordinal_printed(study: Study) -> Iterator[Finding]:
    """The ordinal printed with an instrument is that of its issuer's term."""
    for row, instrument in _mentions(study):
        numeral = instrument["issuer_term"] or ""
        printed = [n for n in (row["ordinal"], row["ordinal2"]) if n is not None]
        if printed and wording.ROMAN_NUMERAL.fullmatch(numeral):
            holds = wording.parse_roman(numeral) in printed
            words = f"{', '.join(map(str, printed))} {'∋' if holds else '∌'} {numeral}"
            yield rule.expected([row], words, "ordinal", holds=holds)


@rule.of("labels")
def limits_of_bands(study: Study) -> Iterator[Finding]:
    """Two distributions of a text that meet at a limit include it alike."""
    bands = [row for row in study.records("bands") if row["band_lower"] is not None]
    for rows in lookup.pairs(bands, "source_id", "band_lower"):
        if rows[0]["distribution_id"] != rows[1]["distribution_id"]:
            signs = [">" if row["lower_is_strict"] else "≥" for row in rows]
            words = equality(f"{sign} {rows[0]['band_lower']:g}" for sign in signs)
            yield rule.expected(rows, words, "limits", holds=signs[0] == signs[1])


@rule.of("labels")
def bound_is_round(study: Study) -> Iterator[Finding]:
    """A figure worded as a bound is round; if it is not, the bound is odd."""
    for row in study.records("observations", qualifier=["over", "nearly", "about"]):
        bound = bounds.of_row(row)
        if bound is not None:
            ends = [end for end in (bound.lower, bound.upper) if end]
            digits = max(len(f"{end:g}".replace(".", "").strip("0")) for end in ends)
            holds = digits <= ROUND_DIGITS
            yield rule.expected([row], term(bound), "bound", holds=holds)
