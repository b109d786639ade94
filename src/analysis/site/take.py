"""Everything to take away: the files below `take/`, for the whole and by report."""

from dataclasses import dataclass
from pathlib import Path

from analysis.batch.catalogue import Row
from analysis.site.edition import Edition
from analysis.site.layout import own_page, render

STEM = "take"
FOLDER = "take"
DATA = "data"
KILO = 1000


@dataclass(frozen=True)
class File:
    """A file to take away."""

    address: str
    size: int

    @property
    def name(self) -> str:
        """Its name without folders."""
        return Path(self.address).name


def page(edition: Edition) -> tuple[str, str]:
    """The address and the text of the page of all files."""
    about = own_page(edition, STEM, edition.say("site_take"))
    found = [
        (question.title, row, files(edition.out, row.name))
        for question in edition.questions
        for row in question.rows
    ]
    return about.address, render(
        edition,
        "take.html.j2",
        about,
        data=files(edition.out, DATA),
        reports=[one for one in found if one[2]],
        size=lambda count: size(count, edition),
        beside=lambda row: beside(edition, row),
    )


def files(out: Path, name: str) -> list[File]:
    """The files of a folder below `take/`, by name."""
    folder = out / FOLDER / name
    paths = sorted(folder.rglob("*")) if folder.is_dir() else []
    return [
        File(path.relative_to(out).as_posix(), path.stat().st_size)
        for path in paths
        if path.is_file()
    ]


def beside(edition: Edition, row: Row) -> list[File]:
    """The files of a report that stand beside its page: notebook and networks."""
    paths = sorted(edition.out.glob(f"{row.name}.*"))
    kept = [path for path in paths if path.suffix in (".ipynb", ".graphml", ".gexf")]
    return [File(path.name, path.stat().st_size) for path in kept]


def size(count: int, edition: Edition) -> str:
    """A size in thousands of bytes."""
    return edition.say("site_size", count=max(1, round(count / KILO)))
