"""The server that kernels are forked from, alone."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest
from books import ROOT

SERVER = ROOT / "src/helpers/book/kernel_server.py"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


def test_it_ends_in_order_and_says_nothing_when_nobody_can_ask_any_more(book):
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        command = [sys.executable, str(SERVER)]
        server = subprocess.Popen(command, stdin=theirs, cwd=book, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    ours.close()
    said, _ = server.communicate(timeout=100)
    assert (server.returncode, said) == (0, b"")
