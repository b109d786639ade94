"""Source criticism: every rule on toys, the known identities on the data, mutation."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from analysis import audit, tables, words
from analysis.audit.rule import RULES
from analysis.rows import Index

YES, NO, OPEN = "consistent", "inconsistent", "undecided"


@pytest.fixture(scope="module")
def study():
    return tables.load_tables()


@pytest.fixture(scope="module")
def found(study):
    return audit.findings(study)


def with_tables(study, **given):
    """The study with some of its tables replaced."""
    frames = {**study.frames, **given}
    return replace(study, frames=frames, index=Index(frames))


def toy(study, given):
    """A study of the rows given, every other table and cell being empty."""
    indicators = {row["indicator_id"] for row in given.get("indicators", ())}
    named = {row.get("indicator_id") for row in given.get("observations", ())}
    more = [{"indicator_id": name} for name in named - indicators]
    given = {**given, "indicators": [*given.get("indicators", ()), *more]}
    return with_tables(
        study,
        **{
            name: pd.DataFrame(
                [{c: row.get(c) for c in table.columns} for row in given.get(name, ())],
                columns=list(table.columns),
                dtype=object,
            )
            for name, table in study.dictionary.tables.items()
        },
    )


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
        "mentions": [men("m", "x", set_count=a), men("n", "y", set_count=b)],
    }


def listed(count, *items, qualifier="exact"):
    ends = [end for item in items for end in (item, "w")]
    return {
        "observations": [obs("w", count, qualifier)],
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


def terms_of(*years):
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
    return {"observations": [a, b], "indicators": kinds(i="level"), **more}


def same(a, b, length=None):
    return {
        "events": [
            evt("a", a, unit="share" if length else "years"),
            evt("b", b, unit="years"),
        ],
        "fact_links": link("same_as", "a", "b"),
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
        "sources": text,
    }


def met(year_, text=TEXT, **more):
    row = tgt("t", met_year=year_, term_id="2020-2025", status="met", **more)
    return {"targets": [row], "terms": TERM, "sources": text}


def passed(value, at, qualifier="exact"):
    return {
        "targets": [tgt("t", actual="a", target="b", met_year=2022)],
        "observations": [
            obs("b", 4500, modality="aimed"),
            year("z", None, at)
            | obs("z", value, qualifier, as_of_start=at, as_of_end=at),
        ],
    }


def told_on(at):
    return {"sources": TEXT, "mentions": [men("m", date=at)]}


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
CASES = {
    "parts_and_whole": [
        (YES, "25 + 28 = 53", parts(25, 28, whole=W)),
        (NO, "25 + 29 = 54 > 53", parts(25, 29, whole=W)),
        (OPEN, "25 + 20 = 45 < 53; 53 − 45 = 8", parts(25, 20, whole=W)),
        (YES, "25 < 53; 53 − 25 = 28", parts(25, whole=W)),
        (OPEN, "25 ≟ (> 20)", parts(25, whole=obs("w", 20, "over"))),
        (OPEN, "25", parts(25, whole=obs("w", 50, unit="percent"))),
        (OPEN, "?", parts(25, whole=obs("w"))),
    ],
    "bands_and_whole": [
        (YES, "20 + 6 = 26", bands(band("a", 20, 100), band("b", 6, 70))),
        (NO, "20 + 9 = 29 > 26", bands(band("a", 20, 100), band("b", 9, 70))),
        (
            OPEN,
            "7 + 14 = 21 < 26; 26 − 21 = 5",
            bands(band("a", 7, 100), band("b", 14, 70)),
        ),
        (
            OPEN,
            "7 + (14 − 7) = 14 < 26; 26 − 14 = 12",
            bands(
                band("a", 7, 100, reading="nested"), band("b", 14, 70, reading="nested")
            ),
        ),
    ],
    "band_could_hold_higher": [
        (YES, "21 < 67", bands(band("a", 67, 100), band("b", 21, 70))),
        (OPEN, "14 ≥ 7", bands(band("a", 7, 100), band("b", 14, 70))),
    ],
    "bands_leave_a_gap": [
        (YES, "–", bands(band("a", 7, 50), band("b", 7, None, 50))),
        (OPEN, "50–70", bands(band("a", 7, 70), band("b", 7, None, 50))),
    ],
    "below_the_level_above": [
        (YES, "53 ≤ 537", level(obs("a", 53), obs("b", 537, committee_id="p"))),
        (
            OPEN,
            "(> 8831) ≟ 53767",
            level(obs("a", 8831, "over"), obs("b", 53767, committee_id="p")),
        ),
    ],
    "claimed_percentage": [
        (YES, "100 × 355 / 500 = 71", claimed(355, 500, 71)),
        (YES, "100 × 1 / 3 = 33.33", claimed(1, 3, 33)),
        (NO, "100 × 9 / 4 − 100 = 125 ≠ 115", claimed(9, 4, 115, "exceeded_by")),
        (OPEN, "100 × 9 / 4 − 100 = 125 ≠ 225", claimed(9, 4, 225, "exceeded_by")),
    ],
    "status_against_figures": [
        (YES, "9 > 4 (225%)", status("exceeded", 9, 4)),
        (NO, "3 < 4 (75%)", status("met", 3, 4)),
        (OPEN, "(> 3) ≟ 4 (> 75%)", status("met", 3, 4, qualifier="over")),
    ],
    "implied_figure": [
        (
            OPEN,
            "10 × 50 / 100 = 5",
            ratio(obs("a", 50, unit="percent"), obs("b", 10), i="share"),
        ),
    ],
    "share_of_population": [
        (YES, "100 × 7 / 14 = 50", ratio(obs("a", 7), obs("b", 14))),
        (YES, "100 × 7 / (> 8831) < 0.08", ratio(obs("a", 7), obs("b", 8831, "over"))),
        (NO, "100 × 9 / 4 = 225", ratio(obs("a", 9), obs("b", 4))),
        (OPEN, "100 × 9 / (> 4) < 225", ratio(obs("a", 9), obs("b", 4, "over"))),
    ],
    "two_bases": [
        (
            OPEN,
            "100 × 58 / 58 = 100",
            {
                "observations": [obs("a", 58), obs("b", 58), obs("d", 73)],
                "fact_links": link("ratio_of", "a", "b") + link("part_of", "b", "d"),
            },
        ),
        (
            YES,
            "100 × 58 / 58 = 100",
            {
                "observations": [obs("a", 58), obs("b", 58), obs("d", 58)],
                "fact_links": link("ratio_of", "a", "b") + link("part_of", "b", "d"),
            },
        ),
    ],
    "share_within_hundred": [
        (
            YES,
            "0 ≤ (> 85) ≤ 100",
            ratio(
                obs("a", 85, "over"), W | {"indicator_id": "j"}, i="share", j="count"
            ),
        ),
        (
            NO,
            "0 ≤ 115 ≤ 100",
            ratio(obs("a", 115), W | {"indicator_id": "j"}, i="share", j="count"),
        ),
    ],
    "shares_of_one_population": [
        (
            YES,
            "23.6 + 72.2 = 95.8 ≤ 100; 100 − 95.8 = 4.2",
            ratio(
                obs("a", 23.6, population_en="p"),
                obs("b", 72.2, population_en="p", indicator_id="j"),
                "answers",
                i="share",
                j="share",
            ),
        ),
        (
            OPEN,
            "93 + 72 = 165",
            ratio(
                obs("a", 93, population_en="p"),
                obs("b", 72, population_en="p", indicator_id="j"),
                "answers",
                i="share",
                j="share",
            ),
        ),
    ],
    "stated_difference": [
        (
            YES,
            "5840 − 4500 = 1340 > 1300",
            change(
                obs("a", 1300, "over", indicator_id="d"), obs("b", 4500), obs("c", 5840)
            ),
        ),
        (
            NO,
            "5840 − 4500 = 1340 ∉ (> 1400)",
            change(
                obs("a", 1400, "over", indicator_id="d"), obs("b", 4500), obs("c", 5840)
            ),
        ),
        (
            OPEN,
            "(> 5000) − 4500 > 500 ≟ 1300",
            change(
                obs("a", 1300, indicator_id="d"), obs("b", 4500), obs("c", 5000, "over")
            ),
        ),
        (OPEN, "91 − 5 = 86", change(obs("a", 5, indicator_id="d"), obs("b", 91))),
    ],
    "implied_base": [
        (YES, "91 − 5 = 86", base_of(86, as_of_start="2020", as_of_end="2020")),
        (NO, "91 − 5 = 86 ≠ 90", base_of(90, as_of_start="2020", as_of_end="2020")),
        (YES, "91 − 5 = 86 ≠ 90", base_of(90, as_of_start="2021", as_of_end="2021")),
        (OPEN, "91 − 5 = 86 ≠ 90", base_of(90)),
        (
            OPEN,
            "91 − 5 = 86 ≟ (≈ 86)",
            base_of(86, qualifier="about", as_of_start="2020", as_of_end="2020"),
        ),
    ],
    "steps_to_aim": [
        (YES, "(15 − 12) / 1 = 3 ≤ 6.5–7.5", steps(1)),
        (OPEN, "(15 − 12) / 1 = 3 > 1.5–2.5", steps(1, 2025)),
    ],
    "set_against_listed": [
        (YES, "2 = 2", named(2, "ab")),
        (NO, "2 < 3; 3 − 2 = 1", named(3, "ab", "yes")),
        (NO, "2 > 1", named(1, "ab")),
        (OPEN, "3 < 16; 16 − 3 = 13", named(16, "abc")),
    ],
    "set_counted_again": [
        (YES, "4 = 4 = 4", counted_again(4, 4, known=4)),
        (NO, "4 ≠ 5 ≠ 4", counted_again(4, 5, known=4)),
    ],
    "count_in_two_tables": [
        (
            YES,
            "7 = 7",
            {
                "mentions": [men("m", set_count=7)],
                "observations": [obs("a", 7, start=0)],
            },
        ),
        (
            NO,
            "8 ≠ 7",
            {
                "mentions": [men("m", set_count=7)],
                "observations": [obs("a", 8, start=0)],
            },
        ),
        (
            OPEN,
            "(> 5) ≟ 7",
            {
                "mentions": [men("m", set_count=7)],
                "observations": [obs("a", 5, "over", start=0)],
            },
        ),
    ],
    "numbers_against_count": [
        (YES, "12 ≤ 16", numbered(16, "10-A", "12-A")),
        (OPEN, "26 > 16", numbered(16, "10-A", "26-A")),
    ],
    "dated_members": [
        (YES, "1 = 1", dated(1, "2021-08-26", "2020")),
        (NO, "2 > 1", dated(1, "2021-08-26", "2021")),
        (OPEN, "1 < 6; 6 − 1 = 5", dated(6, "2021-08-26")),
    ],
    "possibly_one_set": [
        (OPEN, "4 ≠ 5", maybe_one(5, 4)),
    ],
    "listed_items": [
        (YES, "2 = 2", listed(2, "r1", "r2")),
        (NO, "2 > 1", listed(1, "r1", "r2")),
        (OPEN, "2 < 3; 3 − 2 = 1", listed(3, "r1", "r2")),
        (OPEN, "2 ≟ (≈ 2)", listed(2, "r1", "r2", qualifier="about")),
    ],
    "nth_of_series": [
        (YES, "25 ≤ (> 20)", series(25, 20, "over")),
        (NO, "25 > 20", series(25, 20)),
        (OPEN, "25 ≟ (≈ 20)", series(25, 20, "about")),
    ],
    "list_numbers": [
        (YES, "1, 2, 3", numbers(1, 2, 3)),
        (NO, "1, 3", numbers(1, 3)),
    ],
    "gap_in_terms": [
        (YES, "2000-2005, 2005-2010", terms_of("2000-2005", "2005-2010")),
        (OPEN, "2000-2005, (2005-2010), 2010-2015", terms_of("2000-2005", "2010-2015")),
    ],
    "printed_again": [
        (YES, "16, 16 ∈ {16}", printed(16, 16, 16)),
        (NO, "16, 17 ∉ {16}", printed(16, 16, 17)),
    ],
    "one_indicator_again": [
        (YES, "4 = 4", again(obs("a", 4), obs("b", 4))),
        (YES, "(> 86), 91", again(obs("a", 86, "over"), obs("b", 91))),
        (YES, "4, 5", again(year("a", 4, "2021"), year("b", 5, "2022"))),
        (NO, "4 ≠ 5", again(year("a", 4, "2021"), year("b", 5, "2021"))),
        (OPEN, "4 ≠ 5", again(obs("a", 4), obs("b", 5))),
        (OPEN, "? ≟ 5", again(obs("a"), obs("b", 5))),
        (
            OPEN,
            "(≈ 4) ≟ 5",
            again(year("a", 4, "2021", qualifier="about"), year("b", 5, "2021")),
        ),
    ],
    "one_indicator_two_bases": [
        (OPEN, "4, 5", again(obs("a", 4, population_en="p"), obs("b", 5))),
    ],
    "aim_reported_before": [
        (
            YES,
            "4 < 5",
            again(obs("a", 4), obs("b", 5, modality="aimed", source_id="z")),
        ),
        (
            OPEN,
            "6 > 5",
            again(obs("a", 6), obs("b", 5, modality="aimed", source_id="z")),
        ),
    ],
    "said_to_be_same": [
        (YES, "0.5 × 5 = 2.5", same(0.5, 2.5, 5)),
        (NO, "3 ≠ 4", same(3, 4)),
        (
            OPEN,
            "(≈ 3) ≟ 4",
            {
                "events": [
                    evt("a", 3, unit="years", qualifier="about"),
                    evt("b", 4, unit="years"),
                ],
                "fact_links": link("same_as", "a", "b"),
            },
        ),
    ],
    "same_target_same_year": [
        (YES, "2019 = 2019", same_target(2019, 2019)),
        (NO, "2019 ≠ 2020", same_target(2019, 2020)),
        (OPEN, "? ≟ 2030", same_target(None, 2030)),
    ],
    "length_of_period": [
        (YES, "2023 − 2021 + 1 = 3", period(3, "2021", "2023")),
        (OPEN, "2023 − 2018 + 1 = 6 ≠ 5", period(5, "2018", "2023")),
        (NO, "2023 − 2018 + 1 = 6 ≠ 4", period(4, "2018", "2023")),
    ],
    "years_since": [
        (YES, "2023-07-04 − 1947-03-05 = 76.33 ≈ 76", since(76, "1947-03-05")),
        (NO, "2023-07-04 − 1947-03-05 = 76.33 ≠ 70", since(70, "1947-03-05")),
        (OPEN, "2023-07-04 − 2020 = 2.5–3.5 ≟ 2.5", since(2.5, "2020")),
    ],
    "result_before_term": [
        (YES, "2022 ≥ 2020", met(2022)),
        (NO, "2019 < 2020", met(2019)),
    ],
    "term_not_begun": [
        (YES, "2020 ≤ 2023-07-04", met(2022)),
        (OPEN, "2020 ≟ 2018…2020-12-31", met(2022, WINDOW)),
        (NO, "2020 > 2018…2019", met(2022, [WINDOW[0] | {"window_end": "2019"}])),
    ],
    "passed_before": [
        (YES, "4400 < 4500; 2021 < 2022", passed(4400, "2021")),
        (NO, "4600 ≥ 4500; 2021 < 2022", passed(4600, "2021")),
        (OPEN, "(> 4400) ≟ 4500; 2021 < 2022", passed(4400, "2021", "over")),
    ],
    "told_before_it_was": [
        (YES, "2023-01-01 ≤ 2023-12-31", told_on("2023-01-01")),
        (NO, "2024-01-01 > 2023-12-31", told_on("2024-01-01")),
    ],
    "issued_in_term": [
        (YES, "2021-08-26 ∈ 2020-2025", issued("2021-08-26")),
        (NO, "2019-08-26 ∉ 2020-2025", issued("2019-08-26")),
    ],
    "horizons_in_order": [
        (
            YES,
            "2022 ≤ 2030 ≤ 2045",
            horizons(date="2022-02-10", horizon_year=2030, vision_year=2045),
        ),
        (NO, "2050, 2045", horizons(horizon_year=2050, vision_year=2045)),
    ],
    "text_is_dated": [
        (
            YES,
            "2023-07-05",
            {
                "sources": [TEXT[0] | {"published_date": "2023-07-05"}],
                "events": [evt("e", date_start="2023-07-04")],
            },
        ),
        (OPEN, "2018…2020-12-31", {"sources": WINDOW, "events": [evt("e")]}),
    ],
    "share_of_term_passed": [
        (OPEN, "(2023-07-04 − 2020) / 5 = 0.5–0.7 ≟ 0.6", share_of_term(0.6)),
        (NO, "(2023-07-04 − 2020) / 5 = 0.5–0.7 ≠ 0.9", share_of_term(0.9)),
    ],
    "due_within_term": [
        (
            YES,
            "2025 ∈ 2020-2025",
            {"terms": TERM, "targets": [tgt("t", term_id="2020-2025", due_year=2025)]},
        ),
        (
            OPEN,
            "2030 ∉ 2020-2025",
            {"terms": TERM, "targets": [tgt("t", term_id="2020-2025", due_year=2030)]},
        ),
    ],
    "parts_outside_review": [
        (YES, "5 + 5 = 10 = 10", reviewed("2021", "2023")),
        (OPEN, "5 = 5 < 10; 2020: 5", reviewed("2020", "2023")),
    ],
    "term_of_mention": [
        (YES, "2020-2025 = 2020-2025", labelled(2020, 2025)),
        (OPEN, "2021-2025 ≠ 2020-2025", labelled(2021, 2025)),
        (NO, "2015-2020 ≠ 2020-2025", labelled(2015, 2020)),
    ],
    "spellings_of_term": [
        (YES, "2020-2025", {"terms": TERM}),
        (
            NO,
            "2020-2025 ≠ 2021-2025",
            {"terms": [TERM[0] | {"spellings": "2020 - 2025 | 2021 – 2025"}]},
        ),
    ],
    "symbol_printed": [
        (YES, "28 ⊂ 28-NQ/TW", known({"symbol_printed": "28"}, symbol="28-NQ/TW")),
        (NO, "1/2007/A ≠ 1/A", known({"symbol_printed": "1/2007/A"}, symbol="1/A")),
    ],
    "issuer_printed": [
        (YES, "b = b", issuer("b")),
        (OPEN, "c ≠ b", issuer("c")),
        (NO, "c ≠ b", issuer("c", claim="rivals")),
        (NO, "other ≠ b", issuer("other")),
    ],
    "several_issuers": [
        (OPEN, "b ≠ b2", issuer("b", "b", None, "b2")),
    ],
    "date_printed": [
        (
            YES,
            "2007 = 2007-08-30 = 2007-08-30",
            known(
                {"date": "2007-08-30", "symbol_printed": "1/2007/A"}, date="2007-08-30"
            ),
        ),
        (
            NO,
            "2006 ≠ 2007-08-30 ≠ 2007-08-30",
            known(
                {"date": "2007-08-30", "symbol_printed": "1/2006/A"}, date="2007-08-30"
            ),
        ),
    ],
    "ordinal_printed": [
        (YES, "4, 12 ∋ XII", known({"ordinal": 4, "ordinal2": 12}, issuer_term="XII")),
        (OPEN, "6 ∌ XIII", known({"ordinal": 6}, issuer_term="XIII")),
    ],
    "limits_of_bands": [
        (
            YES,
            "≥ 70 = ≥ 70",
            bands(band("a", 7, 70), band("b", 7, 70, distribution_id="e")),
        ),
        (
            OPEN,
            "≥ 70 ≠ > 70",
            bands(
                band("a", 7, 70),
                band("b", 7, 70, distribution_id="e", lower_is_strict=True),
            ),
        ),
    ],
    "period_is_over": [
        (YES, "2022 < 2023-07-04", over("2022")),
        (OPEN, "2023 ≮ 2023-07-04", over("2023")),
    ],
    "target_in_band": [
        (YES, "100 × 9 / 4 = 225 ≥ 100", in_band(9, 4)),
        (NO, "100 × 3 / 4 = 75 ∉ (≥ 100)", in_band(3, 4)),
        (OPEN, "100 × (> 3) / 4 > 75 ≟ (≥ 100)", in_band(3, 4, "over")),
    ],
    "bound_is_round": [
        (YES, "(> 35000)", {"observations": [obs("a", 35000, "over")]}),
        (OPEN, "(> 8831)", {"observations": [obs("a", 8831, "over")]}),
    ],
}


TRIED = [(name, *case) for name, cases in CASES.items() for case in cases]


@pytest.mark.parametrize(("name", "verdict", "arithmetic", "given"), TRIED)
def test_rule(study, name, verdict, arithmetic, given):
    found = list(RULES[name].check(toy(study, given)))
    assert [(one.verdict, one.arithmetic) for one in found] == [(verdict, arithmetic)]
    for lang in words.LANGUAGES:
        assert words.phrase(found[0].reason, lang, **found[0].values)


def test_every_rule_is_tried_and_none_finds_anything_in_empty_tables(study):
    assert set(CASES) == set(RULES)
    empty = toy(study, {})
    assert not [one for rule in RULES.values() for one in rule.check(empty)]


# --- the rules and the data ------------------------------------------------------


def test_rules_hold_no_figure_and_no_place(study):
    folder = tables.data_folder().parent / "src" / "analysis"
    text = "".join(p.read_text("utf-8") for p in (folder / "audit").glob("*.py"))
    text += (folder / "gate.py").read_text("utf-8")
    named = ("committees", "localities", "bodies", "instruments", "indicators")
    keys = [key for table in named for key in study.frames[table].iloc[:, 0]]
    assert not [key for key in keys if "-" in key and key in text]
    assert not re.findall(r"00[0-4]-[a-z]{3}-", text)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_word_has_its_phrase(found, lang):
    for row in found.itertuples():
        assert words.phrase(row.reason, lang, **row.reason_values)
    keys = {*RULES, *found["verdict"], *audit.FAMILIES}
    assert all(words.phrase(f"word_{key}", lang) for key in keys)
    titles = [c for c in audit.COLUMNS if c not in ("reason_values", "fact_ids")]
    assert all(words.phrase(f"column_{name}", lang) for name in titles)


def test_every_reason_with_a_phrase_is_that_of_some_finding(study, found):
    toys = [(RULES[name], toy(study, given)) for name, _, _, given in TRIED]
    reasons = {one.reason for rule, small in toys for one in rule.check(small)}
    phrases = {key for key in words.phrases() if key.startswith("audit_")}
    assert phrases - reasons - set(found["reason"]) == TITLES


TITLES = {"audit_by_family", *(f"audit_{verdict}" for verdict in (YES, NO, OPEN))}


def test_no_finding_is_without_evidence(study, found):
    facts = {
        key
        for frame in study.frames.values()
        if "fact_id" in frame.columns
        for key in frame["fact_id"]
    }
    for row in found.itertuples():
        assert row.fact_ids
        assert set(row.fact_ids.split()) <= facts


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
    ("term_not_begun", "003-tgt-02", OPEN, "2020 ≟ 2016…2020-12-31"),
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
        "2023-10…2023-12-31 − 2021-08-26 = 2.1–2.35 ≈ 2",
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
    of_rule = found[found["rule"] == name]
    rests = [set(facts.split()) <= set(cell.split()) for cell in of_rule["fact_ids"]]
    pairs = zip(of_rule["verdict"][rests], of_rule["arithmetic"][rests], strict=True)
    assert (verdict, arithmetic) in set(pairs)


def test_no_text_states_when_it_was_published(found):
    assert (found.loc[found["rule"] == "text_is_dated", "verdict"] == OPEN).all()


def test_rival_readings_and_rulings_stand_beside_a_finding(found):
    of_rule = found[found["rule"] == "claimed_percentage"].set_index("arithmetic")
    row = of_rule.loc["100 × 9 / 4 − 100 = 125 ≠ 115"]
    assert row["readings"] == "100 × 9 / 4 = 225 ≠ 115"
    assert "004-rul-02" in row["rulings"].split()


# --- mutation --------------------------------------------------------------------

# rules that cite observations for their dates or places, not for their figures
DATED = {"told_before_it_was", "period_is_over", "list_numbers"}
RESTING = {name: one for name, one in RULES.items() if name not in DATED}
EXACT = (
    "audit_parts_fill",
    "audit_percent_consistent",
    "audit_tables_consistent",
    "audit_repeat_equal",
    "audit_same_consistent",
    "audit_printed_consistent",
)


def changed(study, fact, by):
    """The study with one figure changed by a factor and a step."""
    frame, ends = study.frames["observations"].copy(), ["value", "lower", "upper"]
    mine = frame["fact_id"] == fact
    frame.loc[mine, ends] = frame.loc[mine, ends] * by + (by > 1)
    other = with_tables(study, observations=frame)
    for name, built in vars(study.index).items():  # the other tables stay indexed
        if name != "frames":
            kept = {k: v for k, v in built.items() if "observations" not in (k, k[0])}
            getattr(other.index, name).update(kept)
    return other


def rows_of(study):
    """Rule, facts, reason, arithmetic with its readings, verdict of each finding."""
    return [
        (name, one.facts, one.reason, (one.arithmetic, *one.readings), one.verdict)
        for name, rule in RESTING.items()
        for one in rule.check(study)
    ]


def test_changing_one_figure_flips_exactly_the_findings_that_rest_on_it(study):
    frame, base = study.frames["observations"], rows_of(study)
    assert len(base) > 100
    figures = frame.dropna(subset=["value", "lower", "upper"], how="all")
    for fact in figures["fact_id"]:
        flipped = set()
        for by in (3, 0.3):
            rows = rows_of(changed(study, fact, by))
            for old, new in zip(base, rows, strict=True):
                assert old[:2] == new[:2]
                rests = fact in old[1]
                assert rests == (old[2:] != new[2:]), (fact, by, old, new)
                assert not rests or old[3] != new[3], (fact, by, old, new)
                if old[4] != new[4]:
                    flipped.add(old[:2])
        held = {row[:2] for row in base if row[2] in EXACT and fact in row[1]}
        assert held <= flipped, fact
