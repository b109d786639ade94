"""A kernel client that is ready as soon as its kernel is.

Jupyter's own waits for a fifth of a second of silence after the kernel's first answer;
this one ends at the `idle` that belongs to that answer. It asks again if that does not
come, as when the kernel spoke before anyone listened.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from queue import Empty
from typing import Any

from jupyter_client.client import KernelClient
from jupyter_core.utils import ensure_async, run_sync

PATIENCE = 0.25
ATTEMPTS = 20


@cache
def quick(usual: type[KernelClient]) -> type[KernelClient]:
    """Return a client class like `usual` with a quick `wait_for_ready`."""
    if getattr(usual, "is_quick", False):
        return usual

    class QuickClient(usual):  # type: ignore[valid-type, misc]
        """The usual client with a quick `wait_for_ready`."""

        is_quick = True

        async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
            """Wait for the answer to a request and for the idle after it."""
            for _ in range(ATTEMPTS):
                with suppress(Empty):
                    sent = self.kernel_info()
                    self._handle_kernel_info_reply(await _reply(self, sent))
                    return
            await super()._async_wait_for_ready(timeout=timeout)

        wait_for_ready = (
            _async_wait_for_ready
            if _is_async(usual)
            else run_sync(_async_wait_for_ready)
        )

    QuickClient.__name__ = usual.__name__
    return QuickClient


def _is_async(usual: type[KernelClient]) -> bool:
    from jupyter_client.asynchronous.client import AsyncKernelClient

    return issubclass(usual, AsyncKernelClient)


async def _reply(client: Any, sent: str) -> dict[str, Any]:
    """Return the reply to the request `sent` once the kernel is idle after it."""
    reply: dict[str, Any] | None = None
    while reply is None:
        reply = await _answer(client.shell_channel, sent)
    while True:
        message = await _answer(client.iopub_channel, sent)
        if message and message["content"].get("execution_state") == "idle":
            return reply


async def _answer(channel: Any, sent: str) -> dict[str, Any] | None:
    """Return the next message if it belongs to the request `sent`."""
    message: dict[str, Any] = await ensure_async(channel.get_msg(timeout=PATIENCE))
    return message if message["parent_header"].get("msg_id") == sent else None
