"""Finding the quotations in a paragraph of a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Each opening mark with the marks that may close it; typists mix them.
_CLOSERS = {
    "“": '”"“',
    "”": "”",
    "„": '“”"',
    "«": "»",
    "»": "«",
    "‹": "›",
    '"': '"”',
    "‘": "’'",
    "‚": "‘’'",
    "'": "'’",
    "`": "'’",
}
_SINGLE = frozenset("‘‚'`‹")
_OPENS_AFTER = re.compile(r"[\s(\[{/—–\-“‘\"'«:|*_\ufffc]")
_BEGINS = re.compile(r"[^\W_]|[\[(…£$€‘'“\"*]|\.\s?\.")
_CLOSES_BEFORE = re.compile(r"[\s.,;:!?)(\[\]}/—–\-’”\"'»…|⁰¹²³⁴-⁹*_]")
# What begins with an apostrophe: '90s, 'em.
_CLIPPED = re.compile(r"['’](?:\d\ds\b|(?:em|til|tis|twas|cause|n)\b)", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[.!?…,;:)\]]")
_CITED = re.compile(r"\s*[(\[]\s*(?:see\s+)?(?:para|p\.|pp|page|ofsted)", re.IGNORECASE)
_LONGEST = 6_000  # characters


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that a writer gives as another's, in one paragraph of the draft.

    Attributes:
        start: Where they begin in the paragraph, less the mark.
        end: Where they end, less the mark.
        other_ends: Where else they may end, as an apostrophe looks like a closing mark.
        closed: Whether a mark closes them.
        block: Whether they are a block quotation, a paragraph of its own without marks.
    """

    start: int
    end: int
    other_ends: tuple[int, ...] = ()
    closed: bool = True
    block: bool = False


def quotations_in(text: str) -> list[Quotation]:
    """The quotations in a paragraph, in order; those inside another are part of it.

    Example:
        >>> text = "It is the council’s ‘workers’ view’ that “it is not ‘good’” in the ’90s."
        >>> [text[each.start : each.end] for each in quotations_in(text)]
        ['workers’ view', 'it is not ‘good’']
        >>> text = 'He said "one" and “two never closed. It goes on'
        >>> [(text[each.start : each.end], each.closed) for each in quotations_in(text)]
        [('one', True), ('two never closed.', False)]
    """
    return list(_found(text))


def _found(text: str) -> Iterator[Quotation]:
    cursor = 0
    while cursor < len(text):
        if text[cursor] in _CLOSERS and _opens(text, cursor):
            quotation = _quotation(text, cursor)
            if quotation is not None:
                yield quotation
                last = (quotation.end, *quotation.other_ends)[0]
                cursor = last + 1
                continue
        cursor += 1


def _opens(text: str, place: int) -> bool:
    mark = text[place]
    before, after = text[max(0, place - 1) : place], text[place + 1 : place + 2]
    if before and not _OPENS_AFTER.match(before):
        return False
    if mark == "«" and after.isspace():
        return True
    if not _BEGINS.match(text, place + 1):
        return False
    return not (mark in "'’" and _CLIPPED.match(text, place))


def _quotation(text: str, opening: int) -> Quotation | None:
    mark = text[opening]
    start = opening + 1
    ends = list(_ends(text, opening))
    if not ends:
        # A straight single mark that nothing closes is an apostrophe.
        return None if mark in "'`" else Quotation(start, _unclosed_end(text, start), (), False)
    if mark not in _SINGLE:
        return Quotation(start, ends[0])
    first, *others = ends
    return Quotation(start, first, tuple(others[:3]))


def _ends(text: str, opening: int) -> Iterator[int]:
    """Where a quotation may end, the likeliest first."""
    mark = text[opening]
    closers = _CLOSERS[mark]
    single = mark in _SINGLE
    sure: list[int] = []
    doubtful: list[int] = []
    inner = ""  # the closing marks of a quotation inside this one
    for place in range(opening + 1, min(len(text), opening + _LONGEST)):
        character = text[place]
        if inner:
            inner = "" if character in inner and _closes(text, place) else inner
            continue
        if character in closers and _closes(text, place, mark):
            if not single or not _may_be_possessive(text, place):
                sure.append(place)
                break
            doubtful.append(place)
        elif (character == mark or (single and character in "‘'")) and _opens(text, place):
            if _is_nested(text, place):
                inner = _CLOSERS[character]
            elif character == mark:
                break  # opened anew: this one was never closed
        elif single and character in "“«„" and _opens(text, place):
            inner = _inner_closer(text, place)
    # A possessive reads on; only where nothing better closes the words does it close them.
    yield from sure
    yield from reversed(doubtful)


def _is_nested(text: str, place: int) -> bool:
    """Whether a mark opens a quotation inside one with the same marks: more close than open."""
    mark, closers = text[place], _CLOSERS[text[place]]
    balance = 0
    for other in range(place, min(len(text), place + _LONGEST)):
        if text[other] == mark and _opens(text, other):
            balance += 1
        elif (
            text[other] in closers and _closes(text, other) and not _may_be_possessive(text, other)
        ):
            balance -= 1
    return balance < 0


def _inner_closer(text: str, place: int) -> str:
    closers = "»" if text[place] == "«" else "”"
    return closers if any(closer in text[place + 1 :] for closer in closers) else ""


def _closes(text: str, place: int, mark: str = "") -> bool:
    before, after = text[max(0, place - 1) : place], text[place + 1 : place + 2]
    if text[place] == "“" and mark == "“" and _opens(text, place):
        return False
    if mark in ("«", "»") or (text[place] == "”" and mark and not before.isspace()):
        return True
    if not before.strip() and text[place] in "\"'" and after.strip():
        return False
    return not after or _CLOSES_BEFORE.match(after) is not None


def _may_be_possessive(text: str, place: int) -> bool:
    """Whether a closing single mark may be the apostrophe of a plural: ``workers’ caseloads``."""
    return (
        text[place - 1 : place] in ("s", "S", "x", "z")
        and text[place + 1 : place + 2].isspace()
        and text[place + 2 : place + 3].islower()
    )


def _unclosed_end(text: str, start: int) -> int:
    """Where to take words to end whose closing mark is missing.

    At the end of the sentence, or before the next citation or quotation if that is first.
    """
    end = len(text)
    for place in range(start, min(len(text), start + _LONGEST)):
        if _CITED.match(text, place) or (text[place] in "“„«" and _opens(text, place)):
            end = place
            break
    stop = re.search(r"[.!?](?=\s|$)", text[start:end])
    return start + stop.end() if stop else len(text[:end].rstrip())
