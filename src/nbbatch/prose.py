"""The prose of one language: markdown cells tagged `en` and `vi` are twins."""

from __future__ import annotations

from typing import Any

from nbbatch.parameters import cell_tags

LANGUAGES = ("en", "vi")


def is_of_language(cell: dict[str, Any], lang: str | None) -> bool:
    """Tell whether a report in `lang` keeps this cell.

    Cells without a language belong to both; a report without a language keeps all.
    """
    tags = cell_tags(cell).intersection(LANGUAGES)
    return lang is None or not tags or lang in tags


def in_language(content: dict[str, Any], lang: str | None) -> dict[str, Any]:
    """Return a notebook's JSON with the prose of one language and no outputs.

    Stored outputs belong to the default parameters, so a report never sees them.
    """
    cells = [
        {**cell, "outputs": [], "execution_count": None}
        if cell["cell_type"] == "code"
        else cell
        for cell in content["cells"]
        if is_of_language(cell, lang)
    ]
    return {**content, "cells": cells}
