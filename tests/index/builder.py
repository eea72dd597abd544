"""A build in a process of its own, which can be killed or halted at an exact moment.

``python -m index.builder INDEX MOMENT`` (in ``tests``) indexes the corpus of `corpus`. A moment is
``encoding:N`` or ``writing:N`` (as a build reports its progress), or an audit event of Python and
the end of its path (``os.rename:MANIFEST.json``), or ``never``. At that moment the process kills
itself or, with a third argument, makes that file and waits until it is gone.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from reportqa.documents import Report
from reportqa.encoding import find_weights, open_encoder
from reportqa.index import build

from .made_up import a_report, sentences


def corpus() -> list[Report]:
    """What the process indexes: more passages than a build gives the encoder at once."""
    return [
        a_report("leeds", sentences(9, 1), lead_in="Leaders know that"),
        a_report("derby", sentences(80, 5)),
        a_report("hull", sentences(80, 6)),
    ]


def main(index_dir: Path, moment: str, act: Callable[[], None]) -> None:
    """Build, and act once, when the moment comes."""
    event, _, place = moment.partition(":")
    waiting = True

    def come() -> None:
        nonlocal waiting
        if waiting:
            waiting = False
            act()

    def audit(name: str, args: tuple[object, ...]) -> None:
        path = args[1 if name == "os.rename" else 0] if name == event else None
        if isinstance(path, str | os.PathLike) and Path(path).as_posix().endswith(place):
            come()

    def progress(stage: str, done: int, _total: int) -> None:
        if stage == event and done >= int(place):
            come()

    weights = find_weights("minilm")
    encoder = open_encoder(weights)
    sys.addaudithook(audit)
    build(corpus(), weights.identity, lambda: encoder, index_dir, on_progress=progress)


def die() -> None:
    """End as if the power failed: nothing is cleaned up."""
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def halt(sign: Path) -> None:
    """Show the sign and wait until someone takes it away."""
    sign.touch()
    while sign.exists():
        time.sleep(0.01)


if __name__ == "__main__":
    signs = [Path(argument) for argument in sys.argv[3:]]
    main(Path(sys.argv[1]), sys.argv[2], (lambda: halt(signs[0])) if signs else die)
