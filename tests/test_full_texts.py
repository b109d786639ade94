"""Pages with the whole sentences of the texts, for the reader who has them."""

import re
import shutil
import subprocess
from html import unescape

import pytest
from browser import PLAN as SITE_PLAN
from bs4 import BeautifulSoup
from core_toys import TEXTS, needs_texts, texts

from analysis import tables, words
from analysis.__main__ import HOOKS
from nbbatch.plan import load_plan
from publish.plan_check import check_folder
from publish.site import build


@needs_texts
def test_the_pages_of_whole_texts_have_every_word_and_lead_to_the_site(site, tmp_path):
    folder = tmp_path / "mine"
    build.write_full_texts(load_plan(SITE_PLAN, HOOKS), site, folder)
    study = tables.load_tables("en")
    names = {f"{key}__{lang}.html" for key in texts() for lang in words.LANGUAGES}
    assert {path.name for path in folder.iterdir()} == names
    for key, text in texts().items():
        html = (folder / f"{key}__en.html").read_text("utf-8")
        passages = re.findall(
            r'<p lang="vi">(.*?)</p>\n<div class="margin">', html, re.S
        )
        shown = unescape(re.sub("</?mark>", "", "".join(passages)))
        assert shown.split() == text.split()
        page = BeautifulSoup(html, "lxml")
        ids = {tag["id"] for tag in page.select("[id]")}
        links = [tag["href"] for tag in page.select("[href]")]
        links = [link for link in links if not link.startswith(("http", "data:"))]
        assert len(links) > 100
        for link in links:
            address, _, place = link.partition("#")
            assert (folder / address).exists() if address else place in ids, link
    row = study.records("shortcomings")[0]
    html = (folder / f"{row['source_id']}__en.html").read_text("utf-8")
    passage = html.partition(f'id="{row["fact_id"]}"')[0].rpartition('<p lang="vi">')[2]
    assert f"<mark>{row['printed'].split()[0]}" in passage


@pytest.mark.parametrize("name", ["site", "site/mine", "."])
def test_whole_texts_are_never_written_where_the_site_is(tmp_path, name):
    with pytest.raises(ValueError, match="--with-texts: must be a folder apart"):
        check_folder(tmp_path / name, [tmp_path / "site"])


def test_whole_texts_are_never_written_where_git_keeps_them(tmp_path):
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("/mine/\n")
    check_folder(tmp_path / "mine", [tmp_path / "site"])
    with pytest.raises(ValueError, match=r"found yours, which \.gitignore lacks"):
        check_folder(tmp_path / "yours", [tmp_path / "site"])


@needs_texts
def test_another_text_than_the_coded_one_is_refused(site, tmp_path, monkeypatch):
    folder = tmp_path / "texts"
    shutil.copytree(TEXTS, folder)
    changed = sorted(folder.glob("*.txt"))[0]
    changed.write_bytes(changed.read_bytes() + b" ")
    monkeypatch.setenv("SOURCES_DIR", str(folder))
    with pytest.raises(ValueError, match=f"{changed.name}: another text than the one"):
        build.write_full_texts(load_plan(SITE_PLAN, HOOKS), site, tmp_path / "mine")
    assert not list((tmp_path / "mine").iterdir())
