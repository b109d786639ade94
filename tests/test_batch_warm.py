import os
import resource
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("warm kernels are for Linux", allow_module_level=True)

from batch_kernels import QUIET, is_running, started, wait_for
from jupyter_client.provisioning import KernelProvisionerFactory

from nbbatch.warm import address, choice
from nbbatch.warm.provisioner import WarmProcess

PARTS = (
    choice.NAME,
    "nbbatch.warm.provisioner:WarmProvisioner",
    "jupyter_client.kernel_provisioners",
)
ENTRY = EntryPoint(*PARTS)


@pytest.fixture(scope="module")
def runtime():
    """A short path: sockets have no room for long ones."""
    folder = tempfile.mkdtemp(prefix="warm", dir="/tmp")
    yield Path(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def warm(runtime, monkeypatch):
    """Jupyter chooses warm kernels, waits for them, and keeps them short."""
    factory = KernelProvisionerFactory.instance()
    monkeypatch.setitem(factory.provisioners, choice.NAME, ENTRY)
    monkeypatch.setattr(factory, "default_provisioner_name", choice.NAME)
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(runtime))
    monkeypatch.setenv("ANALYSIS_WARM_WAIT", "1")
    monkeypatch.setenv("ANALYSIS_WARM_IDLE", "5")


def parents(runtime) -> list[int]:
    """Processes that listen, or will, in this runtime folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = place.joinpath("cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        is_ours = any(word.startswith(str(runtime).encode()) for word in words)
        if is_ours and b"nbbatch.warm.parent" in words:
            found.append(int(place.name))
    return found


def test_kernels_are_forks_of_one_parent_and_share_nothing():
    change = (
        "import os, matplotlib, decimal, pandas\n"
        "os.environ['LEFT'] = 'x'; os.chdir('/'); decimal.left = 1\n"
        "matplotlib.rcParams['font.size'] = 99; pandas.options.display.max_rows = 7"
    )
    look = (
        "(os.getppid(), os.environ.get('LEFT'), os.getcwd(), hasattr(decimal, 'left'),"
        " matplotlib.rcParams['font.size'], pandas.options.display.max_rows)"
    )
    imports = "import os, matplotlib, decimal, pandas"
    with started() as first, started() as second:
        before = second.value(look, imports)
        assert isinstance(first.process, WarmProcess)
        assert first.value(look, change)[1:] == ("x", "/", True, 99.0, 7)
        assert second.value(look) == before
        with started() as third:
            assert third.value(look, imports) == before
    assert before[1:] == (None, str(Path.cwd()), False, 10.0, 60)


def test_random_numbers_differ_between_kernels():
    draw = "(random.random(), float(numpy.random.random()), int(uuid.uuid4()))"
    with started() as first, started() as second:
        ours = first.value(draw, "import random, numpy, uuid")
        theirs = second.value(draw, "import random, numpy, uuid")
    assert all(a != b for a, b in zip(ours, theirs, strict=True))


def test_our_own_package_is_not_imported_until_it_is_asked_for():
    with started() as one:
        loaded = one.value(
            "sorted(m for m in sys.modules if m.split('.')[0] == 'analysis')",
            "import sys",
        )
    assert loaded == []


def test_a_relative_folder_is_the_clients(tmp_path, monkeypatch):
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path)
    with started(cwd="inner") as one:
        assert one.value("os.getcwd()", "import os") == str(tmp_path / "inner")


def test_a_kernel_has_the_streams_limits_and_environment_of_its_client(tmp_path):
    said = tmp_path / "said"
    code = "import os, resource; os.write(1, b'out'); os.write(2, b'err')"
    with said.open("w") as stream:
        env = {**os.environ, "MINE": "yes"}
        with started(stdout=stream, stderr=stream, env=env) as one:
            assert one.value("os.environ['MINE']", code) == "yes"
            limits = one.value("resource.getrlimit(resource.RLIMIT_NOFILE)")
            wait_for(lambda: "outerr" in said.read_text())
    assert limits == resource.getrlimit(resource.RLIMIT_NOFILE)


def test_a_kernel_holds_no_connection_of_another():
    sockets = (
        "sum(os.readlink(f'/proc/self/fd/{n}').startswith('socket') for n in "
        "os.listdir('/proc/self/fd') if os.path.lexists(f'/proc/self/fd/{n}'))"
    )
    with started() as first, started() as second, started() as third:
        counts = [one.value(sockets, "import os") for one in (first, second, third)]
    assert counts[0] == counts[1] == counts[2]


def test_an_interrupt_stops_the_cell_and_not_the_kernel():
    with started() as one:
        one.client.execute("import time\ntime.sleep(60)", stop_on_error=False)
        wait_for(lambda: _is_busy(one))
        one.manager.interrupt_kernel()
        reply = one.client.get_shell_msg(timeout=90)
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        assert one.value("1 + 1") == 2


def _is_busy(one) -> bool:
    message = one.client.get_iopub_msg(timeout=90)
    return message["msg_type"] == "execute_input"


def test_a_restart_gives_a_new_process():
    with started() as one:
        first = one.value("os.getpid()", "import os")
        one.manager.restart_kernel()
        one.client.wait_for_ready(timeout=90)
        second = one.value("os.getpid()", "import os")
        assert first != second
        assert not is_running(first)


@pytest.mark.parametrize(
    ("code", "status"), [("os._exit(3)", 3), ("os.kill(0, 9)", -9)]
)
def test_the_status_of_a_kernel_that_dies_is_seen(code, status):
    with started() as one:
        process = one.process
        one.client.execute(f"import os; {code}")
        wait_for(lambda: process.poll() is not None)
        assert process.returncode == status


def test_kernels_end_by_themselves_when_asked():
    """The race at the end: the control thread's last message against its channel."""
    for _ in range(8):
        with started() as one:
            process = one.process
        assert process.returncode == 0


