"""Taking a quotation apart as its writer means it: words, ellipses and square brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from reportqa.evidence.align import Sought
from reportqa.evidence.running import Lexicon
from reportqa.evidence.words import WORD, Word, form_of, words_of

Part = Literal["word", "ellipsis", "bracket"]

_DOTS = r"(?:…|\.(?:\s?\.){2,})"
_ELEMENT = re.compile(
    rf"(?P<ellipsis>\[\s*{_DOTS}\s*\]|\(\s*{_DOTS}\s*\)|{_DOTS})"
    r"|(?P<begun>[^\W\d_]+)\[(?P<ending>[^\W\d_]{1,12})\]"
    r"|\[(?P<beginning>[^\W\d_]{1,12})\](?P<ended>[^\W\d_]+(?:[-\u2010\u2011'’][^\W\d_]+)*)"
    r"|(?P<bracket>\[[^\[\]]{0,300}\](?:['’]s?\b|['’](?=\s))?"
    r"|\(sic\)|\(emphasis [^()]{1,40}\)|\(my emphasis\))"
    rf"|(?P<word>{WORD.pattern})",
    re.IGNORECASE,
)
_SIGN_BEFORE = re.compile(r"[^\W\d_]|[.,;:!?)’”'\"]")


@dataclass(frozen=True, slots=True)
class Element:
    """A word of a quotation, or a place where its writer stepped in.

    Attributes:
        part: What it is; a word with a bracket inside (``[T]he``) is a word.
        text: What stands there.
        start: Where it begins in the quotation.
        end: Where it ends.
        form: A word's form for comparison; empty for a gap.
        stem: What of a word is the source's, where a bracket changes an end of it.
        added: What the bracket puts in place of the rest.
        at_end: Whether it is the word's end that the bracket changes.
        is_sign: Whether it may be a footnote's sign that lost its place in copying.
    """

    part: Part
    text: str
    start: int
    end: int
    form: str = ""
    stem: str = ""
    added: str = ""
    at_end: bool = False
    is_sign: bool = False

    @property
    def inside(self) -> tuple[Word, ...]:
        """The words that a bracket puts in."""
        return tuple(words_of(self.text)) if self.part == "bracket" else ()

    def sought(self, lexicon: Lexicon) -> Sought:
        """What may stand in the source for it."""
        if self.part != "word":
            return Sought(None, bracket=self.part == "bracket")
        own = lexicon.ids([Word(self.form, 0, 0)])
        if not self.stem:
            return Sought(frozenset(own))
        if self.at_end:
            return Sought(frozenset([*own, *lexicon.beginning(self.stem)]))
        return Sought(frozenset([*own, *lexicon.ids([Word(self.stem, 0, 0)])]))


def elements_of(text: str) -> list[Element]:
    """Take a quotation apart; gaps at its very ends say nothing and are dropped.

    Example:
        >>> [(each.part, each.text) for each in elements_of("… [T]he plan [sic] … is (13%)")]
        ... # doctest: +NORMALIZE_WHITESPACE
        [('word', '[T]he'), ('word', 'plan'), ('bracket', '[sic]'), ('ellipsis', '…'),
         ('word', 'is'), ('word', '13'), ('word', '%')]
    """
    found = [made for match in _ELEMENT.finditer(text) if (made := _element(match, text))]
    while found and found[0].part == "ellipsis":
        found.pop(0)
    while found and found[-1].part != "word":
        found.pop()
    return found


def count_words(elements: list[Element]) -> int:
    """How many words of the source a quotation gives."""
    return sum(each.part == "word" for each in elements)


def _element(match: re.Match[str], text: str) -> Element | None:
    start, end = match.span()
    if match["ellipsis"]:
        return Element("ellipsis", match[0], start, end)
    if match["begun"]:
        stem, added = form_of(match["begun"]), form_of(match["ending"])
        return Element("word", match[0], start, end, stem + added, stem, added, at_end=True)
    if match["ended"]:
        added, stem = form_of(match["beginning"]), form_of(match["ended"])
        one_letter = len(added) == 1
        return Element(
            "word", match[0], start, end, added + stem, "" if one_letter else stem, added
        )
    if match["bracket"]:
        return Element("bracket", match[0], start, end)
    form = form_of(match[0])
    if not form:
        return None
    is_sign = (
        form.isdigit()
        and len(form) <= 2
        and start > 0
        and _SIGN_BEFORE.match(text[start - 1]) is not None
        and not text[start - 2 : start - 1].isdigit()
    )
    return Element("word", match[0], start, end, form, is_sign=is_sign)
