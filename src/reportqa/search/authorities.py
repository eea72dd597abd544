"""Names of authorities as people write them: shortened, abbreviated, with a slip of the finger."""

from __future__ import annotations

import functools
import importlib.resources
import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

# What a name's first part is parted by: "Kingston upon Thames", "Stoke-on-Trent".
_LINKS = frozenset({"and", "in", "of", "on", "under", "upon", "with"})
_RANKS = frozenset(
    {"authority", "borough", "city", "council", "county", "district", "london", "metropolitan"}
    | {"royal", "the"}
)
# A first part that is no name by itself: "Isle of Wight", "East Riding of Yorkshire".
_NO_NAMES = _RANKS | {"east", "isle", "isles", "north", "south", "west"}
_SHORTENED = {
    "berks": "berkshire",
    "bucks": "buckinghamshire",
    "cambs": "cambridgeshire",
    "ches": "cheshire",
    "glos": "gloucestershire",
    "hants": "hampshire",
    "herts": "hertfordshire",
    "lancs": "lancashire",
    "leics": "leicestershire",
    "lincs": "lincolnshire",
    "northants": "northamptonshire",
    "notts": "nottinghamshire",
    "oxon": "oxfordshire",
    "saint": "st",
    "staffs": "staffordshire",
    "warks": "warwickshire",
    "wilts": "wiltshire",
    "worcs": "worcestershire",
    "yorks": "yorkshire",
}
# Names that are words too: written small they mean the place only where nothing else is meant.
_WORDS_TOO = frozenset({"barking", "bath", "bury", "reading"})
_PLACED = frozenset({"about", "at", "from", "in", "of", "on"})
_AFTER_A_PLACE = frozenset({"authority", "borough", "council", "local", "metropolitan"})
_ACTIVITY = frozenset({"reading"})  # "progress in reading" is of no place
# More of them, which are asked about as places only where a place can stand.
_SMALL_WORDS = frozenset({"derby", "hackney", "hull", "slough", "stoke", "surrey"})
# What is called after a place and is not its council: "Greater Manchester", "Leeds University".
_NOT_AFTER = frozenset({"greater", "new"})
_NOT_BEFORE = frozenset({"college", "hospital", "road", "school", "street", "university"})
_PARTING = (":", ",", ";")  # "Bury: care leavers"
# A short form is not meant where the name goes on: "Kingston upon Hull".
_GOES_ON = frozenset({"under", "upon"})
# As addresses and minutes have them: "Wirral MBC", "LB Brent", "NE Lincs".
_INITIALS = {
    "bc": ("borough", "council"),
    "cc": ("county", "council"),
    "dc": ("district", "council"),
    "lb": ("london", "borough"),
    "lbc": ("london", "borough", "council"),
    "mbc": ("metropolitan", "borough", "council"),
    "mdc": ("metropolitan", "district", "council"),
    "rb": ("royal", "borough"),
    "e": ("east",),
    "n": ("north",),
    "s": ("south",),
    "w": ("west",),
    "ne": ("north", "east"),
}
_ALSO = {
    ("bath", "and", "north", "east", "somerset"): ("banes",),
    ("bournemouth", "christchurch", "and", "poole"): ("bcp",),
    ("cheshire", "west", "and", "chester"): ("cwac",),
    ("kensington", "and", "chelsea"): ("rbkc",),
    ("kingston", "upon", "hull"): ("hull",),
    ("windsor", "and", "maidenhead"): ("rbwm",),
}
_SLIP_FROM, _TWO_SLIPS_FROM = 5, 8  # letters
_LONGEST = 7  # words

_WORD = re.compile(r"(?P<word>[^\W_]+)(?P<owning>['’]s?(?!\w))?|&")

_Form = tuple[str, ...]
"""A way of calling an authority: its words, folded."""


@dataclass(frozen=True, slots=True)
class Named:
    """An authority named in a text.

    Attributes:
        start: The first character of its name.
        end: The one after its last, possessive included.
        authorities: Those that the name may stand for, in order.
    """

    start: int
    end: int
    authorities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int
    written: str
    owning: bool


