"""The notebooks of the study, run cell by cell in the process of a test."""

import ast
import json
from pathlib import Path
from typing import Any


def results_of(path: Path, **parameters: Any) -> list[Any]:
    """What the cells of a notebook show, in order, with these parameters.

    Cells that need JupyterLab are left out.
    """
    names: dict[str, Any] = {}
    results = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        tags = cell["metadata"].get("tags", [])
        if cell["cell_type"] != "code" or "nbval-skip" in tags:
            continue
        body = ast.parse("".join(cell["source"])).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), path.stem, "exec"), names)
        if "parameters" in tags:
            names |= parameters
        if last is not None:
            code = compile(ast.Expression(last.value), path.stem, "eval")
            results.append(eval(code, names))
    return results
