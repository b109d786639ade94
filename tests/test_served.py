import pytest

from analysis import served


def figure(role, value, value2=None):
    return {"role": role, "value": value, "value2": value2, "printed": value}


@pytest.mark.parametrize(
    ("numeral", "code", "fact", "agrees"),
    [
        (figure("year", "2025"), "before", {"due_year": 2024}, True),
        (figure("year", "2025"), "before", {"due_year": 2025}, False),
        (figure("ratio", "1", "2"), "value", {"value": 0.5, "unit": "share"}, True),
        (figure("ratio", "1", "2"), "value", {"value": 0.5, "unit": "years"}, False),
        (figure("ratio", "1", "2"), "value", {"value": 2, "unit": "count"}, False),
        (figure("symbol", "05"), "symbol", {"symbol_printed": "05-NQ/TU"}, True),
        (figure("symbol", "05"), "symbol", {}, False),
    ],
)
def test_whether_a_figure_is_this_of_a_fact(numeral, code, fact, agrees):
    assert served.agrees(code, numeral, fact) is agrees


@pytest.mark.parametrize(
    ("numeral", "fact", "codes"),
    [
        (figure("value", "12.8"), {"value": "12.80"}, ["value"]),
        (figure("value", "12.8"), {"upper": 12.8, "lower": ""}, ["upper"]),
        (figure("range", "15", "17"), {"lower": 15, "upper": 17}, ["lower", "upper"]),
        (figure("ratio", "87", "92"), {"value": 87}, ["value"]),
        (figure("ratio", "87", "92"), {"value": 92}, ["denominator"]),
        (figure("year", "2021"), {"as_of_start": "2021-06"}, ["as_of"]),
        (figure("year", "2021"), {"date_start": "2021"}, ["date"]),
        (figure("period", "2020", "2025"), {"period_start": "2020"}, []),
        (
            figure("period", "2020", "2025"),
            {"period_start": "2020", "period_end": "2025"},
            ["period"],
        ),
        (figure("list_number", "1"), {"value": 1}, []),
    ],
)
def test_what_a_figure_is_of_a_fact(numeral, fact, codes):
    assert served.roles_served(numeral, fact) == codes
