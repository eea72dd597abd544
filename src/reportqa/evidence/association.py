"""Which citation is whose: pairing the quotations of a paragraph with the places cited there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportqa.documents import sentence_spans
from reportqa.evidence.cited import Citation
from reportqa.evidence.quotations import Quotation

MASK = "\ufffc"  # stands for what is quoted: neither a word nor a space
_CAPITAL_MASK = "\ufffb"  # the same, for a capital with which a quotation begins
_TIGHT = re.compile(r"[\s.,;:!?”’\"'»)\]*\u2070\u00b9\u00b2\u00b3\u2074-\u2079]*")
_FEW_WORDS = 4  # between two quotations that share a citation: “one” and also “two” (para 3)
_SHORT_LINK = re.compile(
    r"[\s,;”’\"'»]*(?:(?:is|are|was|were|as|at|in|on|from|see|which|says?|stands?|appears?|told|stated"
    r"|reported|noted|of|the|to|found|quoted|and)\b[\s,]*){0,6}",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"^(?:see|source|this is|this stands|it is|cf\.?|taken from|from)\b|^[(\[—–-]", re.I
)

# "Ofsted, Wirral, 20 September 2016, para 26, p. 13."
_ONLY_CITES = re.compile(
    rf"(?:(?:[A-Z0-9‘“'{MASK}{_CAPITAL_MASK}][^,.]{{0,80}}|front page|imprint),\s*){{0,6}}"
    r"(?:after )?(?i:para(?:graph)?s?|pages?|pp?)\b\.?\s*\d[^,.]{0,10}(?:,\s*item\s+\d{1,2})?"
    r"(?:,\s*(?i:pages?|pp?)\b\.?\s*\d[^,.]{0,10})?\.?",
)


def only_cites(hidden: str) -> bool:
    """Whether a masked text is a citation and nothing else.

    Example:
        >>> only_cites("Ofsted, Wirral, 20 September 2016, para 141, item 3, p. 39")
        True
        >>> only_cites("Inspectors met 27 families, as they say on page 3")
        False
    """
    return bool(_ONLY_CITES.fullmatch(hidden.strip()))


def masked(text: str, quotations: Sequence[Quotation]) -> str:
    """A paragraph with what is quoted made unreadable, in the same length.

    The stop that ends a quotation stays where a new sentence follows.
    """
    parts, cursor = [], 0
    for each in quotations:
        if each.start < cursor or each.end - each.start < 2:
            continue
        parts.append(text[cursor : each.start])
        length = each.end - each.start
        first = _CAPITAL_MASK if text[each.start].isupper() else MASK
        after = text[each.end + 1 :].lstrip(" \n“‘\"'«")
        ends = text[each.end - 1 : each.end] in (".", "!", "?", "…") and after[:1].isupper()
        rest = MASK * (length - 2) + text[each.end - 1] if ends else MASK * (length - 1)
        parts.append(first + rest)
        cursor = each.end
    return "".join([*parts, text[cursor:]])


def unmasked(hidden: str) -> str:
    """What a masked text says in the writer's own words."""
    return hidden.replace(MASK, " ").replace(_CAPITAL_MASK, " ")


def sentences_of(hidden: str) -> list[tuple[int, int]]:
    """The sentences of a masked paragraph; one that only cites belongs to the one before it."""
    if "\t" in hidden:
        return [(0, len(hidden))]  # a table's row is one statement
    spans: list[tuple[int, int]] = []
    for start, end in sentence_spans(hidden.replace(_CAPITAL_MASK, "X")):
        sentence = hidden[start:end]
        if (
            spans
            and (_TELLS.match(sentence) or only_cites(sentence))
            and len(sentence.split()) <= 25
            and MASK not in sentence
        ):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def citation_of(
    quotation: Quotation,
    quotations: Sequence[Quotation],
    citations: Sequence[Citation],
    hidden: str,
) -> Citation | None:
    """The citation that a quotation has in its own sentence, or None.

    The one right after it; else one in brackets later in the sentence; else, in running text, the
    one to which no other quotation is nearer.
    """
    for citation in citations:
        if citation.start <= quotation.start and quotation.end <= citation.end:
            return citation
    sentence = next(
        (
            (a, b)
            for a, b in sentences_of(hidden)
            if a <= quotation.start < b or a < quotation.end <= b
        ),
        (0, len(hidden)),
    )
    near = [
        each for each in citations if sentence[0] <= each.start < max(sentence[1], quotation.end)
    ]
    after = next((each for each in near if each.start >= quotation.end), None)
    before = next((each for each in reversed(near) if each.end <= quotation.start), None)
    if after is not None and _TIGHT.fullmatch(hidden, quotation.end, after.start):
        return after
    if before is not None and _has_tight(before, quotations, hidden):
        before = None
    if after is not None and _is_anothers(after, quotation, quotations, hidden):
        after = None
    if after is not None and (after.manner == "apart" or before is None):
        if after.manner != "apart" and _nearer(after, quotation, quotations, hidden):
            return before
        return after
    return before


def _is_anothers(
    citation: Citation, quotation: Quotation, quotations: Sequence[Quotation], hidden: str
) -> bool:
    """Whether a later quotation, with words of its own before it, is the one that is cited."""
    for other in quotations:
        if quotation.end <= other.start and other.end <= citation.start:
            between = hidden[quotation.end : other.start]
            return len(between.split()) > _FEW_WORDS
    return False


def _has_tight(citation: Citation, quotations: Sequence[Quotation], hidden: str) -> bool:
    """Whether a quotation ends right before a citation, which is then that one's."""
    pattern = _SHORT_LINK if citation.manner == "running" else _TIGHT
    return any(
        each.end <= citation.start and pattern.fullmatch(hidden, each.end, citation.start)
        for each in quotations
    )


def _nearer(
    citation: Citation, quotation: Quotation, quotations: Sequence[Quotation], hidden: str
) -> bool:
    """Whether a running citation leads a later quotation in, or another one stands nearer."""
    distance = citation.start - quotation.end
    for other in quotations:
        if other.start >= citation.end and other.start - citation.end < distance:
            return True
        if quotation.end <= other.start < citation.start:
            between = hidden[quotation.end : other.start]
            if not re.fullmatch(
                r"[\s”’\"'»,;“‘«(]*(?:and|or|but|that|also)?[\s“‘\"'«,(]*", between
            ):
                return True
    return False
