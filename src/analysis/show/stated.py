"""The stated findings of a notebook: each with its figures linked, and its rival."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from analysis import argument, words
from analysis.addresses import claims_reference
from analysis.argument import Figure, Stated
from analysis.show.shown import links_to_claims
from analysis.tables import Study

FIRST = 3  # findings that are open; what more there are opens at a click


@dataclass(frozen=True)
class Findings:
    """Stated findings, displayed one below the other; the withheld ones by number."""

    stated: Sequence[Stated]
    lang: str

    def __repr__(self) -> str:
        """The sentences, and why others are withheld, a line each."""
        lines = [str(finding.sentence) for finding in self.stated if finding.holds]
        return "\n".join([*lines, *self._rest()])

    def _repr_html_(self) -> str:
        if not self.stated:
            return ""
        title = f"<strong>{escape(words.phrase('stated_title', self.lang))}</strong>"
        held = [self._shown(finding) for finding in self.stated if finding.holds]
        shown, rest = "".join(held[:FIRST]), "".join(held[FIRST:])
        if rest:
            summary = words.phrase("stated_rest", self.lang, count=len(held) - FIRST)
            shown += (
                f'<details class="rest"><summary>{escape(summary)}</summary>'
                f"{rest}</details>"
            )
        withheld = "".join(f"<p>{escape(line)}</p>" for line in self._rest())
        return f'<div class="stated"><p>{title}</p>{shown}{withheld}</div>'

    def _rest(self) -> list[str]:
        """A line for each finding that is withheld, or one that there is none."""
        if not self.stated:
            return [words.phrase("stated_none", self.lang)]
        return [
            words.phrase(
                "stated_withheld",
                self.lang,
                finding=finding.finding_id,
                failures=" ".join(finding.failures),
            )
            for finding in self.stated
            if not finding.holds
        ]

    def _shown(self, finding: Stated) -> str:
        sentence = "".join(map(_part, finding.parts))
        terms = {
            "stated_rival": escape(finding.rival),
            "stated_refuted": escape(finding.refuted),
            "stated_support": escape(finding.support),
            "column_evidence": links_to_claims(finding.facts, self.lang),
        }
        listed = "".join(
            f"<dt>{escape(words.phrase(key, self.lang))}</dt><dd>{text}</dd>"
            for key, text in terms.items()
        )
        summary = escape(words.phrase("stated_more", self.lang))
        return (
            f'<p class="finding">{sentence}</p>'
            f"<details><summary>{summary}</summary><dl>{listed}</dl></details>"
        )


def stated(
    study: Study, notebook: str | None = None, about: str | None = None
) -> Findings:
    """The findings of a notebook, named by its stem, as a reader sees them.

    As `argument.of_notebook` chooses them.
    """
    return Findings(argument.of_notebook(study, notebook, about), study.lang)


def _part(part: str | Figure) -> str:
    if isinstance(part, str):
        return escape(part)
    facts, address = " ".join(part.facts), claims_reference(part.facts)
    link = f'class="number" data-claims="{facts}" href="{address}"'
    return f"<a {link}>{escape(part.text)}</a>"
