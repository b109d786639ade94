"""Source criticism: every rule on toys, the known identities on the data, mutation."""

import re

import pandas as pd
import pytest

from analysis import audit, tables, words
from analysis.audit.rules import RULES, Rule, Tables, number, rule

YES, NO, OPEN = "consistent", "inconsistent", "undecided"


# --- toys --------------------------------------------------------------------


def obs(fact, value=None, qualifier="exact", **more):
    """One observation of toys; a bound goes where its qualifier wants it."""
    ends = {
        "over": {"lower": value},
        "at_least": {"lower": value},
        "nearly": {"upper": value},
        "under": {"upper": value},
    }.get(qualifier, {"value": value})
    usual = {
        "unit": "count",
        "indicator_id": "i",
        "committee_id": "c",
        "source_id": "s",
        "modality": "reported",
        "as_of_precision": "none",
        "start": 10 * int(re.sub(r"\D", "", fact) or ord(fact[0])),
    }
    row = {"fact_id": fact, "qualifier": qualifier, **usual, **ends, **more}
    return {"end": row["start"] + 5, **row}


def link(kind, *ends):
    return [
        {"from": a, "to": b, "type": kind}
        for a, b in zip(ends[::2], ends[1::2], strict=True)
    ]


def kinds(**known):
    return [
        {"indicator_id": name, "unit": "percent", "system": "organisation"}
        | ({"kind": kind} if isinstance(kind, str) else kind)
        for name, kind in known.items()
    ]


def frames(of: Rule, given):
    """The tables that a rule names, their columns filled from the rows given."""
    return {
        name: pd.DataFrame(
            [{c: row.get(c) for c in columns} for row in given.get(name, [])],
            columns=list(columns),
            dtype=object,
        )
        for name, columns in of.columns.items()
    }


def found_of(name, given):
    one = RULES[name]
    found = audit.findings(frames(one, given), {name: one})
    return list(zip(found["verdict"], found["arithmetic"], strict=True))


def men(fact, instrument="x", **more):
    return {
        "fact_id": fact,
        "instrument_id": instrument,
        "source_id": "s",
        "start": 0,
        "end": 5,
        **more,
    }


def rel(fact, source, target, kind="contains", **more):
    return {
        "fact_id": fact,
        "source": source,
        "target": target,
        "type": kind,
        "basis": "stated",
        "source_id": "s",
        "start": 0,
        "end": 5,
        **more,
    }


def band(fact, count, low, high=None, **more):
    return {
        "fact_id": fact,
        "distribution_id": "d",
        "total": "w",
        "count": count,
        "band_lower": low,
        "band_upper": high,
        "reading": "disjoint",
        "source_id": "s",
        "lower_is_strict": False,
        **more,
    }


def tgt(fact, **more):
    return {"fact_id": fact, "source_id": "s", "section": "achievement", **more}


TERM = [
    {
        "term_id": "2020-2025",
        "start_year": 2020,
        "end_year": 2025,
        "level": "local",
        "spellings": "2020 - 2025",
    }
]
TEXT = [{"source_id": "s", "event_date": "2023-07-04", "window_end": "2023-12-31"}]
WINDOW = [{"source_id": "s", "window_start": "2018", "window_end": "2020-12-31"}]


def evt(fact, value=None, **more):
    return {
        "fact_id": fact,
        "value": value,
        "qualifier": "exact",
        "source_id": "s",
        "start": 90,
        "end": 95,
        "type": "reference_period",
        **more,
    }


def parts(*figures, whole, **more):
    rows = [obs(f"p{n}", x, **more) for n, x in enumerate(figures)]
    ends = [end for row in rows for end in (row["fact_id"], "w")]
    return {"observations": [*rows, whole], "fact_links": link("part_of", *ends)}


def bands(*rows, total=26):
    return {"bands": list(rows), "observations": [obs("w", total)]}


def claimed(actual, aim, percent, kind="reached"):
    row = tgt("t", actual="a", target="b", claimed_percent=percent, claimed_kind=kind)
    return {"targets": [row], "observations": [obs("a", actual), obs("b", aim)]}


def status(word, actual, aim, **more):
    row = tgt("t", actual="a", target="b", status=word)
    return {"targets": [row], "observations": [obs("a", actual, **more), obs("b", aim)]}


def ratio(a, b, kind="ratio_of", **known):
    return {
        "observations": [a, b],
        "fact_links": link(kind, a["fact_id"], b["fact_id"]),
        "indicators": kinds(**(known or {"i": "count"})),
    }


def level(low, high):
    nested = [{"committee_id": "c", "parent_id": "p"}, {"committee_id": "p"}]
    return {
        "observations": [low, high],
        "indicators": kinds(i="count"),
        "committees": nested,
    }


def change(step, base, after=None):
    rows = [step, base, *([after] if after else [])]
    aims = [tgt("t", actual="c", target="b")] if after else []
    return {
        "observations": rows,
        "targets": aims,
        "fact_links": link("change_from", "a", "b"),
        "indicators": kinds(i="level", d="change"),
    }


def base_of(stated, **more):
    rows = [
        obs("a", 5, indicator_id="d", as_of_start="2020"),
        obs("b", 91),
        obs("z", stated, **more),
    ]
    return {
        "observations": rows,
        "fact_links": link("change_from", "a", "b"),
        "indicators": kinds(i="level", d="change"),
        "targets": [],
    }


def steps(by, end=2030):
    rows = [
        obs("a", 12, as_of_end="2023-07-04"),
        obs("b", 15, modality="aimed"),
        obs("d", by, modality="aimed", base="a", unit="percentage_points"),
    ]
    return {
        "observations": rows,
        "terms": TERM,
        "targets": [tgt("t", actual="a", target="b", due_year=end)],
    }


