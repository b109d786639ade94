"""What a replication package is and holds, as the JSON-LD of an RO-Crate.

Every file has its format, its size, its digest, its licence and, as far as it tells it
itself, what it is: a table by the dictionary, a notebook by its question, a module by
its docstring, prose by its heading.

Source: RO-Crate Metadata Specification 1.2; Process Run Crate 0.5.
"""

import ast
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from rocrate.model import ContextEntity
from rocrate.rocrate import ROCrate

from analysis import words

PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
MIT = "https://spdx.org/licenses/MIT"
FORMATS = {
    ".cff": "application/yaml",
    ".css": "text/css",
    ".csv": "text/csv",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".j2": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".md": "text/markdown",
    ".png": "image/png",
    ".py": "text/x-python",
    ".svg": "image/svg+xml",
    ".toml": "application/toml",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
}
NAMED = {
    ".ci/run": "All checks on a bare machine",
    ".pre-commit-config.yaml": "Checks before each commit",
    "CITATION.cff": "How to cite the software",
    "LICENSE": "Licence of the code",
    "Makefile": "Commands: reports, lab, test and others",
    "data/LICENSE": "Licence of the coded data",
    "environment.yml": "The environment for conda and Binder",
    "pyproject.toml": "The package, what it depends on, and the settings of its checks",
    "reports/programmes.svg": "The figure of the README",
    "reports/reports.toml": "The plan: which notebook is run with which parameters",
    "results/SHA256SUMS": "SHA-256 of each report that was made; "
    "a notebook also tells which version of Python ran it",
    "src/analysis/words.toml": "Every phrase of the reports, in English and Vietnamese",
}
BY_FOLDER = {
    "requirements": "Exact versions of all packages, with hashes",
    "results": "A figure or table of a report, or what describes it",
}
Item = dict[str, Any]


@dataclass(frozen=True)
class Package:
    """What the package holds, and what it says of itself.

    Attributes
    ----------
    files
        Each file by its path in the package.
    about
        The data package of data/: name, title, version, licences, tables.
    released
        The day of the release, from CITATION.cff.
    command
        What makes the reports anew.
    plan
        The plan that it follows, and the notebooks beside those of notebooks/.
    """

    files: dict[str, bytes]
    about: dict[str, Any]
    released: str
    command: str
    plan: tuple[str, ...]


def metadata(package: Package) -> bytes:
    """The description of the package; the same package gives the same bytes."""
    crate = ROCrate(version="1.2")
    crate.metadata.extra_terms["sha256"] = "https://schema.org/sha256"
    for name, value in _root(package).items():
        crate.root_dataset[name] = value
    for name, content in package.files.items():
        crate.add_file(dest_path=name, properties=_file(package, name, content))
    for folder, known in _folders(package):
        if inside := _inside(package, folder):
            parts = {"hasPart": [crate.get(name) for name in inside]}
            crate.add_dataset(dest_path=folder, properties=known | parts)
    for key, known in _context(package):
        crate.add(ContextEntity(crate, key, known))
    text = json.dumps(crate.metadata.generate(), ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def _root(package: Package) -> Item:
    about = package.about
    return {
        "name": about["title"],
        "alternateName": about["title_vi"],
        "description": about["description"],
        "version": about["version"],
        "datePublished": package.released,
        "author": {"@id": "#contributors"},
        "license": [{"@id": _data_licence(package)}, {"@id": MIT}],
        "conformsTo": {"@id": PROFILE},
        "mainEntity": {"@id": "data/"},
        "mentions": {"@id": "#run"},
    }


def _data_licence(package: Package) -> str:
    return str(package.about["licenses"][0]["path"])


def _file(package: Package, name: str, content: bytes) -> Item:
    suffix = PurePosixPath(name).suffix
    is_data = name.split("/")[0] in ("data", "results")
    known = {
        "name": name,
        "description": _told(package, name, content),
        "encodingFormat": FORMATS.get(suffix, "text/plain"),
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
        "license": {"@id": _data_licence(package) if is_data else MIT},
    }
    if suffix in (".py", ".ipynb"):
        known["@type"] = ["File", "SoftwareSourceCode"]
        known["programmingLanguage"] = {"@id": "#python"}
    return {key: value for key, value in known.items() if value}


def _told(package: Package, name: str, content: bytes) -> str:
    """What a file is: as it is known here, or as it says itself."""
    for table in package.about["resources"]:
        if name == f"data/{table['path']}":
            return f"{table['title']}. {table['description']}"
    told = NAMED.get(name) or BY_FOLDER.get(name.split("/")[0])
    return told or _first_words(name, content)


def _first_words(name: str, content: bytes) -> str:
    """The first line of a docstring, or the first heading; else nothing."""
    suffix = PurePosixPath(name).suffix
    if suffix == ".py":
        said = ast.get_docstring(ast.parse(content)) or ""
        return said.partition("\n")[0]
    if suffix == ".ipynb":
        cells = json.loads(content)["cells"]
        prose = ["".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]
        content = "\n".join(prose).encode()
    if suffix in (".md", ".ipynb"):
        found = re.search(r"^# (.+)$", content.decode(), re.MULTILINE)
        return found[1] if found else ""
    return ""


def _folders(package: Package) -> Iterator[tuple[str, Item]]:
    about, software = package.about, ["Dataset", "SoftwareSourceCode"]
    data = {
        "name": about["title"],
        "description": about["description"],
        "version": about["version"],
        "license": {"@id": _data_licence(package)},
    }
    code = {
        "@type": software,
        "name": "analysis",
        "description": "The Python package that checks, measures and reports the data",
        "version": about["version"],
        "programmingLanguage": {"@id": "#python"},
        "license": {"@id": MIT},
    }
    results = {"name": "results", "description": "What the run made"}
    yield "data/", data
    yield "src/analysis/", code
    yield "notebooks/", {"name": "notebooks", "description": "One question each"}
    yield "results/", results


def _context(package: Package) -> Iterator[tuple[str, Item]]:
    licence = package.about["licenses"][0]
    by = words.phrase("citation_authors", "en")
    yield "#contributors", {"@type": "Organization", "name": by}
    yield (
        licence["path"],
        {"@type": "CreativeWork", "name": licence["title"], "url": licence["path"]},
    )
    yield MIT, {"@type": "CreativeWork", "name": "MIT License", "url": MIT}
    yield "#python", {"@type": "ComputerLanguage", "name": "Python"}
    yield (
        PROFILE,
        {"@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
    )
    folders = [name for name in ("data/", "notebooks/") if _inside(package, name)]
    yield (
        "#run",
        {
            "@type": "CreateAction",
            "name": package.command,
            "description": "Makes every report from the data, by its notebook",
            "agent": {"@id": "#contributors"},
            "instrument": {"@id": "src/analysis/"},
            "object": [{"@id": name} for name in (*folders, *package.plan)],
            "result": {"@id": "results/"},
        },
    )


def _inside(package: Package, folder: str) -> list[str]:
    return [name for name in package.files if name.startswith(folder)]
