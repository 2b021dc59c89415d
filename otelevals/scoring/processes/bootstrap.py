"""How an evaluator process begins: tied to the service, deaf to its signals, and with a limit on its memory."""

import ctypes
import os
import resource
import signal
import socket
import sys
from typing import Any

from otelevals.scoring.processes import wire

_PR_SET_PDEATHSIG = 1


def begin() -> tuple[socket.socket, Any]:
    """The way to the service, and what it says first. The arguments are the number of a file descriptor, and the id of
    the service's process. EOFError when the service is gone."""
    service = socket.socket(fileno=int(sys.argv[1]))
    _die_with(int(sys.argv[2]))
    for number in (signal.SIGINT, signal.SIGTERM):  # they may be sent to everybody; the service says when to end
        signal.signal(number, lambda received, _: None)
    os.register_at_fork(after_in_child=lambda: _detach(service))
    return service, wire.from_service(wire.read(service, wire.LARGEST_BATCH))


def limit_memory(most: int) -> None:
    """What is allocated beyond this fails, as MemoryError."""
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _detach(service: socket.socket) -> None:
    """What a scorer forks does not speak to the service, nor keep it from hearing that this process has ended."""
    service.close()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def _die_with(parent: int) -> None:
    """Be killed when the thread ends that started this process: no scorer that hangs outlives the service."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before that was said
            os._exit(1)
