"""Small studies, each of which one rule of the audit finds one fault in."""

import re
from functools import cache

import pandas as pd
from core_toys import with_tables

from analysis import tables

YES, NO, OPEN = "consistent", "inconsistent", "undecided"


def toy(study, given):
    """A study of the rows given, every other table and cell being empty."""
    indicators = {row["indicator_id"] for row in given.get("indicators", ())}
    named = {row.get("indicator_id") for row in given.get("observations", ())}
    more = [{"indicator_id": name} for name in named - indicators]
    given = {**given, "indicators": [*given.get("indicators", ()), *more]}
    described = study.dictionary.tables
    frames = {name: _frame(described[name].columns, given[name]) for name in given}
    return with_tables(study, **(_empty_tables() | frames))


@cache
def _empty_tables():
    described = tables.load_tables().dictionary.tables
    return {name: _frame(table.columns, ()) for name, table in described.items()}


def _frame(columns, rows):
    cells = [{name: row.get(name) for name in columns} for row in rows]
    return pd.DataFrame(cells, columns=list(columns), dtype=object)


SPAN = {"source_id": "s", "start": 0, "end": 5}
BOUNDS = {"over": "lower", "at_least": "lower", "nearly": "upper", "under": "upper"}
TERM = [{"term_id": "2020-2025", "start_year": 2020, "end_year": 2025}]
TEXT = [{"source_id": "s", "event_date": "2023-07-04", "window_end": "2023-12-31"}]


def obs(fact, value=None, qualifier="exact", **more):
    """One observation; its figure goes where the qualifier wants it."""
    start = 10 * int(re.sub(r"\D", "", fact) or ord(fact[0]))
    usual = {
        "unit": "count",
        "indicator_id": "i",
        "committee_id": "c",
        "modality": "reported",
        "as_of_precision": "none",
    }
    figure = {BOUNDS.get(qualifier, "value"): value, "qualifier": qualifier}
    place = {"source_id": "s", "start": start, "end": start + 5}
    return {"fact_id": fact} | usual | figure | place | more


def year(fact, value, at, **more):
    dates = {"as_of_start": at, "as_of_end": at, "as_of_precision": "year"}
    return obs(fact, value, **dates, **more)


def men(fact, instrument="x", **more):
    return SPAN | {"fact_id": fact, "instrument_id": instrument} | more


def band(fact, count, low, high=None, reading="disjoint"):
    ends = {"band_lower": low, "band_upper": high, "lower_is_strict": False}
    row = {"fact_id": fact, "distribution_id": "d", "total": "w", "count": count}
    return SPAN | row | ends | {"reading": reading}


def tgt(fact, **more):
    return {"fact_id": fact, "source_id": "s", "section": "achievement", **more}


def evt(fact, value=None, **more):
    row = {"fact_id": fact, "value": value, "qualifier": "exact"}
    return SPAN | row | {"start": 90, "end": 95, "type": "reference_period"} | more


def link(kind, *ends):
    return [
        {"from": a, "to": b, "type": kind}
        for a, b in zip(ends[::2], ends[1::2], strict=True)
    ]


def kinds(**kind_of):
    usual = {"unit": "percent", "system": "organisation"}
    return [{"indicator_id": i, "kind": kind} | usual for i, kind in kind_of.items()]


def target(actual, aim, qualifier="exact", **more):
    """A target with what is reached of it."""
    row = tgt("t", actual="a", target="b", **more)
    figures = [obs("a", actual, qualifier), obs("b", aim)]
    return {"targets": [row], "observations": figures}


def claimed(actual, aim, percent, kind="reached"):
    return target(actual, aim, claimed_percent=percent, claimed_kind=kind)


def parts(*figures, whole):
    rows = [obs(f"p{n}", figure) for n, figure in enumerate(figures)]
    ends = [end for row in rows for end in (row["fact_id"], "w")]
    return {"observations": [*rows, whole], "fact_links": link("part_of", *ends)}


def bands(*rows):
    return {"bands": list(rows), "observations": [obs("w", 26)]}


def in_band(actual, aim, qualifier="exact"):
    tables = target(actual, aim, qualifier)
    return tables | {
        "targets": [*tables["targets"], tgt("all")],
        "bands": [band("x", 7, 100)],
        "fact_links": link("part_of", "t", "all") + link("same_as", "all", "x"),
    }


def level(low, high, qualifier="exact"):
    return {
        "observations": [obs("a", low, qualifier), obs("b", high, committee_id="p")],
        "indicators": kinds(i="count"),
        "committees": [{"committee_id": "c", "parent_id": "p"}, {"committee_id": "p"}],
    }


def changed_from(step, before, *others):
    """A change to a figure, or from it to another, with the kinds of both."""
    return {
        "observations": [step, before, *others],
        "fact_links": link("change_from", step["fact_id"], before["fact_id"]),
        "indicators": kinds(i="level", d="change"),
    }