def named(count, names, exhaustive="no"):
    sets = [
        {
            "instrument_id": "set",
            "set_count": count,
            "exhaustive": exhaustive,
            "identity": "counted_only",
        }
    ]
    items = [{"instrument_id": n, "identity": "named"} for n in names]
    return {
        "instruments": sets + items,
        "mentions": [men("m", "set", set_count=count)],
        "relations": [rel(f"r{n}", "set", n) for n in names],
    }


def counted_again(*counts, known=None):
    return {
        "mentions": [men(f"m{n}", set_count=c) for n, c in enumerate(counts)],
        "instruments": [{"instrument_id": "x", "set_count": known}],
    }


def numbered(count, *symbols):
    items = [{"instrument_id": s, "symbol": s} for s in symbols]
    return {
        "instruments": [{"instrument_id": "set", "set_count": count}, *items],
        "relations": [rel(f"r{s}", "set", s) for s in symbols],
        "mentions": [men("m", "set", set_count=count)],
    }


def dated(stated, *dates):
    items = [{"instrument_id": f"i{n}", "date": d} for n, d in enumerate(dates)]
    part = obs("p0", stated, as_of_start="2021", as_of_precision="year")
    return {
        "observations": [part, obs("w", 9, start=0)],
        "fact_links": link("part_of", "p0", "w"),
        "instruments": items,
        "mentions": [men("m", "set", set_count=9)],
        "relations": [rel(f"r{n}", "set", f"i{n}") for n in range(len(dates))],
    }


def maybe_one(a, b):
    return {
        "fact_links": link("possibly_same", "m", "n"),
        "instruments": [],
        "relations": [],
        "mentions": [men("m", "x", set_count=a), men("n", "y", set_count=b)],
    }


def listed(count, *items, qualifier="exact"):
    ends = [end for item in items for end in (item, "w")]
    return {
        "observations": [obs("w", count, qualifier)],
        "relations": [],
        "localities": [],
        "fact_links": link("part_of", *ends),
    }


def series(ordinal, count, qualifier="exact"):
    return {
        "events": [evt("e", ordinal=ordinal)],
        "observations": [obs("w", count, qualifier)],
        "fact_links": link("part_of", "e", "w"),
    }


def numbers(*figures):
    rows = [
        {
            "numeral_id": f"n{n}",
            "form": "digits",
            "source_id": "s",
            "start": n,
            "value": str(x),
            "role": "list_number",
        }
        for n, x in enumerate(figures)
    ]
    return {"numerals": rows, "mentions": [men("m", start=50)]}


def told_of(*years):
    terms = [
        {"term_id": t, "level": "local"}
        for t in ("2000-2005", "2005-2010", "2010-2015")
    ]
    sets = [{"instrument_id": t, "term_id": t, "committee_id": "c"} for t in years]
    return {"terms": terms, "instruments": sets, "mentions": [men(t, t) for t in years]}


def printed(value, *figures):
    return {
        "observations": [obs("a", value)],
        "numerals": [
            {"numeral_id": f"n{n}", "value": str(x)} for n, x in enumerate(figures)
        ],
        "numeral_facts": [
            {"numeral_id": f"n{n}", "fact_id": "a", "as": "value"}
            for n in range(len(figures))
        ],
    }


def year(fact, value, at, **more):
    return obs(
        fact, value, as_of_start=at, as_of_end=at, as_of_precision="year", **more
    )


def again(a, b, **more):
    return {
        "observations": [a, b],
        "fact_links": [],
        "mentions": [],
        "instruments": [],
        "indicators": kinds(i="level"),
        **more,
    }


def same(a, b, length=None):
    return {
        "events": [
            evt("a", a, unit="share" if length else "years"),
            evt("b", b, unit="years"),
        ],
        "fact_links": link("same_as", "a", "b"),
        "observations": [],
        "terms": TERM,
        "targets": [tgt("t", term_id="2020-2025")],
    }


def same_target(a, b):
    return {
        "targets": [tgt("a", met_year=a), tgt("b", due_year=b)],
        "fact_links": link("same_as", "a", "b"),
    }


def period(value, first, last):
    return {"events": [evt("e", value, unit="years", date_start=first, date_end=last)]}


def since(value, first, text=TEXT):
    return {
        "events": [evt("e", value, unit="years", date_start=first)],
        "mentions": [],
        "sources": text,
    }


def met(year_, text=TEXT, **more):
    row = tgt("t", met_year=year_, term_id="2020-2025", status="met", **more)
    return {"targets": [row], "terms": TERM, "events": [], "sources": text}


def passed(value, at, qualifier="exact"):
    return {
        "targets": [tgt("t", actual="a", target="b", met_year=2022)],
        "observations": [
            obs("b", 4500, modality="aimed"),
            year("z", None, at)
            | obs("z", value, qualifier, as_of_start=at, as_of_end=at),
        ],
    }


def told(at):
    return {
        "sources": TEXT,
        "events": [],
        "mentions": [men("m", date=at)],
        "observations": [],
    }


def issued(at):
    return {
        "instruments": [{"instrument_id": "x", "date": at, "term_id": "2020-2025"}],
        "terms": TERM,
        "mentions": [men("m")],
    }


def horizons(**years):
    return {"mentions": [men("m", **years)]}


def share_of_term(value, text=TEXT):
    return {
        "targets": [tgt("t", term_id="2020-2025", term_elapsed=value)],
        "terms": TERM,
        "sources": text,
        "events": [],
    }


