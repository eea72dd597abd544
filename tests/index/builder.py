"""A build in a process of its own, which can be killed or halted at an exact moment.

``python -m index.builder INDEX MOMENT`` (in ``tests``) indexes the corpus of `corpus`. A moment is
``encoding:N`` or ``writing:N`` (as a build reports its progress), or an audit event of Python and
the end of its path (``os.rename:MANIFEST.json``), or ``never``, or ``call:PHASE:N``: the Nth time
that a function is called or returns in a phase of the build (see `PHASES`). At that moment the
process kills itself or, with a third argument, makes that file and waits until it is gone.
``count`` builds undisturbed and prints how many such moments each phase has.
"""

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from reportqa.documents import Report
from reportqa.encoding import find_weights, open_encoder
from reportqa.index import build

from .made_up import a_report, sentences

PHASES = {
    "encoding": ("", ""),
    "writing": ("os.mkdir", "g000002"),
    "publishing": ("open", "MANIFEST.json.new"),
    "tidying": ("os.remove", "g000001/passages.db"),
}
"""The phases of a build, each with the audit event and the end of the path that it begins with."""


def corpus() -> list[Report]:
    """What the process indexes: more passages than a build gives the encoder at once."""
    return [
        a_report("leeds", sentences(9, 1), lead_in="Leaders know that"),
        a_report("derby", sentences(80, 5)),
        a_report("hull", sentences(80, 6)),
    ]


class Calls:
    """Counts the calls of each phase, and acts at one of them.

    Args:
        moment: ``call:PHASE:N``, or anything else for never.
        act: What is done then.
    """

    def __init__(self, moment: str, act: Callable[[], None]) -> None:
        self.counts: Counter[str] = Counter()
        self._phase = "encoding"
        self._moment = moment
        self._act = act

    def audit(self, name: str, args: tuple[object, ...]) -> None:
        for phase, (event, place) in PHASES.items():
            if name == event and str(args[0]).replace(os.sep, "/").endswith(place):
                self._phase = phase

    def profile(self, *_event: object) -> None:
        self.counts[self._phase] += 1
        if self._moment == f"call:{self._phase}:{self.counts[self._phase]}":
            os.write(1, self._phase.encode())
            self._act()


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

    weights = find_weights()
    encoder = open_encoder(weights)
    sys.addaudithook(audit)
    calls = Calls(moment, act)
    if event in ("call", "count"):
        sys.addaudithook(calls.audit)
        sys.setprofile(calls.profile)
    build(corpus(), weights.identity, lambda: encoder, index_dir, on_progress=progress)
    sys.setprofile(None)
    if event == "count":
        os.write(1, json.dumps(calls.counts).encode())


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