def base_of(stated, **more):
    step = obs("a", 5, indicator_id="d", as_of_start="2020")
    return changed_from(step, obs("b", 91), obs("z", stated, **more))


def difference(after, step, qualifier="exact"):
    step = obs("a", step, qualifier, indicator_id="d")
    targets = [tgt("t", actual="c", target="b")]
    return changed_from(step, obs("b", 4500), after) | {"targets": targets}


def moved(after, before, printed, qualifier="exact"):
    return changed_from(obs("a", after, qualifier, printed=printed), obs("b", before))


def growth(rate, qualifier="exact"):
    dates = {"as_of_start": "2020", "as_of_end": "2023-07-04"}
    rate = obs("g", rate, qualifier, indicator_id="g", unit="percent")
    tables = changed_from(obs("a", 5, indicator_id="d", **dates), obs("b", 91), rate)
    tables["fact_links"] += link("in_tension_with", "g", "a")
    return tables


def steps(by, end=2030):
    tables = target(12, 15, due_year=end)
    now, aim = tables["observations"]
    step = obs("d", by, modality="aimed", base="a", unit="percentage_points")
    rows = [now | {"as_of_end": "2023-07-04"}, aim | {"modality": "aimed"}, step]
    return tables | {"terms": TERM, "observations": rows}


def two_bases(larger):
    rows = [obs("a", 58), obs("b", 58, claim_set="c"), obs("d", larger)]
    links = link("ratio_of", "a", "b") + link("part_of", "b", "d")
    return {"observations": rows, "fact_links": links}


def named(count, names, exhaustive="no"):
    """A set that counts its items, and those that a text names, by their symbols."""
    whole = {"instrument_id": "set", "set_count": count, "exhaustive": exhaustive}
    item = {"identity": "named"}
    contains = SPAN | {"source": "set", "type": "contains"}
    return {
        "instruments": [
            whole,
            *({"instrument_id": n, "symbol": n} | item for n in names),
        ],
        "mentions": [men("m", "set", set_count=count)],
        "relations": [contains | {"fact_id": f"r{n}", "target": n} for n in names],
    }


def maybe_one(a, b):
    return {
        "fact_links": link("possibly_same", "m", "n"),
        "mentions": [men("m", "x", set_count=a), men("n", "y", set_count=b)],
    }


def counted_again(*counts):
    return {"mentions": [men(f"m{n}", set_count=c) for n, c in enumerate(counts)]}


def listed(count, *items, qualifier="exact"):
    ends = [end for item in items for end in (item, "w")]
    figure = obs("w", count, qualifier)
    return {"observations": [figure], "fact_links": link("part_of", *ends)}


def series(ordinal, *count):
    return {
        "events": [evt("e", ordinal=ordinal)],
        "observations": [obs("w", *count)],
        "fact_links": link("part_of", "e", "w"),
    }


def again(a, b):
    return {"observations": [a, b], "indicators": kinds(i="level")}


def aimed(figure):
    return again(obs("a", figure), obs("b", 5, modality="aimed", source_id="z"))


def same(a, b, **more):
    return {
        "events": [evt("a", a, unit="share", **more), evt("b", b, unit="years")],
        "fact_links": link("same_as", "a", "b"),
        "terms": TERM,
        "targets": [tgt("t", term_id="2020-2025")],
    }


def same_target(a, b):
    targets = [tgt("a", met_year=a), tgt("b", due_year=b)]
    return {"targets": targets, "fact_links": link("same_as", "a", "b")}


def period(value, first, last):
    return {"events": [evt("e", value, unit="years", date_start=first, date_end=last)]}


def since(value, first):
    return period(value, first, None) | {"sources": TEXT}


def passed(value, at, qualifier="exact"):
    earlier = obs("z", value, qualifier, as_of_start=at, as_of_end=at)
    aim = obs("b", 4500, modality="aimed")
    targets = [tgt("t", actual="a", target="b", met_year=2022)]
    return {"targets": targets, "observations": [aim, earlier]}


def in_term(**tables):
    """Tables of one text that names one term."""
    targets = [tgt("of", term_id="2020-2025"), *tables.pop("targets", [])]
    return {"sources": TEXT, "terms": TERM, "targets": targets, **tables}


def passed_share(value):
    return in_term(events=[evt("e", value, unit="share", date_end="2023")])


def paced(count):
    return in_term(**target(count, 500, term_id="2020-2025"))


def labelled(*labels):
    mentions = [
        men(f"m{n}", period_start=first, period_end=last)
        for n, (first, last) in enumerate(labels)
    ]
    sets = [{"instrument_id": "x", "term_id": "2020-2025"}]
    return {"mentions": mentions, "instruments": sets}


def symbol(printed, date):
    return {"mentions": [men("m", symbol_printed=printed, date=date)]}


def in_tension(text):
    return {
        "reforms": [{"fact_id": "a", "source_id": "s"}],
        "observations": [obs("b", 16, source_id=text)],
        "fact_links": link("in_tension_with", "a", "b"),
    }
