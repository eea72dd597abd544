"""Whom an inspection report is about, as a citation names it."""

from __future__ import annotations

import re

_LONGEST = 8  # words
_OPENING = re.compile(
    r"(?:ofsted\s+)?(?:[\w-]+\s+){0,4}?(?:re-?inspection|inspection|visit)\s+(?:of|to)\b",
    re.IGNORECASE,
)
_WHAT = r"(?i:local\s+authority|children's\s+(?:social\s+care\s+)?services|local\s+area\b)"
_INSPECTED = re.compile(
    rf"\b(?i:of|to|in|within)\s+(?:(?i:the)\s+)?(?P<name>[A-Z]\S*(?:\s+\S+){{0,7}}?)\s+{_WHAT}"
)
_JOINT = re.compile(
    r"(?i:joint\s+(?:targeted\s+)?(?:area\s+)?inspection)\s+(?i:of)\s+(?:(?i:the)\s+)?"
    r"(?:[a-z].*\s(?:in|within)\s+(?:the\s+)?)?(?P<name>[A-Z]\w*(?:\s+\S+){0,5})"
)
_NOT_A_NAME = re.compile(
    r"\b(?:inspection|review|visit|effectiveness|services|report|published|inspectors?|children"
    r"|judge?ment|ofsted|contents|page|www|isbn)\b|:|\d",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"^(?:the\s+)?(?:(?:london|royal|metropolitan|county|unitary)\s+)*(?:borough|city|county|council"
    r"|district)\s+(?:council\s+)?of\s+(?:the\s+)?|^(?:the\s+)",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s+(?:(?:metropolitan|unitary|london|royal|county|city|borough|district)\s+)*"
    r"(?:council|authority)$",
    re.IGNORECASE,
)
_RANK_AFTER = re.compile(r"\s+(?:city|borough|metropolitan borough|county borough)$", re.IGNORECASE)


def authority_in_title(title: str) -> str | None:
    """The authority that a title names, or None.

    Example:
        >>> authority_in_title("Inspection of Bury local authority children’s services")
        'Bury'
        >>> authority_in_title("Joint targeted area inspection of the response to neglect in Bury")
        'Bury'
    """
    plain = " ".join(title.replace("’", "'").split())
    if _OPENING.match(plain) is None:
        return None
    match = _INSPECTED.search(plain) or _JOINT.fullmatch(plain)
    return short_name(match["name"].removesuffix("'s")) if match else None


def authority_alone(text: str) -> str | None:
    """The authority that a line of the title page is, or None if it is something else.

    Example:
        >>> authority_alone("Wirral Metropolitan Borough Council"), authority_alone("and")
        ('Wirral', None)
    """
    name = " ".join(text.split())
    if _NOT_A_NAME.search(name) or not name[:1].isupper() or len(name.split()) > _LONGEST:
        return None
    return short_name(name)


def short_name(name: str) -> str:
    """An authority's name without its rank.

    Example:
        >>> short_name("London Borough of Havering"), short_name("Derby City")
        ('Havering', 'Derby')
    """
    name = " ".join(name.split())
    bare = _AFTER.sub("", _BEFORE.sub("", name))
    bare = _RANK_AFTER.sub("", bare)
    return bare or name
