"""Tables to sort and filter, and networks to choose, in JupyterLab only.

What is needed for it (ipywidgets, itables) is in the extra `lab`, is loaded when it
is first asked for, and never by a report. Nothing is fetched from the network.
"""

import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

import networkx as nx
import pandas as pd

from analysis import charts, findings, networks, show, words
from analysis.tables import Study

EVERY_TERM = "all"
ROWS = (10, 50, -1)  # on a page, the last being all
NUMBER = re.compile(r"−?\d[\d.,]*")
CONTROLS = {
    "search": "explore_search",
    "lengthMenu": "explore_rows",
    "info": "explore_shown",
    "infoEmpty": "nothing_to_show",
    "infoFiltered": "explore_filtered",
    "zeroRecords": "nothing_to_show",
    "emptyTable": "nothing_to_show",
}


def table(shown: show.Table) -> Any:
    """A table as shown, to be sorted by any column and searched in.

    Words sort as Vietnamese does, figures by their size.

    Raises
    ------
    ModuleNotFoundError
        If the extra `lab` is not installed.
    """
    frame, width = with_ranks(shown)
    sort_by = [{"targets": n, "orderData": width + n} for n in range(width)]
    ranks = {"targets": list(range(width, 2 * width)), "visible": False}
    lengths = [words.phrase("explore_all", shown.lang) if n < 0 else n for n in ROWS]
    return _lab("itables.widget").ITable(
        frame,
        caption=shown.caption,
        columnDefs=[*sort_by, ranks | {"searchable": False}],
        order=[],
        showIndex=False,
        pageLength=ROWS[0],
        lengthMenu=[list(ROWS), lengths],
        language={
            sign: words.phrase(key, shown.lang) for sign, key in CONTROLS.items()
        },
        maxBytes=0,
        allow_html=False,
        text_in_header_can_be_selected=False,
    )


def with_ranks(shown: show.Table) -> tuple[pd.DataFrame, int]:
    """The cells and claims of a table, then the rank of each; how many columns."""
    frame = shown.cells.reset_index(drop=True)
    if shown.evidence:
        title = words.phrase("column_evidence", shown.lang)
        claims = [" ".join(facts) for facts in shown.evidence]
        frame = pd.concat([frame, pd.Series(claims, name=title, dtype=str)], axis=1)
    ranks = {
        f"rank {place}": _ranks(
            [str(text) for text in frame.iloc[:, place]],
            shown.lang,
            is_figure=place in shown.numeric,
        )
        for place in range(len(frame.columns))
    }
    return pd.concat([frame, pd.DataFrame(ranks)], axis=1), len(frame.columns)


def _ranks(texts: list[str], lang: str, *, is_figure: bool) -> list[int]:
    """The place of each text among them: figures by size, words as Vietnamese does."""
    keys = [
        (_size(text, lang) if is_figure else 0.0, words.vietnamese_key(text))
        for text in texts
    ]
    order = {key: rank for rank, key in enumerate(sorted(set(keys)))}
    return [order[key] for key in keys]


def _size(text: str, lang: str) -> float:
    """The first number in a figure as its language writes it; none comes first."""
    match = NUMBER.search(text)
    if not match:
        return float("-inf")
    plain = match[0].translate(words.SIGNS["vi"]) if lang == "vi" else match[0]
    return float(plain.rstrip(".,").replace(",", "").replace("−", "-"))


def network(study: Study) -> Any:
    """A network that follows a choice of committee, term and relations.

    Raises
    ------
    ModuleNotFoundError
        If the extra `lab` is not installed.
    """
    widgets, display = _lab("ipywidgets"), _lab("IPython.display").display
    graph = networks.whole(study)
    used = {kind for *_, kind in graph.edges(data="type")}
    kinds = {kind: study.word("relations", "type", kind) for kind in used}
    types = study.records("relation_types")
    carrying = [
        row["type"] for row in types if row["direction"] and row["type"] in used
    ]
    every = words.phrase("explore_terms", study.lang), EVERY_TERM

    def draw(committee_id: str, term_id: str, relations: tuple[str, ...]) -> None:
        for output in drawn(study, graph, committee_id, term_id, relations):
            display(output)

    def choice(name: str, widget: Any, options: list[tuple[str, str]]) -> Any:
        return widget(
            options=options,
            description=words.phrase(f"explore_{name}", study.lang),
            layout={"width": "36em"},
            style={"description_width": "8em"},
        )

    committees = study.names_for(study.keys("committees", is_studied=True))
    terms = [(term, term) for term in study.keys("terms", level="local")]
    relations = choice("relations", widgets.SelectMultiple, _options(kinds))
    relations.rows, relations.value = 8, tuple(carrying)
    return widgets.interactive(
        draw,
        committee_id=choice("committee", widgets.Dropdown, _options(committees)),
        term_id=choice("term", widgets.Dropdown, [every, *terms]),
        relations=relations,
    )


def _options(names: Mapping[str, str]) -> list[tuple[str, str]]:
    """The names of some keys with the keys, as Vietnamese sorts them."""
    pairs = [(name, key) for key, name in names.items()]
    return sorted(pairs, key=lambda pair: words.vietnamese_key(pair[0]))


def drawn(
    study: Study,
    graph: nx.MultiDiGraph,
    committee_id: str,
    term_id: str,
    relations: Iterable[str],
) -> list[Any]:
    """The network of a choice: its chart, and its edges as a table.

    If no text states such a relation, the one sentence that says so.
    """
    try:
        part = networks.of_committee(graph, committee_id, term_id, relations)
    except ValueError:
        name = study.name(committee_id)
        return [findings.sentence("explore_nothing", study.lang, who=name)]
    axes = charts.draw_network(part, networks.layout(part), lang=study.lang)
    columns = ["source", "type", "target", "status", "basis"]
    edges = networks.edges_table(part)
    listed = show.table(study, edges, "edges_listed", of="relations", columns=columns)
    sentence = findings.network(edges, study.name(committee_id), study.lang)
    return [show.chart(axes, sentence, listed), listed]


def _lab(name: str) -> Any:
    """A package of the extra `lab`."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        msg = (
            f"{error.name} is not installed: this cell needs the extra `lab`; "
            "use 'make lab', or install the repository with 'pip install -e .[lab]'"
        )
        raise ModuleNotFoundError(msg, name=error.name) from error
