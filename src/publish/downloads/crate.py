"""The replication package: data, code, environment and sums of the results.

`replication.zip` unpacks into a folder in which `make reports` makes the reports anew.
Its files are found by pattern, not by git: an unpacked package is no repository and
must give the same package again. `ro-crate-metadata.json` describes it as an RO-Crate.

Source: RO-Crate 1.2, https://w3id.org/ro/crate/1.2
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis import words

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
METADATA, PLAN = "ro-crate-metadata.json", "reports/reports.toml"
CRATE, MIT = "https://w3id.org/ro/crate/1.2", "https://spdx.org/licenses/MIT"
REPOSITORY = Path(__file__).parents[3]
EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a zip archive can hold
FILE_MODE, PROGRAM_MODE = 0o100644, 0o100755


def files(root: Path, used: Iterable[Path] = ()) -> dict[str, Path]:
    """Return every file of the replication package of a project but its results.

    Parameters
    ----------
    root
        The project: its data/, notebooks/ and reports/reports.toml.
    used
        The plan first, then its notebooks, where they are not those of `root` that
        the package holds anyway; all below `root`.

    Raises
    ------
    FileNotFoundError
        If the code of this package is not in its repository.
    ValueError
        If a file of `used` is not below `root`.
    """
    contents = dict(_matches(REPOSITORY, CODE))
    if "pyproject.toml" not in contents:
        msg = "the code is not in its repository: no pyproject.toml beside src/"
        raise FileNotFoundError(msg)
    contents |= dict(_matches(root, PROJECT)) | {
        _below(root, path): path for path in used
    }
    return dict(sorted(contents.items()))


def replication_package(root: Path, reports: Path, used: Sequence[Path] = ()) -> bytes:
    """Return the replication package of a project.

    It has the `files` of the project, and the sums of the files of each report in the
    folder `reports`.

    Raises
    ------
    FileNotFoundError, ValueError
        As `files` does, and if a file is one of the texts.
    """
    contents = {name: path.read_bytes() for name, path in files(root, used).items()}
    _refuse_texts(contents)
    plan = _below(root, used[0]) if used else PLAN
    command = "make reports"
    if plan != PLAN:
        command = f".venv/bin/python -m analysis run {plan} --out reports"
    readme = [
        words.phrase("crate_results", lang, command=command) for lang in words.LANGUAGES
    ]
    contents["results/README.md"] = ("\n\n".join(readme) + "\n").encode()
    contents["results/SHA256SUMS"] = _sums(reports).encode()
    return _zip({METADATA: metadata(contents), **dict(sorted(contents.items()))})


def _matches(root: Path, patterns: Iterable[str]) -> Iterator[tuple[str, Path]]:
    """The files below `root` that match, without compiled Python."""
    for pattern in patterns:
        for path in sorted(root.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(root).as_posix(), path


def _below(root: Path, path: Path) -> str:
    if not path.absolute().is_relative_to(root.absolute()):
        msg = f"{path.name}: must be a file of the project, found one outside of it"
        raise ValueError(msg)
    return path.absolute().relative_to(root.absolute()).as_posix()


def _refuse_texts(contents: Mapping[str, bytes]) -> None:
    """Refuse a coded text, whatever its name; that of the tutorial is our own."""
    sources = contents["data/sources.csv"].decode()
    for name, content in contents.items():
        is_ours = name.startswith("tutorial/")
        if not is_ours and hashlib.sha256(content).hexdigest() in sources:
            msg = f"{name}: must be data, code or a result; found a coded text"
            raise ValueError(msg)


def _sums(reports: Path) -> str:
    """The digest of each file of each report, as `sha256sum` reads them."""
    paths = [
        book.with_suffix(f".{ending}")
        for book in sorted(reports.glob("*.ipynb"))
        for ending in SUMMED
    ]
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in paths
        if path.is_file()
    )


def metadata(contents: Mapping[str, bytes]) -> bytes:
    """Return the RO-Crate's description; equal packages give equal bytes."""
    about = json.loads(contents["data/datapackage.json"])
    licence, authors = about["licenses"][0], about.get("contributors", [])
    described: dict[str, dict[str, Any]] = {
        METADATA: {
            "@type": "CreativeWork",
            "conformsTo": _link(CRATE),
            "about": _link("./"),
        },
        "./": {
            "@type": "Dataset",
            "name": about["title"],
            "alternateName": about["title_vi"],
            "description": about["description"],
            "version": about["version"],
            "datePublished": about.get("created", "")[:10],
            "author": _link("#contributors"),
            "license": [_link(licence["path"]), _link(MIT)],
            "mainEntity": _link("data/"),
            "hasPart": [_link("data/")],
        },
        "data/": {
            "@type": "Dataset",
            "name": about["title"],
            "description": about["description"],
            "license": _link(licence["path"]),
        },
        "#contributors": {
            "@type": "Organization",
            "name": ", ".join(author["title"] for author in authors),
        },
        licence["path"]: {"@type": "CreativeWork", "name": licence["title"]},
        MIT: {"@type": "CreativeWork", "name": "MIT License"},
    }
    graph = [{"@id": key, **each} for key, each in described.items()]
    crate = {"@context": f"{CRATE}/context", "@graph": graph}
    return (json.dumps(crate, ensure_ascii=False, indent=1) + "\n").encode()


def _link(key: str) -> dict[str, str]:
    return {"@id": key}


def _zip(contents: Mapping[str, bytes]) -> bytes:
    """A zip archive without times; files that begin with `#!` are executable."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.create_system = 3  # Unix, so that the mode counts
            mode = PROGRAM_MODE if content.startswith(b"#!") else FILE_MODE
            entry.external_attr = mode << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
