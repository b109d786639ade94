"""Addresses in the site, and the references that stand for them until a page is made.

Every statement is an anchor on the page of its text, every entity one on the register
of its table. A notebook does not know where its pages will be: its tables and figures
hold references ("claims:…", "entity:…"), which the page turns into links. What a mark
says in words follows the reference after "?", and names the link for screen readers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

CLAIMS, ENTITY = "claims:", "entity:"
NO_TEXT = "inferred"  # the page of statements that no text makes
SINGULAR = {
    "committees": "committee",
    "bodies": "body",
    "localities": "locality",
    "instruments": "instrument",
    "indicators": "indicator",
    "dimensions": "dimension",
    "domains": "domain",
    "terms": "term",
    "sources": "source",
}
TABLE_OF_KIND = {kind: table for table, kind in SINGULAR.items()}


@dataclass(frozen=True)
class Reference:
    """What a mark stands for, facts or an entity, and its label."""

    facts: tuple[str, ...] = ()
    table: str = ""
    key: str = ""
    label: str = ""


def text_address(source_id: str | None, lang: str) -> str:
    """Return the page of a text, from the folder of the reports.

    Examples
    --------
    >>> text_address("000_4431c01ed6d97e21", "en")
    'text/000_4431c01ed6d97e21__en.html'
    """
    return f"text/{source_id or NO_TEXT}__{lang}.html"


def fact_address(fact_id: str, source_id: str | None, lang: str) -> str:
    """Return the place of a statement on the page of its text.

    Examples
    --------
    >>> fact_address("000-obs-01", "000_4431c01ed6d97e21", "vi")
    'text/000_4431c01ed6d97e21__vi.html#000-obs-01'
    """
    return f"{text_address(source_id, lang)}#{fact_id}"


def entity_address(table: str, key: str, lang: str) -> str:
    """Return the place of an entity on the register of its table; a text has a page.

    Examples
    --------
    >>> entity_address("instruments", "central-conclusion-21-2021", "en")
    'instruments__en.html#central-conclusion-21-2021'
    """
    if table == "sources":
        return text_address(key, lang)
    return f"{table}__{lang}.html#{key}"


def reference_address(
    reference: Reference, source_of: Callable[[str], str | None], lang: str
) -> str:
    """Return where a reference leads: to its entity, or to the first of its facts.

    `source_of` gives the source of a fact, and a KeyError if there is no such fact.

    Raises
    ------
    ValueError
        If the data have no such fact: the report is older than the data.
    """
    if reference.table:
        return entity_address(TABLE_OF_KIND[reference.table], reference.key, lang)
    fact = reference.facts[0]
    try:
        return fact_address(fact, source_of(fact), lang)
    except KeyError:
        msg = f"no fact {fact!r} in the data: the report is older, run it again"
        raise ValueError(msg) from None


def claims_reference(fact_ids: Sequence[str], label: str = "") -> str:
    """Return the reference of a mark that stands for facts; "" if there are none.

    Examples
    --------
    >>> claims_reference(["000-obs-01", "000-obs-02"], "more than 8,831")
    'claims:000-obs-01+000-obs-02?more%20than%208%2C831'
    """
    return CLAIMS + "+".join(fact_ids) + _labelled(label) if fact_ids else ""


def entity_reference(kind: str, key: str, label: str = "") -> str:
    """Return the reference of a mark that stands for an entity.

    Examples
    --------
    >>> entity_reference("body", "central-state")
    'entity:body/central-state'
    """
    return f"{ENTITY}{kind}/{key}{_labelled(label)}"


def _labelled(label: str) -> str:
    return f"?{quote(label, safe='')}" if label else ""


def read_reference(text: str) -> Reference | None:
    """Return what a reference stands for; None if `text` is no reference.

    Examples
    --------
    >>> read_reference("claims:a-1+a-2?two%20claims")
    Reference(facts=('a-1', 'a-2'), table='', key='', label='two claims')
    >>> read_reference("javascript:alert(1)") is None
    True
    """
    body, _, label = text.partition("?")
    if body.startswith(CLAIMS):
        facts = tuple(body.removeprefix(CLAIMS).split("+"))
        return Reference(facts=facts, label=unquote(label))
    if body.startswith(ENTITY):
        kind, _, key = body.removeprefix(ENTITY).partition("/")
        return Reference(table=kind, key=key, label=unquote(label))
    return None
