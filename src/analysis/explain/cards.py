"""What is known of a fact or a thing, ready to be shown as text and as HTML."""

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

FOLDED = 8  # a longer section is folded


@dataclass(frozen=True)
class Part:
    """A stretch of a line.

    Attributes
    ----------
    text
        What a reader sees.
    key
        The fact or thing that it names, if it names one.
    lang
        Its language, where it is not that of the line.
    """

    text: str
    key: str = ""
    lang: str = ""


class Linked(str):
    """A text that knows which of its parts name a fact or a thing."""

    __slots__ = ("parts",)
    parts: tuple[Part, ...]

    def __new__(cls, *parts: Part | str) -> Self:
        """Join `parts`; what is a plain text names nothing."""
        made = [Part(part) if isinstance(part, str) else part for part in parts]
        line = super().__new__(cls, "".join(part.text for part in made))
        line.parts = tuple(part for part in made if part.text)
        return line


def joined(lines: Iterable[Linked], between: str) -> Linked:
    """The lines that are not empty as one, with `between` between them."""
    parts: list[Part | str] = []
    for line in filter(None, lines):
        parts += [between, *line.parts] if parts else line.parts
    return Linked(*parts)


@dataclass(frozen=True)
class Section:
    """What is said under one heading, a line each."""

    title: str
    items: Sequence[str]

    def __repr__(self) -> str:
        """The heading, and its lines below it."""
        told = [f"    {item}" for item in self.items]
        return "\n".join([f"  {self.title} ({len(self.items)})", *told])

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{html.escape(item)}</li>" for item in self.items)
        title = f"{html.escape(self.title)} ({len(self.items)})"
        is_open = "" if len(self.items) > FOLDED else " open"
        return f"<details{is_open}><summary>{title}</summary><ul>{items}</ul></details>"


@dataclass(frozen=True)
class Passage:
    """The paragraph of a span: what stands before it, its words, what follows."""

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
class Known:
    """What is known of one fact or thing.

    Attributes
    ----------
    key
        Its fact id or key.
    table
        The table in which it stands.
    lines
        Title and words of each thing known, in the study's language.
    sections
        What else bears on it, under headings.
    name
        Its name, if it has one.
    passage
        The paragraph of a fact, where it was asked for.
    """

    key: str
    table: str
    lines: Sequence[tuple[str, str]]
    sections: list[Section] = field(default_factory=list)
    name: str = ""
    passage: Passage | None = None

    @property
    def heading(self) -> str:
        """Its name and key."""
        return f"{self.name} ({self.key})" if self.name else self.key

    def __repr__(self) -> str:
        """One line for each thing known, then the sections and the passage."""
        told = [f"  {title}: {text}" for title, text in self.lines]
        rest = [repr(part) for part in (*self.sections, self.passage) if part]
        return "\n".join([self.heading, *told, *rest])

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{html.escape(title)}</th>'
            f"<td>{html.escape(text)}</td></tr>"
            for title, text in self.lines
        )
        parts = [part for part in (self.passage, *self.sections) if part]
        return (
            f'<table class="claim"><caption>{html.escape(self.heading)}</caption>'
            f"{rows}</table>{''.join(part._repr_html_() for part in parts)}"
        )


class Claim(Known):
    """What is known of one fact."""

    @property
    def fact_id(self) -> str:
        """The fact."""
        return self.key


class Thing(Known):
    """What is known of an instrument, a committee, an indicator, a source."""
