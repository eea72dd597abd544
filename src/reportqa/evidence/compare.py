"""How a quotation differs from the words that it quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from reportqa.documents import Passage
from reportqa.documents.folding import FOOTNOTE_SIGN
from reportqa.documents.grades import GRADES
from reportqa.evidence.align import Fit, Move
from reportqa.evidence.elements import Element
from reportqa.evidence.figures import is_figure
from reportqa.evidence.negation import negations, turns_round
from reportqa.evidence.running import Piece, Running
from reportqa.evidence.words import form_of, has_hyphen, words_of
from reportqa.search.words import STOP_WORDS

Kind = Literal[
    "changed", "added", "left_out", "figure", "negation", "joined", "bracket", "case", "punctuation"
]

_LIGHT = 0.3
_SIGNIFICANT = re.compile(r"[,;:.!?()]")
_TERMINAL = re.compile(r"[.!?:;]")
_STOP = re.compile(r"[.!?]")
_NEGATIVE_ENDS = frozenset({"un", "in", "im", "ir", "il", "non", "dis", "less"})
_FREE_MARKS = frozenset({"row", "title", "judgement"})  # laid out, not punctuated


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a quotation is not true to its source.

    Attributes:
        kind: What is wrong: words ``changed``, ``added`` or ``left_out``; a ``figure`` or a
            ``negation`` among them; passages ``joined`` that stand apart; a ``bracket`` that says
            something else; ``case`` or ``punctuation``.
        quoted: What the quotation has there; may be empty.
        source: What the source has; may be empty.
    """

    kind: Kind
    quoted: str
    source: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation as it is compared.

    Attributes:
        text: Its words, without its marks.
        elements: They, one by one.
        before: The words before it in its sentence, in their compared form.
    """

    text: str
    elements: tuple[Element, ...]
    before: tuple[str, ...] = ()


class Comparison:
    """A quotation beside the stretch of a report that it fits best.

    Args:
        quoted: The quotation.
        fit: The alignment.
        running: The report.
    """

    def __init__(self, quoted: Quoted, fit: Fit, running: Running) -> None:
        self.quoted = quoted
        self.running = running
        self.fit = self._with_ends(fit)

    def _with_ends(self, fit: Fit) -> Fit:
        """The alignment, a single word before or after all that is the same beside its own.

        At an end, a word for another costs no less than a word added; it is told as the former
        where the passage has another word there.
        """
        moves = list(fit.moves)
        for end, beyond in ((0, -1), (-1, 1)):
            if len(moves) < 2 or moves[end].step != "added":
                continue
            place = moves[end - beyond].place
            if moves[end - beyond].step != "same" or place is None:
                continue
            piece = self.running.piece_at(place)
            element = self.quoted.elements[moves[end].sought]
            is_number = beyond < 0 and place == piece.first
            inside = piece.first <= place + beyond <= _last(piece)
            if inside and not is_number and not element.is_sign:
                moves[end] = Move("other", moves[end].sought, place + beyond)
        return Fit(fit.cost, tuple(moves))

    def differences(self) -> tuple[Difference, ...]:
        """Where the quotation is not true to the source, in its order; none if it is."""
        return (
            *self._cut_off(),
            *self._words(),
            *self._gaps(),
            *self._beginnings(),
            *self._marks(),
        )

    @property
    def pieces(self) -> list[Piece]:
        """What of the report it quotes, in order."""
        pieces: list[Piece] = []
        for place in self.fit.places:
            piece = self.running.piece_at(place)
            if not pieces or pieces[-1] is not piece:
                pieces.append(piece)
        return pieces

    @property
    def passages(self) -> list[Passage]:
        """The passages that it quotes, in order, each once."""
        found = [piece.passage for piece in self.pieces if piece.passage is not None]
        return list({passage.id: passage for passage in found}.values())

    @property
    def likeness(self) -> float:
        """The share of words that are the same, of all that stand on either side; 0 to 1.

        Words without content (the, of) count less: any two sentences share them.
        """
        same = total = 0.0
        for move in self.fit.moves:
            element = self.quoted.elements[move.sought]
            if move.step == "passed" or (move.step == "added" and element.is_sign):
                continue
            form = element.form
            if move.step == "left_out" and move.place is not None:
                form = self.running.word_at(move.place).form
            weight = _LIGHT if form in STOP_WORDS else 1.0
            total += weight
            same += weight * (move.step == "same")
        return same / total if total else 0.0

    def source_text(self) -> str:
        """The stretch of the report, word for word; what was passed over shows as […]."""
        parts: list[str] = []
        for step, moves in groupby(self.fit.moves, key=lambda move: move.step == "passed"):
            places = [move.place for move in moves if move.place is not None]
            if places:
                parts.append("[…]" if step else self._text(places[0], places[-1]))
        return " ".join(parts)

    # What differs.

    def _words(self) -> Iterator[Difference]:
        for same, run in groupby(self.fit.moves, key=lambda move: move.step in ("same", "passed")):
            if same:
                continue
            block = list(run)
            mine = [self._element(move) for move in block if move.step in ("other", "added")]
            theirs = [move.place for move in block if move.step in ("other", "left_out")]
            difference = self._block(mine, [each for each in theirs if each is not None], block)
            if difference is not None:
                yield difference

    def _block(
        self, mine: Sequence[Element], theirs: Sequence[int], block: Sequence[Move]
    ) -> Difference | None:
        quoted = self.quoted.text[mine[0].start : mine[-1].end] if mine else ""
        source = self._text(theirs[0], theirs[-1]) if theirs else ""
        forms = [each.form for each in mine]
        source_forms = [self.running.word_at(place).form for place in theirs]
        if "".join(forms) == "".join(source_forms) and has_hyphen(quoted + source):
            return None
        if mine and not theirs and self._is_no_word(mine, block):
            return None
        if negations(forms) != negations(source_forms):
            kind: Kind = "negation"
        elif any(map(is_figure, forms)) or any(map(is_figure, source_forms)):
            kind = "figure"
        else:
            kind = "changed" if mine and theirs else ("added" if mine else "left_out")
        return Difference(kind, quoted, source)

    def _is_no_word(self, mine: Sequence[Element], block: Sequence[Move]) -> bool:
        """Whether what the quotation adds is a footnote's sign or the paragraph's own number."""
        if all(each.is_sign for each in mine):
            return True
        if len(mine) > 1 or not mine[0].form.isdigit():
            return False
        moves = self.fit.moves
        after = moves[moves.index(block[-1]) + 1 :]
        place = next((move.place for move in after if move.place is not None), None)
        if place is None:
            return False
        piece = self.running.piece_at(place)
        number = piece.passage.number if piece.passage else None
        return place == piece.first and number == mine[0].form

    def _gaps(self) -> Iterator[Difference]:
        """What is wrong with what an ellipsis or a bracket passes over."""
        moves = self.fit.moves
        for index, element in enumerate(self.quoted.elements):
            if element.part == "word":
                continue
            passed = [m.place for m in moves if m.step == "passed" and m.sought == index]
            places = [place for place in passed if place is not None]
            before = self._neighbour(index, -1)
            after = self._neighbour(index, +1)
            if before is not None and after is not None:
                yield from self._joined(element, before, after)
            source = self._text(places[0], places[-1]) if places else ""
            forms = [self.running.word_at(place).form for place in places]
            if element.part == "bracket":
                yield from self._bracket(element, source, forms)
            elif (hidden := negations(forms)) and (
                before is None or after is None or not self._whole_sentences(before, after)
            ):
                yield Difference("negation", element.text, _around(source, hidden))

    def _joined(self, element: Element, before: int, after: int) -> Iterator[Difference]:
        first, second = self.running.piece_at(before), self.running.piece_at(after)
        if not first.is_one_with(second):
            names = [_name(piece) for piece in (first, second)]
            yield Difference("joined", element.text, " and ".join(names))

    def _bracket(self, element: Element, source: str, forms: list[str]) -> Iterator[Difference]:
        put_in = [word.form for word in element.inside]
        figures = [form for form in put_in if is_figure(form)]
        replaced = [form for form in forms if is_figure(form)]
        grades = [grade for grade in GRADES if grade in " ".join(forms)]
        if negations(put_in) != negations(forms) and (forms or not _is_remark(element.text)):
            yield Difference("negation", element.text, source)
        elif figures and replaced and not set(figures) <= set(replaced):
            yield Difference("figure", element.text, source)
        elif grades and not any(grade in " ".join(put_in) for grade in grades):
            yield Difference("bracket", element.text, source)

    def _beginnings(self) -> Iterator[Difference]:
        """Brackets inside words that turn them round: ``[un]able``."""
        for move in self.fit.moves:
            element = self.quoted.elements[move.sought]
            if move.step != "same" or not element.added or move.place is None:
                continue
            form = self.running.word_at(move.place).form
            if form != element.form and element.added in _NEGATIVE_ENDS:
                yield Difference("negation", element.text, self._text(move.place, move.place))

    def _cut_off(self) -> Iterator[Difference]:
        """A negation right before the words quoted, which the writer does not tell either."""
        first = self.fit.moves[0] if self.fit.moves else None
        if first is None or first.step != "same" or first.place is None:
            return
        piece = self.running.piece_at(first.place)
        index = first.place - piece.first
        words = piece.words[:index][-2:]
        if not words or _STOP.search(piece.text[words[-1].end : piece.words[index].start]):
            return
        if turns_round([word.form for word in words]) and not negations(self.quoted.before[-8:]):
            yield Difference("negation", "", piece.text[words[0].start : words[-1].end])

    def _marks(self) -> Iterator[Difference]:
        """Case and punctuation between words that are the same on both sides."""
        if not any(character.islower() for character in self.quoted.text):
            return  # set in capitals throughout
        text, elements = self.quoted.text, self.quoted.elements
        for one, two in pairwise(self.fit.moves):
            if one.step != "same" or two.step != "same" or two.place is None or one.place is None:
                continue
            if two.sought != one.sought + 1:
                continue  # the writer stepped in between
            first, second = elements[one.sought], elements[two.sought]
            piece = self.running.piece_at(two.place)
            if piece is not self.running.piece_at(one.place) or second.added:
                continue
            word, before = self.running.word_at(two.place), self.running.word_at(one.place)
            source = piece.text[word.start : word.end]
            if second.text[:1].isupper() != source[:1].isupper() and not second.text.isupper():
                yield Difference("case", second.text, source)
            gap = text[first.end : second.start]
            source_gap = piece.text[before.end : word.start]
            free = piece.passage is None or piece.passage.kind in _FREE_MARKS
            if not free and _significant(gap) != _significant(source_gap):
                quoted = text[first.start : second.end]
                yield Difference("punctuation", quoted, piece.text[before.start : word.end])

    # Looking things up.

    def _element(self, move: Move) -> Element:
        return self.quoted.elements[move.sought]

    def _neighbour(self, index: int, direction: int) -> int | None:
        """The word of the source that stands for the nearest one before or after an element."""
        moves = self.fit.moves if direction > 0 else tuple(reversed(self.fit.moves))
        for move in moves:
            beyond = (move.sought - index) * direction > 0
            if beyond and move.step == "same" and move.place is not None:
                return move.place
        return None

    def _whole_sentences(self, before: int, after: int) -> bool:
        """Whether what stands between two words is whole sentences."""
        first, second = self.running.piece_at(before), self.running.piece_at(after)
        end, begin = self.running.word_at(before).end, self.running.word_at(after).start
        ends = _opening_gap(first.text[end:])
        if first is not second:
            at_start = after == second.first
            starts = at_start or _STOP.search(_closing_gap(second.text[:begin])) is not None
            ends_here = _TERMINAL.search(ends) is not None or before == _last(first)
            return ends_here and starts
        between = first.text[end:begin]
        return bool(_STOP.search(ends)) and bool(_STOP.search(_closing_gap(between)))

    def _text(self, first: int, last: int) -> str:
        """The source's words from one place to another, as they stand there."""
        parts = []
        place = first
        while place <= last:
            piece = self.running.piece_at(place)
            upto = min(last, _last(piece))
            if upto < place:
                break
            start, end = piece.words[place - piece.first].start, piece.words[upto - piece.first].end
            parts.append(piece.text[start:end])
            place = upto + 1
        return " ".join(" ".join(parts).split())


def _last(piece: Piece) -> int:
    return piece.first + len(piece.words) - 1


def _opening_gap(text: str) -> str:
    """What stands before the first word of a text."""
    words = words_of(text)
    return text[: words[0].start] if words else text


def _closing_gap(text: str) -> str:
    """What stands after the last word of a text."""
    words = words_of(text)
    return text[words[-1].end :] if words else text


def _significant(gap: str) -> list[str]:
    return _SIGNIFICANT.findall(FOOTNOTE_SIGN.sub("", gap))


def _name(piece: Piece) -> str:
    if piece.passage is None:
        return f"the heading ‘{piece.text}’"
    return f"para {piece.passage.number}" if piece.passage.number else piece.passage.place


def _around(source: str, hidden: Sequence[str]) -> str:
    """The words passed over, from some before the first that turns them round."""
    words = source.split()
    where = next((i for i, word in enumerate(words) if form_of(word.strip(",.;:")) in hidden), 0)
    return " ".join(words[max(0, where - 4) : where + 5])


def _is_remark(bracket: str) -> bool:
    """Whether a bracket speaks of the quotation: ``[not in original]``, ``[emphasis added]``."""
    return re.search(r"emphas|original|italic|sic\b", bracket, re.IGNORECASE) is not None
