"""Addresses of pages and marks: where a claim or a thing is told of in the site.

A mark of a figure carries a reference ("claims:…", "thing:…") instead of an address,
as a figure is drawn once and put on pages of different folders. What a mark says in
words follows the reference after "?", and names the link for those who cannot see it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

CLAIMS, THING = "claims:", "thing:"
SINGULAR = {
    "committees": "committee",
    "bodies": "body",
    "localities": "locality",
    "instruments": "instrument",
    "indicators": "indicator",
    "dimensions": "dimension",
    "terms": "term",
    "sources": "source",
}


@dataclass(frozen=True)
class Reference:
    """What a mark stands for: claims, or a thing; and what it says in words."""

    facts: tuple[str, ...] = ()
    table: str = ""
    key: str = ""
    said: str = ""


def claim_address(fact_id: str, lang: str) -> str:
    """The page of a claim, from the folder of the reports.

    Examples
    --------
    >>> claim_address("000-obs-01", "vi")
    'claim/000-obs-01__vi.html'
    """
    return thing_address("claim", fact_id, lang)


def thing_address(table: str, key: str, lang: str) -> str:
    """The page of one row of an entity table, which is named in the singular.

    Examples
    --------
    >>> thing_address("instrument", "central-conclusion-21-2021", "en")
    'instrument/central-conclusion-21-2021__en.html'
    """
    return f"{table}/{key}__{lang}.html"


def claims_reference(fact_ids: Sequence[str], said: str = "") -> str:
    """The reference of a mark that stands for claims; empty if there are none.

    Examples
    --------
    >>> claims_reference(["000-obs-01", "000-obs-02"], "more than 8,831")
    'claims:000-obs-01+000-obs-02?more%20than%208%2C831'
    """
    return CLAIMS + "+".join(fact_ids) + _told(said) if fact_ids else ""


def thing_reference(table: str, key: str, said: str = "") -> str:
    """The reference of a mark that stands for one row of an entity table.

    Examples
    --------
    >>> thing_reference("body", "central-state")
    'thing:body/central-state'
    """
    return f"{THING}{table}/{key}{_told(said)}"


def _told(said: str) -> str:
    return f"?{quote(said, safe='')}" if said else ""


def read_reference(text: str) -> Reference | None:
    """What a reference stands for; None if `text` is no reference.

    Examples
    --------
    >>> read_reference("claims:a-1+a-2?two%20claims")
    Reference(facts=('a-1', 'a-2'), table='', key='', said='two claims')
    >>> read_reference("javascript:alert(1)") is None
    True
    """
    body, _, said = text.partition("?")
    if body.startswith(CLAIMS):
        facts = tuple(body.removeprefix(CLAIMS).split("+"))
        return Reference(facts=facts, said=unquote(said))
    if body.startswith(THING):
        table, _, key = body.removeprefix(THING).partition("/")
        return Reference(table=table, key=key, said=unquote(said))
    return None