def reviewed(*years):
    rows = [year(f"p{n}", 5, at) for n, at in enumerate(years)]
    ends = [end for row in rows for end in (row["fact_id"], "w")]
    return {
        "observations": [*rows, obs("w", 5 * len(rows))],
        "fact_links": link("part_of", *ends),
        "events": [evt("e", 3, unit="years", date_start="2021", date_end="2023")],
    }


def labelled(first, last):
    return {
        "mentions": [men("m", period_start=first, period_end=last)],
        "terms": TERM,
        "instruments": [{"instrument_id": "x", "term_id": "2020-2025"}],
    }


def known(printed_as, **more):
    return {
        "mentions": [men("m", **printed_as)],
        "instruments": [{"instrument_id": "x", **more}],
    }


def issuer(said, real="b", claim=None, *more):
    rows = [
        rel("r", "x", said, "issued_by", claim_set=claim),
        *(rel(f"r{n}", "x", name, "issued_by") for n, name in enumerate(more)),
    ]
    bodies = [{"body_id": b, "committee_id": "c"} for b in ("b", "b2")]
    return {
        "relations": rows,
        "bodies": bodies,
        "instruments": [{"instrument_id": "x", "issuer_id": real, "symbol": "1-A"}],
    }


def over(end):
    row = obs("a", 6, as_of_end=end, as_of_precision="period")
    return {"observations": [row], "events": [], "sources": TEXT}


def in_band(actual, aim, qualifier="exact"):
    return {
        "targets": [tgt("t", actual="a", target="b"), tgt("all")],
        "observations": [obs("a", actual, qualifier), obs("b", aim)],
        "bands": [band("x", 7, 100)],
        "fact_links": link("part_of", "t", "all") + link("same_as", "all", "x"),
    }