class Authorities:
    """The authorities of a shelf, to be found by any of the names they go by.

    Args:
        names: Their names, as citations have them.
        known: Whether a word, in lower case, is one in its own right and no slip.

    Example:
        >>> shelf = Authorities(["Brighton and Hove", "St. Helens", "Kingston upon Thames"])
        >>> [named.authorities for named in shelf.find("Is kingston's like Brighton & Hove's?")]
        [('Kingston upon Thames',), ('Brighton and Hove',)]
        >>> shelf.called("st helens")
        ('St. Helens',)
    """

    def __init__(
        self, names: Iterable[str], known: Callable[[str], bool] = lambda word: False
    ) -> None:
        self.names = tuple(sorted(set(names)))
        self._known = known
        self._forms = _by_form(self.names)
        self._longest = max((len(form) for form in self._forms), default=0)

    def words(self) -> frozenset[str]:
        """All words of their names, in lower case."""
        return frozenset(word for form in self._forms for word in form)

    def called(self, name: str) -> tuple[str, ...]:
        """Those that go by a name, however it is written; () if none does.

        Example:
            >>> shelf = Authorities(["Brent", "North East Lincolnshire"])
            >>> shelf.called("LB of Brent"), shelf.called("NE Lincs Council")
            (('Brent',), ('North East Lincolnshire',))
        """
        tokens = [word for token in _tokens(name) for word in _spelt_out(token.word)]
        while len(tokens) > 1 and tokens[-1] in _RANKS:
            tokens.pop()
        return self._forms.get(_bare(tokens), ())

    def find(self, text: str) -> list[Named]:
        """Those that a text names, the longest names first taken, in order.

        A name that is a word as well ("reading") counts where its capital letter, or what stands
        beside it, says that the place is meant.
        """
        tokens = _tokens(text)
        found: list[Named] = []
        place = 0
        while place < len(tokens):
            length, named = self._at(tokens, place)
            if named is not None:
                found.append(named)
            place += max(1, length)
        return found

    def find_elsewhere(self, text: str) -> list[Named]:
        """Those that `find` finds and that no report need be about for the name to be meant.

        A name in small letters that is a common word counts only after "in" or the like, one that
        begins the text only before "council" or the like, and none does that is part of another
        name ("Greater Manchester", "Leeds University").

        Example:
            >>> shelf = Authorities(["Kingston upon Hull", "Manchester"])
            >>> [named.authorities for named in shelf.find_elsewhere("hull: Greater Manchester")]
            []
        """
        tokens = _tokens(text)
        starts = {token.start: place for place, token in enumerate(tokens)}
        ends = {token.end: place for place, token in enumerate(tokens)}
        return [
            named
            for named in self.find(text)
            if _is_council(
                tokens,
                starts[named.start],
                ends[named.end],
                parted=text[named.end : named.end + 1] in _PARTING,
            )
        ]

    def _at(self, tokens: list[_Token], place: int) -> tuple[int, Named | None]:
        for form_of in (self._exactly, self._nearly):
            for length in range(min(self._longest, len(tokens) - place), 0, -1):
                some = tokens[place : place + length]
                form = None if any(token.owning for token in some[:-1]) else form_of(some)
                if form is not None and _is_place(tokens, place, form):
                    return length, Named(some[0].start, some[-1].end, self._forms[form])
        return 0, None

    def _exactly(self, tokens: list[_Token]) -> _Form | None:
        words = tuple(token.word for token in tokens)
        if tokens[-1].owning and (*words[:-1], f"{words[-1]}s") in self._forms:
            return (*words[:-1], f"{words[-1]}s")  # "St Helen's" of St Helens
        return words if words in self._forms else None

    def _nearly(self, tokens: list[_Token]) -> _Form | None:
        words = [token.word for token in tokens]
        if all(len(word) < _SLIP_FROM or self._known(word) for word in words):
            return None
        near = (
            form
            for form in self._forms
            if len(form) == len(words) and all(map(self._is_slip_of, words, form))
        )
        return next(near, None)

    def _is_slip_of(self, word: str, meant: str) -> bool:
        if word == meant:
            return True
        if len(meant) < _SLIP_FROM or self._known(word):
            return False
        from rapidfuzz.distance import OSA

        allowed = 2 if len(meant) >= _TWO_SLIPS_FROM else 1
        return OSA.distance(word, meant, score_cutoff=allowed) <= allowed


