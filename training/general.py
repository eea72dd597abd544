"""Text of other kinds, so that the encoder meets more words than inspection reports have.

- WordNet's glosses (Fellbaum, WordNet, 1998), which tell what everyday words mean;
- variations of the training questions: with synonyms, with slips of the finger, as keywords;
- fragments of passages, as short as questions.

No model is asked what they answer: they only teach what their words mean, as the teacher has it.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

GLOSSES = 60_000
FRAGMENTS = 10_000
_PARTS_OF_SPEECH = ("noun", "verb", "adj", "adv")
#: What stands before a word's first letter and after its last.
_AROUND = re.compile(r"(\W*)\w(?:.*\w)?(\W*)", re.DOTALL)
_FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        a an the of to in and or is are was were for on by with that this it its from as at be
        been have has had do does did not no who what why how many much when where which there
        their they any all than then can could would should about into if i my we our you your
        """,
    )
)


def read_wordnet(folder: Path) -> list[tuple[str, ...]]:
    """The entries of WordNet 3.0's ``data.*`` files, shuffled: first the gloss, then the words."""
    entries = []
    for part in _PARTS_OF_SPEECH:
        for line in (folder / f"data.{part}").read_text("utf-8", "replace").splitlines():
            if line.startswith("  "):  # the licence
                continue
            head, _, gloss = line.partition("|")
            fields = head.split()
            words = [fields[4 + 2 * n] for n in range(int(fields[3], 16))]
            entries.append(
                (gloss.strip(), *(word.replace("_", " ").partition("(")[0] for word in words))
            )
    random.Random(0).shuffle(entries)
    return entries


def glosses(entries: Iterable[tuple[str, ...]]) -> list[str]:
    """Entries as texts: the words, a colon, what they mean."""
    return [f"{', '.join(words[:4])}: {gloss}" for gloss, *words in entries][:GLOSSES]


def synonyms(entries: Iterable[tuple[str, ...]]) -> dict[str, list[str]]:
    """The words that stand in one entry with a word, by the word in lower case."""
    found: dict[str, set[str]] = defaultdict(set)
    for _, *words in entries:
        for word in words:
            found[word.lower()].update(other for other in words if other != word)
    return {word: sorted(others) for word, others in found.items() if others}


def variations(
    questions: Sequence[str],
    passages: Sequence[str],
    others: Mapping[str, Sequence[str]],
) -> list[str]:
    """Questions said otherwise, and fragments of passages; the same for the same input."""
    chance = random.Random(0)
    found = []
    for question in questions:
        found.append(with_synonyms(question, others, chance))
        if chance.random() < 0.3:
            found.append(with_slip(question, chance))
        if chance.random() < 0.3:
            found.append(" ".join(w for w in question.split() if bare(w) not in _FUNCTION_WORDS))
    pieces = [fragment(passage, chance) for passage in passages for _ in range(2)]
    chance.shuffle(pieces)
    known = {*questions, ""}
    return [text for text in dict.fromkeys(found + pieces[:FRAGMENTS]) if text not in known]


def bare(word: str) -> str:
    """A word in lower case, without punctuation."""
    return re.sub(r"\W", "", word).lower()


def with_synonyms(text: str, others: Mapping[str, Sequence[str]], chance: random.Random) -> str:
    """A text with some of its words changed for synonyms."""
    words = text.split()
    for place, word in enumerate(words):
        core = bare(word)
        if core in others and core not in _FUNCTION_WORDS and chance.random() < 0.45:
            before, after = _AROUND.fullmatch(word).groups()  # type: ignore[union-attr]
            words[place] = before + chance.choice(others[core]) + after
    return " ".join(words)


def with_slip(text: str, chance: random.Random) -> str:
    """A text with a slip of the finger in one of its longer words."""
    words = text.split()
    place = max(range(len(words)), key=lambda n: len(words[n]) + 4 * chance.random())
    word = words[place]
    if len(word) < 5:
        return text
    at = chance.randrange(1, len(word) - 2)
    words[place] = chance.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        )
    )
    return " ".join(words)


def fragment(text: str, chance: random.Random) -> str:
    """Some words in a row; nothing of a text that is as short itself."""
    words = text.split()
    if len(words) < 6:
        return ""
    length = chance.randrange(4, 15)
    start = chance.randrange(max(1, len(words) - length))
    return " ".join(words[start : start + length])
