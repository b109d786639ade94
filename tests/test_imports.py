"""Documents into a project, by the command line."""

import pytest
from click.testing import CliRunner
from core_toys import table_rows
from document_toys import TEXT, TITLE, docx_document, pdf_document, written

from analysis.__main__ import main
from coding.documents import extract, reader
from coding.imports import import_document, proposed_id
from coding.new import make_project


@pytest.fixture
def project(elsewhere, monkeypatch):
    monkeypatch.setattr(reader, "extract_within_limits", extract.extract)
    make_project(elsewhere / "study")
    monkeypatch.chdir(elsewhere / "study")
    return elsewhere / "study"


def analysis_import(*words):
    return CliRunner().invoke(main, ["import", *map(str, words)])


def test_good_documents_come_in_and_bad_ones_are_named(project, tmp_path):
    good = docx_document(tmp_path / "Báo cáo số 5.docx")
    bad = written(tmp_path / "b.docx", b"\x89PNG")
    result = analysis_import(bad, good)
    assert result.exit_code == 2
    assert "b.docx: is a picture" in result.stderr
    assert (project / "texts" / "bao_cao_so_5.txt").read_text("utf-8") == TEXT
    (row,) = table_rows(project / "coding/bao_cao_so_5/first", "sources")
    assert (row["state"], row["title_vi"], row["author"]) == (
        *("proposed", TITLE),
        "Lê Thị Hoa",
    )
    again = analysis_import(good)
    assert again.exit_code == 0
    assert "texts/bao_cao_so_5.txt" in again.output


def test_a_text_is_never_replaced(project, tmp_path):
    first = docx_document(tmp_path / "a.docx")
    assert analysis_import(first, "--id", "sl_2024").exit_code == 0
    other = written(tmp_path / "b.txt", "Văn bản khác hẳn của huyện.".encode())
    result = analysis_import(other, "--id", "sl_2024")
    assert result.exit_code == 2
    assert "exists and has another text: give another id" in result.stderr
    assert (project / "texts" / "sl_2024.txt").read_text("utf-8") == TEXT


def test_a_second_coder_gets_a_sheet_on_the_same_text(project, tmp_path):
    document = docx_document(tmp_path / "a.docx")
    for words in (["--id", "sl_2024"], ["--coder", "second"]):
        assert analysis_import(document, *words).exit_code == 0
    assert [path.name for path in (project / "texts").glob("*.txt")] == ["sl_2024.txt"]
    sheets = (project / "coding" / "sl_2024").iterdir()
    assert sorted(path.name for path in sheets) == ["first", "second"]


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (["a.docx", "--id", "Sông Lam"], "such as 'song_lam'"),
        (["a.docx", "--id", "../a"], "is of small letters and digits"),
        (["a.docx", "b.docx", "--id", "a"], "import the documents one by one"),
        (["none.pdf"], "no file none.pdf: check its name"),
    ],
)
def test_a_wrong_id_or_name_is_refused(words, advice, project):
    for name in ("a.docx", "b.docx"):
        docx_document(project / name)
    result = analysis_import(*words)
    assert (result.exit_code, advice in result.stderr) == (2, True)
    assert not list(project.glob("texts/*.txt"))


@pytest.mark.parametrize(
    ("name", "source_id"),
    [
        ("Đảng bộ TP. Sông-Lam (2024).pdf", "dang_bo_tp_song_lam_2024"),
        ("sl_2025.txt", "sl2_2025"),  # the part before "_" is of its own
        ("sl.txt", "sl2"),
        ("004.txt", "004-2"),
        ("文件.txt", "text"),
        (f"{'dài ' * 40}.txt", "_".join(["dai"] * 15)),
    ],
)
def test_ids_are_made_of_names(name, source_id, elsewhere):
    (elsewhere / "texts").mkdir()
    for taken in ("sl_2024", "004_a"):
        (elsewhere / "texts" / f"{taken}.txt").write_bytes(b"khac")
    assert proposed_id(elsewhere, elsewhere / name, "một") == source_id


def test_a_pdf_is_imported_with_its_notes(project, tmp_path):
    key, document = import_document(project, pdf_document(tmp_path / "sl.pdf"))
    assert key == "sl"
    assert "set aside: 3 page numbers" in document.notes