def _is_place(tokens: list[_Token], place: int, form: _Form) -> bool:
    """Whether a name is meant as one: no word too, or written or standing as a name does."""
    token, last = tokens[place], place + len(form) - 1
    after = tokens[last + 1].word if last + 1 < len(tokens) else ""
    if after in _GOES_ON:
        return False
    if len(form) > 1 or form[0] not in _WORDS_TOO:
        return True
    if token.owning or after in _AFTER_A_PLACE or after.isdecimal() or len(tokens) == 1:
        return True
    if token.word in _ACTIVITY:
        return place > 0 and token.written[0].isupper()  # any first word has a capital letter
    return token.written[0].isupper() or (place > 0 and tokens[place - 1].word in _PLACED)


def _is_council(tokens: list[_Token], first: int, last: int, *, parted: bool) -> bool:
    """Whether a name in a text may be that of a council of which no report is known.

    Args:
        tokens: The text's words.
        first: The place of the name's first word.
        last: That of its last.
        parted: Whether a colon or the like stands right after it.
    """
    before = tokens[first - 1].word if first else ""
    after = [token.word for token in tokens[last + 1 : last + 3]]
    if before in _NOT_AFTER or after == ["city", "region"] or _NOT_BEFORE.intersection(after[:1]):
        return False
    token = tokens[first]
    small = first == last and token.word in _SMALL_WORDS and token.written.islower()
    # Any first word has a capital letter: "Bath time routines" is of no place.
    begins = first == last == 0 and token.word in _WORDS_TOO and len(tokens) > 1
    at_once = begins and (parted or after[0] in _AFTER_A_PLACE or after[0].isdecimal())
    named = token.owning or at_once
    return not (small or begins) or before in _PLACED or named


def _by_form(names: Collection[str]) -> Mapping[_Form, tuple[str, ...]]:
    """The authorities by each form of their names; a name in full is nobody else's short form."""
    full = {_bare([token.word for token in _tokens(name)]): name for name in names}
    forms: dict[_Form, list[str]] = {form: [name] for form, name in full.items()}
    for form, name in full.items():
        for part in _parts(form):
            if part and part not in full:
                forms.setdefault(part, []).append(name)
    return {form: tuple(sorted(set(names))) for form, names in forms.items()}


def _parts(form: _Form) -> Iterable[_Form]:
    """What a name is shortened to: its first part; either part of two that are joined."""
    if form in _ALSO:
        yield _ALSO[form]
    links = [at for at, word in enumerate(form) if word in _LINKS]
    if links:
        first = form[: links[0]]
        if first and not set(first) <= _NO_NAMES:
            yield first
        if form[links[0]] == "and":
            yield form[links[0] + 1 :]
            yield tuple(word for word in form if word not in _LINKS)


def _spelt_out(word: str) -> _Form:
    return _INITIALS.get(word, (word,))


@functools.cache
def of_england() -> tuple[str, ...]:
    """The authorities of England that answer, or answered, for children's services."""
    table = importlib.resources.files(__package__).joinpath("england.toml")
    lists = tomllib.loads(table.read_text("utf-8"))
    return (*lists["authorities"], *lists["former"])


def _bare(words: list[str]) -> _Form:
    """A name without the ranks before it: "county durham" is "durham"."""
    first = next((at for at, word in enumerate(words) if word not in _RANKS), len(words))
    if 0 < first < len(words) and words[first] == "of":
        first += 1
    bare = words[first:]
    return tuple(words if set(bare) <= _RANKS else bare)  # "City of London" is no bare London


def _tokens(text: str) -> list[_Token]:
    return [
        _Token(
            word=_folded(match["word"] or "and"),
            start=match.start(),
            end=match.end(),
            written=match[0],
            owning=match["owning"] is not None,
        )
        for match in _WORD.finditer(text)
    ]


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold()).rstrip(".")
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return _SHORTENED.get(plain, plain)
