"""A draft taken apart: what it quotes, and what it says of where that is from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reportqa.evidence.association import citation_of, masked, only_cites, sentences_of
from reportqa.evidence.cited import Citation, Shelf, citations_in
from reportqa.evidence.draft import Draft, Paragraph, plain_sign
from reportqa.evidence.quotations import Quotation, quotations_in
from reportqa.evidence.words import words_of

_SIGN = re.compile(r"[⁰¹²³⁴-⁹]+|\[\^?\d{1,3}\]")
_MARKDOWN_NOTE = re.compile(r"Known fault of this text:")
_LEADS_IN = (":", "–", "—", ",")
_LONGEST_TAIL = 12  # words that may follow a block quotation's citation


@dataclass(frozen=True, slots=True)
class Read:
    """A paragraph taken apart.

    Attributes:
        paragraph: The paragraph.
        quotations: What it quotes, in order.
        hidden: Its text with what is quoted masked.
        citations: The places that it cites, in order.
    """

    paragraph: Paragraph
    quotations: tuple[Quotation, ...]
    hidden: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A quotation as the draft gives it, with what stands around it.

    Attributes:
        paragraph: Which paragraph it is in.
        quotation: Where in it.
        text: Its words.
        place: Where it stands in the draft, as its writer finds it.
        citation: Its citation, or None.
        reports: The reports that it may be from by what is said around it; empty if nothing is.
        carrier: The sentence that it is in, what is quoted masked.
        before: The words before it in that sentence, in their compared form.
    """

    paragraph: int
    quotation: Quotation
    text: str
    place: str
    citation: Citation | None
    reports: tuple[str, ...]
    carrier: str
    before: tuple[str, ...]

    @property
    def is_placed(self) -> bool:
        """Whether it has a citation that can only be one; ``[26]`` may be a reference's number."""
        return self.citation is not None and self.citation.manner != "bare"

    def readings(self) -> list[Given]:
        """It, and what it is if another mark closes it."""
        start = self.quotation.start
        others = [
            replace(
                self,
                quotation=replace(self.quotation, end=end, other_ends=()),
                text=self.text[: end - start],
            )
            for end in self.quotation.other_ends
        ]
        return [self, *others]


def taken_apart(draft: Draft, shelf: Shelf) -> list[Read]:
    """Take a draft apart, paragraph by paragraph."""
    paragraphs = draft.paragraphs
    return [
        _taken_apart(paragraph, paragraphs[place + 1 : place + 2], shelf)
        for place, paragraph in enumerate(paragraphs)
    ]


def _taken_apart(paragraph: Paragraph, after: Sequence[Paragraph], shelf: Shelf) -> Read:
    text = paragraph.text
    if paragraph.quoted:
        citations = citations_in(text, shelf)
        quotations = _block(text, citations)
        return Read(paragraph, tuple(quotations), masked(text, quotations), tuple(citations))
    quotations = _marked(paragraph, after)
    hidden = masked(text, quotations)
    apart = paragraph.role == "note" or (only_cites(hidden) and shelf.names_source(text))
    citations = [
        replace(each, text=text[each.start : each.end].strip())
        for each in citations_in(hidden, shelf, apart=apart)
    ]
    # A section named in a citation is no quotation.
    quotations = [
        each
        for each in quotations
        if not (
            any(cited.start <= each.start and each.end <= cited.end for cited in citations)
            and shelf.is_heading(text[each.start : each.end])
        )
    ]
    return Read(paragraph, tuple(quotations), hidden, tuple(citations))


def _marked(paragraph: Paragraph, after: Sequence[Paragraph]) -> list[Quotation]:
    found = quotations_in(paragraph.text)
    if found and not found[-1].closed and after:
        mark = paragraph.text[found[-1].start - 1]
        if after[0].text.lstrip().startswith(mark):
            # A quotation of several paragraphs opens each of them and closes the last only.
            found[-1] = replace(found[-1], end=len(paragraph.text.rstrip()), closed=True)
    return found


