"""What answers what, what stands against a task, and how far two sets overlap."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis import words
from analysis.charts.marks import (
    BLUE,
    FAINT,
    INK,
    INSIDE,
    MUTED,
    Look,
    Row,
    bare,
    canvas,
    either,
    fits_column,
    is_column,
    key,
    panels,
    records,
    settle,
    url,
    wrapped,
)

if TYPE_CHECKING:
    pass

ANSWER: dict[str, Look] = {
    "stated": {"facecolor": BLUE, "edgecolor": BLUE},
    "ours": {"facecolor": "#9fd0ee", "edgecolor": BLUE},
    "not_mentioned": {"facecolor": "white", "edgecolor": BLUE, "hatch": "////"},
}
ASKED = {"failing": "failing_", "remedy": "remedy_"}
HALF: dict[str, Look] = {
    "reported": {"facecolor": "#9fd0ee", "edgecolor": BLUE},
    "planned": {"facecolor": "white", "edgecolor": BLUE, "hatch": "////"},
}
PAPER: Look = {"fc": "white", "ec": "none", "pad": 0.6}


@fits_column
def draw_answers(
    counts: pd.DataFrame, *, names: Mapping[str, str], lang: str, what: str
) -> list[Axes]:
    """A panel a group: per key a bar of what is answered, as stated or as we read it.

    `counts` is what `measures.answers_by` returns; `names` holds the words of its
    keys, genres and levels. `what` (failing, remedy) chooses the words of the key.
    """
    groups, keys = (list(counts[name].unique()) for name in ("group", "key"))
    if not groups:
        return [_nothing(canvas(0.8), lang)]
    axes = panels(0.24 * len(keys) + 1.1, len(groups))
    totals = counts.groupby(["group", "key"])["count"].sum()
    for ax, group in zip(axes, groups, strict=True):
        mine = counts[counts["group"] == group]
        left = dict.fromkeys(keys, 0)
        for row in records(mine.dropna(subset=["count"])):
            y = keys.index(row["key"])
            place = left[row["key"]], y - 0.36
            bar = Rectangle(place, row["count"], 0.72, lw=0.7, **ANSWER[row["answer"]])
            bar.set_gid(f"series:{row['answer']}")
            answer = words.phrase(ASKED[what] + row["answer"], lang)
            said = f"{names[row['key']]} · {answer}: {words.number(row['count'], lang)}"
            bar.set_url(url(row["fact_ids"], said))
            if row["count"]:
                ax.add_patch(bar)
            left[row["key"]] += row["count"]
        for y, one in enumerate(keys):
            text = words.number(left[one], lang) if left[one] else "–"
            look: Look = INSIDE | {"ha": "left", "fontsize": 7, "color": MUTED}
            beside: Look = {"xytext": (4, 0), "textcoords": "offset points"}
            ax.annotate(text, (left[one], y), **look, **beside)
        title = " · ".join(names[part] for part in group.split())
        letters = either(24, 10) if len(groups) > 1 else either(60, 26)
        ax.set_title(wrapped(title, letters), fontsize=either(7.5, 6.5))
        ax.set_xlim(0, totals.max() * 1.16 + 0.3)
        ax.set_ylim(len(keys) - 0.5, -0.5)
        ax.set_xticks([])
        ax.set_yticks(range(len(keys)), [])
        bare(ax)
    axes[0].set_yticklabels([wrapped(names[one], either(40, 20)) for one in keys])
    shapes = {name: Rectangle((0, 0), 1, 1, **look) for name, look in ANSWER.items()}
    told = {words.phrase(ASKED[what] + name, lang): box for name, box in shapes.items()}
    key(axes[0], told)
    settle(axes)
    return axes


def _nothing(ax: Axes, lang: str) -> Axes:
    text = words.phrase("nothing_to_show", lang)
    ax.text(0.5, 0.5, text, ha="center", va="center", color=MUTED)
    ax.set_axis_off()
    return ax


@fits_column
def draw_tasks(against: pd.DataFrame, *, names: Mapping[str, str], lang: str) -> Axes:
    """A row for each dimension of a task, a pair of tiles for each text.

    `against` is what `measures.against_tasks` returns; `names` holds the names of its
    dimensions, texts and committees. The left tile counts what is reported as done or
    ongoing, the right one what is planned; what is not mentioned is a dash.
    """
    pairs = list(dict.fromkeys(_pairs_of(against, "task", "dimension_id")))
    texts = list(dict.fromkeys(_pairs_of(against, "committee_id", "source_id")))
    tasks = [task for task, _ in pairs]
    tops = {pair: n + 0.35 * (pair[0] - tasks[0]) for n, pair in enumerate(pairs)}
    owners = [committee for committee, _ in texts]
    breaks = [len(set(owners[: n + 1])) - 1 for n in range(len(texts))]
    lefts = {
        text: n + 0.3 * gap
        for (n, gap), text in zip(enumerate(breaks), texts, strict=True)
    }
    height = max(tops.values()) + 1
    ax = canvas(0.235 * height + 1.8)
    for row in records(against):
        x = lefts[row["committee_id"], row["source_id"]]
        y = tops[row["task"], row["dimension_id"]]
        said = f"{names[row['dimension_id']]} · {names[row['source_id']]}"
        _draw_halves(ax, row, (x, y), said, lang=lang)
    for task in dict.fromkeys(tasks):
        own = [tops[pair] for pair in pairs if pair[0] == task]
        text = words.phrase("task_number", lang, number=int(task))
        middle = (own[0] + own[-1]) / 2 + 0.5
        look: Look = {"ha": "right", "va": "center", "fontweight": "bold"}
        ax.text(-0.08, middle, text, fontsize=either(7, 5.5), **look)
    labels = [wrapped(names[dimension], either(32, 19)) for _, dimension in pairs]
    small = either(7.5, 6.5)
    ax.set_yticks([top + 0.5 for top in tops.values()], labels, fontsize=small)
    ax.tick_params(axis="y", pad=either(58, 40))
    short = either(15, 30)
    timing = dict(zip(against["source_id"], against["timing"], strict=True))
    heads = [
        wrapped(names[source], either(16, 27))
        + f"\n({wrapped(words.phrase(f'timing_{timing[source]}', lang), short)})"
        for _, source in texts
    ]
    ax.set_xticks([x + 0.46 for x in lefts.values()], heads, fontsize=5.9)
    ax.xaxis.tick_top()
    ax.set_xlim(-0.05, max(lefts.values()) + 1)
    ax.set_ylim(height, -0.15)
    if is_column():
        ax.tick_params(axis="x", rotation=90)
    for owner in dict.fromkeys(owners):
        places = [x for (one, _), x in lefts.items() if one == owner]
        ends = places[0], places[-1] + 0.92
        ax.plot(
            ends, [-0.15, -0.15], color=INK, lw=1.2, clip_on=False, gid="series:owner"
        )
        name = wrapped(names[str(owner)], 24 if len(places) > 1 else 16)
        style: Look = {"ha": "center", "va": "top", "fontweight": "bold"}
        style |= {"rotation": either(0, 90), "fontsize": small - 0.5}
        ax.text(sum(ends) / 2, height + 0.1, name, **style)
    bare(ax)
    shapes = {name: Rectangle((0, 0), 1, 1, **look) for name, look in HALF.items()}
    key(ax, {words.phrase(f"half_{name}", lang): box for name, box in shapes.items()})
    settle([ax])
    return ax


def _pairs_of(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, Any]]:
    first, second = (frame[column] for column in columns)
    return list(zip(first, second, strict=True))


def _draw_halves(
    ax: Axes, row: Row, place: tuple[float, float], said: str, *, lang: str
) -> None:
    x, y = place
    for offset, (name, look) in zip((0, 0.46), HALF.items(), strict=True):
        told = not pd.isna(row[name])
        tile = Rectangle((x + offset, y + 0.06), 0.44, 0.88, lw=0.6)
        tile.set(**(look if told else {"facecolor": "white", "edgecolor": FAINT}))
        tile.set_gid(f"series:{name}")
        ax.add_patch(tile)
        text = words.number(int(row[name]), lang) if told else "–"
        half = f"{said} · {words.phrase(f'half_{name}', lang)}: {text}"
        tile.set_url(url(row[f"{name}_fact_ids"], half))
        box = {"fc": "white", "ec": "none", "pad": 0.8} if told and offset else None
        ax.text(
            x + offset + 0.22,
            y + 0.52,
            text,
            fontsize=7,
            color=INK if told else MUTED,
            bbox=box,
            **INSIDE,
        )


@fits_column
def draw_times(times: pd.DataFrame, *, names: Mapping[str, str], lang: str) -> Axes:
    """Days from each dated instrument to what carries it out, a row a statement.

    `times` is what `measures.times_after` returns. A number is a point, a range a bar;
    a bar that fades into an arrow has no upper end; where nothing follows for the time
    it says so.
    """
    ax = canvas(either(0.36, 0.74) * len(times) + 1.0)
    ends = times[["days_low", "days_high"]].to_numpy(dtype=float, na_value=np.nan)
    most = np.nanmax(ends) if np.isfinite(ends).any() else 1.0
    for y, row in enumerate(records(times)):
        pair = f"{names[row['lower']]} – {names[row['upper']]}"
        _draw_wait(ax, y, row, (most, pair), lang)
    labels = [
        f"{wrapped(names[row['upper']], 44)} ({row['upper_date']})\n"
        + wrapped(f"→ {names[row['lower']]}", 56)
        for row in records(times)
    ]
    look: Look = {"fontsize": 6.5, "linespacing": 1.15}
    if is_column():
        for y, text in enumerate(labels):
            ax.text(0, y - 0.12, text, va="bottom", **look)
        labels = [""] * len(labels)
    ax.set_yticks(range(len(times)), labels, **look)
    ax.set_ylim(len(times) - 0.5, either(-0.5, -0.75))
    ax.set_xlim(-0.02 * most, 1.22 * most)
    ax.set_xlabel(wrapped(words.phrase("days_after", lang), either(60, 36)))
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", color=FAINT, lw=0.5)
    ax.set_axisbelow(True)
    return ax


def _draw_wait(ax: Axes, y: int, row: Row, known: tuple[float, str], lang: str) -> None:
    """Draw one row; `known` is the longest wait of all, and the words of this pair."""
    low, high, gid = row["days_low"], row["days_high"], f"bound:{row['fact_ids']}"
    text = words.phrase(f"wait_{row['ground']}", lang)
    most, pair = known
    leads = url(row["fact_ids"], f"{pair}: {text}")
    if pd.isna(low) and pd.isna(high):
        ax.plot([0], [y], marker="x", ms=5, color=MUTED, ls="", gid=gid, url=leads)
        ax.text(
            0.03 * most, y, text, va="center", fontsize=6.5, color=MUTED, bbox=PAPER
        )
        return
    figure = words.bounded(
        *(None if pd.isna(one) else one for one in (low, high)), lang
    )
    label = f"{figure}; {text}"
    leads = url(row["fact_ids"], f"{pair}: {label}")
    style: Look = {"color": BLUE, "gid": gid, "url": leads}
    if pd.isna(high):
        far = float(low) + 0.16 * most
        ax.plot([low, far], [y, y], lw=1.8, marker=5, markevery=[1], **style)
        ends = style | {"gid": f"{gid}:end"}
        ax.plot([low], [y], marker="|", ms=9, mew=1.8, **ends)
    elif low == high:
        far = float(high)
        ax.plot([low], [y], marker="o", ms=6, ls="", **style)
    else:
        far = float(high)
        ax.plot([low, high], [y, y], lw=1.8, marker="|", ms=9, **style)
    inside = far > 0.62 * most
    place = (y - 0.27) if inside else y
    x = 0.03 * most if inside else far + 0.03 * most
    if is_column():
        place, x = y + 0.2, 0.0
    box = None if inside else PAPER
    ax.text(x, place, label, va="center", fontsize=6.5, color=INK, bbox=box)
