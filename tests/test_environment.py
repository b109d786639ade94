import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
CONDA_NAMES = {"matplotlib": "matplotlib-base"}
LOCKS = {"run": (), "test": ("test",), "lab": ("lab",)}  # the extras in each
HOUSE = (
    *(f"requirements/{lock}.txt" for lock in (*LOCKS, "uv")),
    ".ci/run",
    ".gitattributes",
    ".github/workflows/check.yml",
    ".gitignore",
    ".pre-commit-config.yaml",
    "CHANGELOG.md",
    "CITATION.cff",
    "LICENSE",
    "Makefile",
    "data/LICENSE",
    "environment.yml",
    "pyproject.toml",
    "src/analysis/__init__.py",
    "tests/conftest.py",
    "tests/test_environment.py",
)
HOST = re.compile(r"\b(?:[\w-]+\.)+(?:org|com|net|io|dev)\b|://")
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
ABSOLUTE_PATH = re.compile(r"/(?:home|mnt|opt|root|tmp|Users|var|work)/|\b[A-Z]:\\")


def text(path):
    return (ROOT / path).read_text(encoding="utf-8")


def project():
    return tomllib.loads(text("pyproject.toml"))["project"]


def direct(extras):
    listed = list(project()["dependencies"])
    for extra in extras:
        listed += project()["optional-dependencies"][extra]
    return [Requirement(each) for each in listed]


def entries(lock):
    """Each pinned package with its hashes, comments left out."""
    lines = re.sub(r" \\\n +", " ", text(f"requirements/{lock}.txt")).splitlines()
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            pinned, *hashes = line.split(" --hash=")
            yield Requirement(pinned), hashes


def versions(lock, python="3.11"):
    """The version of each package that the lock gives on Linux."""
    machine = {
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_python_implementation": "CPython",
        "python_full_version": f"{python}.9",
        "python_version": python,
        "sys_platform": "linux",
    }
    return {
        pinned.name: next(iter(pinned.specifier)).version
        for pinned, _ in entries(lock)
        if pinned.marker is None or pinned.marker.evaluate(machine)
    }


def test_conda_has_the_ranges_of_pyproject():
    listed = yaml.safe_load(text("environment.yml"))["dependencies"]
    *conda, pip, last = listed
    *others, editable = last["pip"]
    assert (pip, editable) == ("pip", "-e .")
    actual = [Requirement(each) for each in (*conda, *others)]
    expected = {"python": SpecifierSet(f"{project()['requires-python']},<3.15")} | {
        CONDA_NAMES.get(each.name, each.name): each.specifier
        for each in direct(["lab", "test", "cluster"])
    }
    assert {each.name: each.specifier for each in actual} == expected
    assert len(actual) == len(expected)


def test_every_direct_dependency_has_a_lower_and_an_upper_bound():
    for each in direct(["lab", "test", "cluster"]):
        assert {part.operator for part in each.specifier} == {">=", "<"}, str(each)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", LOCKS)
def test_lock_satisfies_pyproject_on_each_python(lock, python):
    pinned = versions(lock, python)
    for each in direct(LOCKS[lock]):
        assert each.name in pinned, f"{each.name} is not locked: run make lock"
        assert each.specifier.contains(pinned[each.name]), str(each)


@pytest.mark.parametrize("lock", [*LOCKS, "uv"])
def test_every_locked_package_is_exact_and_has_hashes(lock):
    for pinned, hashes in entries(lock):
        assert [part.operator for part in pinned.specifier] == ["=="], str(pinned)
        assert hashes, f"{pinned} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes)


@pytest.mark.parametrize("lock", ["test", "lab"])
def test_larger_locks_agree_with_the_smallest(lock):
    assert versions("run").items() <= versions(lock).items()


def test_the_pythons_are_the_same_everywhere():
    prefix = "Programming Language :: Python :: "
    classifiers = [each for each in project()["classifiers"] if prefix in each]
    assert classifiers == [prefix + python for python in PYTHONS]
    jobs = yaml.safe_load(text(".github/workflows/check.yml"))["jobs"]
    assert tuple(jobs["check"]["strategy"]["matrix"]["python"]) == PYTHONS
    tried = re.findall(r"python(3\.\d+)", text("Makefile").split("PYTHON ?=")[1])
    assert tuple(sorted(tried[: len(PYTHONS)])) == PYTHONS


def test_citation_and_changelog_name_the_version():
    version = project()["version"]
    assert yaml.safe_load(text("CITATION.cff"))["version"] == version
    assert f"\n## {version} " in text("CHANGELOG.md")


@pytest.mark.parametrize("path", HOUSE)
def test_no_host_and_no_absolute_path(path):
    content = text(path).replace(LICENCE, "")
    if path == "data/LICENSE":  # notices name where data of others come from
        content = re.sub(r"https://\S+", "", content)
    if path == "tests/test_environment.py":  # the pattern of hosts is no host
        content = content.replace("://", "")
    assert not HOST.findall(content)
    assert not ABSOLUTE_PATH.findall(content)