W = obs("w", 53)
HALF = {"indicator_id": "i", "unit": "percent"}
CASES = [
    ("parts_and_whole", parts(25, 28, whole=W), YES, "25 + 28 = 53"),
    ("parts_and_whole", parts(25, 29, whole=W), NO, "25 + 29 = 54 > 53"),
    ("parts_and_whole", parts(25, 20, whole=W), OPEN, "25 + 20 = 45 < 53; 53 − 45 = 8"),
    ("parts_and_whole", parts(25, whole=W), YES, "25 < 53; 53 − 25 = 28"),
    (
        "parts_and_whole",
        parts(25, whole=obs("w", 20, "over")),
        OPEN,
        "25 ≟ (> 20)",
    ),
    ("parts_and_whole", parts(25, whole=obs("w", 50, unit="percent")), OPEN, "25"),
    ("parts_and_whole", parts(25, whole=obs("w")), OPEN, "?"),
    (
        "bands_and_whole",
        bands(band("a", 20, 100), band("b", 6, 70)),
        YES,
        "20 + 6 = 26",
    ),
    (
        "bands_and_whole",
        bands(band("a", 20, 100), band("b", 9, 70)),
        NO,
        "20 + 9 = 29 > 26",
    ),
    (
        "bands_and_whole",
        bands(band("a", 7, 100), band("b", 14, 70)),
        OPEN,
        "7 + 14 = 21 < 26; 26 − 21 = 5",
    ),
    (
        "bands_and_whole",
        bands(band("a", 7, 100, reading="nested"), band("b", 14, 70, reading="nested")),
        OPEN,
        "7 + (14 − 7) = 14 < 26; 26 − 14 = 12",
    ),
    (
        "band_could_hold_higher",
        bands(band("a", 67, 100), band("b", 21, 70)),
        YES,
        "21 < 67",
    ),
    (
        "band_could_hold_higher",
        bands(band("a", 7, 100), band("b", 14, 70)),
        OPEN,
        "14 ≥ 7",
    ),
    ("bands_leave_a_gap", bands(band("a", 7, 50), band("b", 7, None, 50)), YES, "–"),
    (
        "bands_leave_a_gap",
        bands(band("a", 7, 70), band("b", 7, None, 50)),
        OPEN,
        "50–70",
    ),
    (
        "below_the_level_above",
        level(obs("a", 53), obs("b", 537, committee_id="p")),
        YES,
        "53 ≤ 537",
    ),
    (
        "below_the_level_above",
        level(obs("a", 8831, "over"), obs("b", 53767, committee_id="p")),
        OPEN,
        "(> 8831) ≟ 53767",
    ),
    ("claimed_percentage", claimed(355, 500, 71), YES, "100 × 355 / 500 = 71"),
    ("claimed_percentage", claimed(1, 3, 33), YES, "100 × 1 / 3 = 33.33"),
    (
        "claimed_percentage",
        claimed(9, 4, 115, "exceeded_by"),
        NO,
        "100 × 9 / 4 − 100 = 125 ≠ 115",
    ),
    (
        "claimed_percentage",
        claimed(9, 4, 225, "exceeded_by"),
        OPEN,
        "100 × 9 / 4 − 100 = 125 ≠ 225",
    ),
    ("status_against_figures", status("exceeded", 9, 4), YES, "9 > 4 (225%)"),
    ("status_against_figures", status("met", 3, 4), NO, "3 < 4 (75%)"),
    (
        "status_against_figures",
        status("met", 3, 4, qualifier="over"),
        OPEN,
        "(> 3) ≟ 4 (> 75%)",
    ),
    (
        "implied_figure",
        ratio(obs("a", 50, unit="percent"), obs("b", 10), i="share"),
        OPEN,
        "10 × 50 / 100 = 5",
    ),
    ("share_of_population", ratio(obs("a", 7), obs("b", 14)), YES, "100 × 7 / 14 = 50"),
    (
        "share_of_population",
        ratio(obs("a", 7), obs("b", 8831, "over")),
        YES,
        "100 × 7 / (> 8831) < 0.08",
    ),
    ("share_of_population", ratio(obs("a", 9), obs("b", 4)), NO, "100 × 9 / 4 = 225"),
    (
        "share_of_population",
        ratio(obs("a", 9), obs("b", 4, "over")),
        OPEN,
        "100 × 9 / (> 4) < 225",
    ),
    (
        "two_bases",
        {
            "observations": [obs("a", 58), obs("b", 58), obs("d", 73)],
            "fact_links": link("ratio_of", "a", "b") + link("part_of", "b", "d"),
        },
        OPEN,
        "100 × 58 / 58 = 100",
    ),
    (
        "two_bases",
        {
            "observations": [obs("a", 58), obs("b", 58), obs("d", 58)],
            "fact_links": link("ratio_of", "a", "b") + link("part_of", "b", "d"),
        },
        YES,
        "100 × 58 / 58 = 100",
    ),
    (
        "share_within_hundred",
        ratio(obs("a", 85, "over"), W | {"indicator_id": "j"}, i="share", j="count"),
        YES,
        "0 ≤ (> 85) ≤ 100",
    ),
    (
        "share_within_hundred",
        ratio(obs("a", 115), W | {"indicator_id": "j"}, i="share", j="count"),
        NO,
        "0 ≤ 115 ≤ 100",
    ),
    (
        "shares_of_one_population",
        ratio(
            obs("a", 23.6, population_en="p"),
            obs("b", 72.2, population_en="p", indicator_id="j"),
            "answers",
            i="share",
            j="share",
        ),
        YES,
        "23.6 + 72.2 = 95.8 ≤ 100; 100 − 95.8 = 4.2",
    ),
    (
        "shares_of_one_population",
        ratio(
            obs("a", 93, population_en="p"),
            obs("b", 72, population_en="p", indicator_id="j"),
            "answers",
            i="share",
            j="share",
        ),
        OPEN,
        "93 + 72 = 165",
    ),
    (
        "stated_difference",
        change(
            obs("a", 1300, "over", indicator_id="d"), obs("b", 4500), obs("c", 5840)
        ),
        YES,
        "5840 − 4500 = 1340 > 1300",
    ),
    (
        "stated_difference",
        change(
            obs("a", 1400, "over", indicator_id="d"), obs("b", 4500), obs("c", 5840)
        ),
        NO,
        "5840 − 4500 = 1340 ∉ (> 1400)",
    ),
    (
        "stated_difference",
        change(
            obs("a", 1300, indicator_id="d"), obs("b", 4500), obs("c", 5000, "over")
        ),
        OPEN,
        "(> 5000) − 4500 > 500 ≟ 1300",
    ),
    (
        "stated_difference",
        change(obs("a", 5, indicator_id="d"), obs("b", 91)),
        OPEN,
        "91 − 5 = 86",
    ),
    (
        "implied_base",
        base_of(86, as_of_start="2020", as_of_end="2020"),
        YES,
        "91 − 5 = 86",
    ),
    (
        "implied_base",
        base_of(90, as_of_start="2020", as_of_end="2020"),
        NO,
        "91 − 5 = 86 ≠ 90",
    ),
    (
        "implied_base",
        base_of(90, as_of_start="2021", as_of_end="2021"),
        YES,
        "91 − 5 = 86 ≠ 90",
    ),
    ("implied_base", base_of(90), OPEN, "91 − 5 = 86 ≠ 90"),
    ("steps_to_aim", steps(1), YES, "(15 − 12) / 1 = 3 ≤ 6.5–7.5"),
    ("steps_to_aim", steps(1, 2025), OPEN, "(15 − 12) / 1 = 3 > 1.5–2.5"),
    ("set_against_listed", named(2, "ab"), YES, "2 = 2"),
    ("set_against_listed", named(3, "ab", "yes"), NO, "2 < 3; 3 − 2 = 1"),
    ("set_against_listed", named(1, "ab"), NO, "2 > 1"),
    ("set_against_listed", named(16, "abc"), OPEN, "3 < 16; 16 − 3 = 13"),
    ("set_counted_again", counted_again(4, 4, known=4), YES, "4 = 4 = 4"),
    ("set_counted_again", counted_again(4, 5, known=4), NO, "4 ≠ 5 ≠ 4"),
    (
        "count_in_two_tables",
        {"mentions": [men("m", set_count=7)], "observations": [obs("a", 7, start=0)]},
        YES,
        "7 = 7",
    ),
    (
        "count_in_two_tables",
        {"mentions": [men("m", set_count=7)], "observations": [obs("a", 8, start=0)]},
        NO,
        "8 ≠ 7",
    ),
    (
        "count_in_two_tables",
        {
            "mentions": [men("m", set_count=7)],
            "observations": [obs("a", 5, "over", start=0)],
        },
        OPEN,
        "(> 5) ≟ 7",
    ),
    ("numbers_against_count", numbered(16, "10-A", "12-A"), YES, "12 ≤ 16"),
    ("numbers_against_count", numbered(16, "10-A", "26-A"), OPEN, "26 > 16"),
    ("dated_members", dated(1, "2021-08-26", "2020"), YES, "1 = 1"),
    ("dated_members", dated(1, "2021-08-26", "2021"), NO, "2 > 1"),
    ("dated_members", dated(6, "2021-08-26"), OPEN, "1 < 6; 6 − 1 = 5"),
    ("possibly_one_set", maybe_one(5, 4), OPEN, "4 ≠ 5"),
    ("listed_items", listed(2, "r1", "r2"), YES, "2 = 2"),
    ("listed_items", listed(1, "r1", "r2"), NO, "2 > 1"),
    ("listed_items", listed(3, "r1", "r2"), OPEN, "2 < 3; 3 − 2 = 1"),
    ("nth_of_series", series(25, 20, "over"), YES, "25 ≤ (> 20)"),
    ("nth_of_series", series(25, 20), NO, "25 > 20"),
    ("list_numbers", numbers(1, 2, 3), YES, "1, 2, 3"),
    ("list_numbers", numbers(1, 3), NO, "1, 3"),
    ("gap_in_terms", told_of("2000-2005", "2005-2010"), YES, "2000-2005, 2005-2010"),
    (
        "gap_in_terms",
        told_of("2000-2005", "2010-2015"),
        OPEN,
        "2000-2005, (2005-2010), 2010-2015",
    ),
    ("printed_again", printed(16, 16, 16), YES, "16, 16 ∈ {16}"),
    ("printed_again", printed(16, 16, 17), NO, "16, 17 ∉ {16}"),
    ("one_indicator_again", again(obs("a", 4), obs("b", 4)), YES, "4 = 4"),
    (
        "one_indicator_again",
        again(obs("a", 86, "over"), obs("b", 91)),
        YES,
        "(> 86), 91",
    ),
    (
        "one_indicator_again",
        again(year("a", 4, "2021"), year("b", 5, "2022")),
        YES,
        "4, 5",
    ),
    (
        "one_indicator_again",
        again(year("a", 4, "2021"), year("b", 5, "2021")),
        NO,
        "4 ≠ 5",
    ),
    ("one_indicator_again", again(obs("a", 4), obs("b", 5)), OPEN, "4 ≠ 5"),
    ("one_indicator_again", again(obs("a"), obs("b", 5)), OPEN, "? ≟ 5"),
    (
        "one_indicator_two_bases",
        again(obs("a", 4, population_en="p"), obs("b", 5)),
        OPEN,
        "4, 5",
    ),
    (
        "aim_reported_before",
        again(obs("a", 4), obs("b", 5, modality="aimed", source_id="z")),
        YES,
        "4 < 5",
    ),
    (
        "aim_reported_before",
        again(obs("a", 6), obs("b", 5, modality="aimed", source_id="z")),
        OPEN,
        "6 > 5",
    ),
    ("said_to_be_same", same(0.5, 2.5, 5), YES, "0.5 × 5 = 2.5"),
    ("said_to_be_same", same(3, 4), NO, "3 ≠ 4"),
    ("same_target_same_year", same_target(2019, 2019), YES, "2019 = 2019"),
    ("same_target_same_year", same_target(2019, 2020), NO, "2019 ≠ 2020"),
    ("same_target_same_year", same_target(None, 2030), OPEN, "? ≟ 2030"),
    ("length_of_period", period(3, "2021", "2023"), YES, "2023 − 2021 + 1 = 3"),
    ("length_of_period", period(5, "2018", "2023"), OPEN, "2023 − 2018 + 1 = 6 ≠ 5"),
    ("length_of_period", period(4, "2018", "2023"), NO, "2023 − 2018 + 1 = 6 ≠ 4"),
    (
        "years_since",
        since(76, "1947-03-05"),
        YES,
        "2023-07-04 − 1947-03-05 = 76.33 ≈ 76",
    ),
    (
        "years_since",
        since(70, "1947-03-05"),
        NO,
        "2023-07-04 − 1947-03-05 = 76.33 ≠ 70",
    ),
    ("years_since", since(2.5, "2020"), OPEN, "2023-07-04 − 2020 = 2.5–3.5 ≟ 2.5"),
    ("result_before_term", met(2022), YES, "2022 ≥ 2020"),
    ("result_before_term", met(2019), NO, "2019 < 2020"),
    ("term_not_begun", met(2022), YES, "2020 ≤ 2023-07-04"),
    ("term_not_begun", met(2022, WINDOW), OPEN, "2020 ≟ 2018…2020-12-31"),
    (
        "term_not_begun",
        met(2022, [WINDOW[0] | {"window_end": "2019"}]),
        NO,
        "2020 > 2018…2019",
    ),
    ("passed_before", passed(4400, "2021"), YES, "4400 < 4500; 2021 < 2022"),
    ("passed_before", passed(4600, "2021"), NO, "4600 ≥ 4500; 2021 < 2022"),
    (
        "passed_before",
        passed(4400, "2021", "over"),
        OPEN,
        "(> 4400) ≟ 4500; 2021 < 2022",
    ),
    ("told_before_it_was", told("2023-01-01"), YES, "2023-01-01 ≤ 2023-12-31"),
    ("told_before_it_was", told("2024-01-01"), NO, "2024-01-01 > 2023-12-31"),
    ("issued_in_term", issued("2021-08-26"), YES, "2021-08-26 ∈ 2020-2025"),
    ("issued_in_term", issued("2019-08-26"), NO, "2019-08-26 ∉ 2020-2025"),
    (
        "horizons_in_order",
        horizons(date="2022-02-10", horizon_year=2030, vision_year=2045),
        YES,
        "2022 ≤ 2030 ≤ 2045",
    ),
    (
        "horizons_in_order",
        horizons(horizon_year=2050, vision_year=2045),
        NO,
        "2050, 2045",
    ),
    (
        "text_is_dated",
        {
            "sources": [TEXT[0] | {"published_date": "2023-07-05"}],
            "events": [evt("e", date_start="2023-07-04")],
        },
        YES,
        "2023-07-05",
    ),
    (
        "text_is_dated",
        {"sources": WINDOW, "events": [evt("e")]},
        OPEN,
        "2018…2020-12-31",
    ),
    (
        "share_of_term_passed",
        share_of_term(0.6),
        OPEN,
        "(2023-07-04 − 2020) / 5 = 0.5–0.7 ≟ 0.6",
    ),
    (
        "share_of_term_passed",
        share_of_term(0.9),
        NO,
        "(2023-07-04 − 2020) / 5 = 0.5–0.7 ≠ 0.9",
    ),
    (
        "due_within_term",
        {"terms": TERM, "targets": [tgt("t", term_id="2020-2025", due_year=2025)]},
        YES,
        "2025 ∈ 2020-2025",
    ),
    (
        "due_within_term",
        {"terms": TERM, "targets": [tgt("t", term_id="2020-2025", due_year=2030)]},
        OPEN,
        "2030 ∉ 2020-2025",
    ),
    ("parts_outside_review", reviewed("2021", "2023"), YES, "5 + 5 = 10 = 10"),
    ("parts_outside_review", reviewed("2020", "2023"), OPEN, "5 = 5 < 10; 2020: 5"),
    ("term_of_mention", labelled(2020, 2025), YES, "2020-2025 = 2020-2025"),
    ("term_of_mention", labelled(2021, 2025), OPEN, "2021-2025 ≠ 2020-2025"),
    ("term_of_mention", labelled(2015, 2020), NO, "2015-2020 ≠ 2020-2025"),
    ("spellings_of_term", {"terms": TERM}, YES, "2020-2025"),
    (
        "spellings_of_term",
        {"terms": [TERM[0] | {"spellings": "2020 - 2025 | 2021 – 2025"}]},
        NO,
        "2020-2025 ≠ 2021-2025",
    ),
    (
        "symbol_printed",
        known({"symbol_printed": "28"}, symbol="28-NQ/TW"),
        YES,
        "28 ⊂ 28-NQ/TW",
    ),
    (
        "symbol_printed",
        known({"symbol_printed": "1/2007/A"}, symbol="1/A"),
        NO,
        "1/2007/A ≠ 1/A",
    ),
    ("issuer_printed", issuer("b"), YES, "b = b"),
    ("issuer_printed", issuer("c"), OPEN, "c ≠ b"),
    ("issuer_printed", issuer("c", claim="rivals"), NO, "c ≠ b"),
    ("issuer_printed", issuer("other"), NO, "other ≠ b"),
    ("several_issuers", issuer("b", "b", None, "b2"), OPEN, "b ≠ b2"),
    (
        "date_printed",
        known({"date": "2007-08-30", "symbol_printed": "1/2007/A"}, date="2007-08-30"),
        YES,
        "2007 = 2007-08-30 = 2007-08-30",
    ),
    (
        "date_printed",
        known({"date": "2007-08-30", "symbol_printed": "1/2006/A"}, date="2007-08-30"),
        NO,
        "2006 ≠ 2007-08-30 ≠ 2007-08-30",
    ),
    (
        "ordinal_printed",
        known({"ordinal": 4, "ordinal2": 12}, issuer_term="XII"),
        YES,
        "4, 12 ∋ XII",
    ),
    ("ordinal_printed", known({"ordinal": 6}, issuer_term="XIII"), OPEN, "6 ∌ XIII"),
    (
        "limits_of_bands",
        bands(band("a", 7, 70), band("b", 7, 70, distribution_id="e")),
        YES,
        "≥ 70 = ≥ 70",
    ),
    (
        "limits_of_bands",
        bands(
            band("a", 7, 70),
            band("b", 7, 70, distribution_id="e", lower_is_strict=True),
        ),
        OPEN,
        "≥ 70 ≠ > 70",
    ),
    ("period_is_over", over("2022"), YES, "2022 < 2023-07-04"),
    ("period_is_over", over("2023"), OPEN, "2023 ≮ 2023-07-04"),
    ("target_in_band", in_band(9, 4), YES, "100 × 9 / 4 = 225 ≥ 100"),
    ("target_in_band", in_band(3, 4), NO, "100 × 3 / 4 = 75 ∉ (≥ 100)"),
    ("target_in_band", in_band(3, 4, "over"), OPEN, "100 × (> 3) / 4 > 75 ≟ (≥ 100)"),
    ("bound_is_round", {"observations": [obs("a", 35000, "over")]}, YES, "(> 35000)"),
    ("bound_is_round", {"observations": [obs("a", 8831, "over")]}, OPEN, "(> 8831)"),
]


