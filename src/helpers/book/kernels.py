"""The kernels of a build, forked from one process that has loaded what all of them need: kernel_server.py.

A third of a cold build went into kernels that each imported IPython, NumPy and Matplotlib and read the same data.
Where forking is not safe (only Linux is sure to be), where little is gained, and where anything is out of the ordinary,
kernels start the usual way. The kernel's own specification is untouched, so JupyterLab knows nothing of this.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from sphinx.application import Sphinx

from helpers.book.freshness import cell_cache
from helpers.files.contents import chapter_files

NAME, USUAL = "review-forked", "local-provisioner"
SERVER = Path(__file__).with_name("kernel_server.py")
PATIENCE = 30  # seconds for the server to end


def setup(app: Sphinx) -> None:
    """Start the server while the build is still preparing, right after the evidence was found sound."""
    app.connect("config-inited", _start_server, priority=110)
    app.connect("build-finished", _end_server, priority=0)


def _start_server(app: Sphinx, config: object) -> None:
    """Start it if several pages have cells to run: when no cell was ever run with the data and the code as they are."""
    if ForkingProvisioner.server is not None or cell_cache(app).exists():
        return
    pages = (path for _, path in chapter_files(Path(app.srcdir)))
    if sum("{code-cell}" in path.read_text(encoding="utf-8", errors="replace") for path in pages) < 2:
        return
    app.review_kernel_server = start_server(Path(app.srcdir))


def start_server(root: Path) -> subprocess.Popen | None:
    """Start the server, for the kernels of this process and of those forked from it. Parameters: root of the book.

    Returns: its process, None on a system where forking is not safe.
    """
    if sys.platform != "linux":
        return None
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # the others are threads
        server = subprocess.Popen([sys.executable, str(SERVER)], stdin=theirs, cwd=root, env=environment)
    ForkingProvisioner.server = ours
    factory = KernelProvisionerFactory.instance()
    factory.provisioners[NAME] = EntryPoint(NAME, f"{__name__}:ForkingProvisioner", factory.GROUP_NAME)
    factory.default_provisioner_name = NAME
    return server


def _end_server(app: Sphinx, exception: Exception | None) -> None:
    server, ours = getattr(app, "review_kernel_server", None), ForkingProvisioner.server
    if server is None or ours is None:
        return
    KernelProvisionerFactory.instance().default_provisioner_name = USUAL
    ForkingProvisioner.server = None
    ours.close()
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


class ForkingProvisioner(LocalProvisioner):
    """What starts and ends a kernel: it asks the server for a fork, and does without where there is none."""

    server: socket.socket | None = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Return how to speak to the kernel that was started."""
        process = self._fork(cmd, kwargs)
        if process is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = process
        self.pid = self.pgid = process.pid  # it leads a session of its own
        self.cwd = kwargs.get("cwd", Path.cwd())
        return self.connection_info

    def _fork(self, cmd: list[str], options: dict[str, Any]) -> Forked | None:
        """Return the forked kernel, None when this is not the kernel that the server can become."""
        usual = [sys.executable, "-m", "ipykernel_launcher"]
        if self.server is None or cmd[:3] != usual or set(options) - {"cwd", "env", "kernel_id"}:
            return None
        request = {
            "arguments": cmd[3:],
            "cwd": str(options.get("cwd") or Path.cwd()),
            "env": {**(options.get("env") or os.environ), "JPY_PARENT_PID": str(os.getpid())},
        }
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                socket.send_fds(self.server, [json.dumps(request).encode()], [theirs.fileno()])
            # However long: a kernel that is forked after all would have the addresses of the one started instead.
            pid = int(ours.recv(32))
        except (OSError, ValueError):  # the server has ended
            ours.close()
            return None
        return Forked(pid, ours)


class Forked:
    """A forked kernel with the part of `subprocess.Popen` that a provisioner uses.

    Parameters: pid; line, where the server says how it ended. The server ends the kernel when the line is closed.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, line: socket.socket) -> None:
        """Keep the line."""
        self.pid, self.returncode = pid, None
        self._line = line

    def poll(self) -> int | None:
        """Return the exit code, as `Popen` gives it, or None."""
        return self._end(0)

    def wait(self) -> int:
        """Return the exit code when there is one."""
        return self._end(None)

    def _end(self, seconds: float | None) -> int | None:
        if self.returncode is None:
            self._line.settimeout(seconds)
            try:
                told = self._line.recv(32)
            except (TimeoutError, BlockingIOError):
                return None
            if not told:  # the server is gone
                self.send_signal(signal.SIGKILL)
            self.returncode = int(told or -signal.SIGKILL)
            self._line.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to a kernel that has not ended."""
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)
