import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.rows import Rows


@pytest.fixture
def frame():
    made = pd.DataFrame({"a": ["x", "y", None, "x"], "b": [1, 2, 3, None]})
    return made.astype({"a": "string", "b": "Int64"})


def test_rows_are_found_by_one_or_several_values_of_several_columns(frame):
    rows = Rows(frame)
    assert rows.at({"a": "x", "b": [1, 2, 3]}) == [0]
    assert rows.at({"a": ["y", "x"]}) == [0, 1, 3]
    assert rows.at({"a": []}) == rows.at({"a": "z"}) == []
    assert rows.at({}) == rows.at(None) == [0, 1, 2, 3]


def test_rows_are_those_that_pandas_finds(frame):
    wanted = {"a": ["x"], "b": [1, 7]}
    expected = frame[frame["a"].isin(["x"]) & frame["b"].isin([1, 7])]
    taken = Rows(frame).take(Rows(frame).at(wanted))
    assert_frame_equal(taken, expected.reset_index(drop=True))


def test_rows_that_are_taken_are_a_table_of_their_own(frame):
    rows = Rows(frame)
    taken = rows.take([3, 1], ["a", "none"])
    assert_frame_equal(taken, pd.DataFrame({"a": ["x", "y"]}, dtype="string"))
    taken["a"] = "gone"
    whole = rows.take([0, 1, 2, 3])
    whole["b"] = 0
    assert frame["a"].tolist()[:2] == ["x", "y"]
    assert frame["b"].tolist()[:2] == [1, 2]
