"""Ways to wait for what other processes do."""

import time
from pathlib import Path

import pytest


def wait_for(is_so, seconds=240):
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
