"""The imprint at a report's end: the publisher, its address, the licence, how to complain."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportqa.documents.blocks import Block

IMPRINT = "imprint"
"""What the places of its passages begin with: it stands under no heading of the report."""

_OPENS = re.compile(
    r"(?:any complaints about the inspection or the report\b"
    r"|the office for standards in education, children['’]s services and skills \(ofsted\) "
    r"regulates and inspects\b"
    r"|if you would like a copy of this document in a different format\b"
    r"|you may (?:reuse this information|copy all or parts of this document)\b)",
    re.IGNORECASE,
)


def imprint_start(blocks: Sequence[Block]) -> int | None:
    """Where the imprint begins: the first of its sentences after which no heading stands.

    Returns:
        A position in `blocks`, or None where there is no imprint.
    """
    last_heading = max(
        (at for at, block in enumerate(blocks) if block.role == "heading"), default=-1
    )
    opening = (
        at
        for at, block in enumerate(blocks)
        if at > last_heading and block.role == "paragraph" and _OPENS.match(block.text)
    )
    return next(opening, None)