def test_a_kernel_ends_with_its_client():
    program = (
        "import os, sys, time\n"
        "sys.path.insert(0, os.path.dirname(sys.argv[1]))\n"
        "from jupyter_client.manager import KernelManager\n"
        "from jupyter_client.provisioning import KernelProvisionerFactory as F\n"
        "from importlib.metadata import EntryPoint\n"
        "f = F.instance()\n"
        f"f.provisioners[{ENTRY.name!r}] = EntryPoint(*{PARTS!r})\n"
        f"f.default_provisioner_name = {ENTRY.name!r}\n"
        "k = KernelManager(kernel_name='python3')\n"
        f"k.start_kernel(extra_arguments={QUIET!r})\n"
        "print(k.provisioner.process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", program, __file__]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as client:
        pid = int(client.stdout.readline())
        assert is_running(pid)
        client.send_signal(signal.SIGKILL)
    wait_for(lambda: not is_running(pid))


def test_a_changed_library_is_never_served_stale(tmp_path, monkeypatch):
    library = tmp_path / "igraph.py"  # one of the names that the parent imports
    library.write_text("version = 'old'\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with started() as one:
        assert one.value("igraph.version", "import igraph") == "old"
        library.write_text("version = 'new'\n")
        with started() as two:
            assert two.value("igraph.version", "import igraph") == "new"
            assert isinstance(two.process, WarmProcess)
            assert one.value("igraph.version") == "old"


def test_a_warning_of_an_import_is_not_lost(tmp_path, monkeypatch, caplog):
    """A fork would not show it, as its import was done before."""
    library = tmp_path / "igraph.py"  # one of the names that the parent imports
    library.write_text("import warnings\nwarnings.warn('old', stacklevel=1)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with started() as one:
        assert not isinstance(one.process, WarmProcess)
    assert "an import warns, which only a normal kernel shows: old" in caplog.text


def test_the_parent_ends_when_idle(monkeypatch):
    monkeypatch.setenv("ANALYSIS_WARM_IDLE", "1")
    with started() as one:
        pid = one.value("os.getppid()", "import os")
    wait_for(lambda: not is_running(pid))
    assert not address.path_for(os.environ).exists()


def test_racing_clients_make_one_parent(runtime, monkeypatch):
    monkeypatch.setenv("MPL_RACE", "1")  # so that no parent is up yet
    before = set(parents(runtime))
    path = address.path_for(os.environ)
    command = [sys.executable, "-m", "nbbatch.warm.parent", str(path)]
    racing = [subprocess.Popen(command, cwd="/") for _ in range(6)]
    for one in racing:
        assert one.wait(timeout=90) == 0
    with started() as one:
        made = set(parents(runtime)) - before - {one.process.pid}
        assert made == {one.value("os.getppid()", "import os")}


def test_the_first_kernel_is_a_normal_one_where_nobody_waits(monkeypatch, caplog):
    monkeypatch.delenv("ANALYSIS_WARM_WAIT")
    monkeypatch.setenv("MPL_FIRST", "1")
    with started() as one:
        assert not isinstance(one.process, WarmProcess)
    assert "its parent is warming up" in caplog.text


def test_a_folder_open_to_others_is_refused(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    (tmp_path / "warm").mkdir(mode=0o755)
    with started() as one:
        assert not isinstance(one.process, WarmProcess)
        assert one.value("6 * 7") == 42
    assert "is not private" in caplog.text


def test_a_path_that_depends_on_the_folder_is_refused(monkeypatch, caplog):
    monkeypatch.setenv("PYTHONPATH", "somewhere")
    with started() as one:
        assert not isinstance(one.process, WarmProcess)
    assert "depends on the working folder" in caplog.text


def test_the_socket_is_for_its_user_only():
    with started():
        path = address.path_for(os.environ)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_half_a_request_ends_nothing():
    with started() as one:
        path = address.path_for(os.environ)
        for message in (b"", b"\0", b"\0\0\0\x09{}", b"\xff\xff\xff\xff"):
            with socket.socket(socket.AF_UNIX) as rude:
                rude.connect(str(path))
                rude.sendall(message)
        with started() as two:
            assert two.value("os.getppid()", "import os") == one.value(
                "os.getppid()", "import os"
            )
