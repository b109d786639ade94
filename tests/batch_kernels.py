"""A kernel for the tests of the batch, and ways to wait for what it does."""

import ast
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager

QUIET = ["--log-level=CRITICAL", "--HistoryManager.hist_file=:memory:"]


class Kernel:
    def __init__(self, **options):
        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel(extra_arguments=QUIET, **options)
        self.client = self.manager.client()
        self.client.start_channels(hb=False)  # its thread may begin as we end
        self.client.wait_for_ready(timeout=60)

    @property
    def process(self):
        return self.manager.provisioner.process

    def value(self, expression: str, code: str = ""):
        """Run code and return the value of an expression."""
        sent = self.client.execute(code, user_expressions={"x": expression})
        while True:
            reply = self.client.get_shell_msg(timeout=90)
            if reply["parent_header"]["msg_id"] == sent:
                break
        assert reply["content"]["status"] == "ok", reply["content"]
        found = reply["content"]["user_expressions"]["x"]
        return ast.literal_eval(found["data"]["text/plain"])


@contextmanager
def started(**options):
    made = Kernel(**options)
    try:
        yield made
    finally:
        made.client.stop_channels()
        if made.manager.is_alive():
            made.manager.shutdown_kernel()
        made.manager.cleanup_resources()


def wait_for(is_so, seconds=90):
    """What `is_so` says, as soon as it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = is_so()
        if found:
            return found
        time.sleep(0.02)
    pytest.fail("waited in vain")


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False
