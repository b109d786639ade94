"""The client's side: a kernel provisioner that asks for a warm kernel.

It is Jupyter's own LocalProvisioner with another way to launch; what launches is
handled like a subprocess. Where no warm kernel can be had it launches a normal one and
says why.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import socket
import struct
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from nbbatch.warm import address, ready
from nbbatch.warm.choice import WAIT, UnavailableError

LONGEST_START = 60.0
KNOWN_OPTIONS = {"env", "cwd", "stdout", "stderr", "extra_arguments", "kernel_id"}
LIMITS = [name for name in dir(resource) if name.startswith("RLIMIT_")]


class WarmProcess:
    """A warm kernel as its client sees it; it looks like a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, connection: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._connection = connection

    def poll(self) -> int | None:
        """Return the exit status, or None while the kernel lives."""
        if self.returncode is None:
            with suppress(BlockingIOError):
                self._heard(self._connection.recv(4096))
        return self.returncode

    async def ended(self, seconds: float) -> None:
        """Wait at most so long for the end of the kernel."""
        if self.poll() is None:
            loop = asyncio.get_running_loop()
            with suppress(TimeoutError):
                waiting = loop.sock_recv(self._connection, 4096)
                self._heard(await asyncio.wait_for(waiting, seconds))

    def _heard(self, message: bytes) -> None:
        """Take the last message: the status, or nothing if the parent is gone."""
        self.returncode = json.loads(message)["exit"] if message else -signal.SIGKILL
        self._connection.close()

    def wait(self) -> int | None:
        """Return the exit status of a kernel that has ended."""
        return self.poll()

    def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel if it lives."""
        if self.poll() is None:
            os.kill(self.pid, signum)

    def kill(self) -> None:
        """End the kernel at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)


class WarmProvisioner(LocalProvisioner):
    """Launches warm kernels, and normal ones where it must."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Launch a warm kernel, or a normal one and say why."""
        try:
            process = await _launched(cmd, kwargs)
        except UnavailableError as error:
            self.log.warning("a normal kernel instead of a warm one: %s", error)
            return await super().launch_kernel(cmd, **kwargs)
        self.process: Any = process
        self.pid = self.pgid = process.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        if self.parent is not None:
            self.parent.client_factory = ready.quick(self.parent.client_factory)
        return self.connection_info

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel's processes, never to whom comes after it."""
        if await self.poll() is None:
            await super().send_signal(signum)

    async def shutdown_requested(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002 - Jupyter's
        """Wait for the end that was just asked for, without polling."""
        await super().shutdown_requested(restart=restart)
        if isinstance(self.process, WarmProcess):
            await self.process.ended(1.0)


async def _launched(cmd: list[str], options: Mapping[str, Any]) -> WarmProcess:
    """Ask for a kernel; once more if the parent has gone stale."""
    argv = _arguments(cmd, options)
    env = _environment(options)
    path = address.path_for(env)
    for _ in range(2):
        connection = await _connection(path, env)
        try:
            answer = await _asked(connection, argv, env, options)
        except (OSError, ValueError) as error:
            connection.close()
            message = f"its parent did not answer ({error})"
            raise UnavailableError(message) from error
        if "pid" in answer:
            return WarmProcess(answer["pid"], connection)
        connection.close()
        if answer.get("refused") != "stale":
            raise UnavailableError(answer.get("refused", "it ended as it started"))
    message = "what it imports keeps changing"
    raise UnavailableError(message)


def _environment(options: Mapping[str, Any]) -> dict[str, str]:
    """Return a kernel's environment, if nothing in it hangs on its folder."""
    env = dict(options.get("env") or os.environ)
    env["JPY_PARENT_PID"] = str(os.getpid())
    places = filter(None, env.get("PYTHONPATH", "").split(os.pathsep))
    if not all(map(os.path.isabs, places)):
        message = "PYTHONPATH has a place that depends on the working folder"
        raise UnavailableError(message)
    if Path(options.get("cwd") or ".", "matplotlibrc").exists():
        message = "the settings of its folder are read while matplotlib is imported"
        raise UnavailableError(message)
    return env


def _arguments(cmd: list[str], options: Mapping[str, Any]) -> list[str]:
    """Return the arguments of an IPython kernel of this interpreter."""
    launcher = cmd.index("ipykernel_launcher") if "ipykernel_launcher" in cmd else 0
    between = [word for word in cmd[1:launcher] if word != "-Xfrozen_modules=off"]
    if not launcher or between != ["-m"] or cmd[0] != sys.executable:
        message = "it is made for IPython kernels of the client's own interpreter"
        raise UnavailableError(message)
    unknown = {name for name in options.keys() - KNOWN_OPTIONS if options[name]}
    streams = [options.get("stdout"), options.get("stderr")]
    if unknown or any(isinstance(one, int) and one < 0 for one in streams):
        message = f"launch options that it does not know: {sorted(unknown) or 'a pipe'}"
        raise UnavailableError(message)
    return cmd[launcher + 1 :]


async def _connection(path: Path, env: Mapping[str, str]) -> socket.socket:
    """Return a connection to the parent, which is started if need be."""
    connection = address.connect(path)
    if connection is None:
        if not address.is_held(path):
            address.start_parent(path, env)
        if not env.get(WAIT):
            message = "its parent is warming up"
            raise UnavailableError(message)
    end = time.monotonic() + LONGEST_START
    while connection is None:
        await asyncio.sleep(0.01)
        is_held = address.is_held(path)
        connection = address.connect(path)
        if connection is None and (not is_held or time.monotonic() > end):
            message = f"its parent did not start; see {path.with_suffix('.log')}"
            raise UnavailableError(message)
    return connection


async def _asked(
    connection: socket.socket,
    argv: list[str],
    env: Mapping[str, str],
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """Send the request with the client's streams; return the answer."""
    umask = os.umask(0o077)
    os.umask(umask)
    request = {
        "argv": argv,
        "env": dict(env),
        "cwd": str(Path(options.get("cwd") or ".").absolute()),
        "umask": umask,
        "limits": {n: resource.getrlimit(getattr(resource, n)) for n in LIMITS},
        "nice": os.getpriority(os.PRIO_PROCESS, 0),
        "affinity": sorted(os.sched_getaffinity(0)),
    }
    streams = [
        _number(options.get(name), number)
        for name, number in (("stdout", 1), ("stderr", 2))
    ]
    body = json.dumps(request).encode()
    head = struct.pack("!I", len(body))
    socket.send_fds(connection, [head], streams)
    connection.sendall(body)
    connection.settimeout(0)
    loop = asyncio.get_running_loop()
    message = await asyncio.wait_for(loop.sock_recv(connection, 4096), LONGEST_START)
    answer: dict[str, Any] = json.loads(message) if message else {}
    return answer


def _number(stream: Any, default: int) -> int:
    """Return the file descriptor of a stream."""
    if stream is None:
        return default
    return stream if isinstance(stream, int) else int(stream.fileno())