@pytest.mark.parametrize(("name", "given", "verdict", "arithmetic"), CASES)
def test_rule(name, given, verdict, arithmetic):
    assert found_of(name, given) == [(verdict, arithmetic)]


def test_every_rule_is_tried():
    assert {name for name, *_ in CASES} == set(RULES)


# --- the rules and what they name ----------------------------------------------


@pytest.fixture(scope="module")
def study():
    return tables.load_tables()


@pytest.fixture(scope="module")
def real(study):
    return dict(study.frames)


@pytest.fixture(scope="module")
def found(real):
    return audit.findings(real)


def test_rules_name_only_what_the_dictionary_has(study):
    audit.check_rules(study.dictionary)


@pytest.mark.parametrize(
    ("reads", "message"),
    [
        ({"observation": "value"}, "rule toy: no table 'observation'; known: sources"),
        ({"observations": "worth"}, "rule toy: observations has no column 'worth'"),
        ({"fact_links": "type=piece_of"}, "fact_links.type is never 'piece_of'; known"),
    ],
)
def test_rule_that_names_the_unknown_is_refused(study, real, reads, message):
    try:

        @rule("parts", **reads)
        def toy(t):
            """Nothing."""
            yield from t

        bad = {"toy": RULES["toy"]}
    finally:
        RULES.pop("toy", None)
    with pytest.raises(ValueError, match=re.escape(message)):
        audit.check_rules(study.dictionary, bad)
    if "=" not in " ".join(reads.values()):
        with pytest.raises(ValueError, match="rule toy"):
            audit.findings(real, bad)


