r"""A table of a report as LaTeX, as a reader of the report sees it (booktabs).

Figures, words and names stand as in the report; the claims of each row go with the
other formats. A long table goes over pages, a column of long texts breaks its lines.
"""

import re
from collections.abc import Sequence

import pandas as pd

from analysis.explain.citations import tex
from analysis.show import cells
from publish.downloads.resource import Field, Resource

LONG_TABLE, LONG_TEXT = 30, 24
NEEDED = r"% \usepackage{booktabs, longtable}; lualatex or xelatex for its letters"
FIRST = re.compile(r"^([*\[])")  # LaTeX would read it as a part of the line end before
RUNS = {"--": "-{}-", "''": "'{}'", "`": "{`}"}


def latex_text(resource: Resource) -> str:
    """The table as LaTeX, with caption, label and foot: needs booktabs, longtable."""
    shown = _shown(resource)
    columns = [_texts(resource, known) for known in shown]
    lines = [_line(row) for row in zip(*columns, strict=True)]
    form = "".join(_column(*both) for both in zip(shown, columns, strict=True))
    caption = rf"\caption{{{_cell(resource.title)}}}\label{{{_key(resource.name)}}}"
    head = [r"\toprule", _line([known.title for known in shown]), r"\midrule"]
    rows, foot = [*lines, r"\bottomrule"], _cell(resource.foot)
    write = _long_table if len(lines) > LONG_TABLE else _float
    return "\n".join([NEEDED, *write(form, caption, head, rows, foot), ""])


def _float(
    form: str, caption: str, head: list[str], rows: list[str], foot: str
) -> list[str]:
    return [
        r"\begin{table}",
        r"\centering",
        caption,
        rf"\begin{{tabular}}{{{form}}}",
        *head,
        *rows,
        r"\end{tabular}",
        rf"\par\smallskip{{\footnotesize {foot}\par}}",
        r"\end{table}",
    ]


def _long_table(
    form: str, caption: str, head: list[str], rows: list[str], foot: str
) -> list[str]:
    return [
        rf"\begin{{longtable}}{{{form}}}",
        rf"{caption}\\",
        *head,
        r"\endhead",
        *rows,
        r"\end{longtable}",
        rf"{{\footnotesize {foot}\par}}",
    ]


def _shown(resource: Resource) -> list[Field]:
    """The columns that a reader of the report sees, without the claims of a row.

    The bounds, qualifier and unit of a figure stand in its words.
    """
    worded = [name for name in resource.columns if name.endswith(cells.FIGURE)]
    parts = {part for name in worded for part in cells.columns_of_figure(name)}
    return [one for one in resource.fields if one.name not in {*parts, "fact_ids"}]


def _texts(resource: Resource, known: Field) -> list[str]:
    values = pd.Series(resource.values(known.name), name=known.name, dtype=object)
    return cells.texts(values, known.words, resource.lang)


def _column(known: Field, texts: Sequence[str]) -> str:
    """Numbers to the right, short texts to the left, long ones with broken lines."""
    if known.type in ("integer", "number") or known.name.endswith(cells.FIGURE):
        return "r"
    longest = max(map(len, texts), default=0)
    return "l" if longest <= LONG_TEXT else r"p{0.2\linewidth}"


def _line(texts: Sequence[str]) -> str:
    return " & ".join(map(_cell, texts)) + r" \\"


def _cell(text: str) -> str:
    r"""`text` on one line, with each sign that LaTeX would take as its own made plain.

    Examples
    --------
    >>> print(_cell("[50 % & more]"))
    {[}50 \% \& more]
    """
    escaped = tex(" ".join(text.split()))
    for run, plain in RUNS.items():
        escaped = escaped.replace(run, plain)
    return FIRST.sub(r"{\1}", escaped)


def _key(name: str) -> str:
    """The label of a table, in letters and digits."""
    return "tab:" + "-".join(re.findall(r"[a-zA-Z0-9]+", name))
