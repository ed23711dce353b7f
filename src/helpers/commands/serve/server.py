"""The preview as a server on this computer: where it listens, how it ends, and why it cannot."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from helpers.commands.serve.inputs import watch
from helpers.commands.serve.log import Said, quiet_tornado
from helpers.commands.serve.pages import LONGEST_MESSAGE, News, application
from helpers.commands.serve.rounds import Rounds
from helpers.commands.terminal import visible


def serve(root: Path, host: str, port: int, open_browser: bool, say: Callable[[str], object]) -> None:
    """Show a book until someone ends it with Ctrl-C.

    Parameters: root, the book's folder; host, the address to listen at; port, or 0 for any that is free; open_browser,
    whether to open the first page; say, called with lines for the terminal. Raises: ValueError when it cannot listen
    there, or when the system refuses something later, such as to watch so many files.
    """
    try:
        sockets = bind_sockets(port, host)
    except (OSError, UnicodeError) as error:
        raise ValueError(_why_not(error, host, port)) from None
    try:
        asyncio.run(_serve(root, host, sockets, open_browser, say))
    except (KeyboardInterrupt, asyncio.CancelledError):
        say("The preview has ended.")
    except BaseExceptionGroup as group:
        wrong = [error for error in group.exceptions if isinstance(error, OSError)]
        if len(wrong) < len(group.exceptions):
            raise
        raise ValueError(f"The preview cannot go on: {'; '.join(visible(str(error)) for error in wrong)}") from None


async def _serve(
    root: Path, host: str, sockets: list[socket.socket], open_browser: bool, say: Callable[[str], object]
) -> None:
    listening, port = sockets[0].getsockname()[:2]
    _end_on_signals()
    quiet_tornado()
    news = News()
    # A folder for each place to listen at: only one preview at a time can have it.
    folder = root / "_build/serve" / f"{listening.replace(':', '_')}-{port}"
    try:
        rounds = Rounds(root, folder, lambda: news.spread(rounds), Said(say))
    except OSError as error:
        raise ValueError(_why_not_kept(error, folder)) from None
    server = HTTPServer(application(rounds, news), max_body_size=LONGEST_MESSAGE)
    server.add_sockets(sockets)
    address = f"http://{_address(host)}:{port}/"
    say(f"Preview at {address} (Ctrl-C ends it)")
    changed = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(watch(root, changed))
        tasks.create_task(rounds.run(changed))
        tasks.create_task(rounds.checks.run())
        if open_browser:
            tasks.create_task(asyncio.to_thread(webbrowser.open, address))


def _why_not(error: Exception, host: str, port: int) -> str:
    kind = getattr(error, "errno", None)
    if kind == errno.EADDRINUSE:
        return f"Port {port} is in use, perhaps by another preview: name another one with --port, or 0 for any."
    if kind in (errno.EACCES, errno.EPERM):
        return f"Port {port} may not be used by you: name one from 1024 on with --port."
    return f"--host takes an address of this computer, such as 127.0.0.1; got {host!a} ({error})."


def _why_not_kept(error: OSError, folder: Path) -> str:
    reason = error.strerror or "it cannot be written"
    return f"The preview keeps its builds in {visible(str(folder))}: {reason}. Make the book's folder writable first."


def _end_on_signals() -> None:
    """End on a polite kill and on a closed terminal as on Ctrl-C."""
    task = asyncio.current_task()
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if task and number and signal.getsignal(number) != signal.SIG_IGN:  # as under nohup
            with contextlib.suppress(NotImplementedError):  # Windows
                asyncio.get_running_loop().add_signal_handler(number, task.cancel)


def _address(host: str) -> str:
    """Return how a browser on this computer names the host."""
    if host in ("", "0.0.0.0", "::"):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
