"""Text of other kinds, so that the encoder meets more words than inspection reports have.

WordNet's glosses (Fellbaum, WordNet, 1998) tell what everyday words mean. No model is asked what
they answer: they only teach what their words mean, as the teacher has it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

GLOSSES = 4_000
_PARTS_OF_SPEECH = ("noun", "verb", "adj", "adv")


def glosses(folder: Path) -> list[str]:
    """Some entries of WordNet 3.0's ``data.*`` files: their words, a colon, what they mean."""
    return random.Random(0).sample(list(_entries(folder)), GLOSSES)


def _entries(folder: Path) -> Iterator[str]:
    for part in _PARTS_OF_SPEECH:
        for line in (folder / f"data.{part}").read_text("utf-8", "replace").splitlines():
            if line.startswith("  "):  # the licence
                continue
            head, _, gloss = line.partition("|")
            fields = head.split()
            words = [fields[4 + 2 * n] for n in range(min(4, int(fields[3], 16)))]
            plain = (word.replace("_", " ").partition("(")[0] for word in words)
            yield f"{', '.join(plain)}: {gloss.strip()}"
