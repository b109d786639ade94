"""Everything around the reports, each step only if something it depends on changed.

The steps are the page of all reports, the downloads of each report, the data set, the
replication package and the site; the cache of the output folder knows their files.
What makes them is imported only if there is something to make, since a run with nothing
to do must be over at once.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from nbbatch import hashes
from nbbatch.cache import WORK, Cache, opened
from nbbatch.plan import Plan
from nbbatch.run import cores
from publish.downloads import crate
from publish.downloads.formats import DATASET, FOLDER, REPLICATION_PACKAGE


class DownloadError(ValueError):
    """Reports whose downloads cannot be made: one line for each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


Say = Callable[[str], None]
DOWNLOAD = re.compile(r'<a href="([^"]*)" download>.*?</a>')
EMPTY = re.compile(r"<div><dt>[^<]*</dt><dd></dd></div>\n?")


def write_catalogue(
    plan: Plan, out: Path, failed: Collection[str], *, has_site: bool
) -> None:
    """Write the pages of all reports; `failed` are those that failed last time."""
    missing = {
        report.name: "catalogue_missing"
        for report in plan.reports
        if not (out / f"{report.name}.html").is_file()
    } | dict.fromkeys(failed, "catalogue_failed")
    listed = [[r.name, r.title, r.labels, missing.get(r.name)] for r in plan.reports]
    with opened(out) as cache:
        parts = hashes.environment(plan.hooks, plan.root) | {
            "the list of reports": hashes.of_json([listed, has_site])
        }
        if cache.reason("catalogue", parts):
            from publish.catalogue import catalogue

            pages = catalogue(plan, missing, has_site=has_site)
            cache.write("catalogue", pages, {"parts": parts})


def build(plan: Plan, out: Path, say: Say) -> None:
    """Write the downloads and the site around the reports in `out`.

    `say` is given one line where pages were made, and the reason if there is no
    replication package.

    Raises
    ------
    analysis.dictionary.DataError
        If the data break their dictionary.
    DownloadError
        If downloads of a report cannot be made; everything else is there.
    """
    start = time.monotonic()
    paths = [out / f"{report.name}.ipynb" for report in plan.reports]
    with opened(out) as cache:
        shared = hashes.environment(plan.hooks, plan.root, with_assets=False)
        reports = hashes.of_json([[path.name, cache.hash_of(path)] for path in paths])
        whole = hashes.environment(plan.hooks, plan.root)
        whole |= {"the plan": hashes.of_file(plan.path), "a report": reports}
        problems = write_downloads(cache, [path.stem for path in paths], shared)
        _data_set(cache, shared)
        _replication(cache, plan, whole, say)
        whole |= {"a download": _hash_of_downloads(cache)}
        if cache.reason("site", whole):
            from publish.site.build import files

            pages = files(plan, out)
            cache.write("site", pages, {"parts": whole})
            count = sum(name.endswith(".html") for name in pages)
            say(f"{count} pages of the site, {time.monotonic() - start:.1f} s")
    if problems:
        raise DownloadError(problems)


def _hash_of_downloads(cache: Cache) -> str:
    """Return the hash of all downloads, whose names and sizes the site lists."""
    outputs = (record["outputs"].items() for record in cache.records.values())
    return hashes.of_json(
        {
            name: stamp[1:]
            for each in outputs
            for name, stamp in each
            if name.startswith(f"{FOLDER}/")
        }
    )


def write_downloads(
    cache: Cache, names: Collection[str], shared: Mapping[str, str]
) -> list[str]:
    """Write the downloads of the reports `names` that are out of date.

    Downloads of reports that are not named, or have no executed notebook, are removed.

    Parameters
    ----------
    cache
        The cache of the folder of the reports.
    shared
        Hashes of what all downloads depend on, beside the notebooks.

    Returns
    -------
    list of str
        What could not be made, a line for each report.
    """
    paths = [path for name in names if (path := cache.out / f"{name}.ipynb").is_file()]
    steps = {path: f"downloads {path.stem}" for path in paths}
    cache.keep("downloads ", set(steps.values()))
    parts = {path: {**shared, "its report": cache.hash_of(path)} for path in paths}
    changed = [path for path in paths if cache.reason(steps[path], parts[path])]
    if not changed:
        return []
    from publish.downloads.build import made_downloads

    problems = []
    work = cache.out / WORK
    work.mkdir(exist_ok=True)
    for path, result in made_downloads(changed, work, cores()):
        if isinstance(result, str):
            problems.append(result)
            _unlink(path.with_suffix(".html"))
        else:
            files = {f"{FOLDER}/{path.stem}/{name}": result[name] for name in result}
            cache.write(steps[path], files, {"parts": parts[path]})
    return sorted(problems)


def _unlink(page: Path) -> None:
    """Take out of a page its links to downloads that are not there.

    The page is not as its report made it, and so the report runs again next time.
    """

    def link(match: re.Match[str]) -> str:
        return match[0] if (page.parent / match[1]).is_file() else ""

    if page.is_file():
        html = DOWNLOAD.sub(link, page.read_text(encoding="utf-8"))
        page.write_text(EMPTY.sub("", html), encoding="utf-8")


def _data_set(cache: Cache, parts: Mapping[str, str]) -> None:
    if cache.reason("data set", parts):
        from analysis.tables import load_tables
        from publish.downloads.dataset import dataset_files

        files = dataset_files(load_tables())
        named = {f"{DATASET}/{name}": files[name] for name in files}
        cache.write("data set", named, {"parts": parts})


def _replication(cache: Cache, plan: Plan, parts: Mapping[str, str], say: Say) -> None:
    """Write the replication package; say why, where it cannot be made."""
    used = [plan.path, *sorted({report.notebook.path for report in plan.reports})]
    if plan.path == plan.root / crate.PLAN:
        used = []
    files, why = {}, ""
    try:
        files = crate.files(plan.root, used)
    except (FileNotFoundError, ValueError) as error:
        why = str(error)
    repository = [[name, hashes.of_file(path)] for name, path in files.items()]
    parts = {**parts, "the repository": hashes.of_json(repository)}
    if cache.reason("replication package", parts):
        if why:
            say(f"no replication package: {why}")
        outputs: dict[str, str | bytes] = {}
        if files:
            package = crate.replication_package(plan.root, cache.out, used)
            outputs[f"{DATASET}/{REPLICATION_PACKAGE}"] = package
        cache.write("replication package", outputs, {"parts": parts})
