"""The reference work: one parameterised notebook and a plan, the same everywhere.

Two tables, two line charts, a network of 40 nodes and its centrality: about 0.3 s of
cell work on one core.
"""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path
from typing import Any

from nbformat import v4

UNITS = ["hanoi", "lao-cai", "hue", "da-nang", "can-tho", "vinh", "son-la", "ha-giang"]
TERMS = ["2023a", "2023b", "2024a", "2024b"]
LANGS = ["en", "fr", "vi"]
PARAMETERS = """\
unit: str = "hanoi"  # unit
term: str = "2023a"  # term
lang: str = "en"  # language of the labels
data: str = "data.csv"  # the observations"""
CELLS = [
    """\
import pandas as pd
import networkx as nx
import matplotlib.pyplot as plt
%matplotlib inline
names = {"en": ("year", "value"), "fr": ("année", "valeur"), "vi": ("năm", "giá trị")}
labels = names[lang]""",
    """\
frame = pd.read_csv(data)
rows = frame[(frame.unit == unit) & (frame.term == term)]
print(unit, term, lang, len(rows), "rows")""",
    """\
table = rows.pivot_table(index="year", columns="indicator", values="value").round(2)
table.columns.name = labels[1]
table""",
    """rows.groupby("indicator")["value"].describe().round(2)""",
    """\
fig, ax = plt.subplots(figsize=(6, 3))
table.plot(ax=ax)
ax.set_title(f"{unit} {term}"); ax.set_xlabel(labels[0]); ax.set_ylabel(labels[1])
plt.show()""",
    """\
fig, ax = plt.subplots(figsize=(6, 3))
ax.plot(table.index, table.mean(axis=1), marker="o")
ax.fill_between(table.index, table.min(axis=1), table.max(axis=1), alpha=.2)
ax.set_title(unit)
plt.show()""",
    """\
graph = nx.gnp_random_graph(40, .1, seed=sum(map(ord, unit + term)))
fig, ax = plt.subplots(figsize=(5, 4))
places = nx.spring_layout(graph, seed=1)
nx.draw(graph, pos=places, ax=ax, node_size=60, with_labels=True, font_size=6)
plt.show()""",
    """\
central = nx.betweenness_centrality(graph)
sorted(((round(v, 4), k) for k, v in central.items()), reverse=True)[:5]""",
]


def make_reference(folder: Path, count: int) -> Path:
    """Write notebook, data and a plan of `count` reports; return the plan."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    about = folder / "data" / "datapackage.json"  # a project of its own, without a site
    about.write_text('{"resources": []}\n', encoding="utf-8")
    draw = random.Random(7)
    lines = ["unit,term,year,indicator,value"]
    for unit, term, year, k in itertools.product(
        UNITS, TERMS, range(2010, 2026), range(6)
    ):
        value = draw.gauss(50 + k * 5, 8)
        lines.append(f"{unit},{term},{year},ind{k},{value:.3f}")
    (folder / "data.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "reference.ipynb").write_text(json.dumps(_notebook()), encoding="utf-8")
    sets = list(itertools.product(UNITS, TERMS, LANGS))
    draw.shuffle(sets)
    entries = []
    for number, chosen in zip(range(count), itertools.cycle(sets), strict=False):
        values = dict(zip(("unit", "term", "lang"), chosen, strict=True))
        values["data"] = str((folder / "data.csv").resolve())
        words = ", ".join(f"{key} = {json.dumps(v)}" for key, v in values.items())
        entries.append(
            "[[report]]\n"
            'notebook = "reference.ipynb"\n'
            f'name = "r{number:04d}"\n'
            f"parameters = {{ {words} }}\n"
        )
    plan = folder / "plan.toml"
    plan.write_text("\n".join(entries), encoding="utf-8")
    return plan


def _notebook() -> Any:
    cells = [
        v4.new_markdown_cell("# Unit report"),
        v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        *map(v4.new_code_cell, CELLS),
    ]
    for number, cell in enumerate(cells):
        cell.id = f"c{number}"
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": spec})
