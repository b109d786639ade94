import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("warm kernels are for Linux", allow_module_level=True)

from nbbatch.warm import address, choice, kernel, parent, provisioner
from nbbatch.warm.own import Own


@pytest.mark.parametrize(
    "command",
    [
        ["/usr/bin/other", "-m", "ipykernel_launcher", "-f", "x"],
        [sys.executable, "-I", "-m", "ipykernel_launcher", "-f", "x"],
        ["R", "--slave", "-e", "IRkernel::main()"],
    ],
)
def test_another_command_gets_a_normal_kernel(command):
    with pytest.raises(address.UnavailableError, match="client's own interpreter"):
        provisioner._arguments(command, {})


@pytest.mark.parametrize("options", [{"preexec_fn": print}, {"stdout": -1}])
def test_options_that_a_fork_cannot_keep_get_a_normal_kernel(options):
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "x"]
    assert provisioner._arguments(command, {"cwd": "/"}) == ["-f", "x"]
    with pytest.raises(address.UnavailableError, match="does not know"):
        provisioner._arguments(command, options)


@pytest.mark.parametrize(
    "request_",
    [
        [],
        {"code": "print()"},
        {**dict.fromkeys(kernel.SHAPE), "argv": "x"},
    ],
)
def test_only_the_launch_of_a_kernel_is_taken(request_):
    with pytest.raises(ValueError, match="not the launch of a kernel"):
        kernel.check(request_, [1, 2])


def other_user() -> int:
    if os.geteuid() != 0:
        pytest.skip("a second user can only be had by root")
    return 65534


AS_OTHER = "import os, socket, sys, time\nos.setuid({uid})\n"


@pytest.fixture
def open_folder():
    folder = tempfile.mkdtemp(dir="/tmp")
    Path(folder).chmod(0o777)
    yield Path(folder)
    shutil.rmtree(folder)


def test_a_second_user_is_refused(open_folder):
    path = open_folder / "a.sock"
    program = AS_OTHER.format(uid=other_user()) + (
        "s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])\n"
        "s.sendall(b'\\0\\0\\0\\2{}'); print(repr(s.recv(10)))\n"
    )
    with path.with_suffix(".lock").open("w") as lock:
        listening = parent.Parent(path, lock, Own())
        try:
            path.chmod(0o777)
            command = [sys.executable, "-c", program, str(path)]
            with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
                listening.accept()
                said = other.communicate(timeout=90)[0]
        finally:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            listening.close()
            listening.wakeup.close()
            listening.wakeup_end.close()
            listening.selector.close()
    assert said in (b"b''\n", b"")  # closed, or reset before it could read
    assert not listening.kernels


def test_a_listener_of_another_user_is_not_trusted(open_folder):
    path = open_folder / "b.sock"
    program = AS_OTHER.format(uid=other_user()) + (
        "s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen()\n"
        "print('up', flush=True); time.sleep(60)\n"
    )
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        with pytest.raises(address.UnavailableError, match="another user"):
            address.connect(path)
        other.kill()


def test_a_choice_that_was_made_stands():
    env = {choice.CHOICE: "local-provisioner"}
    with pytest.raises(choice.UnavailableError, match="is local-provisioner"):
        choice.warm_choice(env)
