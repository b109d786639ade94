"""What the search looks through: reports, entities and statements of one language."""

import json
from collections.abc import Iterator

from analysis.addresses import SINGULAR
from publish.site import entities, statements
from publish.site.context import SiteContext

Place = tuple[str, str, str, str]  # title, kind, address and further words


def script(site: SiteContext) -> str:
    """The script with every place that the search can find."""
    places = [*_reports(site), *_entities(site), *_statements(site)]
    kinds = list(dict.fromkeys(kind for _, kind, _, _ in places))
    rows = [
        [title, kinds.index(kind), address, further]
        for title, kind, address, further in places
    ]
    text = json.dumps(
        {"kinds": kinds, "places": rows}, ensure_ascii=False, separators=(",", ":")
    )
    return f"window.SEARCH = {text};\n"


def _reports(site: SiteContext) -> Iterator[Place]:
    """Each report with its findings and captions."""
    kind = site.say("site_report")
    for question, row in site.questions_of_reports:
        title = " – ".join(filter(None, [question, row.subject]))
        executed = site.executed[row.name]
        captions = [part.caption for part in executed.shown]
        further = " ".join(dict.fromkeys([*executed.findings, *captions]))
        yield title, kind, f"{row.name}.html", further


def _entities(site: SiteContext) -> Iterator[Place]:
    """Each entity with its key and its names in both languages."""
    for table in SINGULAR:
        kind = site.say(f"site_{SINGULAR[table]}")
        for key in entities.keys(site, table):
            names = [
                str(value)
                for column, value in site.index.row(key).items()
                if value and column.endswith(("_vi", "_en", "symbol", "spellings"))
            ]
            further = " ".join(dict.fromkeys([key, *names]))
            yield site.index.names[key], kind, site.address(key), further


def _statements(site: SiteContext) -> Iterator[Place]:
    """Each statement with its id and its words as printed."""
    for table in site.facts:
        kind = site.table_title(table)
        for row in site.index.rows[table]:
            fact = row["fact_id"]
            further = f"{fact} {row['printed'] or ''}"
            yield statements.label(site, table, row), kind, site.address(fact), further
