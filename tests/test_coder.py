"""The road of the tutorial in a real browser: JupyterLab, the widget, the reports."""

import json
import os
import shutil
import socket
import subprocess
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.request import urlopen

import pytest
from batch_toys import wait_for
from browser import AXE, CHROMIUM, needs_chromium, violations
from click.testing import CliRunner
from core_toys import ROOT, table_rows
from playwright.sync_api import Page, expect, sync_playwright

from analysis.__main__ import main
from analysis.words import phrase
from coding.new import make_project

LAB = ROOT / ".venv-lab" / "bin" / "python"
TUTORIAL, TEXT = ROOT / "tutorial", "lg_2024"
MARKED, PROPOSED = "ref-18", "ref-07"  # left to the browser
expect.set_options(timeout=30_000)  # ms; the first steps in a new environment compile
needs_lab = pytest.mark.skipif(
    not (LAB.parent / "jupyter-lab").exists(), reason="needs .venv-lab (make install)"
)
QUOTE = "lấy kết quả thực hiện làm căn cứ đánh giá"
FIELDS = {
    "status": "planned",
    "names": "device",
    "named": "căn cứ đánh giá",
    "summary_vi": "Đánh giá cuối năm dựa vào kết quả.",
    "summary_en": "Year-end appraisal is to rest on results.",
}
SELECT = """([quote, root]) => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes = []; let whole = "";
  for (let node; (node = walker.nextNode());) {
    nodes.push([whole.length, node]); whole += node.data;
  }
  const place = (at, isEnd) => {
    const [from, node] = nodes.findLast(([from]) => from + (isEnd ? 1 : 0) <= at);
    return [node, at - from];
  };
  const start = whole.indexOf(quote), range = document.createRange();
  range.setStart(...place(start, false));
  range.setEnd(...place(start + quote.length, true));
  const chosen = getSelection();
  chosen.removeAllRanges(); chosen.addRange(range);
  root.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
}"""


@pytest.fixture
def project(elsewhere, monkeypatch) -> Path:
    """A project with the text, and its sheet but for what the browser does."""
    folder = elsewhere / "study"
    make_project(folder, core=True)
    monkeypatch.chdir(folder)
    called("import", str(TUTORIAL / f"{TEXT}.txt"), "--id", TEXT)
    sheet = folder / "coding" / TEXT / "first"
    shutil.rmtree(sheet)
    shutil.copytree(TUTORIAL / "coding" / TEXT / "first", sheet)
    path = sheet / "reforms.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines = [line for line in lines if not line.startswith(f"{MARKED},")]
    text = "".join(lines).replace(f"{PROPOSED},accepted", f"{PROPOSED},proposed")
    path.write_text(text, encoding="utf-8")
    return folder


def called(*words: str) -> str:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    return result.output


@contextmanager
def jupyterlab(project: Path, home: Path):
    """JupyterLab on the project's copies of the notebooks; its address."""
    called("lab", "--copy-only")
    book = project / "lab" / "code.ipynb"
    text = book.read_text(encoding="utf-8")
    book.write_text(text.replace('= \\"\\"', f'= \\"{TEXT}\\"', 1), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    homes = ("CONFIG", "DATA", "RUNTIME", "LAB_SETTINGS", "LAB_WORKSPACES")
    settings = {f"JUPYTER_{name}_DIR": str(home / name) for name in homes[:3]}
    settings |= {f"JUPYTER{name}_DIR": str(home / name) for name in homes[3:]}
    options = [f"--port={port}", "--no-browser", "--allow-root", "--ServerApp.token="]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [LAB, "-m", "jupyter", "lab", *options, "--LabApp.news_url=None"],
            cwd=project / "lab",
            env=os.environ | settings,
            stdout=log,
            stderr=log,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(lambda: is_answering(f"{address}/api"))
            yield f"{address}/lab/tree/code.ipynb"
        finally:
            server.terminate()
            server.wait(20)


def is_answering(address: str) -> bool:
    try:
        return bool(urlopen(address).read())
    except OSError:
        return False


def run_cells(page: Page, address: str):
    page.goto(address)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    page.locator(".jp-CodeCell .cm-content").first.click()
    for _ in range(3):
        page.keyboard.press("Shift+Enter")
    page.locator(".coder .seg").first.wait_for(timeout=60_000)


def mark_and_accept(page: Page):
    """Mark a passage, say what it is, fill in its form, accept it: by keyboard."""
    text = page.locator(".coder .text")
    text.evaluate(f"root => ({SELECT})([{json.dumps(QUOTE)}, root])")
    expect(page.locator(".coder .form blockquote")).to_have_text(QUOTE)
    text.focus()
    page.keyboard.press("6")
    dimension = page.locator(".coder [name=dimension_id]")
    expect(dimension).to_be_focused()  # the first field that is to be filled
    page.keyboard.type("tong ket")  # without diacritics
    page.locator(".coder .choices li").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(dimension).to_have_value("review_and_evaluation")
    page.locator(".coder .form details > summary").click()
    for name, value in FIELDS.items():
        field = page.locator(f".coder [name={name}]")
        if name in ("status", "names"):
            field.select_option(value)
        else:
            field.fill(value)
            field.blur()
    page.locator(".coder [name=summary_en]").focus()
    page.keyboard.press("Control+Enter")


def rows(project: Path) -> dict[str, dict[str, str]]:
    sheet = project / "coding" / TEXT / "first"
    return {row["row"]: row for row in table_rows(sheet, "reforms")}


@needs_lab
@needs_chromium
def test_what_is_marked_and_accepted_in_the_browser_is_in_the_reports(
    project, tmp_path
):
    (home := tmp_path / "home").mkdir()
    with jupyterlab(project, home) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page(viewport={"width": 1300, "height": 1000})
        run_cells(page, address)
        opened = page.locator(".coder [data-list=open]")
        page.locator(".coder .list li button").first.click()
        page.keyboard.press("a")
        expect(page.locator(".coder .status")).to_contain_text(PROPOSED)
        assert rows(project)[PROPOSED]["state"] == "accepted"
        page.keyboard.press("u")
        undone = phrase("coder_undone", "en", row=PROPOSED)
        expect(page.locator(".coder .status")).to_have_text(undone)
        assert rows(project)[PROPOSED]["state"] == "proposed"
        page.keyboard.press("y")
        mark_and_accept(page)  # before the answer to the step before, too
        expect(opened).to_contain_text("(0)")
        page.add_script_tag(path=AXE)
        assert violations(page, ".coder") == []
        page.screenshot(path=str(tmp_path / "coded.png"))
        browser.close()
    (coded,) = [row for row in rows(project).values() if row["quote"] == QUOTE]
    assert coded["state"] == "accepted"
    assert coded["asserted_by"] == "loc-giang-city-secretary"  # of the row before
    assert "reforms.csv: 17 added" in called("accept", TEXT)
    assert "0 disagree" in called("verify")
    report = "01_committee__loc-giang-city-committee__en"
    called("run", "--only", report, "--no-site")
    html = unescape((project / "reports" / f"{report}.html").read_text("utf-8"))
    assert FIELDS["summary_en"] in html


@pytest.mark.usefixtures("project")
def test_a_sheet_with_an_open_proposal_is_accepted_without_it(project):
    assert "reforms.csv: 15 added" in called("accept", TEXT)
    assert PROPOSED.replace("ref", "lg-ref") not in (
        project / "data" / "reforms.csv"
    ).read_text(encoding="utf-8")
