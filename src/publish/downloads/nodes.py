"""The words of pandoc for a document: blocks, inlines, and the text in them."""

from typing import Any

Node = dict[str, Any]
SPACES = ("Space", "SoftBreak", "LineBreak")


def raw(text: str, form: str = "typst") -> Node:
    """What only files of one form get."""
    return {"t": "RawBlock", "c": [form, text]}


def named(style: str = "", custom: str = "", **known: str) -> list[Any]:
    """What is known of a block or a picture: its class, Word's style, and the like."""
    about = [["custom-style", custom]] * bool(custom)
    return ["", [style] * bool(style), about + [list(pair) for pair in known.items()]]


def plain(text: str) -> Node:
    """A block of `text`."""
    return {"t": "Plain", "c": inlines(text)}


def inlines(text: str) -> list[Node]:
    """Words with spaces between them, where lines may break."""
    found: list[Node] = []
    for word in text.split():
        found += [{"t": "Space"}] * bool(found) + [{"t": "Str", "c": word}]
    return found


def text_of(nodes: Any) -> str:
    """The text in blocks or inlines, without their looks.

    Examples
    --------
    >>> text_of([plain("a b"), {"t": "Emph", "c": inlines("c")}])
    'a b c'
    """
    if isinstance(nodes, str):
        return nodes
    if isinstance(nodes, dict):
        return " " if nodes["t"] in SPACES else _within(nodes)
    parts = [text_of(node) for node in nodes]
    is_block = any(isinstance(n, dict) and n["t"] in ("Plain", "Para") for n in nodes)
    return (" " if is_block else "").join(parts)


def _within(node: Node) -> str:
    """The text of what a node holds, without what is known of it."""
    content = node.get("c", "")
    has_attributes = node["t"] in ("Span", "Link", "Code", "Div", "Image")
    return text_of(content[1] if has_attributes else content)
