"""Write a whole report as PDF and as Word.

Its prose, tables and figures become one page of HTML, which pandoc converts to Typst
(typeset with `report.typ`) and to Word (with the styles of `reference.docx`).
"""

import json
import math
import os
import re
import subprocess
from collections.abc import Mapping
from functools import cache
from html import escape, unescape
from pathlib import Path

import pypandoc
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from analysis import explain, words
from analysis.tables import Study
from publish.downloads.figures import typeset
from publish.executed import Executed, Figure, Html, Part, Prose, Table, Text

HERE = Path(__file__).parent
ALL = "all"  # the value of a parameter that leaves nothing out
EPOCH = "946684800"  # what pandoc takes for the present: equal input, equal bytes
TITLE = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
NOTE = '<div custom-style="Foot" typst:text:size="8pt"><p>{}</p></div>'
REPLACEMENTS = {  # what only a page has, and what a document has in its place
    r"<details><summary>.*?</summary>(<dl>.*?</dl>)</details>": r"\1",
    r"<details class=\"rest\"><summary>.*?</summary>(.*?)</details>": r"\1",
    r"<details><summary>(.*?)</summary>.*?</details>": r"\1",
    r'<a\b(?![^>]*href="https?:)[^>]*>(.*?)</a>': r"\1",
    r'<img\b[^>]*?alt="([^"]*)"[^>]*>': r"\1",
    r"<img\b[^>]*>": "",
    r'class="figure"': 'style="text-align: right"',
    r'<p class="finding">(.*?)</p>': r"<blockquote><p>\1</p></blockquote>",
    r'<p class="(?:foot|nothing)">(.*?)</p>': NOTE.format(r"\1"),
}


def report_files(report: Executed, study: Study, folder: Path) -> dict[str, bytes]:
    """Return the report by the ending of its file: pdf and docx.

    `folder` has its figures as `figure-<n>.svg` and `.png`.

    Raises
    ------
    ValueError
        If pandoc cannot convert it; the message is pandoc's.
    """
    body, heading = _body(report, study), None
    if heading := TITLE.search(body):
        body = body.replace(heading[0], "", 1)
    title = re.sub(r"<[^>]+>", "", unescape(heading[1])) if heading else report.name
    about = {
        "title": title,
        "subject": subject(report, study),
        "collection": study.dictionary.about[f"title{'_vi' * (study.lang == 'vi')}"],
        "author": ", ".join(explain.authors(study)),
        "lang": study.lang,
    }
    page = _page(body, about)
    return {"pdf": _pdf(page, report, about, folder), "docx": _docx(page, folder)}


def _pdf(page: str, report: Executed, about: dict[str, str], folder: Path) -> bytes:
    text = pandoc(page, "typst").decode()
    for figure in report.figures:
        # pandoc leaves out what an image shows, and a report has it as PNG
        alt = json.dumps(" ".join(figure.alt.split()), ensure_ascii=False)
        image, stem = 'image("{}"{})', f"figure-{figure.number}"
        picture = image.format(f"{stem}.svg", f", alt: {alt}, width: 100%")
        text = text.replace(image.format(f"{stem}.png", ""), picture)
    template = (HERE / "report.typ").read_text(encoding="utf-8")
    return typeset(f"{template}\n{text}", about, folder=folder, has_tags=False)


def _docx(page: str, folder: Path) -> bytes:
    styles = f"--reference-doc={HERE / 'reference.docx'}"
    return pandoc(page, "docx", styles, f"--resource-path={folder}")


def _page(body: str, about: Mapping[str, str]) -> str:
    author = f"{about['author']}. {about['collection']}"
    return (
        f'<html lang="{about["lang"]}"><head><title>{escape(about["title"])}</title>'
        f'<meta name="subtitle" content="{escape(about["subject"])}">'
        f'<meta name="author" content="{escape(author)}"></head>'
        f"<body>{body}</body></html>"
    )


