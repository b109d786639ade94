"""From a sheet into data/: in one step or not at all, again, and by two people."""

import shutil
import subprocess
from pathlib import Path

import pytest
from coding_toys import TOY, TOY_ID, coded_sheet, contents, rows_of_text, small_project
from core_toys import table_rows

from analysis import tables
from analysis.dictionary import DataError
from coding import accept as accepting
from coding import remaining
from coding.accept import accept
from coding.citations import citations
from coding.proposals import propose
from coding.recorded import Recorded
from coding.sheet import Sheet
from reading import atomic

OTHER_ID, ATTRIBUTES = "kh_2023", "data/*.csv merge=union\n"
pytestmark = pytest.mark.usefixtures("elsewhere")


@pytest.fixture
def project(tmp_path) -> Path:
    return small_project(tmp_path / "study", {TOY_ID: TOY, OTHER_ID: TOY})


def test_what_was_accepted_says_of_whom_it_is(project):
    """That its spans and figures agree with the text is tried in test_verify."""
    coded_sheet(project)
    accept(project, TOY_ID)
    assert table_rows(project / "data", "subjects") == [
        {"fact_id": f"tl-{row}", "subject_id": "tam-linh-committee"}
        for row in ("ref-01", "sho-01", "tgt-01")
    ]


def test_accepting_again_replaces_the_rows_and_keeps_ids(project):
    sheet = coded_sheet(project)
    accept(project, TOY_ID)
    sheet = Sheet.open(project, TOY_ID)
    more = dict(sheet.row("ref-01")) | {
        "status": "done",
        "quote": "đã ban hành 3 đề án",
    }
    sheet.put("reforms", None, more)
    sheet.set_state("ref-01", "rejected")
    sheet.set_state(["evd-01", "lnk-01"], "rejected")
    sheet.put("bodies", "bod-02", {"name_en": "Provincial Standing Committee"})
    summary = accept(project, TOY_ID)
    assert summary.changes["reforms"] == {"added": 1, "removed": 1}
    assert summary.changes["bodies"] == {"changed": 1}
    (row,) = rows_of_text(project, "reforms", TOY_ID)
    assert row["fact_id"] == "tl-ref-02"


def test_an_entity_that_the_sheet_no_longer_has_goes(project):
    sheet = coded_sheet(project)
    sheet.put("indicators", None, dict(sheet.row("ind-01")) | {"indicator_id": "x"})
    accept(project, TOY_ID)
    assert len(table_rows(project / "data", "indicators")) == 2
    Sheet.open(project, TOY_ID).set_state("ind-02", "rejected")
    accept(project, TOY_ID)
    assert len(table_rows(project / "data", "indicators")) == 1


def test_after_an_error_all_files_are_as_they_were(project, monkeypatch):
    sheet = coded_sheet(project)
    before = contents(project)
    calls = []

    def fails(path: Path, text: str) -> None:
        calls.append(path)
        if len(calls) == 5:
            msg = "no space left on device"
            raise OSError(msg)
        original(path, text)

    original = atomic.write_whole
    monkeypatch.setattr(atomic, "write_whole", fails)
    with pytest.raises(OSError, match="no space left"):
        accepting.accept(project, TOY_ID)
    assert contents(project) == before
    assert not (sheet.folder / "accepted.json").exists()


def test_two_texts_share_an_entity_that_is_alike(project):
    coded_sheet(project)
    accept(project, TOY_ID)
    other = coded_sheet(project, OTHER_ID)
    summary = accept(project, OTHER_ID)
    assert "bodies" not in summary.changes
    other = Sheet.open(project, OTHER_ID)
    other.put("bodies", "bod-01", {"name_en": "Secretary"})
    with pytest.raises(
        DataError, match=r"from coding/tl_2024/first; found 'Secretary'"
    ):
        accept(project, OTHER_ID)


def test_a_broken_record_of_what_was_accepted_is_refused(project):
    sheet = coded_sheet(project)
    accept(project, TOY_ID)
    (sheet.folder / "accepted.json").write_text("[", encoding="utf-8")
    with pytest.raises(DataError, match=r"first/accepted.json: .* accept again"):
        accept(project, TOY_ID)