def test_family_must_be_known(study):
    one = RULES["parts_and_whole"]
    bad = Rule("toy", "pieces", one.check, one.columns, one.kinds)
    with pytest.raises(ValueError, match="rule toy: no family 'pieces'; known"):
        audit.check_rules(study.dictionary, {"toy": bad})


@pytest.mark.parametrize("name", RULES)
def test_rule_sees_nothing_but_what_it_names(name, real, found):
    one = RULES[name]
    assert one.doc.endswith(".")
    named = {t: real[t][list(columns)] for t, columns in one.columns.items()}
    alone = audit.findings(named, {name: one}).drop(columns="rulings")
    whole = found[found["rule"] == name].drop(columns="rulings").reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, whole, check_dtype=False)


def test_rules_hold_no_figure_and_no_place(real):
    folder = tables.data_folder().parent / "src" / "analysis"
    text = "".join(p.read_text("utf-8") for p in (folder / "audit").glob("*.py"))
    text += (folder / "gate.py").read_text("utf-8")
    keys = [
        key
        for table in ("committees", "localities", "bodies", "instruments", "indicators")
        for key in real[table].iloc[:, 0]
        if "-" in key
    ]
    assert not [key for key in keys if key in text]
    assert not re.findall(r"00[0-4]-[a-z]{3}-", text)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_word_has_its_phrase(found, lang):
    for row in found.itertuples():
        assert words.phrase(row.reason, lang, **row.reason_values)
    keys = {*RULES, *found["verdict"], *audit.FAMILIES}
    assert all(words.phrase(f"word_{key}", lang) for key in keys)
    titles = [c for c in audit.COLUMNS if c not in ("reason_values", "fact_ids")]
    assert all(words.phrase(f"column_{name}", lang) for name in titles)


