import pandas as pd
import pytest
from study_toys import frame, same

from analysis import measures

FIGURE = "fact_id committee_id indicator_id value lower upper qualifier unit"
TIMES = "as_of_start as_of_end source_id"
COLUMNS = f"{FIGURE} {TIMES} modality population_en population_vi".split()


def figure(fact: str, indicator: str, value=None, **cells) -> dict:
    row = dict.fromkeys(COLUMNS)
    row |= {"fact_id": fact, "committee_id": "city", "indicator_id": indicator}
    row |= {"value": value, "qualifier": "exact", "unit": "count", "source_id": "s"}
    return row | {"modality": "reported", "as_of_end": "2022"} | cells


def observations(*rows: dict) -> pd.DataFrame:
    result = pd.DataFrame(list(rows), columns=[*COLUMNS, "boundary_vi", "boundary_en"])
    return result.astype(dict.fromkeys(["value", "lower", "upper"], float))


def links(*rows: tuple) -> pd.DataFrame:
    return frame("from to type basis", *rows)


PARTS = "whole_id role indicator_id low high qualifier share_low share_high state"


def parts_of(rows: pd.DataFrame, *pairs: tuple) -> pd.DataFrame:
    joined = links(*[(a, b, "part_of", "stated") for a, b in pairs])
    return measures.parts_and_wholes(rows, joined)


def test_parts_fill_their_whole_or_leave_a_rest_that_rests_on_all_of_them():
    rows = observations(
        figure("w", "organisations", 8),
        figure("p1", "committees", 5),
        figure("p2", "cells", 3),
        figure("x", "leaders", 16),
        figure("p", "young", 1),
    )
    actual = parts_of(rows, ("p1", "w"), ("p2", "w"), ("p", "x"))
    expected = frame(
        f"{PARTS} fact_ids",
        ("w", "whole", "organisations", 8.0, 8.0, "exact", 100.0, 100.0, "filled", "w"),
        ("w", "part", "committees", 5.0, 5.0, "exact", 62.5, 62.5, "filled", "p1"),
        ("w", "part", "cells", 3.0, 3.0, "exact", 37.5, 37.5, "filled", "p2"),
        ("x", "whole", "leaders", 16.0, 16.0, "exact", 100.0, 100.0, "open", "x"),
        ("x", "part", "young", 1.0, 1.0, "exact", 6.3, 6.3, "open", "p"),
        ("x", "rest", "leaders", 15.0, 15.0, "exact", 93.8, 93.8, "open", "p x"),
    )
    same(actual[list(expected.columns)], expected)


@pytest.mark.parametrize(
    ("whole", "part", "state", "roles"),
    [
        ({"value": 4}, 5, "exceeded", ["whole", "part"]),
        ({"lower": 4, "qualifier": "over"}, 5, "undecided", ["whole", "part", "rest"]),
        ({"lower": 9, "qualifier": "over"}, 5, "open", ["whole", "part", "rest"]),
    ],
)
def test_the_state_of_a_whole_follows_its_bounds(whole, part, state, roles):
    rows = observations(figure("w", "a") | whole, figure("p", "b", part))
    actual = parts_of(rows, ("p", "w"))
    assert actual["state"].unique().tolist() == [state]
    assert actual["role"].tolist() == roles


def test_a_part_of_a_whole_with_a_lower_bound_has_a_share_with_an_upper_one():
    whole = figure("w", "a", lower=40, qualifier="over")
    actual = parts_of(observations(whole, figure("p", "b", 10)), ("p", "w"))
    part = actual[actual["role"] == "part"].iloc[0]
    assert (part["share_high"], part["share_qualifier"]) == (25.0, "under")
    assert pd.isna(part["share_low"])


def test_shares_and_links_of_other_kinds_are_no_parts():
    rows = observations(
        figure("w", "a", 100, unit="percent"),
        figure("p", "b", 30, unit="percent"),
        figure("x", "c", 3),
        figure("y", "d", 9),
    )
    joined = links(("p", "w", "part_of", "ours"), ("x", "y", "ratio_of", "stated"))
    actual = measures.parts_and_wholes(rows, joined)
    assert len(actual) == 0
    assert "role" in actual.columns


RATIO = "committee_id numerator low high qualifier fact_ids"


def test_a_ratio_keeps_bounds_and_adds_several_denominators_up():
    rows = observations(
        figure("m", "members", lower=100, qualifier="over"),
        figure("c1", "own", 3),
        figure("c2", "under", 4),
    )
    actual = measures.ratios(rows, [("members", "own under")], ["city"])
    row = ("city", "members", 14.2, None, "over", "c1 c2 m")
    same(actual[RATIO.split()], frame(RATIO, row).astype({"high": float}))
    assert actual["bottom_low"].tolist() == [7.0]
    assert actual["top_qualifier"].tolist() == ["over"]


@pytest.mark.parametrize(
    "cells",
    [
        {"source_id": "t"},
        {"as_of_end": "2023"},
        {"modality": "aimed"},
        {"committee_id": "province"},
    ],
)
def test_figures_of_two_texts_times_or_committees_are_not_divided(cells):
    other = figure("c", "cells", 5) | cells
    rows = observations(figure("m", "members", 100), other)
    assert len(measures.ratios(rows, [("members", "cells")], ["city"])) == 0


def test_rival_readings_give_no_ratio():
    rows = observations(
        figure("m", "members", 100), figure("c", "cells", 5), figure("d", "cells", 4)
    )
    assert len(measures.ratios(rows, [("members", "cells")], ["city"])) == 0


def test_a_share_says_whether_its_base_is_counted_or_described():
    rows = observations(
        figure("m", "members", 100),
        figure("s1", "minority", 42, unit="percent"),
        figure("s2", "trained", 30, unit="percent", population_en="leaders"),
        figure("s3", "rate", 5, unit="percent"),
        figure("s4", "aim", 5, unit="percent", modality="aimed"),
        figure("p", "young", 7),
    )
    joined = links(("s1", "m", "ratio_of", "stated"), ("p", "m", "part_of", "stated"))
    parts = measures.parts_and_wholes(rows, joined)
    actual = measures.shares_with_bases(rows, joined, parts)
    names = "indicator_id low high unit base_known linked_id linked_low fact_ids"
    expected = frame(
        names,
        ("minority", 42.0, 42.0, "percent", "base_counted", "members", 100.0, "m s1"),
        ("trained", 30.0, 30.0, "percent", "base_described", None, None, "s2"),
        ("rate", 5.0, 5.0, "percent", "base_unsaid", None, None, "s3"),
        ("young", 7.0, 7.0, "percent", "base_counted", "members", 100.0, "m p"),
    )
    same(actual[names.split()], expected)


def test_offices_held_at_once_are_told_by_level():
    bodies = frame(
        "body_id level",
        ("secretary", "district"),
        ("chair", "district"),
        ("member", "province"),
        ("head", "province"),
    )
    held = frame(
        "name_printed body_id is_former",
        ("A", "member", False),
        ("A", "secretary", False),
        ("B", "head", False),
        ("B", "member", False),
        ("C", "chair", False),
        ("C", "member", True),
        ("A", "chair", False),
        ("A", "secretary", False),
    )
    expected = frame(
        "name_printed posts posts_above count",
        ("A", "secretary chair", "member", 3),
        ("B", "head member", None, 2),
    )
    same(measures.offices(held, bodies), expected)
