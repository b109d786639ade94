"""The sources of some facts, and the data, as they are cited.

Names of persons are kept as they are written, family name first; what a text does not
state (its outlet, its date) is left out or reported as unstated, never invented.
"""

import html
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from analysis import words
from analysis.rows import Row
from analysis.tables import Study

Item = dict[str, Any]
TEX = {sign: f"\\{sign}" for sign in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True)
class Citation:
    """Sources and data set as text, as BibTeX and as CSL-JSON.

    Attributes
    ----------
    entries
        One entry for each source, then one for the data set.
    bibtex
        The same in BibTeX.
    csl
        The same as CSL-JSON, which Zotero and pandoc read.
    """

    entries: list[str]
    bibtex: str
    csl: str

    def __repr__(self) -> str:
        """The entries, one below the other."""
        return "\n".join(self.entries)

    @property
    def marked(self) -> list[str]:
        """The entries as HTML, each title in its language."""
        entries = []
        for entry, item in zip(self.entries, json.loads(self.csl), strict=True):
            title = html.escape(item["title"])
            named = f'<cite lang="{item["language"]}">{title}</cite>'
            entries.append(html.escape(entry).replace(title, named, 1))
        return entries

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{html.escape(entry)}</li>" for entry in self.entries)
        forms = {"BibTeX": self.bibtex, "CSL-JSON": self.csl}
        folded = "".join(
            f"<details><summary>{name}</summary><pre>{html.escape(text)}</pre></details>"
            for name, text in forms.items()
        )
        return f'<ul class="citation">{items}</ul>{folded}'


def citation(
    study: Study,
    fact_ids: Iterable[str | Iterable[str]],
    *,
    names_facts: bool = True,
) -> Citation:
    """The sources on which some facts rest, and the data set with these facts.

    Parameters
    ----------
    fact_ids
        Fact ids; a column `fact_ids` and the evidence of a table will do too.
    names_facts
        Whether the entry of the data set lists them.

    Raises
    ------
    ValueError
        If a fact is unknown: the message names all such.
    """
    parts = (part if isinstance(part, str) else " ".join(part) for part in fact_ids)
    facts = sorted({fact for part in parts for fact in part.split()})
    recorded = [
        fact for fact in facts if study.table_of(fact) in study.dictionary.facts
    ]
    if unknown := sorted(set(facts) - set(recorded)):
        msg = f"no fact {', '.join(unknown)}; facts look like '000-obs-01'"
        raise ValueError(msg)
    sources = list({study.record(fact)["source_id"] for fact in facts})
    rows = study.records("sources", source_id=sources)
    return of_sources(study, rows, facts if names_facts else [])


def collection(study: Study) -> Citation:
    """Every text of the collection, and the data set as a whole."""
    return of_sources(study, study.records("sources"), [])


def of_sources(study: Study, rows: Iterable[Row], facts: list[str]) -> Citation:
    """Some rows of `sources`, and the data set with some facts."""
    items = [*(_source(study, row) for row in rows), _data_set(study, facts)]
    return Citation(
        entries=[_entry(item, study.lang) for item in items],
        bibtex="\n\n".join(_bibtex(item, study.lang) for item in items),
        csl=json.dumps(items, ensure_ascii=False, indent=1),
    )


def _source(study: Study, row: Row) -> Item:
    genre = words.capitalised(study.word("sources", "genre", row["genre"]))
    first, last = row["window_start"] or "", row["window_end"] or ""
    window = words.phrase("citation_window", study.lang, first=first, last=last)
    is_press = row["genre"] == "press_feature"
    item = {
        "id": f"source-{row['source_id']}",
        "type": "article-newspaper" if is_press else "document",
        "author": [{"literal": row["author"]}] if row["author"] else [],
        "title": row["title_vi"],
        "container-title": row["outlet"],
        "genre": genre,
        "issued": _date(row["published_date"]),
        "language": "vi",
        "URL": row["url"],
        "note": "" if row["published_date"] else window,
    }
    return {name: value for name, value in item.items() if value}


def _data_set(study: Study, facts: list[str]) -> Item:
    about, lang = study.dictionary.about, study.lang
    note = words.phrase("citation_facts", lang, facts=", ".join(facts)) if facts else ""
    item = {
        "id": f"{about['name']}-{about['version']}",
        "type": "dataset",
        "author": [{"literal": name} for name in authors(study)],
        "title": about["title" if lang == "en" else "title_vi"],
        "version": about["version"],
        "issued": _date(about.get("created", "")[:4]),
        "language": lang,
        "note": note,
    }
    return {name: value for name, value in item.items() if value}


def authors(study: Study) -> list[str]:
    """The authors of the data, as the dictionary names them."""
    named = study.dictionary.about.get("contributors", [])
    return [each.get(f"title_{study.lang}", each["title"]) for each in named]


def _date(text: str | None) -> Item:
    return {"date-parts": [[int(part) for part in text.split("-")]]} if text else {}


def _entry(item: Item, lang: str) -> str:
    """One entry as text: author, date, title, genre or version, outlet, address."""
    authors = ", ".join(author["literal"] for author in item.get("author", ()))
    dates = item.get("issued", {}).get("date-parts", [[]])[0]
    date = "-".join(f"{part:02d}" for part in dates)
    head = authors or words.phrase("citation_no_author", lang)
    parts = [
        f"{head} ({date or words.phrase('citation_no_date', lang)})",
        f"“{item['title']}”",
        _kind(item, lang),
        item.get("note"),
        item.get("URL"),
    ]
    return ". ".join(filter(None, parts))


def _kind(item: Item, lang: str) -> str:
    """What it is: the genre and outlet of a text, the version of a data set."""
    if "version" in item:
        return words.phrase("citation_version", lang, number=item["version"])
    return ", ".join(filter(None, [item["genre"], item.get("container-title")]))


def _bibtex(item: Item, lang: str) -> str:
    dates = item.get("issued", {}).get("date-parts", [[]])[0]
    fields = {
        "author": " and ".join(
            f"{{{tex(a['literal'])}}}" for a in item.get("author", ())
        ),
        "title": f"{{{tex(item['title'])}}}",
        "year": str(dates[0]) if dates else "",
        "howpublished": tex(_kind(item, lang)),
        "url": item.get("URL", ""),
        "note": tex(item.get("note", "")),
    }
    lines = [f"  {name} = {{{text}}}" for name, text in fields.items() if text]
    return f"@misc{{{item['id']},\n" + ",\n".join(lines) + "\n}"


def tex(text: str) -> str:
    """`text` with the special characters of TeX escaped."""
    return "".join(TEX.get(sign, sign) for sign in text)
