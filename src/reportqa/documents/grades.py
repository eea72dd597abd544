"""The words in which an inspectorate states a judgement."""

from __future__ import annotations

import re

GRADES = (
    "outstanding",
    "good",
    "requires improvement to be good",
    "requires improvement",
    "adequate",
    "satisfactory",
    "inadequate",
)
_GRADE = "|".join(GRADES)
_AT_END = re.compile(rf"\b(?:{_GRADE})\.?$", re.IGNORECASE)
_ALONE = re.compile(rf"(?:{_GRADE})\.?", re.IGNORECASE)
_SENTENCE = re.compile(
    rf"(?P<subject>\S.*?)\s+(?:(?:is|are|was|were)\s+(?:judged\s+(?:to\s+be\s+|as\s+)?"
    rf"|that\s+(?:it|they)\s+(?:is\s+|are\s+)?)?(?:{_GRADE})"
    r"|requires?\s+improvement(?:\s+to\s+be\s+good)?)\.?",
    re.IGNORECASE,
)
_GRADED = re.compile(
    r"the\s+(?:graded\s+)?judge?ment\s+(?:for|about|on|of)\s+(?:the\s+)?(?P<part>.+)", re.IGNORECASE
)
_LONGEST_SENTENCE = 160
_IMPROVEMENT = "requires improvement"
_SHORTEST = 4  # letters from which on a grade's beginning stands for it


def is_grade(text: str) -> bool:
    """Whether `text` is a grade and nothing else.

    Example:
        >>> is_grade("Requires improvement"), is_grade("Good progress")
        (True, False)
    """
    return _ALONE.fullmatch(text.strip()) is not None


def grades_meant(text: str) -> tuple[str, ...]:
    """The grades that somebody may mean by a word, an abbreviation or a beginning; () for none.

    Example:
        >>> grades_meant("RI") == grades_meant("Requires-improvement")
        True
        >>> grades_meant("RI"), grades_meant("inad"), grades_meant("o")
        (('requires improvement to be good', 'requires improvement'), ('inadequate',), ())
    """
    wanted = " ".join(re.findall(r"[a-z]+", text.lower()))
    wanted = re.sub(r"^(?:ri|requires?|requiring|needs)\b(?: improvements?)?", _IMPROVEMENT, wanted)
    if wanted == _IMPROVEMENT:
        return tuple(grade for grade in GRADES if grade.startswith(_IMPROVEMENT))
    if len(wanted) < _SHORTEST:
        return ()
    return tuple(grade for grade in GRADES if grade.startswith(wanted))


def ends_in_grade(text: str) -> bool:
    """Whether the last words of `text` are a grade, as in a table of judgements.

    Example:
        >>> ends_in_grade("Adoption performance Requires improvement")
        True
    """
    return _AT_END.search(text) is not None


def judged_subject(line: str) -> str | None:
    """Whom a line that is one whole judgement judges, or None if it is no such line.

    Example:
        >>> judged_subject("The Board is inadequate")
        'The Board'
        >>> judged_subject("The plan is inadequate because no one reads it.") is None
        True
    """
    line = line.strip()
    match = _SENTENCE.fullmatch(line) if len(line) <= _LONGEST_SENTENCE else None
    return match["subject"] if match else None


def judged_part(line: str) -> str | None:
    """The part of a report that a judgement sentence opens and names, as a heading would.

    Example:
        >>> judged_part("The graded judgement for adoption performance is that it is good")
        'Adoption performance'
    """
    subject = judged_subject(line)
    match = _GRADED.fullmatch(subject) if subject else None
    if match is None:
        return None
    part = match["part"]
    return part[0].upper() + part[1:]