def _block(text: str, citations: Sequence[Citation]) -> list[Quotation]:
    """A block quotation: the paragraph less its marks and the citation that ends it."""
    end = len(text.rstrip())
    for citation in reversed(citations):
        tail = text[citation.end : end]
        if citation.manner != "running" and (len(tail.split()) <= _LONGEST_TAIL or "—" in tail[:4]):
            end = citation.start
    start = len(text) - len(text.lstrip())
    words = text[start:end].rstrip().rstrip("—–-").rstrip()
    if _MARKDOWN_NOTE.match(words):
        return []
    if words.startswith("[") and words.endswith("]"):
        words, start = words[1:-1], start + 1  # a list's lead-in, as this program shows it
    while words[:1] in ("“", '"', "‘", "'"):
        words, start = words[1:], start + 1
    words = words.rstrip("”\"’'")
    if not words_of(words):
        return []
    return [Quotation(start, start + len(words), block=True)]


def given_in(
    number: int, read: Sequence[Read], shelf: Shelf, context: tuple[str, ...]
) -> Iterator[Given]:
    """The quotations of a paragraph with what stands around them.

    Args:
        number: Which paragraph.
        read: All paragraphs.
        shelf: The reports.
        context: The reports that the draft speaks of so far.
    """
    one = read[number]
    for quotation in one.quotations:
        text = one.paragraph.text[quotation.start : quotation.end]
        if not words_of(text):
            continue
        start, end = next(
            (span for span in sentences_of(one.hidden) if quotation.start < span[1]),
            (0, len(one.hidden)),
        )
        if quotation.block:
            citation = _of_block(number, read)
        else:
            own = citation_of(quotation, one.quotations, one.citations, one.hidden)
            citation = own or _in_note(number, quotation, end, read)
        carrier = one.hidden[start:end]
        cited = citation.reports if citation is not None else ()
        yield Given(
            number,
            quotation,
            text,
            one.paragraph.place(quotation.start),
            citation,
            cited or shelf.named_in(carrier) or context,
            carrier,
            tuple(word.form for word in words_of(one.hidden[start : quotation.start])),
        )


def noted(number: int, start: int, end: int, read: Sequence[Read]) -> list[Citation]:
    """The citations in the notes whose signs stand in a stretch of a paragraph."""
    text = read[number].paragraph.text
    signs = [
        plain_sign(match[0]).strip("[]^")
        for match in _SIGN.finditer(text, start, min(len(text), end))
    ]
    if not signs:
        return []
    notes: dict[str, tuple[Citation, ...]] = {}
    for each in read[number + 1 :]:
        if each.paragraph.role == "note":
            notes.setdefault(plain_sign(each.paragraph.sign).strip("[]^()."), each.citations)
    return [citation for sign in signs for citation in notes.get(sign, ())]


def _in_note(
    number: int, quotation: Quotation, sentence_end: int, read: Sequence[Read]
) -> Citation | None:
    """The citation of the first note whose sign follows a quotation in its sentence."""
    text = read[number].paragraph.text
    upto = max(sentence_end, quotation.end) + 6
    sign = _SIGN.search(text, quotation.end, min(len(text), upto))
    if sign is None:
        return None
    return next(iter(noted(number, sign.start(), sign.end(), read)), None)


def _of_block(number: int, read: Sequence[Read]) -> Citation | None:
    """A block quotation's citation: in it, at the end of its group, or around the group."""
    if own := _apart(read[number]):
        return own[-1]
    place = number + 1
    while place < len(read) and (
        read[place].paragraph.quoted or read[place].paragraph.role == "note"
    ):
        if cites := _apart(read[place]):
            return cites[-1]
        place += 1
    if place < len(read) and (cites := _apart(read[place])):
        first = cites[0]
        if not words_of(read[place].hidden[: first.start]):
            return first
    return _leading_in(number, read)


def _apart(read: Read) -> list[Citation]:
    return [each for each in read.citations if each.manner == "apart"]


def _leading_in(number: int, read: Sequence[Read]) -> Citation | None:
    """The citation in the sentence that leads a block quotation in."""
    for before in range(number - 1, -1, -1):
        one = read[before]
        if one.paragraph.quoted:
            continue
        if not one.citations or one.paragraph.role in ("note", "row"):
            return None
        start, _ = (sentences_of(one.hidden) or [(0, 0)])[-1]
        inside = [each for each in one.citations if each.start >= start]
        leads_in = one.paragraph.text.rstrip().endswith(_LEADS_IN)
        return inside[-1] if inside and leads_in else None
    return None
