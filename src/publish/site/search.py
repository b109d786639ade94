"""What the search looks through: reports, entities and statements of one language."""

import json

from publish.site import entities, statements
from publish.site.context import SiteContext

Place = tuple[str, str, str, str]


def script(site: SiteContext) -> str:
    """The script with title, kind, address and further words of each place."""
    places = [*reports(site), *entities.places(site), *statements.places(site)]
    kinds = list(dict.fromkeys(kind for _, kind, _, _ in places))
    rows = [
        [title, kinds.index(kind), address, further]
        for title, kind, address, further in places
    ]
    text = json.dumps(
        {"kinds": kinds, "places": rows}, ensure_ascii=False, separators=(",", ":")
    )
    return f"window.SEARCH = {text};\n"


def reports(site: SiteContext) -> list[Place]:
    """Title, kind, address and findings of each report."""
    kind = site.say("site_report")
    places = []
    for question in site.questions:
        for row in question.rows:
            title = " – ".join(filter(None, [question.title, row.subject]))
            executed = site.executed[row.name]
            captions = [part.caption for part in executed.shown]
            further = " ".join(dict.fromkeys([*executed.findings, *captions]))
            places.append((title, kind, f"{row.name}.html", further))
    return places