def git(folder: Path, *words: str) -> str:
    names = ["-c", "user.name=n", "-c", "user.email=e@x", "-c", "core.autocrlf=false"]
    done = subprocess.run(
        ["git", *names, *words], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_two_people_on_two_texts_do_not_conflict_in_git(project, tmp_path, monkeypatch):
    (project / ".gitattributes").write_text(ATTRIBUTES)
    git(project, "init", "-q", "-b", "main")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "empty")
    theirs = tmp_path / "theirs"
    git(tmp_path, "clone", "-q", str(project), str(theirs))
    for folder, source_id in ((project, TOY_ID), (theirs, OTHER_ID)):
        coded_sheet(folder, source_id)
        accept(folder, source_id)
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", source_id)
    git(project, "pull", "-q", "--no-rebase", "--no-edit", str(theirs), "main")
    monkeypatch.setenv("ANALYSIS_DATA", str(project / "data"))
    study = tables.load_tables()
    assert study.keys("sources") == [OTHER_ID, TOY_ID]
    assert len(study.whole("reforms")) == 2
    assert len(study.whole("bodies")) == 2
    both = shutil.copytree(project / "data", tmp_path / "both")
    accept(project, TOY_ID)
    for path in both.glob("*.csv"):  # one order, whoever accepts
        first = sorted(path.read_text(encoding="utf-8").splitlines())
        lines = (project / "data" / path.name).read_text(encoding="utf-8").splitlines()
        assert sorted(set(first)) == sorted(lines)


def test_proposals_are_in_the_tables_and_units_of_the_codebook(project):
    sheet = propose(project, TOY_ID, source={"title_vi": "Đổi mới"})
    assert {row.state for _, row in sheet.rows()} == {"proposed"}
    assert sheet.row("src-01")["title_vi"] == "Đổi mới"
    mention, relation = sheet.row("men-01"), sheet.row("rel-01")
    assert mention["quote"] == "Nghị quyết số 07-NQ/TU, ngày 14/3/2021"
    assert mention["instrument_id"] == relation["source"] == "resolution-07-nq-tu-2021"
    assert (relation["type"], relation["target"]) == (
        "issued_by",
        "ban-thuong-vu-tinh-uy",
    )
    assert sheet.row("bod-01")["name_vi"] == "Ban Thường vụ Tỉnh ủy"
    assert sheet.row("trm-01")["term_id"] == "2020-2025"
    figures = {r["quote"]: r for r in sheet.tables["observations"]}
    assert figures["hơn 940 người dân"]["lower"] == "940"
    target = sheet.row("tgt-01")
    ends = [sheet.row(target[end])["value"] for end in ("actual", "target")]
    assert ends == ["18", "20"]
    assert sheet.row("ref-01")["note"].startswith("cue: ")
    assert [r["quote"] for r in sheet.tables["shortcomings"]] == [
        "Tuy nhiên, việc kiểm tra ở một số xã còn chậm"
    ]
    assert "numeral" not in {each.kind for each in remaining.of_sheet(sheet)}


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("Quyết định số 12/QĐ-TTg, ngày 3/4/2020 của Thủ tướng Chính phủ phê duyệt", 4),
        ("Kế hoạch số 5-KH/TU của Ban Thường vụ Thành ủy Lộc Giang về cán bộ", 7),
        ("Nghị quyết số 3/NQ-HĐND của Hội đồng nhân dân tỉnh Lộc Sơn khóa XV", 7),
        ("Chỉ thị số 4-CT/TU của Tỉnh ủy\nNăm 2023 sắp qua", 2),
        ("Chỉ thị số 4-CT/TU của các cấp", 0),
    ],
)
def test_an_issuer_is_proposed_as_it_is_printed(project, text, issuer):
    (cited,) = citations(text, Recorded(project))
    words = text.partition(" của ")[2].split()
    assert cited.issuer.split() == words[:issuer]


def test_proposing_again_changes_nothing(project):
    sheet = propose(project, TOY_ID)
    sheet.set_state("ref-01", "rejected")
    before = {name: list(rows) for name, rows in sheet.tables.items()}
    assert propose(project, TOY_ID).tables == before


def test_nothing_that_is_only_proposed_goes_into_the_data(project):
    propose(project, TOY_ID)
    before = contents(project)
    with pytest.raises(DataError, match="one accepted row that describes the text"):
        accept(project, TOY_ID)
    assert contents(project) == before
