"""What is explained of a key, ready to be shown as text and as HTML."""

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Self

FOLDED = 8  # a longer section is folded


class Part(NamedTuple):
    """A stretch of a line: its text, the key that it names, its language.

    `key` is "" if it names none, `lang` is "" if it is that of the line.
    """

    text: str
    key: str = ""
    lang: str = ""


class Line(str):
    """A text whose parts may name facts and entities."""

    __slots__ = ("parts",)
    parts: tuple[Part, ...]

    def __new__(cls, *parts: Part | str) -> Self:
        """Join `parts`; a plain text names nothing."""
        every = [Part(part) if isinstance(part, str) else part for part in parts]
        line = super().__new__(cls, "".join(part.text for part in every))
        line.parts = tuple(part for part in every if part.text)
        return line


def joined(lines: Iterable[Line], between: str) -> Line:
    """The lines that are not empty as one, with `between` between them."""
    parts: list[Part | str] = []
    for line in filter(None, lines):
        parts += [between, *line.parts] if parts else line.parts
    return Line(*parts)


@dataclass(frozen=True)
class Section:
    """Lines under a heading."""

    title: str
    items: Sequence[str]

    def __repr__(self) -> str:
        """The heading, and its lines below it."""
        lines = [f"    {item}" for item in self.items]
        return "\n".join([f"  {self.title} ({len(self.items)})", *lines])

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{html.escape(item)}</li>" for item in self.items)
        title = f"{html.escape(self.title)} ({len(self.items)})"
        is_open = "" if len(self.items) > FOLDED else " open"
        return f"<details{is_open}><summary>{title}</summary><ul>{items}</ul></details>"


@dataclass(frozen=True)
class Passage:
    """The paragraph of a span: what comes before it, its words, what follows."""

    before: str
    words: str
    after: str

    def __repr__(self) -> str:
        """The paragraph, the span in brackets."""
        return f"{self.before}[{self.words}]{self.after}"

    def _repr_html_(self) -> str:
        before, span, after = map(html.escape, (self.before, self.words, self.after))
        return f'<blockquote lang="vi">{before}<mark>{span}</mark>{after}</blockquote>'


@dataclass(frozen=True, repr=False)
class Explanation:
    """Everything the data record about one fact or entity.

    Attributes
    ----------
    key, table
        Its fact id or key, and the table of its row.
    lines
        Title and text of each of its columns, in the study's language.
    sections
        What else bears on it, under headings.
    name
        Its label, if it is an entity.
    """

    key: str
    table: str
    lines: Sequence[tuple[str, str]]
    sections: list[Section] = field(default_factory=list)
    name: str = ""

    @property
    def heading(self) -> str:
        """Its name and key."""
        return f"{self.name} ({self.key})" if self.name else self.key

    def __repr__(self) -> str:
        """A line for each column, then the sections."""
        lines = [f"  {title}: {text}" for title, text in self.lines]
        return "\n".join([self.heading, *lines, *map(repr, self.sections)])

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{html.escape(title)}</th>'
            f"<td>{html.escape(text)}</td></tr>"
            for title, text in self.lines
        )
        return (
            f'<table class="claim"><caption>{html.escape(self.heading)}</caption>'
            f"{rows}</table>{''.join(part._repr_html_() for part in self.sections)}"
        )
