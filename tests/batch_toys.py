"""A toy project for the tests of the batch, and ways to wait for its processes."""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis import __main__ as command_line
from nbbatch.hooks import Hooks
from nbbatch.plan import Plan, load_plan

COMMITTEES = """\
committee_id,name_en,name_vi,is_studied
lao-cai,Lào Cai city,Thành ủy Lào Cai,true
yen-bai,Yên Bái,Yên Bái,false
"""
PARAMETERS = """\
from typing import Literal

committee_id: str = "lao-cai"  # a committee_id of data/committees.csv
count: int = 2  # how many
lang: Literal["en", "vi"] = "en"  # language of the report"""
DICTIONARY = {
    "resources": [
        {
            "name": "committees",
            "path": "committees.csv",
            "schema": {
                "primaryKey": ["committee_id"],
                "fields": [{"name": "is_studied"}],
            },
        }
    ]
}
PLAN = """\
[[report]]
notebook = "01_toy"
[report.parameters]
count = 3
[report.matrix]
committee_id = ["lao-cai", "yen-bai"]
lang = ["en", "vi"]
"""


HOOKS = Hooks(
    allowed="analysis.allowed_values:allowed_values",
    data="analysis.allowed_values:data_folders",
    rows="analysis.allowed_values:rows_about",
    fault="analysis.tables:fault",
    render="publish.page:render_alone",
    preload=(),
    variables=("VARIABLE_OF_STUDY",),
)


# A run imports for seconds what notebooks of the study use; toys use none of it.
LIGHT = ("publish.page",)
COMMAND = [
    sys.executable,
    "-c",
    "from dataclasses import replace\nfrom analysis import __main__ as command\n"
    f"command.HOOKS_ALONE = replace(command.HOOKS_ALONE, preload={LIGHT})\n"
    "command.main()",
]


def analysis(*arguments: object) -> tuple[int, str]:
    """Call the command line in this process; return its status and what it says."""
    hooks = replace(command_line.HOOKS_ALONE, preload=LIGHT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command_line, "HOOKS_ALONE", hooks)
        words = [str(word) for word in arguments]
        result = CliRunner().invoke(command_line.main, words)
    return result.exit_code, result.output


def toy_plan(path: Path) -> Plan:
    return load_plan(path, HOOKS)


def code(text: str, *tags: str) -> dict:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"tags": list(tags)} if tags else {},
        "outputs": [],
        "source": text,
    }


def prose(text: str, *tags: str) -> dict:
    return {"cell_type": "markdown", "metadata": {"tags": list(tags)}, "source": text}


def notebook(*cells: dict) -> str:
    for number, cell in enumerate(cells):
        cell["id"] = f"c{number}"
    content = {
        "cells": list(cells),
        "metadata": {
            "kernelspec": {
                "display_name": "Python 3",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def toy_cells(body: str = "print(committee_id, count, lang)") -> list[dict]:
    return [
        prose("# How many?\n\nIn English.", "en"),
        prose("# Bao nhiêu?\n\nTiếng Việt.", "vi"),
        code(PARAMETERS, "parameters"),
        code(body),
    ]


def make_project(folder: Path, plan: str = PLAN, body: str | None = None) -> Path:
    """Write a project; return its plan."""
    for name in ("data", "notebooks", "reports"):
        (folder / name).mkdir(parents=True)
    (folder / "data" / "committees.csv").write_text(COMMITTEES, encoding="utf-8")
    (folder / "data" / "datapackage.json").write_text(json.dumps(DICTIONARY))
    cells = toy_cells(body) if body else toy_cells()
    path = folder / "notebooks" / "01_toy.ipynb"
    path.write_text(notebook(*cells), encoding="utf-8")
    path = folder / "reports" / "reports.toml"
    path.write_text(plan, encoding="utf-8")
    return path


def wait_for(is_so, seconds=240):
    """What `is_so` says, as soon as it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = is_so()
        if result:
            return result
        time.sleep(0.02)
    pytest.fail("waited in vain")


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False
