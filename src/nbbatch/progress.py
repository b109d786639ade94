"""How far a run is: a bar on a terminal, lines anywhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO


@contextmanager
def progress(total: int, stream: TextIO | None = None) -> Iterator[Callable[..., None]]:
    """Give a function that is called with each report that is done."""
    stream = stream or sys.stderr
    if stream.isatty():
        from tqdm import tqdm  # type: ignore[import-untyped]

        with tqdm(total=total, unit="report", file=stream, leave=False) as bar:

            def tick(name: str, **_: object) -> None:
                bar.set_postfix_str(name)
                bar.update()

            yield tick
        return
    count = 0
    start = time.monotonic()

    def advance(name: str, *, is_failed: bool) -> None:
        nonlocal count
        count += 1
        seconds = time.monotonic() - start
        left = seconds / count * (total - count)
        word = "failed" if is_failed else "made"
        stream.write(
            f"[{count}/{total}] {word} {name} "
            f"({count / seconds:.1f} reports/s, {left:.0f} s left)\n"
        )
        stream.flush()

    yield advance
