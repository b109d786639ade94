"""Every page of the site in one language."""

from publish.site import claims, front, glossary, search, take, things
from publish.site.edition import Edition

Files = dict[str, str | bytes]


def files(edition: Edition) -> Files:
    """The pages of one language and the scripts with its words, by file name."""
    own = [
        front.page(edition),
        things.register(edition),
        glossary.page(edition),
        take.page(edition),
    ]
    if f"{claims.STEM}__{edition.lang}" not in edition.books:
        own.append(claims.listing(edition))
    return {
        **dict(claims.pages(edition)),
        **dict(things.pages(edition)),
        **dict(own),
        f"assets/claims__{edition.lang}.js": claims.glances(edition),
        f"assets/search__{edition.lang}.js": search.script(edition),
    }
