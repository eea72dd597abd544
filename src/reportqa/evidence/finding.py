"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from reportqa.documents import Passage
from reportqa.evidence.compare import Difference
from reportqa.evidence.draft import Draft

Verdict = Literal["verbatim", "wrong_place", "altered", "wrong_figure", "not_found", "not_checked"]
WRONG: tuple[Verdict, ...] = ("altered", "not_found", "wrong_place", "wrong_figure")
VERDICTS: tuple[Verdict, ...] = (*WRONG, "not_checked", "verbatim")


@dataclass(frozen=True, slots=True)
class Finding:
    """A quotation, or a statement with a citation, and what the check says of it.

    Attributes:
        kind: Whether it is a ``quotation`` or a ``statement`` in the writer's own words.
        text: Its words as the draft has them.
        place: Where it stands in the draft.
        verdict: What the check says.
        cited: The citation that the draft gives it, or None.
        passage: The passage that it quotes or cites, or the nearest one; None if there is none.
        citation: The right citation of that passage, or None.
        source: What stands there, word for word, where that tells more than the passage.
        differences: Where it is not true to the source.
        figures: The figures that the cited passage does not hold.
        note: What else to know, as a sentence; may be empty.
        likeness: The share of words that are the passage's, in [0, 1]; None where none was sought.
        paragraph: Which paragraph of the draft it stands in, from 0.
    """

    kind: Literal["quotation", "statement"]
    text: str
    place: str
    verdict: Verdict
    cited: str | None = None
    passage: Passage | None = None
    citation: str | None = None
    source: str = ""
    differences: tuple[Difference, ...] = ()
    figures: tuple[str, ...] = ()
    note: str = ""
    likeness: float | None = None
    paragraph: int = 0

    @property
    def is_wrong(self) -> bool:
        """Whether it must not go out as it is."""
        return self.verdict in WRONG


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft and what was found in it, in its order."""

    draft: Draft
    findings: tuple[Finding, ...]
    counts: dict[Verdict, int] = field(init=False)

    def __post_init__(self) -> None:
        counts = dict.fromkeys(VERDICTS, 0)
        for finding in self.findings:
            counts[finding.verdict] += 1
        object.__setattr__(self, "counts", counts)

    @property
    def wrong(self) -> tuple[Finding, ...]:
        """What must not go out as it is."""
        return tuple(finding for finding in self.findings if finding.is_wrong)
