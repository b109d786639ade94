"""Where the parent of warm kernels listens, who may use it, and how it is started."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import socket
import stat
import struct
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from jupyter_core.paths import jupyter_runtime_dir

from nbbatch.warm.choice import CHOICE, UnavailableError

# What libraries read from the environment while they are imported.
IMPORT_TIME = (
    *("PYTHON", "LD_", "MALLOC_", "OMP_", "OPENBLAS_", "MKL_", "NUMEXPR_", "MPL"),
    "MATPLOTLIB",
    *("NETWORKX_", "PANDAS_", "IPYTHON", "JUPYTER_", "XDG_", "LC_", "LANG", "TZ"),
    *("HOME", "VIRTUAL_ENV", "CONDA_", "ANALYSIS_WARM_IDLE"),
)
LONGEST = 100


def folder() -> Path:
    """Return the folder of the sockets, which only this user may enter.

    Raises
    ------
    UnavailableError
        If it belongs to someone else or is open to others.
    """
    path = Path(jupyter_runtime_dir()) / "warm"
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        state = path.lstat()
    except OSError as error:
        message = f"no folder for its socket: {error}"
        raise UnavailableError(message) from error
    is_mine = stat.S_ISDIR(state.st_mode) and state.st_uid == os.geteuid()
    if not is_mine or stat.S_IMODE(state.st_mode) & 0o077:
        message = f"{path} is not private"
        raise UnavailableError(message)
    if len(str(path)) > LONGEST - 20:
        message = f"{path} is too long for a socket"
        raise UnavailableError(message)
    return path


def key(env: Mapping[str, str]) -> str:
    """Return the name of the parent whose kernels suit a client with this `env`."""
    names = [name for name in sorted(env) if name.startswith(IMPORT_TIME)]
    fixed = {name: env[name] for name in names if name != CHOICE}
    cgroup = Path("/proc/self/cgroup").read_text(encoding="utf-8")
    spaces = [str(p.readlink()) for p in sorted(Path("/proc/self/ns").iterdir())]
    here = [sys.executable, sys.version, os.geteuid(), Path("/").stat().st_ino]
    parts = json.dumps([here, fixed, cgroup, spaces])
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


def peer_uid(connection: socket.socket) -> int:
    """Return the user at the other end of a connection."""
    size = struct.calcsize("3i")
    found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    uid: int = struct.unpack("3i", found)[1]
    return uid


def connect(path: Path) -> socket.socket | None:
    """Return a connection to the parent at `path`, or None if there is none.

    Raises
    ------
    UnavailableError
        If someone else listens there.
    """
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(str(path))
    except OSError:
        connection.close()
        return None
    if peer_uid(connection) != os.geteuid():
        connection.close()
        message = f"{path} belongs to another user"
        raise UnavailableError(message)
    return connection


def start_parent(path: Path, env: Mapping[str, str]) -> None:
    """Start the parent that will listen at `path`; of several at once, one stays.

    Returns when it holds its lock; it listens when it has imported.
    """
    command = [sys.executable, "-m", "nbbatch.warm.parent", str(path)]
    with path.with_suffix(".log").open("w") as log:
        subprocess.run(  # it forks at once and this returns
            command,
            check=False,
            cwd="/",
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def path_for(env: Mapping[str, str]) -> Path:
    """Return where the parent listens whose kernels suit a client with this `env`."""
    return folder() / f"{key(env)}.sock"


def is_held(path: Path) -> bool:
    """Tell whether a parent, listening or not yet, holds the lock of `path`."""
    with path.with_suffix(".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
