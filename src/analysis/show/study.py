"""Tables of a study: frames with their titles, words, evidence and foot."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis import words
from analysis.show import cells
from analysis.show.resource import EVIDENCE, resource
from analysis.show.shown import Table
from analysis.tables import Study

HIDDEN = (EVIDENCE, "fact_id")
PART = f"_{EVIDENCE}"  # the evidence of one column, for the marks of a chart


def table(
    study: Study,
    frame: pd.DataFrame,
    caption: str,
    *,
    of: str | None = None,
    columns: Sequence[str] | None = None,
) -> Table:
    """`frame` as a reader sees it.

    Parameters
    ----------
    frame
        Its column `fact_ids`, or else `fact_id`, becomes the evidence of each row. A
        column `…figure` is worded from `low`, `high`, `qualifier` and `unit`.
    caption
        Key of a phrase.
    of
        The table of the dictionary that the columns belong to, if it is one.
    columns
        The columns to show, in order; all but the evidence if None.
    """
    every = [c for c in frame.columns if c not in HIDDEN and not c.endswith(PART)]
    shown = list(columns or every)
    for name in (name for name in shown if name.endswith(cells.FIGURE)):
        frame = frame.assign(**{name: cells.figures(frame, name, study.lang)})
    labels = {name: cells.labels(study, frame[name], of) for name in shown}
    texts = [cells.texts(frame[name], labels[name], study.lang) for name in shown]
    titles = [study.title(name, of) for name in shown]
    source = next((name for name in HIDDEN if name in frame.columns), None)
    evidence = [str(facts).split() for facts in frame[source]] if source else []
    figures = [place for place, n in enumerate(shown) if cells.is_figure(frame[n])]
    about = {
        "name": caption,
        "title": words.phrase(caption, study.lang),
        "foot": foot(study, evidence),
        "lang": study.lang,
    }
    title_of = dict(zip(shown, titles, strict=True))
    return Table(
        caption=about["title"],
        cells=pd.DataFrame(list(zip(*texts, strict=True)), columns=titles),
        evidence=evidence,
        foot=about["foot"],
        of_cells=_of_cells(frame, shown),
        lang=study.lang,
        numeric=frozenset(figures),
        langs=tuple(study.dictionary.language(name, of) for name in shown),
        resource=resource(about, *_raw(study, frame, source, title_of, labels)),
    )


def _of_cells(frame: pd.DataFrame, shown: Sequence[str]) -> dict[int, list[list[str]]]:
    """The facts of each cell of the columns that have them, by place and row."""
    return {
        place: [[] if pd.isna(facts) else facts.split() for facts in frame[name + PART]]
        for place, name in enumerate(shown)
        if name + PART in frame.columns
    }


def _raw(
    study: Study,
    frame: pd.DataFrame,
    source: str | None,
    titles: Mapping[str, str],
    labels: Mapping[str, Mapping[str, str]],
) -> tuple[pd.DataFrame, dict[str, str], dict[str, Mapping[str, str]]]:
    """Raw values, the bounds of each figure before it; titles and labels of columns."""
    all_titles, all_labels = dict(titles), dict(labels)
    order: list[str] = []
    for name in titles:
        if name.endswith(cells.FIGURE):
            ends = cells.columns_of_figure(name)
            order += [end for end in ends if end not in titles]
            for end, column in zip(cells.ENDS, ends, strict=True):
                title = study.title(end, cells.FIGURES)
                prefix = "" if name == cells.FIGURE else f"{titles[name]}: "
                all_titles.setdefault(column, f"{prefix}{title}")
                all_labels.setdefault(column, cells.words_of(study, cells.FIGURES, end))
        order.append(name)
    rows = frame[order]
    if source:
        rows = rows.assign(**{EVIDENCE: frame[source]})
        all_titles[EVIDENCE] = words.phrase("column_evidence", study.lang)
    return rows, all_titles, all_labels


def foot(study: Study, evidence: Sequence[Sequence[str]]) -> str:
    """The foot of a table: sources, share of own account, number of bounds."""
    facts = sorted({fact for row in evidence for fact in row})
    if not facts:
        return ""
    stated = study.facts(facts)
    sources = study.rows("sources", source_id=sorted(stated["source_id"].unique()))
    reported = set(sources.loc[sources["is_self_reported"].astype(bool), "source_id"])
    is_own = stated["source_id"].isin(reported) & ~stated["fact_id"].map(
        lambda fact: _is_of_others(study, fact)
    )
    share = float(100 * is_own.mean())
    extent = {0.0: "none", 100.0: "all"}.get(share, "some")
    bounded = study.having("observations", "fact_id", facts)["value"].isna().sum()
    names = "; ".join(study.names(sources["source_id"]).tolist())
    shown_share = words.number(round(share), study.lang)
    parts = [
        words.phrase("foot_sources", study.lang, sources=names),
        words.phrase(
            f"foot_own_{extent}", study.lang, count=len(stated), share=shown_share
        ),
        words.phrase("foot_bounded", study.lang, count=int(bounded)) if bounded else "",
        words.phrase("foot_silence", study.lang),
    ]
    return " ".join(filter(None, parts))


def _is_of_others(study: Study, fact: str) -> bool:
    """Whether a statement is about other organisations than the one that makes it."""
    about = study.groups("subjects", "fact_id").get(fact, [])
    speaker = study.record(fact).get("committee_id")
    return bool(about) and speaker not in {row["subject_id"] for row in about}


def sources(study: Study, evidence: Sequence[str]) -> Table:
    """The texts that facts rest on, as a table: what a report ends with."""
    facts = sorted({fact for row in evidence for fact in str(row).split()})
    keys = sorted(study.facts(facts)["source_id"].dropna().unique())
    rows = study.rows("sources", source_id=keys)
    rows = rows.assign(source_label=rows["source_id"])
    names = ["source_label", f"title_{study.lang}", "author", f"office_{study.lang}"]
    names += ["genre", "is_self_reported", "window_start", "window_end"]
    return table(study, rows, "sources_used", of="sources", columns=names)
