"""Where processes begin grown up: as copies of one that has imported everything.

A new interpreter imports for two seconds of the processor's time before it does anything, and stories start dozens. A
copy is a process like any other - a pid, an environment and a log of its own, signals that reach it and nobody else -
and is there at once. `processes.Service.anew` is for what must be started as an operator starts it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from multiprocessing.reduction import DupFd
from typing import Any

_copies = get_context("forkserver")
# One list for everybody: in each process of the tests only the first counts. What cannot be imported is left out in
# silence, so whoever is born looks whether it is there.
_copies.set_forkserver_preload(
    ["had_your_back.__main__", "had_your_back.app", "had_your_back.demo.load", "pytest", "standardwebhooks"]
)


def born(does: Callable[..., None], *given: Any) -> Any:
    """A process that does something and ends, or is ended."""
    process = _copies.Process(target=_grown_up, args=(does, *given), daemon=True)
    process.start()
    return process


def _grown_up(does: Callable[..., None], *given: Any) -> None:
    assert "had_your_back.app" in sys.modules, "it was not copied from one that has imported it"
    does(*given)


class Command:
    """`had-your-back ARGUMENTS`, with as much of a `Popen` as is asked of it."""

    def __init__(self, *arguments: str, environment: Mapping[str, str], out: int, err: int) -> None:
        self.args = arguments
        self._process = born(_command, arguments, dict(environment), _Given(out), _Given(err))
        self.pid: int = self._process.pid

    def poll(self) -> int | None:
        """How it ended, if it has."""
        code: int | None = self._process.exitcode
        return code

    def wait(self, timeout: float) -> int:
        """How it ends; the negative number of a signal where that ended it."""
        self._process.join(timeout)
        if (code := self.poll()) is None:
            raise subprocess.TimeoutExpired(self.args, timeout)
        return code

    def send_signal(self, how: signal.Signals) -> None:
        """To it alone."""
        if self.poll() is None:
            os.kill(self.pid, how)


class _Given:
    """A file of ours, that it is to have too."""

    def __init__(self, file: int) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Any, ...]:
        return _taken, (DupFd(self.file),)


def _taken(there: Any) -> int:
    file: int = there.detach()
    return file


def _command(arguments: tuple[str, ...], environment: dict[str, str], out: int, err: int) -> None:
    from had_your_back.__main__ import main

    for file, place in ((out, 1), (err, 2)):
        os.dup2(file, place)
        os.close(file)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["had-your-back", *arguments]
    main()