def test_every_reason_in_the_code_has_its_phrase():
    folder = tables.data_folder().parent / "src" / "analysis" / "audit"
    text = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    whole = set(re.findall(r'"(audit_[a-z_]+)"', text))
    stems = set(re.findall(r'f"(audit_[a-z]+_)\{', text))
    known = words.phrases()
    assert whole <= set(known)
    for stem in stems:
        assert stem + "consistent" in known or stem + "inconsistent" in known
        assert stem + "undecided" in known


def test_no_finding_is_without_evidence(found, real):
    facts = {
        key
        for frame in real.values()
        if "fact_id" in frame.columns
        for key in frame["fact_id"]
    }
    for row in found.itertuples():
        assert row.fact_ids
        assert set(row.fact_ids.split()) <= facts


def test_findings_of_facts(found):
    some = audit.of_facts(found, ["000-obs-16"])
    assert set(some["rule"]) >= {"parts_and_whole", "below_the_level_above"}
    assert audit.of_facts(found, []).empty


def test_findings_by_family(found):
    counted = audit.by_verdict(found)
    assert counted["family"].tolist() == list(audit.FAMILIES)
    assert counted[[YES, NO, OPEN]].to_numpy().sum() == len(found)


# --- what is known of the texts --------------------------------------------------

KNOWN = [
    ("parts_and_whole", "000-obs-15", YES, "25 + 28 = 53"),
    ("parts_and_whole", "001-obs-05", YES, "286 + 251 = 537"),
    ("parts_and_whole", "002-obs-01", YES, "1 + 6 + 5 + 4 = 16"),
    ("parts_and_whole", "004-obs-31", YES, "5 + 15 + 30 = 50"),
    ("parts_and_whole", "003-obs-04", YES, "14 < 275; 275 − 14 = 261"),
    ("parts_and_whole", "004-obs-12", YES, "58 < 73; 73 − 58 = 15"),
    ("claimed_percentage", "004-obs-29", YES, "100 × 355 / 500 = 71"),
    ("stated_difference", "004-obs-44", YES, "5840 − 4500 = 1340 > 1300"),
    ("bands_and_whole", "004-bnd-02", OPEN, "7 + 14 = 21 < 26; 26 − 21 = 5"),
    ("bands_and_whole", "004-bnd-03", OPEN, "7 + (14 − 7) = 14 < 26; 26 − 14 = 12"),
    ("bands_and_whole", "004-bnd-04", OPEN, "67 + 21 + 22 = 110 < 134; 134 − 110 = 24"),
    ("bands_leave_a_gap", "004-bnd-06", OPEN, "50–70"),
    ("claimed_percentage", "004-tgt-04", NO, "100 × 9 / 4 − 100 = 125 ≠ 115"),
    ("claimed_percentage", "004-tgt-03", NO, "100 × 47 / 107 − 100 = −56.07 ≠ 115"),
    ("two_bases", "004-obs-12", OPEN, "100 × 58 / 58 = 100"),
    ("one_indicator_again", "004-obs-28 004-obs-40", OPEN, "5 ≠ 4"),
    ("one_indicator_again", "000-obs-14 004-obs-28", OPEN, "4 ≠ 5"),
    ("one_indicator_again", "000-obs-02 004-obs-01", OPEN, "15–17 ≠ 12.8"),
    ("one_indicator_again", "000-obs-04 004-obs-42", YES, "4600, 5840"),
    ("one_indicator_again", "000-obs-07 004-obs-25", OPEN, "? ≟ 0.78"),
    ("one_indicator_again", "000-obs-13 004-obs-39", YES, "6 = 6"),
    ("implied_base", "000-obs-05", OPEN, "91 − 5 = 86 ∉ (> 86)"),
    ("implied_base", "000-obs-06", YES, "91 − 5 = 86 ∉ (> 86)"),
    ("passed_before", "004-tgt-12", NO, "4600 ≥ 4500; 2021 < 2022"),
    ("result_before_term", "004-tgt-01", NO, "2019 < 2020"),
    ("term_not_begun", "003-tgt-02", OPEN, "2020 ≟ 2018…2020-12-31"),
    ("set_against_listed", "000-men-19", OPEN, "6 < 7; 7 − 6 = 1"),
    ("set_against_listed", "002-men-08", OPEN, "3 < 16; 16 − 3 = 13"),
    ("possibly_one_set", "000-men-18", OPEN, "5 ≠ 8"),
    (
        "gap_in_terms",
        "000-men-27",
        OPEN,
        "2000-2005, (2005-2010), 2010-2015, 2015-2020, 2020-2025",
    ),
    ("issuer_printed", "000-rel-23", NO, "central-committee ≠ politburo"),
    ("symbol_printed", "000-men-03", NO, "1151/2007/QĐ-TTg ≠ 1151/QĐ-TTg"),
    ("spellings_of_term", "002-men-26", NO, "2020-2025 ≠ 2021-2025"),
    ("length_of_period", "004-evt-09", OPEN, "2023 − 2018 + 1 = 6 ≠ 5"),
    ("length_of_period", "002-evt-05", YES, "2023 − 2021 + 1 = 3"),
    (
        "years_since",
        "002-evt-02",
        YES,
        "2023-07…2023-12-31 − 2021-08-26 = 1.85–2.35 ≈ 2",
    ),
    ("below_the_level_above", "000-obs-19", OPEN, "(> 8831) ≟ 53767"),
    ("bound_is_round", "000-obs-19", OPEN, "(> 8831)"),
    ("share_of_population", "004-obs-31", YES, "100 × 50 / (> 8831) < 0.57"),
    ("nth_of_series", "004-obs-26", YES, "25 ≤ (> 20)"),
    ("listed_items", "002-obs-06", YES, "3 = 3"),
    ("same_target_same_year", "000-tgt-01", YES, "2019 = 2019"),
    ("target_in_band", "004-tgt-12", YES, "100 × 5840 / 4500 = 129.78 ≥ 100"),
    ("period_is_over", "000-obs-13", OPEN, "2025 ≮ 2022-02-10…2025-06-30"),
    ("period_is_over", "004-evt-09", OPEN, "2023 ≮ 2023-07-04"),
]


