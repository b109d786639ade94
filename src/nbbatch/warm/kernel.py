"""A fork of the warm parent becomes a kernel of its own."""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import json
import os
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Sequence
from typing import Any, NoReturn

from nbbatch.warm.own import Own

SHAPE = {
    "argv": list,
    "env": dict,
    "cwd": str,
    "umask": int,
    "limits": dict,
    "nice": int,
    "affinity": list,
}


def check(request: Any, streams: list[int]) -> None:
    """Refuse what is not the launch of a kernel.

    Raises
    ------
    ValueError
        If a part is missing, too many or of another type.
    """
    is_right = (
        isinstance(request, dict)
        and request.keys() == SHAPE.keys()
        and all(isinstance(request[name], kind) for name, kind in SHAPE.items())
        and len(streams) == 2  # noqa: PLR2004 - stdout and stderr
    )
    if not is_right:
        message = "not the launch of a kernel"
        raise ValueError(message)


def become(
    request: dict[str, Any],
    connection: socket.socket,
    streams: list[int],
    own: Own,
) -> NoReturn:
    """Take on the client's world, run a kernel that `own` gives modules to, and end."""
    status = 1
    try:
        _take_on(request, streams)
        _forget(own.replaced)
        sys.meta_path.insert(0, own)
        status = _run(request["argv"], connection)
    except BaseException:  # nothing may return into the parent's loop
        traceback.print_exc()
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def _take_on(request: dict[str, Any], streams: list[int]) -> None:
    """Take on session, streams, environment, limits and folder of the client."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    nowhere = os.open(os.devnull, os.O_RDONLY)
    for number, stream in enumerate((nowhere, *streams)):
        os.dup2(stream, number)
    for number in (nowhere, *streams):
        os.close(number)
    os.environ.clear()
    os.environ.update(request["env"])
    os.umask(request["umask"])
    for name, limit in request["limits"].items():
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(getattr(resource, name), tuple(limit))
    os.sched_setaffinity(0, request["affinity"])
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, request["nice"])
    os.chdir(request["cwd"])


def _forget(imported: Sequence[str]) -> None:
    """Forget what forks must not share: random state and this package."""
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
    for name in imported:
        del sys.modules[name]


def _run(argv: list[str], connection: socket.socket) -> int:
    """Run a kernel; tell the client when it has bound its ports."""
    from ipykernel.kernelapp import IPKernelApp

    launcher = importlib.util.find_spec("ipykernel_launcher")
    sys.argv = [str(launcher and launcher.origin), *argv]
    app: Any = IPKernelApp.instance(parent_handle=os.getppid())
    app.initialize(argv)
    connection.sendall(json.dumps({"pid": os.getpid()}).encode() + b"\n")
    connection.close()
    status = 0
    try:
        app.start()
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 1
    # The control thread may still be sending its last message when what runs at
    # exit closes the channel under it; so it comes first.
    app.control_thread.stop()
    app.control_thread.join()
    atexit._run_exitfuncs()
    return status
