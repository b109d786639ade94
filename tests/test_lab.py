import json

import nbformat
import pytest
from batch_toys import make_project
from click.testing import CliRunner
from nbformat.sign import NotebookNotary

from analysis.__main__ import main
from nbbatch.lab import copy_notebooks


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    make_project(tmp_path)
    return tmp_path


def copied(project, lang="en"):
    """The copy of the one notebook."""
    assert copy_notebooks(project / "notebooks", project / "lab", lang) == []
    return project / "lab" / "01_toy.ipynb"


def text_of(copy) -> str:
    cells = json.loads(copy.read_text(encoding="utf-8"))["cells"]
    return "\n".join(cell["source"] for cell in cells)


def test_a_copy_has_prose_and_lang_of_one_language(project):
    path = project / "notebooks" / "01_toy.ipynb"
    before = path.read_bytes()
    text = text_of(copied(project, "vi"))
    assert path.read_bytes() == before
    assert "Bao nhiêu?" in text
    assert "How many?" not in text
    assert 'lang: Literal["en", "vi"] = "vi"  # language of the report' in text


def is_trusted(project, path) -> bool:
    notary = NotebookNotary(data_dir=str(project / "jupyter"))
    results = notary.check_signature(nbformat.read(path, as_version=4))
    notary.store.close()
    return results


def test_a_copy_is_trusted_until_another_changes_it(project):
    start = copied(project)
    assert is_trusted(project, start)
    start.write_text(start.read_text().replace("print(", "print(1, "))
    assert not is_trusted(project, start)


def test_an_untouched_copy_is_renewed_in_another_language(project):
    copied(project, "vi")
    assert "How many?" in text_of(copied(project, "en"))


def test_a_file_that_was_there_before_is_kept(project):
    (project / "lab").mkdir()
    mine = project / "lab" / "01_toy.ipynb"
    mine.write_text("mine")
    assert copy_notebooks(project / "notebooks", mine.parent, "en") == [mine]


def test_the_command_says_what_it_kept(project, monkeypatch):
    monkeypatch.chdir(project)
    copy = copied(project)
    copy.write_text("mine")
    result = CliRunner().invoke(main, ["lab", "--lang", "vi", "--copy-only"])
    assert result.exit_code == 0
    assert "kept as you changed it" in result.output
    assert copy.read_text() == "mine"


def test_a_project_without_notebooks_says_so(project):
    (project / "notebooks" / "01_toy.ipynb").unlink()
    with pytest.raises(FileNotFoundError, match="no notebooks in"):
        copied(project)
