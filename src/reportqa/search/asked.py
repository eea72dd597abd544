"""What kind of answer a question asks for, and whether a sentence is of that kind."""

from __future__ import annotations

import re

_FIGURE_ASKED = re.compile(
    r"\b(?:how (?:many|much|long|old|often|far|slow|early|late|big|high|low)|number|percentage"
    r"|percent|per cent|rate|share|proportion|figures?|total|count|average|when|dates?|years?"
    r"|months|weeks|days)\b|%",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|quarter|third|none)\b",
    re.IGNORECASE,
)
_REASON_ASKED = re.compile(
    r"\bwhy\b|\b(?:reasons?|causes?|caused|because|led to|behind)\b", re.IGNORECASE
)
_REASON = re.compile(
    r"\b(?:because|due to|as a result|reasons?|means that|leads? to|owing to|so that)\b",
    re.IGNORECASE,
)
_KINDS = ((_FIGURE_ASKED, _FIGURE), (_REASON_ASKED, _REASON))


def kinds_met(question: str, text: str) -> int:
    """How many of the kinds of answer that a question asks for (figure, reason) a text has.

    Example:
        >>> kinds_met("How many are there?", "There are 27."), kinds_met("Why?", "It is so.")
        (1, 0)
    """
    return sum(bool(asked.search(question) and has.search(text)) for asked, has in _KINDS)
