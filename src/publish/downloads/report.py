"""Write a whole report as PDF and as Word.

Its prose, tables and figures become one page of HTML. By `report.lua`, pandoc makes
of it a Word file with the styles of `reference.docx`, and the Typst of the PDF, the
design of which is `report.typ`.
"""

import math
import os
import re
import subprocess
from functools import cache
from html import escape, unescape
from pathlib import Path

import pypandoc

from analysis import explain, words
from analysis.tables import Study
from publish.downloads.figures import typeset
from publish.executed import Executed, Figure, Html, Part, Prose, Table, Text
from publish.page import markdown

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


def write_report(report: Executed, study: Study, folder: Path) -> None:
    """Write the report to `folder` as report.pdf and report.docx.

    `folder` has its figures as `figure-<n>.svg` and `.png`.

    Raises
    ------
    ValueError
        If pandoc cannot convert it; the message is pandoc's.
    """
    body = _body(report, study)
    heading = TITLE.search(body)
    about = {
        "title": _plain(heading[1]) if heading else report.name,
        "subject": subject(report, study),
        "collection": study.dictionary.about[f"title{'_vi' * (study.lang == 'vi')}"],
        "author": ", ".join(explain.authors(study)),
        "lang": study.lang,
    }
    author = f"{about['author']}. {about['collection']}"
    page = (
        f'<html lang="{study.lang}"><head><title>{escape(about["title"])}</title>'
        f'<meta name="subtitle" content="{escape(about["subject"])}">'
        f'<meta name="author" content="{escape(author)}"></head>'
        f"<body>{TITLE.sub('', body, count=1)}</body></html>"
    )
    template = (HERE / "report.typ").read_text(encoding="utf-8")
    text = f"{template}\n{_converted(page, folder)}"
    pdf = typeset(text, about, folder=folder, has_tags=False)
    (folder / "report.pdf").write_bytes(pdf)


def _converted(page: str, folder: Path) -> str:
    """Write a page of HTML to report.docx; return it in Typst's language."""
    result = subprocess.run(
        [_pandoc_path(), "lua", HERE / "report.lua", HERE / "reference.docx"],
        input=page.encode(),
        capture_output=True,
        check=False,
        cwd=folder,
        env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH},
    )
    if result.returncode:
        msg = f"pandoc: {result.stderr.decode(errors='replace').strip()}"
        raise ValueError(msg)
    return result.stdout.decode()


@cache
def _pandoc_path() -> str:
    return str(pypandoc.get_pandoc_path())


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
            return _for_document(markdown(part.markdown))
        case Html():
            return _for_document(part.html)
        case Text():
            return f"<pre>{escape(part.text)}</pre>"
    return ""


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
        texts = list(map(_plain, column))
        length = max(map(len, texts))
        longest_word = max(map(len, " ".join(texts).split()), default=1)
        widths.append(2 + max(longest_word, min(length, 3 * math.sqrt(length))))
    columns = (f'<col style="width: {100 * w / sum(widths):.1f}%">' for w in widths)
    return f"<colgroup>{''.join(columns)}</colgroup>"


def _plain(html: str) -> str:
    return unescape(re.sub("<[^>]*>", "", html))


def _for_document(html: str) -> str:
    for pattern, replacement in REPLACEMENTS.items():
        html = re.sub(pattern, replacement, html, flags=re.DOTALL)
    return html


def subject(report: Executed, study: Study) -> str:
    """Return the parameters in words: whom and what the question is asked about."""
    values = [str(value) for value in report.parameters.values() if value != ALL]
    names = study.names_for(values)
    return " · ".join(names.get(value, value) for value in values)
