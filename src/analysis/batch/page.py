"""An executed notebook as a page: one file, readable with no network.

The template stands in `template/`. Code is folded away, pictures have the words of
their output's metadata (`metadata["image/png"]["alt"]`), and networks that a notebook
displays as GraphML or GEXF become files beside the page with a link to them.
"""

from __future__ import annotations

import copy
import re
from functools import cache
from pathlib import Path
from typing import Any

from nbconvert import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML

from analysis.batch.task import Heading

GRAPHS = {
    "application/graphml+xml": ("graphml", "GraphML"),
    "application/gexf+xml": ("gexf", "GEXF"),
}
SCOPED_STYLE = re.compile(r"<style scoped>.*?</style>\s*", re.DOTALL)
WORDS = {
    "en": {
        "all": "All reports",
        "code": "Code",
        "download": "Download the network",
        "figure": "Figure",
        "scroll": "Table",
        "twin": "Tiếng Việt",
    },
    "vi": {
        "all": "Tất cả báo cáo",
        "code": "Mã lệnh",
        "download": "Tải mạng lưới",
        "figure": "Hình",
        "scroll": "Bảng",
        "twin": "English",
    },
}


@cache
def exporter() -> Any:
    """Return the one exporter of this process."""
    made: Any = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="template",
        extra_template_basedirs=[str(Path(__file__).parent)],
        exclude_anchor_links=True,
    )
    highlight: Any = Highlight2HTML
    made.register_filter(
        "highlight_code", highlight(pygments_lexer="ipython3", parent=made)
    )
    return made


def files(book: Any, heading: Heading) -> dict[str, str]:
    """Return the texts of a page and of the networks beside it, by file name."""
    shown = copy.deepcopy(book)
    words = WORDS.get(heading.lang, WORDS["en"])
    written = _take_graphs(shown, heading.name, words)
    for output in _outputs(shown):
        if "text/html" in output.get("data", {}):
            html = output["data"]["text/html"]
            output["data"]["text/html"] = SCOPED_STYLE.sub("", html)
    resources = {"heading": heading, "words": words}
    # Without the pass over the finished page that HTMLExporter adds: the template
    # gives every picture its words, and parsing costs more than all the rest.
    render: Any = TemplateExporter.from_notebook_node
    html, _ = render(exporter(), shown, resources)
    return written | {f"{heading.name}.html": html}


def _outputs(book: Any) -> list[Any]:
    return [one for cell in book.cells for one in cell.get("outputs", [])]


def _take_graphs(book: Any, name: str, words: dict[str, str]) -> dict[str, str]:
    """Replace each network of the outputs by a link; return the networks."""
    taken: dict[str, str] = {}
    for output in _outputs(book):
        data = output.get("data", {})
        links = []
        for mimetype in GRAPHS.keys() & data.keys():
            kind, label = GRAPHS[mimetype]
            count = sum(file.endswith(kind) for file in taken)
            file = f"{name}.{count + 1}.{kind}" if count else f"{name}.{kind}"
            taken[file] = data.pop(mimetype)
            links.append(f'<a href="{file}" download>{label}</a>')
        if links:
            links = sorted(links, reverse=True)
            data["text/html"] = (
                f'<p class="download">{words["download"]}: {" · ".join(links)}</p>'
            )
    return taken
