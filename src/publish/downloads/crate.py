"""The replication package: data, code, environment, results, all described.

`replication.zip` unpacks into a folder in which `make reports` makes the reports anew.
Its files are listed here by pattern, not asked of git: an unpacked package is no
repository, and makes the same package again. `ro-crate-metadata.json` describes every
file (RO-Crate 1.2, Process Run Crate 0.5), without clock and without paths.

Source: Soiland-Reyes et al. (2022), "Packaging research artefacts with RO-Crate", Data
Science 5(2).
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from analysis import words
from publish.downloads.archive import archive
from publish.downloads.described import Package, metadata

CODE = (
    ".ci/run",
    ".gitattributes",
    ".github/workflows/*.yml",
    ".gitignore",
    ".pre-commit-config.yaml",
    "CHANGELOG.md",
    "CITATION.cff",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "benchmarks/*.md",
    "benchmarks/*.py",
    "environment.yml",
    "pyproject.toml",
    "requirements/*.txt",
    "src/analysis/**/*",
    "tests/**/*",
)
STUDY = (
    "data/*.csv",
    "data/*.json",
    "data/*.md",
    "data/LICENSE",
    "notebooks/*.ipynb",
    "reports/README.md",
    "reports/programmes.svg",
    "reports/reports.toml",
)
RESULTS = ("figure-*.csv", "figure-*.svg", "figure-*.txt", "table-*.csv")
MADE = ("html", "ipynb", "graphml", "gexf")
METADATA, PLAN = "ro-crate-metadata.json", "reports/reports.toml"
OWN = Path(__file__).parents[3]


def replication(
    root: Path, reports: Path, path: Path, used: Iterable[Path] = ()
) -> Path:
    """Write the replication package of a project to `path`.

    Parameters
    ----------
    root
        The project: its data/, notebooks/ and reports/reports.toml.
    reports
        The folder of the reports that were made: their digests, and their figures
        and tables, become results/.
    used
        The plan first, then its notebooks, where they are not those of `root` that
        the package holds anyway; all below `root`.

    Raises
    ------
    FileNotFoundError
        If the code of this package does not stand in its repository.
    ValueError
        If a file of `used` is not below `root`, or a file is one of the texts.
    """
    files = dict(_listed(OWN, CODE))
    if "pyproject.toml" not in files:
        msg = "the code is not in its repository: no pyproject.toml beside src/"
        raise FileNotFoundError(msg)
    extra = [_below(root, each) for each in used]
    files |= dict(_listed(root, STUDY)) | dict(_listed(root, extra))
    _refuse_texts(files)
    command = "make reports"
    if extra and extra[0] != PLAN:
        command = f".venv/bin/python -m analysis run {extra[0]} --out reports"
    files |= _results(reports, command)
    package = Package(
        files=dict(sorted(files.items())),
        about=json.loads(files["data/datapackage.json"]),
        released=_released(files["CITATION.cff"].decode()),
        command=command,
        plan=tuple(extra) or (PLAN,),
    )
    described = {METADATA: metadata(package), **package.files}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(archive(described))
    return path


def _listed(root: Path, patterns: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The files below `root` that fit, without what Python compiled."""
    for pattern in patterns:
        for path in sorted(root.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(root).as_posix(), path.read_bytes()


def _below(root: Path, path: Path) -> str:
    if not path.absolute().is_relative_to(root.absolute()):
        msg = f"{path.name}: allowed is a file of the project, found one outside of it"
        raise ValueError(msg)
    return path.absolute().relative_to(root.absolute()).as_posix()


def _released(citation: str) -> str:
    """The day of the release, by CITATION.cff."""
    found = re.search(r'^date-released: "?([0-9-]+)"?$', citation, re.MULTILINE)
    if found is None:
        msg = "CITATION.cff: allowed is a line date-released with a day, found none"
        raise ValueError(msg)
    return found[1]


def _refuse_texts(files: dict[str, bytes]) -> None:
    """A package never holds a text, whatever its name."""
    known = files["data/sources.csv"].decode()
    for name, content in files.items():
        if hashlib.sha256(content).hexdigest() in known:
            msg = f"{name}: allowed is data, code or a result; found a coded text"
            raise ValueError(msg)


def _results(reports: Path, command: str) -> dict[str, bytes]:
    """The figures and tables of each report, and the digest of each file made."""
    names = sorted(
        page.stem
        for page in reports.glob("*.html")
        if page.with_suffix(".ipynb").is_file()
    )
    sums, files = [], {}
    for name in names:
        made = (reports / f"{name}.{ending}" for ending in MADE)
        sums += [(path.name, _digest(path)) for path in made if path.is_file()]
        folder = reports / "take" / name
        for pattern in RESULTS:
            for path in sorted(folder.glob(pattern)):
                files[f"results/{name}/{path.name}"] = path.read_bytes()
    told = [
        words.phrase("crate_results", lang, command=command) for lang in words.LANGUAGES
    ]
    files["results/README.md"] = ("\n\n".join(told) + "\n").encode()
    lines = [f"{digest}  {name}\n" for name, digest in sums]
    files["results/SHA256SUMS"] = "".join(lines).encode()
    return files


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
