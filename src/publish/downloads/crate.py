"""The replication package: data, code, environment and sums of the results.

`replication.zip` unpacks into a folder in which `make reports` makes the reports anew.
Its files are found by pattern, not by git: an unpacked package is no repository and
must give the same package again. `ro-crate-metadata.json` describes it and its folders
as an RO-Crate 1.2.

Source: Soiland-Reyes et al. (2022), "Packaging research artefacts with RO-Crate", Data
Science 5(2).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from rocrate.model import ContextEntity
from rocrate.rocrate import ROCrate

from analysis import words
from publish.downloads.zip import zip_archive

CODE = (
    *(".ci/run", ".gitattributes", ".github/workflows/*.yml", ".gitignore"),
    *(".pre-commit-config.yaml", "*.cff", "*.lock", "*.md", "*.toml", "*.yml"),
    *("LICENSE", "Makefile", "benchmarks/**/*", "requirements/*.txt"),
    *("src/**/*", "tests/**/*", "tutorial/**/*"),
)
PROJECT = (
    *("data/*.csv", "data/*.json", "data/*.md", "data/LICENSE", "notebooks/*.ipynb"),
    *("reports/README.md", "reports/programmes.svg", "reports/reports.toml"),
)
SUMMED = ("html", "ipynb", "graphml", "gexf")
FOLDERS = {
    "benchmarks/": "Measurements of speed, size and how well texts are read",
    "notebooks/": "One notebook for each question",
    "requirements/": "Exact versions of all packages, with hashes",
    "results/": "SHA-256 of every report",
    "src/": "The Python packages that check, measure and report the data",
    "tests/": "Tests of the code, the data and the notebooks",
    "tutorial/": "An invented text with its complete coding",
}
METADATA, PLAN = "ro-crate-metadata.json", "reports/reports.toml"
REPOSITORY = Path(__file__).parents[3]
MIT = "https://spdx.org/licenses/MIT"
AUTHORS = "#contributors"
Properties = dict[str, Any]


def replication_package(root: Path, reports: Path, used: Iterable[Path] = ()) -> bytes:
    """Return the replication package of a project.

    Parameters
    ----------
    root
        The project: its data/, notebooks/ and reports/reports.toml.
    reports
        The folder of the reports, whose sums become results/SHA256SUMS.
    used
        The plan first, then its notebooks, where they are not those of `root` that
        the package holds anyway; all below `root`.

    Raises
    ------
    FileNotFoundError
        If the code of this package is not in its repository.
    ValueError
        If a file of `used` is not below `root`, or a file is one of the texts.
    """
    files = dict(_matches(REPOSITORY, CODE))
    if "pyproject.toml" not in files:
        msg = "the code is not in its repository: no pyproject.toml beside src/"
        raise FileNotFoundError(msg)
    own_plan = [_below(root, each) for each in used]
    files |= dict(_matches(root, PROJECT)) | dict(_matches(root, own_plan))
    _refuse_texts(files)
    command = "make reports"
    if own_plan and own_plan[0] != PLAN:
        command = f".venv/bin/python -m analysis run {own_plan[0]} --out reports"
    readme = [
        words.phrase("crate_results", lang, command=command) for lang in words.LANGUAGES
    ]
    files["results/README.md"] = ("\n\n".join(readme) + "\n").encode()
    files["results/SHA256SUMS"] = _sums(reports).encode()
    files = dict(sorted(files.items()))
    return zip_archive({METADATA: metadata(files), **files})


def _matches(root: Path, patterns: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The files below `root` that match, without compiled Python."""
    for pattern in patterns:
        for path in sorted(root.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(root).as_posix(), path.read_bytes()


def _below(root: Path, path: Path) -> str:
    if not path.absolute().is_relative_to(root.absolute()):
        msg = f"{path.name}: must be a file of the project, found one outside of it"
        raise ValueError(msg)
    return path.absolute().relative_to(root.absolute()).as_posix()


def _refuse_texts(files: dict[str, bytes]) -> None:
    """Refuse a coded text, whatever its name; that of the tutorial is our own."""
    sources = files["data/sources.csv"].decode()
    for name, content in files.items():
        if name.startswith("tutorial/"):
            continue
        if hashlib.sha256(content).hexdigest() in sources:
            msg = f"{name}: must be data, code or a result; found a coded text"
            raise ValueError(msg)


def _sums(reports: Path) -> str:
    """The digest of each file of each report, as `sha256sum` reads them."""
    lines = []
    for page in sorted(reports.glob("*.html")):
        files = [page.with_suffix(f".{ending}") for ending in SUMMED]
        if page.with_suffix(".ipynb").is_file():
            lines += [
                f"{_digest(path)}  {path.name}\n" for path in files if path.is_file()
            ]
    return "".join(lines)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def metadata(files: Mapping[str, bytes]) -> bytes:
    """Return the RO-Crate's description; equal packages give equal bytes."""
    about = json.loads(files["data/datapackage.json"])
    licence = about["licenses"][0]
    crate = ROCrate(version="1.2")
    whole: Properties = {
        "name": about["title"],
        "alternateName": about["title_vi"],
        "description": about["description"],
        "version": about["version"],
        "datePublished": about.get("created", "")[:10],
        "author": _link(AUTHORS),
        "license": [_link(licence["path"]), _link(MIT)],
        "mainEntity": _link("data/"),
    }
    for key, value in whole.items():
        crate.root_dataset[key] = value
    for name, text in {"data/": about["description"], **FOLDERS}.items():
        if any(path.startswith(name) for path in files):
            is_data = name in ("data/", "results/")
            described = {"name": name, "description": text}
            described["license"] = _link(licence["path"] if is_data else MIT)
            crate.add_dataset(dest_path=name, properties=described)
    entities: dict[str, Properties] = {
        AUTHORS: {
            "@type": "Organization",
            "name": ", ".join(each["title"] for each in about.get("contributors", [])),
        },
        licence["path"]: {"@type": "CreativeWork", "name": licence["title"]},
        MIT: {"@type": "CreativeWork", "name": "MIT License"},
    }
    for key, described in entities.items():
        crate.add(ContextEntity(crate, key, described))
    text = json.dumps(crate.metadata.generate(), ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def _link(key: str) -> dict[str, str]:
    return {"@id": key}
