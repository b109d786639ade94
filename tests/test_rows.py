import pandas as pd
import pytest

from analysis.rows import Index, records


@pytest.fixture
def frame():
    frame = pd.DataFrame({"a": ["x", "y", None, "x"], "b": [1, 2, 3, None]})
    return frame.astype({"a": "string", "b": "Int64"})


@pytest.fixture
def index(frame):
    return Index({"t": records(frame)})


def test_records_have_none_for_what_is_missing(index):
    assert index.rows["t"][2:] == [{"a": None, "b": 3}, {"a": "x", "b": None}]


def test_rows_match_one_or_several_values_of_several_columns(index):
    assert index.matches("t", {"a": "x", "b": [1, 2, 3]}) == [0]
    assert index.matches("t", {"a": ["y", "x"]}) == [0, 1, 3]
    assert index.matches("t", {"a": []}) == index.matches("t", {"a": "z"}) == []
    assert index.matches("t", {}) == [0, 1, 2, 3]


def test_groups_are_by_a_value_or_a_tuple_and_keep_what_is_missing(index):
    rows = index.rows["t"]
    assert index.groups("t", "a") == {
        "x": [rows[0], rows[3]],
        "y": [rows[1]],
        None: [rows[2]],
    }
    assert index.groups("t", "a", "b")["x", None] == [rows[3]]
