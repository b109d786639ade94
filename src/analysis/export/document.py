"""A report as a document of pandoc: what PDF and Word are both made from.

Prose is read as Markdown and what cells show as HTML; the first heading becomes the
title, and the others rise by one. Links into the site become plain text, as a file that
was taken away has no site beside it.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pypandoc

from analysis import explain, words
from analysis.export.executed import Executed, Figure, Plain, Prose, Shown
from analysis.tables import Study

MARKDOWN = "commonmark+pipe_tables+strikeout+tex_math_dollars+footnotes"
EVIDENCE = re.compile(
    r'(<td class="evidence"[^>]*>)<details><summary>(.*?)</summary>.*?</details>'
)
FORMS = re.compile(r'(<ul class="citation">.*?</ul>)(?:<details>.*?</details>)+')
INSIDE = re.compile(r"<a\b[^>]*\bdata-claims=[^>]*>(.*?)</a>", re.DOTALL)
NOTED = re.compile(r'<p class="(foot|finding|nothing)">(.*?)</p>', re.DOTALL)
Node = dict[str, Any]
