"""The command line: `new`, `import`, `accept`, `run`, `verify`, `read`, `lab` and more.

Exit status: 0 all fine; 1 reports failed, or spans did not read back; 2 a plan, an
option or an input that cannot be used; 3 the machine refused (a full disk, no right to
write) or the cluster is lost; 130 interrupted. What is wrong with an input is one line,
never a traceback.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from analysis.allowed_values import ROOT, VARIABLE, data_folder, is_collection
from nbbatch.hooks import Hooks
from nbbatch.run import BROKEN, FAILED, INTERRUPTED, REFUSED, cores

HOOKS = Hooks(
    allowed="analysis.allowed_values:allowed_values",
    data="analysis.allowed_values:data_folders",
    rows="analysis.allowed_values:rows_about",
    fault="analysis.tables:fault",
    render="publish.page:render",
    preload=("publish.preload", "publish.preload_tables"),
    variables=("SOURCES_DIR",),
    assets=(".css", ".js", ".woff"),
)
HOOKS_ALONE = replace(  # pages that no site surrounds, from notebooks of another study
    HOOKS, render="publish.page:render_alone", preload=("publish.preload",)
)
PATH = click.Path(path_type=Path)
POSITIVE = click.FloatRange(0, min_open=True)


@contextmanager
def clear_errors() -> Iterator[None]:
    """Turn what is wrong with an input into lines on stderr and an exit status."""
    try:
        yield
    except (ValueError, FileNotFoundError) as error:
        for problem in getattr(error, "problems", [error]):
            click.echo(f"error: {problem}", err=True)
        sys.exit(REFUSED)
    except OSError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(BROKEN)
    except KeyboardInterrupt:
        click.echo("interrupted; a second call goes on from here", err=True)
        sys.exit(INTERRUPTED)


@contextmanager
def data_of(*places: Path, is_needed: bool = True) -> Iterator[Path]:
    """Choose the data of a command once, for its processes too, and say which they are.

    They are those that ANALYSIS_DATA names, or else those of the project around one of
    `places` or the working folder. Where none are needed, there may be none.
    """
    named = os.environ.get(VARIABLE)
    try:
        folder = data_folder(*places)
    except FileNotFoundError:
        if is_needed or named:
            raise
        click.echo("data: none, as there is no project around the plan", err=True)
        yield Path("data")
        return
    click.echo(f"data: {folder}{f' ({VARIABLE})' if named else ''}", err=True)
    os.environ[VARIABLE] = str(folder)
    try:
        yield folder
    finally:
        os.environ.pop(VARIABLE)
        os.environ |= {VARIABLE: named} if named else {}


def project_around(data: Path) -> Path:
    """The project whose tables are in `data`, for what is in its other folders too."""
    if data.name != "data":
        msg = (
            f"sheets and texts are beside a folder named data; found {data.name!r}: "
            f"unset {VARIABLE}, or name the data/ of a project in it"
        )
        raise ValueError(msg)
    return data.parent


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Coded statements on leadership methods: checks, notebooks and reports."""


@main.command()
@click.argument("folder", type=PATH)
@click.option(
    "--with",
    "base",
    type=click.Choice(["core"]),
    help="Take the tables of the collection along as a base.",
)
def new(folder: Path, base: str | None) -> None:
    """Make a project of your own in FOLDER: empty tables, notebooks, a plan."""
    with clear_errors():
        import_module("coding.new").make_project(folder, core=base == "core")
        click.echo(f"made {folder}; its README.md says the next three steps")


@main.command("import")
@click.argument("paths", nargs=-1, required=True, type=PATH)
@click.option("--id", "source_id", help="Id of the text; else made of the file's name.")
@click.option("--coder", default="first", help="Whose sheet it is; else: first.")
def import_(paths: tuple[Path, ...], source_id: str | None, coder: str) -> None:
    """Make a text of each document (.txt .docx .pdf .html), and a sheet to code it."""
    with clear_errors(), data_of() as data:
        import_all = import_module("coding.imports").import_all
        import_all(project_around(data), paths, click.echo, source_id, coder)


@main.command()
@click.argument("plan", required=False, type=PATH)
@click.option("--out", type=PATH, help="Output folder.")
@click.option("--only", metavar="GLOB", help="Only reports whose name fits.")
@click.option("--failed", is_flag=True, help="Only reports that failed last time.")
@click.option("--force", is_flag=True, help="Also reports of which nothing changed.")
@click.option("--dry-run", is_flag=True, help="Say what would run, and why.")
@click.option("--jobs", type=click.IntRange(1), help="Reports at once.")
@click.option("--timeout", type=POSITIVE, help="Seconds that one report may take.")
@click.option("--memory", type=POSITIVE, help="GB that the cells of one may take.")
@click.option("--on", metavar="ADDRESS", help="A dask scheduler: dask://host:port.")
@click.option("--wait", type=POSITIVE, default=60, help="Seconds to wait for workers.")
@click.option("--site/--no-site", default=True, help="The site around the reports too.")
@click.option(
    "--with-texts", type=PATH, help="Also the texts, for you, to this folder."
)
def run(
    plan: Path | None, *, site: bool, with_texts: Path | None, **given: Any
) -> None:
    """Make the reports of PLAN (reports/reports.toml) in the plan's folder.

    The whole plan is checked before any notebook starts. Exit status: 0 all made,
    1 some reports failed, 2 a bad plan or option, 3 the machine refused or the cluster
    is lost, 130 interrupted.
    """
    from nbbatch.plan import load_plan
    from nbbatch.run import Options, run_plan
    from publish import steps
    from publish.plan_check import check_plan, check_texts

    with clear_errors(), data_of(*[plan.parent] if plan else [], is_needed=not plan):
        path = plan or data_folder().parent / "reports" / "reports.toml"
        has_site = is_collection(path.absolute().parent)
        hooks = HOOKS if has_site else HOOKS_ALONE
        out = (given.pop("out") or path.parent).absolute()
        options = Options(out, **given)
        checked = load_plan(path, hooks, ROOT)
        check_plan(checked)
        if with_texts:
            check_texts(checked, out, with_texts)
        result = run_plan(checked, options, click.echo)
        if not options.dry_run:
            steps.write_catalogue(checked, out, result.failed, has_site=has_site)
            if site and has_site:
                steps.build(checked, out, click.echo)
            if with_texts:
                build = import_module("publish.site.build")
                build.write_full_texts(checked, out, with_texts)
            start = "index.html" if site and has_site else "reports__*.html"
            click.echo(min(out.glob(start)))
        sys.exit(result.status)