def _body(report: Executed, study: Study) -> str:
    """What the report shows, and how to cite its sources, as HTML."""
    entries = explain.citation(study, report.fact_ids, names_facts=False).entries
    items = "".join(f"<li>{escape(entry)}</li>" for entry in entries)
    heading = words.phrase("take_cite", study.lang)
    parts = [_html(part, study.lang) for part in report.parts]
    return "\n".join([*parts, f"<h2>{escape(heading)}</h2><ul>{items}</ul>"])


def _html(part: Part, lang: str) -> str:
    """What a part shows; the files of a network are beside the page of the report."""
    match part:
        case Table():
            return _table(part, lang)
        case Figure():
            return _figure(part, lang)
        case Prose():
            return _for_document(_markdown().render(part.markdown))
        case Html():
            return _for_document(part.html)
    return f"<pre>{escape(part.text)}</pre>" if isinstance(part, Text) else ""


def _table(table: Table, lang: str) -> str:
    html, caption = _for_document(table.html), _numbered("take_table", table, lang)
    head = f"<caption>{escape(caption)}</caption>{_columns(html)}"
    return re.sub("<caption>.*?</caption>", lambda _: head, html)


def _figure(figure: Figure, lang: str) -> str:
    caption = escape(_numbered("take_figure", figure, lang))
    image = f'<img src="figure-{figure.number}.png" alt="{escape(figure.alt)}"/>'
    caption = f"<figcaption>{caption}</figcaption>"
    return f"<figure>{image}{caption}</figure>" + NOTE.format(escape(figure.foot))


def _numbered(phrase: str, part: Table | Figure, lang: str) -> str:
    number = words.number(part.number, lang)
    return words.phrase(phrase, lang, number=number, caption=part.caption)


def _columns(table: str) -> str:
    """The share of each column of a table in the width of the page.

    A column is as wide as its longest word, and as its longest text up to 9 letters; of
    longer texts, the width grows with the square root of the length.
    """
    rows = re.findall("<tr>(.*?)</tr>", re.sub("<br[^>]*>", " ", table), re.DOTALL)
    cells = [re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    widths = []
    for column in zip(*cells, strict=False):
        texts = [unescape(re.sub("<[^>]*>", "", cell)) for cell in column]
        words_ = [word for text in texts for word in text.split()]
        length = max(map(len, texts))
        longest_word = max(map(len, words_), default=1)
        widths.append(2 + max(longest_word, min(length, 3 * math.sqrt(length))))
    columns = (f'<col style="width: {100 * w / sum(widths):.1f}%">' for w in widths)
    return f"<colgroup>{''.join(columns)}</colgroup>"


def _for_document(html: str) -> str:
    for pattern, replacement in REPLACEMENTS.items():
        html = re.sub(pattern, replacement, html, flags=re.DOTALL)
    return html


@cache
def _markdown() -> MarkdownWithMath:
    return MarkdownWithMath(
        renderer=IPythonRenderer(escape=False, exclude_anchor_links=True)
    )


def subject(report: Executed, study: Study) -> str:
    """Return the parameters in words: whom and what the question is asked about."""
    labels = {
        value: label[study.lang]
        for table in study.dictionary.tables.values()
        for column in table.columns.values()
        for value, label in column.words.items()
    }
    parts = []
    for name, value in report.parameters.items():
        keys = str(value).split()
        known = labels | study.names_for(keys)
        texts = [known[key] for key in keys if key in known]
        if str(value) != ALL:
            parts.append(", ".join(texts) if texts else f"{name} = {value}")
    return " · ".join(parts)


def pandoc(html: str, form: str, *options: str) -> bytes:
    """Return a page of HTML in one of pandoc's output formats.

    Raises
    ------
    ValueError
        If pandoc cannot convert it; the message is its own.
    """
    result = subprocess.run(
        [_pandoc_path(), "--from=html", f"--to={form}", "--output=-", *options],
        input=html.encode(),
        capture_output=True,
        check=False,
        env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH},
    )
    if result.returncode:
        msg = f"pandoc, to {form}: {result.stderr.decode(errors='replace').strip()}"
        raise ValueError(msg)
    return result.stdout


@cache
def _pandoc_path() -> str:
    return str(pypandoc.get_pandoc_path())