@pytest.mark.parametrize(("name", "facts", "verdict", "arithmetic"), KNOWN)
def test_known_identity(found, name, facts, verdict, arithmetic):
    mine = [
        set(facts.split()) <= set(row.fact_ids.split()) and row.rule == name
        for row in found.itertuples()
    ]
    told = found[mine]
    pairs = zip(told["verdict"], told["arithmetic"], strict=True)
    assert (verdict, arithmetic) in set(pairs)


def test_no_text_states_when_it_was_published(found):
    assert (found.loc[found["rule"] == "text_is_dated", "verdict"] == OPEN).all()


def test_rival_readings_and_rulings_stand_beside_a_finding(found):
    claimed_ = audit.of_facts(found, ["004-tgt-04"]).set_index("rule")
    assert claimed_.loc["claimed_percentage", "readings"] == "100 × 9 / 4 = 225 ≠ 115"
    assert "004-rul-02" in claimed_.loc["claimed_percentage", "rulings"].split()


# --- mutation --------------------------------------------------------------------

RESTING = {name: one for name, one in RULES.items() if one.rests_on_figures}
EXACT = (
    "audit_parts_fill",
    "audit_percent_consistent",
    "audit_tables_consistent",
    "audit_repeat_equal",
    "audit_same_consistent",
    "audit_printed_same",
)


def changed(frame, fact, by):
    """The observations with one figure changed by a factor and a step."""
    mine = frame["fact_id"] == fact
    ends = ["value", "lower", "upper"]
    other = frame.copy()
    other.loc[mine, ends] = other.loc[mine, ends] * by + (by > 1)
    return other


def rows_of(seen):
    """Rule, facts, reason, arithmetic with its readings, verdict of each finding."""
    return [
        (name, one.facts, one.reason, (one.arithmetic, *one.readings), one.verdict)
        for name, resting in RESTING.items()
        for one in resting.check(seen)
    ]


def test_changing_one_figure_flips_exactly_the_findings_that_rest_on_it(real):
    frame, seen = real["observations"], Tables(real)
    base = rows_of(seen)
    assert len(base) > 100
    figures = frame.dropna(subset=["value", "lower", "upper"], how="all")
    for fact in figures["fact_id"]:
        flipped = set()
        for by in (3, 0.3):
            other = seen.with_table("observations", changed(frame, fact, by))
            for old, new in zip(base, rows_of(other), strict=True):
                assert old[:2] == new[:2]
                rests = fact in old[1]
                assert rests == (old[2:] != new[2:]), (fact, by, old, new)
                assert not rests or old[3] != new[3], (fact, by, old, new)
                if old[4] != new[4]:
                    flipped.add(old[:2])
        held = {row[:2] for row in base if row[2] in EXACT and fact in row[1]}
        assert held <= flipped, fact


def test_number_shows_two_decimals():
    assert [number(x) for x in (5840.0, 43.925, 0.0)] == ["5840", "43.92", "0"]