@main.command()
@click.argument("texts", required=False, type=PATH)
def verify(texts: Path | None) -> None:
    """Read every span again from the folder TEXTS; compare words and values."""
    with clear_errors(), data_of():
        sys.exit(import_module("analysis.verify").run_verify(texts, click.echo))


@main.command()
@click.argument("source_id", metavar="ID")
@click.option("--coder", default="first", help="Whose sheet.")
def lock(source_id: str, coder: str) -> None:
    """Keep the sheet of text ID as it is, to be compared with that of another coder."""
    with clear_errors(), data_of() as data:
        keep = import_module("coding.locking").lock
        click.echo(
            keep(project_around(data), source_id, coder, datetime.now(UTC).date())
        )


@main.command()
@click.argument("source_id", metavar="ID")
@click.option("--coders", nargs=2, default=("first", "second"), help="Whose sheets.")
@click.option("--record", is_flag=True, help="Also put codings and rulings into data/.")
def agreement(source_id: str, coders: tuple[str, str], *, record: bool) -> None:
    """Say how far two coders of text ID agree, and list where they do not."""
    module = "coding.reliability" if record else "coding.agreement"
    with clear_errors(), data_of() as data:
        compare = getattr(import_module(module), "record" if record else "agreement")
        click.echo(str(compare(project_around(data), source_id, coders)))


@main.command()
@click.argument("source_id", metavar="ID")
@click.option("--coder", default="first", help="Whose sheet.")
def accept(source_id: str, coder: str) -> None:
    """Put the accepted rows of the sheet of text ID into data/, all or none."""
    with clear_errors(), data_of() as data:
        accept_sheet = import_module("coding.accept").accept
        click.echo(str(accept_sheet(project_around(data), source_id, coder)))


@main.command()
@click.argument("paths", nargs=-1, required=True, type=PATH)
@click.option("--out", required=True, type=PATH)
def read(paths: tuple[Path, ...], out: Path) -> None:
    """Write what text files, or all below a folder, say as three CSV files.

    Texts that cannot be read are listed in failures.csv, and the exit status is 1.
    """
    with clear_errors():
        progress = partial(import_module("tqdm").tqdm, unit=" texts", disable=None)
        written = import_module("reading.files").write_readings(paths, out, progress)
    failures = out / "failures.csv"
    if failures in written:
        click.echo(f"some texts could not be read, see {failures}", err=True)
        sys.exit(FAILED)


@main.command()
@click.argument("notebooks", nargs=-1, type=PATH)
def refresh(notebooks: tuple[Path, ...]) -> None:
    """Run the notebooks in place with their defaults: their stored outputs."""
    from nbclient.exceptions import CellExecutionError

    from nbbatch.refresh import refresh as refresh_all

    with clear_errors(), data_of() as data:
        if not notebooks and data.parent != ROOT:
            msg = (
                "the notebooks of a project have no stored outputs, as their defaults "
                "are of the collection: 'analysis lab' opens copies with keys of your "
                "own, 'analysis run' makes the reports; or name notebooks of your own"
            )
            raise ValueError(msg)
        try:
            paths = notebooks or sorted(data.with_name("notebooks").glob("*.ipynb"))
            refresh_all(list(paths), cores(), click.echo)
        except CellExecutionError as error:
            click.echo(str(error), err=True)
            sys.exit(FAILED)


@main.command()
@click.option("--lang", type=click.Choice(["en", "vi"]), default="en")
@click.option("--no-browser", is_flag=True, help="Only start the server.")
@click.option("--copy-only", is_flag=True, help="Make the copy, start nothing.")
def lab(lang: str, *, no_browser: bool, copy_only: bool) -> None:
    """Open JupyterLab on a working copy of the notebooks, in one language."""
    from nbbatch.lab import copy_notebooks

    with clear_errors(), data_of() as data:
        root = data.parent
        notebooks = root / "notebooks"
        for path in copy_notebooks(notebooks, root / "lab", lang, HOOKS):
            click.echo(f"kept as you changed it: {path}; remove it for a fresh copy")
        click.echo(f"working copy: {root / 'lab'}")
        if copy_only:
            return
        if find_spec("jupyterlab") is None:
            msg = (
                "JupyterLab is not installed in this environment; use 'make lab', or "
                "install the repository with 'pip install -e .[lab]'"
            )
            raise FileNotFoundError(msg)
        os.chdir(root / "lab")
        start = sorted(Path.cwd().glob("*.ipynb"))[0].name
        command = [sys.executable, "-m", "jupyter", "lab", start]
        os.execv(sys.executable, command + ["--no-browser"] * no_browser)


if __name__ == "__main__":
    main()
