"""Who names which failing of whom, where causes lie, and what is answered."""

import pandas as pd

from analysis import words
from analysis.findings.wording import (
    counted,
    listed_places,
    sentence,
    sentences,
)
from analysis.labels import Labels

MANY_ACCOUNTS = 6  # that a sentence can take one by one


def account_names(rows: pd.DataFrame, labels: Labels) -> dict[str, str]:
    """The name of each account of `measures.accounts`: who speaks, of whom."""
    of_itself, of_others = "account_of_itself", "account_of_others"
    return {
        row["account"]: sentence(
            of_itself if row["speaker_id"] == row["subject_ids"] else of_others,
            labels.lang,
            speaker=labels.place(row["speaker_id"]),
            subjects=listed_places(row["subject_ids"].split(), labels),
        )
        for row in rows.drop_duplicates("account").to_dict("records")
    }


def diagnoses(rows: pd.DataFrame, labels: Labels) -> str:
    """What all accounts of one committee name, and what one of them alone does.

    `rows` is what `measures.accounts` returns; `labels` has the domains. Where nothing
    is said of a committee by two, each account is told by itself.
    """
    accounts = rows.drop_duplicates(["account", "domain"])
    if (total := accounts["account"].nunique()) > MANY_ACCOUNTS:
        names = [labels[key] for key in accounts["domain"]]
        return counted("finding_names_counted", names, total, labels.lang)
    of_each = rows.assign(subject_id=rows["subject_ids"].str.split()).explode(
        "subject_id"
    )
    speakers = of_each.groupby("subject_id")["speaker_id"].transform("nunique")
    compared = of_each[speakers > 1]
    texts = [
        text
        for subject, group in compared.groupby("subject_id", sort=False)
        for text in _compared(str(subject), group, labels)
    ]
    alone = rows.drop(compared.index.unique())
    for keys, group in alone.groupby(["speaker_id", "subject_ids"], sort=False):
        speaker, subjects = map(str, keys)
        is_own = speaker == subjects
        text = sentence(
            "finding_names_of_itself" if is_own else "finding_names_of_others",
            labels.lang,
            speaker=labels.place(speaker),
            subjects=listed_places(subjects.split(), labels),
            domains=listed_places(group["domain"], labels),
        )
        texts.append(text)
    return sentences(texts, labels.lang)


def _compared(subject: str, group: pd.DataFrame, labels: Labels) -> list[str]:
    """What accounts of one committee have in common, and what each has alone."""
    lang, of = labels.lang, labels.place(subject)
    accounts = {
        speaker: words.phrase("account_own", lang)
        if speaker == subject
        else words.phrase("account_other", lang, speaker=labels.place(speaker))
        for speaker in group["speaker_id"].unique()
    }
    speakers = group.groupby("domain", sort=False)["speaker_id"].agg(set)
    texts: list[str] = []
    if common := [str(key) for key, who in speakers.items() if who == {*accounts}]:
        names = {"subject": of, "accounts": words.joined([*accounts.values()], lang)}
        shared = listed_places(common, labels)
        texts.append(sentence("finding_names_both", lang, domains=shared, **names))
    for speaker, account in accounts.items():
        if alone := [str(key) for key, who in speakers.items() if who == {speaker}]:
            names = {"subject": of, "account": account}
            only = listed_places(alone, labels)
            texts.append(sentence("finding_names_alone", lang, domains=only, **names))
    return texts


def causes(rows: pd.DataFrame, labels: Labels) -> str:
    """Where each speaker says that the causes lie.

    `rows` is what `measures.causes` returns.
    """
    texts = []
    for speaker, given in rows.groupby("speaker_id", sort=False):
        places = given["lies"].unique()
        for place, lying in given.groupby("lies", sort=False):
            keys = [key for keys in lying["subject_ids"] for key in keys.split()]
            where = words.phrase(
                f"lies_{place}", labels.lang, subjects=listed_places(keys, labels)
            )
            key = "finding_causes_all" if len(places) == 1 else "finding_causes_some"
            names = {"speaker": labels.place(str(speaker)), "where": where}
            texts.append(sentence(key, labels.lang, **names))
    return sentences(texts, labels.lang)


def answers(rows: pd.DataFrame, labels: Labels) -> str:
    """For each speaker: for which domains a measure is stated, read, or not coded.

    `rows` is what `measures.answers` returns.
    """
    texts = []
    for speaker, accounts in rows.groupby("speaker_id", sort=False):
        best = accounts.drop_duplicates("domain")
        for basis, group in best.groupby("basis", sort=False):
            text = sentence(
                f"finding_answers_{basis}",
                labels.lang,
                speaker=labels.place(str(speaker)),
                domains=listed_places(group["domain"], labels),
            )
            texts.append(text)
    return sentences(texts, labels.lang)
