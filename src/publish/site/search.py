"""What the search looks through: reports, things and claims of one language."""

import json

from publish.site import claims, things
from publish.site.edition import Edition

Place = tuple[str, str, str, str]


def script(edition: Edition) -> str:
    """The script with title, kind, address and further words of each place."""
    places = [*reports(edition), *things.places(edition), *claims.places(edition)]
    kinds = list(dict.fromkeys(kind for _, kind, _, _ in places))
    rows = [
        [title, kinds.index(kind), address, further]
        for title, kind, address, further in places
    ]
    text = json.dumps(
        {"kinds": kinds, "places": rows}, ensure_ascii=False, separators=(",", ":")
    )
    return f"window.SEARCH = {text};\n"


def reports(edition: Edition) -> list[Place]:
    """Title, kind, address and findings of each report and of the site's own pages."""
    kind = edition.say("site_report")
    found = []
    for question in edition.questions:
        for row in question.rows:
            title = " – ".join(filter(None, [question.title, row.subject]))
            book = edition.books[row.name]
            captions = [shown.caption for shown in book.shown]
            told = " ".join(dict.fromkeys([*book.findings, *captions]))
            found.append((title, kind, f"{row.name}.html", told))
    return found
