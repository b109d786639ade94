"""A worker process: it makes one report after another until there are no more.

Importing this module loads papermill; the server that forks the workers imports it
once, after the modules that the study names (`hooks.Hooks.preload`).
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Mapping
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait

from papermill.log import logger

from nbbatch.execute import run_report

gc.collect()
gc.freeze()  # a collection in a fork would copy what it looks at


def serve(connection: Connection, env: Mapping[str, str]) -> None:
    """Make the reports that come through `connection` and send their outcomes."""
    os.environ.clear()
    os.environ.update(env)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logger.setLevel("ERROR")  # it does not know `Literal`; the plan is checked before
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        connection.send(run_report(task))


def _leave(*_: object) -> None:
    """End as an exception, so that a running kernel is shut down on the way."""
    raise SystemExit(1)


def _end_with_parent() -> None:
    """End at once when the process that gives the orders is gone."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
