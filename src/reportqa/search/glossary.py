"""Words for the same thing: what else a question's terms may be called in the reports."""

from __future__ import annotations

import functools
import importlib.resources
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportqa.errors import CorpusError

GLOSSARY_FILE = "glossary.toml"
"""Name of an office's own glossary in its corpus folder."""

_SHORTEST_ACRONYM = 3  # shorter ones are matched in their own case only


@dataclass(frozen=True, slots=True)
class Entry:
    """One idea and its names.

    Attributes:
        terms: Words and phrases that mean the same, the reports' own first.
        exact: Those of them that are matched in their own case only.
    """

    terms: tuple[str, ...]
    exact: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """A term of the glossary in a question.

    Attributes:
        start: Its first character.
        end: The one after its last.
        entry: The idea that it names.
        term: The term, as the glossary has it.
    """

    start: int
    end: int
    entry: Entry
    term: str

    @property
    def others(self) -> tuple[str, ...]:
        """The other names of the idea, each once however it is hyphenated or inflected."""
        mine = _key(self.term)
        by_key = {_key(term): term for term in reversed(self.entry.terms)}
        return tuple(term for key, term in reversed(by_key.items()) if key != mine)


class Glossary:
    """A set of entries, ready to be found in questions.

    Args:
        entries: The entries; of two that share a term the earlier one has it.

    Example:
        >>> glossary = Glossary([Entry(("children looked after", "children in care", "LAC"))])
        >>> [match.others for match in glossary.find("How are LACs doing?")]
        [('children looked after', 'children in care')]
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._terms: dict[tuple[str, ...], list[tuple[str, Entry]]] = {}
        for entry in self.entries:
            for term in entry.terms:
                self._terms.setdefault(_key(term), []).append((term, entry))
        self._longest = max(map(len, self._terms), default=0)

    def find(self, question: str) -> list[Match]:
        """The terms in a question, the longest first taken, in order; they do not overlap."""
        tokens = _tokens(question)
        found: list[Match] = []
        place = 0
        while place < len(tokens):
            match = self._at(question, tokens, place)
            if match is None:
                place += 1
                continue
            found.append(match)
            while place < len(tokens) and tokens[place][1] < match.end:
                place += 1
        return found

    def _at(
        self, question: str, tokens: Sequence[tuple[str, int, int]], place: int
    ) -> Match | None:
        for length in range(min(self._longest, len(tokens) - place), 0, -1):
            some = tokens[place : place + length]
            start, end = some[0][1], some[-1][2]
            written = question[start:end]
            for term, entry in self._terms.get(tuple(word for word, _, _ in some), ()):
                if not _needs_case(term, entry) or written.startswith(term):
                    return Match(start, end, entry, term)
        return None


def _needs_case(term: str, entry: Entry) -> bool:
    return term in entry.exact or (term.isupper() and len(term) < _SHORTEST_ACRONYM)


def _tokens(text: str) -> list[tuple[str, int, int]]:
    """Folded words with their places; a hyphen parts words, "s.17" and "B&B" stay whole."""
    return [
        (_folded(match[0]), match.start(), match.end())
        for match in re.finditer(r"\w+(?:['’.&]\w+)*", text)
    ]


def _folded(word: str) -> str:
    """A word without case, possessive and plural."""
    word = re.sub(r"['’]s$", "", word.casefold().replace("’", "'"))
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _key(term: str) -> tuple[str, ...]:
    return tuple(word for word, _, _ in _tokens(term))


@functools.cache
def field_glossary() -> tuple[Entry, ...]:
    """The entries that ship with the package."""
    table = importlib.resources.files(__package__).joinpath(GLOSSARY_FILE)
    return tuple(parse_entries(table.read_text(encoding="utf-8"), GLOSSARY_FILE))


def office_glossary(corpus: Path) -> tuple[Entry, ...]:
    """The entries of ``glossary.toml`` in a corpus folder; none if there is no such file.

    Raises:
        CorpusError: It cannot be read, or is not of the form that the README shows.
    """
    path = corpus / GLOSSARY_FILE
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"'{path}' cannot be read: {error}") from error
    return tuple(parse_entries(text, str(path)))


def harvested(acronyms: Mapping[str, str]) -> tuple[Entry, ...]:
    """Acronyms that the reports spell out, as entries."""
    return tuple(Entry((long, short)) for short, long in acronyms.items())


def parse_entries(text: str, name: str) -> list[Entry]:
    r"""Read entries: tables ``[[entry]]`` with `terms`, and optionally `exact`.

    Args:
        text: TOML.
        name: The file's name, for errors.

    Raises:
        CorpusError: It is not TOML, or not of that form.

    Example:
        >>> parse_entries('[[entry]]\nterms = ["kids", "children"]', "g.toml")[0].terms
        ('kids', 'children')
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"'{name}' is not a TOML file: {error}") from error
    rows = table.pop("entry", [])
    if table or not isinstance(rows, list):
        raise _malformed(name, 'only [[entry]] tables with terms = ["…", "…"] may stand in it')
    return [_entry(row, number, name) for number, row in enumerate(rows, start=1)]


def _entry(row: object, number: int, name: str) -> Entry:
    terms = row.get("terms") if isinstance(row, dict) else None
    exact = row.get("exact", []) if isinstance(row, dict) else None
    if not _strings(terms) or not isinstance(exact, list) or not set(exact) <= set(terms or ()):
        raise _malformed(name, f"entry {number} needs terms: a list of at least two texts")
    return Entry(tuple(terms or ()), frozenset(exact))


def _strings(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) > 1
        and all(isinstance(term, str) and _key(term) for term in value)
    )


def _malformed(name: str, why: str) -> CorpusError:
    return CorpusError(f"'{name}' is no glossary: {why}", "The README shows the form.")
