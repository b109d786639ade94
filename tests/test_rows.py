import pandas as pd
import pytest

from analysis.rows import digest


@pytest.fixture
def frame():
    frame = pd.DataFrame({"a": ["x", "y", None, "x"], "b": [1, 2, 3, None]})
    return frame.astype({"a": "string", "b": "Int64"})


CHANGES = {
    "a cell": lambda frame: frame.replace({"a": {"x": "X"}}),
    "a blank cell": lambda frame: frame.fillna({"b": 0}),
    "a column's name": lambda frame: frame.rename(columns={"b": "c"}),
    "the order of columns": lambda frame: frame[["b", "a"]],
    "a cell moved": lambda frame: frame.assign(b=frame["b"].shift(fill_value=0)),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_digest_tells_of_every_change(frame, kind):
    rows = [0, 1, 2, 3]
    assert digest(frame, rows) != digest(CHANGES[kind](frame), rows)


def test_a_digest_is_that_of_the_rows_in_their_order_and_of_no_others(frame):
    other = frame.assign(b=pd.Series([1, 2, 99, 100], dtype="Int64"))
    assert digest(frame, [0, 1]) == digest(other, [0, 1])
    assert digest(frame, [0, 1]) != digest(frame, [1, 0])
    assert digest(frame, []) != digest(frame, [0])
