"""Whether a run uses warm kernels, and the early start of their parent."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.metadata import entry_points

CHOICE = "JUPYTER_DEFAULT_PROVISIONER_NAME"
WAIT = "ANALYSIS_WARM_WAIT"
NAME = "warm-provisioner"


class UnavailableError(RuntimeError):
    """No warm kernel can be had here and now; the message says why."""


def warm_choice(env: Mapping[str, str]) -> dict[str, str]:
    """Return what makes Jupyter use warm kernels; their parent begins to import.

    A choice that `env` has made already stands.

    Raises
    ------
    UnavailableError
        If warm kernels cannot be had here.
    """
    reason = None
    if env.get(CHOICE, NAME) != NAME:
        reason = f"{CHOICE} is {env[CHOICE]}"
    elif not sys.platform.startswith("linux"):
        reason = "they are forked on Linux only"
    elif not entry_points(group="jupyter_client.kernel_provisioners", name=NAME):
        reason = "this package is not installed; `pip install -e .` does that"
    if reason:
        raise UnavailableError(reason)
    from nbbatch.warm import address

    path = address.path_for(env)
    if not address.is_held(path):
        address.start_parent(path, env)
    return {CHOICE: NAME, WAIT: "1"}
