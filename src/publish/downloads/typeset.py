"""The one typesetter of this process: Typst, with fonts that do not depend on where.

The fonts are those inside Typst and the DejaVu fonts that come with matplotlib, as the
fonts of the system would give other pages on another machine. Both have every letter
of Vietnamese.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import typst

PRINT = 300.0  # points of a picture to an inch


@cache
def _compiler() -> typst.Compiler:
    found = find_spec("matplotlib")  # its fonts alone; nothing here draws
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[folder])
    return typst.Compiler(font_paths=fonts)


def typeset(
    source: str,
    inputs: dict[str, str],
    form: Literal["pdf", "png"] = "pdf",
    folder: Path | None = None,
) -> bytes:
    """`source` in Typst's language, set; the same source gives the same bytes.

    Parameters
    ----------
    inputs
        What the source reads as `sys.inputs`.
    folder
        Where the files stand that the source names.

    Raises
    ------
    typst.TypstError
        If the source is wrong, or a PDF would not be accessible (PDF/UA-1): a figure
        without words, a heading out of order.
    """
    made = _compiler().compile(
        source.encode(),
        format=form,
        ppi=PRINT,
        sys_inputs=inputs,
        root=folder,
        pdf_standards=["ua-1"] if form == "pdf" else [],
    )
    pages = made if isinstance(made, list) else [made]
    first = pages[0]
    if len(pages) != 1 or first is None:
        msg = f"one {form} file is to be made, found {len(pages)} pages"
        raise ValueError(msg)
    return first
