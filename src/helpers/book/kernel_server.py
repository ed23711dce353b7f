"""One process that has loaded what every kernel of a build needs, and becomes each of them by a fork.

Run as a file, so that helpers.book, and with it Sphinx, stays out of the kernels: `python kernel_server.py` in the
book's folder, with a socket as its standard input. It ends when nobody holds the other end of the socket, and a kernel
ends with who asked for it. No thread may run and no ZeroMQ context exist here: a fork would inherit them broken.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

LONGEST_REQUEST = 1_000_000  # bytes
NEEDED = (  # by every kernel as it starts, then by almost every chapter
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "sqlite3",
    "tornado.platform.asyncio",
    "helpers.exhibits",
    "helpers.stats.meta_analysis",
    "matplotlib.backends.backend_svg",
    "pandas",
)  # not pyplot: as it is loaded it looks for the kernel, and shows its pictures there


def main() -> None:
    """Load, serve, and go on as a kernel in every process that is forked."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the build, with which this ends
    requests = socket.socket(fileno=os.dup(0))
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    sys.path[:] = [folder for folder in sys.path if folder != str(Path(__file__).parent)]
    given = set(os.environ)
    try:
        loaded = _load()
    except Exception:  # the kernels start the usual way, and each says what is wrong
        return
    if (request := _serve(requests)) is not None:
        set_by_modules = {name: value for name, value in os.environ.items() if name not in given}
        _become_kernel(request["arguments"], request["cwd"], {**set_by_modules, **request["env"]}, loaded)


def _load() -> str:
    """Import modules and read the evidence. Returns: the digest of what was read.

    Raises: OSError, or whatever an import raises, when this cannot serve.
    """
    # As the start of a kernel would set them; they are read while the modules are loaded.
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # the debugger would warn of breakpoints, here, where none are
    for name in NEEDED:
        importlib.import_module(name)
    del os.environ["PYDEVD_DISABLE_FILE_VALIDATION"]
    import helpers
    from helpers.evidence.digest import digest
    from helpers.evidence.evidence import find_root
    from helpers.files.problems import EvidenceError

    loaded = digest(find_root())
    with contextlib.suppress(EvidenceError):  # of an edit that is not done; it may be mended when a kernel starts
        helpers.review  # noqa: B018 - it is read on first use
    os.close(os.pidfd_open(os.getpid()))
    if len(os.listdir("/proc/self/task")) > 1:
        raise OSError("a library has started a thread")
    gc.collect()
    gc.freeze()  # what all kernels have is not looked through by each of them, and so is not copied
    return loaded


def _serve(requests: socket.socket) -> dict[str, Any] | None:
    """Fork for every request; tell who asked the number of the process, and how it ended when it has.

    Returns: in a kernel, its request; in the server None, when nobody can ask any more.
    """
    events = select.poll()
    events.register(requests, select.POLLIN)
    kernels: dict[int, tuple[int, socket.socket]] = {}  # by the descriptor of the process: its number, who asked
    while True:
        for ready, _ in events.poll():
            if ready == requests.fileno():
                message, handles, *_ = socket.recv_fds(requests, LONGEST_REQUEST, 1)
                if not message:
                    _kill(pid for pid, _ in kernels.values())
                    return None
                asked = socket.socket(fileno=handles[0])
                pid = os.fork()
                if not pid:
                    for handle, (_, line) in kernels.items():
                        os.close(handle)
                        line.close()
                    requests.close()
                    asked.close()
                    return json.loads(message)
                handle = os.pidfd_open(pid)
                kernels[handle] = pid, asked
                events.register(handle, select.POLLIN)
                events.register(asked, select.POLLHUP)
                _tell(asked, pid)
            elif ready in kernels:
                pid, asked = kernels.pop(ready)
                _tell(asked, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
                events.unregister(ready)
                events.unregister(asked)
                os.close(ready)
                asked.close()
            else:  # who asked is gone
                _kill(pid for pid, asked in kernels.values() if asked.fileno() == ready)


def _tell(asked: socket.socket, number: int) -> None:
    with contextlib.suppress(OSError):  # gone: the next event says so
        asked.send(str(number).encode())


def _kill(kernels: Iterable[int]) -> None:
    for pid in kernels:
        with contextlib.suppress(ProcessLookupError):
            try:
                os.killpg(pid, signal.SIGKILL)
            except ProcessLookupError:  # it does not lead a group yet
                os.kill(pid, signal.SIGKILL)


def _become_kernel(arguments: list[str], folder: str, environment: dict[str, str], loaded: str) -> None:
    """Be as `python -m ipykernel_launcher` is with these arguments in this folder, where `loaded` is still so."""
    import helpers
    from helpers.evidence.digest import SOUND
    from helpers.evidence.evidence import find_root
    from helpers.files.problems import EvidenceError

    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    launcher = find_spec("ipykernel_launcher")
    sys.argv[:] = [(launcher and launcher.origin) or "", *arguments]
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()  # the modules of the standard library see to it themselves
    with contextlib.suppress(EvidenceError):
        if find_root() != helpers.review.evidence.root or environment.get(SOUND) != loaded:
            del helpers.review  # to be read on first use

    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance()


if __name__ == "__main__":
    main()
