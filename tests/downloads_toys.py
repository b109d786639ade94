"""What the tests of downloads share: executed notebooks, hostile texts."""

import html
import json
import unicodedata
from pathlib import Path
from typing import Any

from analysis.allowed_values import data_folder
from nbbatch import hashes
from nbbatch.cache import opened
from publish.downloads.build import report_downloads
from publish.downloads.formats import FOLDER
from publish.executed import FIGURE as SVG
from publish.executed import TABLE as RESOURCE
from publish.steps import DownloadError, write_downloads

FACTS = ("004-bnd-01", "004-obs-41")
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("x")', "=cmd|' /C'!A0"]
HOSTILE = [
    *FORMULAS,
    'a "quoted" text; with, signs',
    "two\nlines",
    "\\textbf{x} & 50 % of $x_1^2$ ~ #3 \\",
    "<script>alert(1)</script> &amp; <b>",
    "[in brackets]",
    "*starred* _and_ `ticked` -- 'quoted' ``twice''",
    "Đổi mới phương thức lãnh đạo của Đảng ủy xã Ngòi Đum",
    "emoji 🙂 and 漢字",
    "#set page(width: 1pt)",
    "]@label <figure-1> $ x $",
    "x" * 3000,
]
SVG_TEXT = """<svg xmlns:xlink="http://www.w3.org/1999/xlink"
 width="200pt" height="100pt"
 viewBox="0 0 200 100" xmlns="http://www.w3.org/2000/svg" version="1.1">
<g id="series:a">
<a xlink:href="claims:004-bnd-01+004-obs-41?one%3A%207" target="_blank">
<path d="M 10 10 L 90 10 L 90 90 L 10 90 z" style="fill: #0072b2"/></a></g>
<g id="node:b"><a xlink:href="entity:body/b"><path d="M 110 10 L 190 90 z"/></a></g>
</svg>"""


def resource(rows: list[list[Any]], **about: Any) -> dict[str, Any]:
    """A resource as `show` makes it: every type, keys with words, one without number.

    Columns: `key_id`, `several`, `n`, `share_pct`, `is_so`, `note`, `fact_ids`.
    """
    kinds = ("name", "title", "type", "words")
    described = [
        ("key_id", "Cấp ủy", "string", {"b-2": "Đảng ủy B", "a-1": "Đảng ủy A"}),
        ("several", "Several", "string", {"met": "đạt", "late": "chậm"}),
        ("n", "Number", "integer", {"not_mentioned": "không nêu"}),
        ("share_pct", "Share", "number"),
        ("is_so", "So", "boolean"),
        ("note", "Note", "string"),
        ("fact_ids", "Claims", "string"),
    ]
    fields = [dict(zip(kinds, each, strict=False)) for each in described]
    names = [field["name"] for field in fields]
    usual = {"name": "toy_table", "title": "A toy", "foot": "Nguồn: A", "lang": "en"}
    return {
        "profile": "tabular-data-resource",
        **(usual | about),
        "schema": {"fields": fields, "missingValues": ["", "not_mentioned"]},
        "data": [dict(zip(names, row, strict=True)) for row in rows],
    }


ROWS: list[list[Any]] = [
    ["a-1", "met late", 7, 12.5, True, "plain", " ".join(FACTS)],
    ["b-2", "late", -3, -0.25, False, None, FACTS[0]],
    [None, None, "not_mentioned", None, None, "", FACTS[1]],
]


def notebook(path: Path, *outputs: dict[str, Any], lang: str = "en", **given: Any):
    """Write an executed notebook that shows `outputs`, one cell each; return it."""
    cells = [
        markdown("# A question, *asked*?\n\nWhy it matters: 50 % of `x`."),
        code('name: str = "lao-cai-city-committee"\nlang: str = "en"', "parameters"),
        markdown(
            "## One part\n\nWith a [link](https://example.org) and ![map](m.png)."
        ),
        *(code("x", outputs=[output]) for output in outputs),
    ]
    metadata = {"papermill": {"parameters": {"lang": lang} | given}}
    book = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(book), encoding="utf-8")
    return path


def markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def code(text: str, *tags: str, outputs: list[Any] | None = None) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "metadata": {"tags": list(tags)},
        "source": text,
        "outputs": outputs or [],
    }


def shown_table(content: dict[str, Any], heads: list[str], rows: list[list[str]]):
    """An output as `show.Table` makes it."""
    safe = html.escape
    head = "".join(f'<th scope="col">{safe(text)}</th>' for text in heads)
    body = "".join(
        f'<tr><th scope="row">{safe(first)}</th>'
        + "".join(f'<td class="figure">{safe(text)}</td>' for text in rest)
        + "</tr>"
        for first, *rest in rows
    )
    page = (
        f'<table class="coded"><caption>{safe(content["title"])}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f'<p class="foot">{safe(content["foot"])}</p>'
    )
    data = {"text/html": page, "text/plain": "a table", RESOURCE: content}
    return {"output_type": "execute_result", "data": data, "metadata": {}}


def shown_html(page: str) -> dict[str, Any]:
    data = {"text/html": page, "text/plain": "text"}
    return {"output_type": "execute_result", "data": data, "metadata": {}}


def shown_figure(
    draws: str = "toy_table",
    alt: str = "Two shapes",
    caption: str = "Hình vẽ",
    svg: str = SVG_TEXT,
) -> dict[str, Any]:
    about = {"alt": alt, "caption": caption, "foot": "Nguồn: A", "draws": draws}
    data = {SVG: svg, "text/plain": alt}
    return {"output_type": "execute_result", "data": data, "metadata": {SVG: about}}


def squeezed(text: str) -> str:
    """`text` without spaces, as lines are broken anywhere."""
    return "".join(unicodedata.normalize("NFC", text).split())


def write_report(path: Path, out: Path) -> list[Path]:
    """Write the downloads of a report as a run does; return the files by name."""
    folder = out / FOLDER / path.stem
    folder.mkdir(parents=True)
    for name, content in report_downloads(path, out).items():
        (folder / name).write_bytes(content)
    return sorted(folder.iterdir())


def write_reports(out: Path, names: list[str]) -> list[str]:
    """Write the downloads of several reports; return those that were written."""
    with opened(out) as cache:
        before = dict(cache.records)
        data = {"the data": hashes.of_files(data_folder())}
        if problems := write_downloads(cache, names, data):
            raise DownloadError(problems)
        steps = {name: f"downloads {name}" for name in names}
        new = [n for n in names if cache.records.get(steps[n]) != before.get(steps[n])]
        return [name for name in new if steps[name] in cache.records]
