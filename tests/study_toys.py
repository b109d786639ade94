"""What the tests of measures, charts and findings share: small frames and labels."""

import pandas as pd
from matplotlib.axes import Axes

from analysis.addresses import read_reference

NA = pd.NA


class Labels(dict):
    """Labels of toy keys in one language, as `Study.labels` has them."""

    def __init__(self, labels: dict[str, str], lang: str = "en") -> None:
        super().__init__(labels)
        self.lang = lang

    def place(self, key: str) -> str:
        return self[key]

    def __or__(self, added: dict[str, str]) -> "Labels":
        return Labels({**self, **added}, self.lang)


def frame(columns: str, *rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split())


def same(actual: pd.DataFrame, expected: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(actual, expected, check_dtype=False)


def all_axes(drawn: object) -> list[Axes]:
    return [drawn] if isinstance(drawn, Axes) else list(drawn)


def marks(drawn: object, start: str = "") -> list:
    """The marks of a drawing by the start of their group id."""
    return [
        artist
        for ax in all_axes(drawn)
        for artist in (*ax.lines, *ax.patches, *ax.texts)
        if (gid := artist.get_gid()) and gid.startswith(start)
    ]


def texts(drawn: object) -> list[str]:
    return [text.get_text() for ax in all_axes(drawn) for text in ax.texts]


def references(drawn: object) -> list:
    """What the marks of a drawing refer to."""
    urls = [mark.get_url() for mark in marks(drawn) if mark.get_url()]
    return [read_reference(url) for url in urls]


def fact_sets(*columns: pd.Series) -> set[tuple[str, ...]]:
    return {tuple(facts.split()) for column in columns for facts in column if facts}
