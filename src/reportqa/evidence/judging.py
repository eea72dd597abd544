"""Judging a quotation: is it what stands there, and where the draft says?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reportqa.documents import Passage, erratum_of
from reportqa.documents.grades import is_grade
from reportqa.evidence.align import Alignment
from reportqa.evidence.compare import Comparison, Difference, Quoted
from reportqa.evidence.elements import count_words, elements_of
from reportqa.evidence.finding import Finding, Verdict
from reportqa.evidence.given import Given
from reportqa.evidence.places import passages_at, stands_at
from reportqa.evidence.reports import Reports
from reportqa.evidence.words import words_of

FEWEST_WORDS = 4
"""Quotations of fewer words are listed and not judged: titles, grades, terms."""

# How alike a quotation and the nearest passage must be, as the share of words that are the same on
# both sides (words without content count less). Chosen on planted errors
# (benchmarks/planted.py --split dev).
ALTERED = 0.60
"""From this likeness on, an uncited quotation is that passage, altered."""
ALTERED_AT_CITED = 0.45
"""The same, where that passage is the one that is cited."""
ALTERED_ELSEWHERE = 0.80
"""The same, where another one is cited; and for short quotations, which may be titles."""
RESEMBLES = 0.50
"""Below this likeness nothing says that an uncited quotation is from these reports at all."""

_SHORT = 8  # words
_LONGEST = 400  # words of a quotation that are compared
_AS_GOOD_AS_SAME = 0.9
_EDITS_FOR_CITED = 0.5  # by so much another place must be nearer than the one that is cited
_NAMES = frozenset({"title", "judgement", "row"})
_INSPECTORS = re.compile(
    r"\b(?:inspectors?|ofsted|the\s+(?:\w+\s+)?(?:report|inspection)"
    r"|inspection\s+(?:report|findings)|executive\s+summary)\b",
    re.IGNORECASE,
)
_YEAR_IN_BRACKETS = re.compile(r"\((?:[^()]*\D)?((?:19|20)\d\d)[a-z]?\)")
_NAME_INSIDE = re.compile(r"(?<=[a-z,;’'] )[A-Z][a-z’'-]+")
_ELSEWHERE = "It is cited to a source that is not here."
_NEVER_CLOSED = "Its quotation mark is never closed."
_ORDER: tuple[Verdict, ...] = (
    "verbatim", "wrong_place", "altered", "wrong_figure", "not_checked", "not_found"
)  # fmt: skip


class Judge:
    """Judges quotations.

    Args:
        reports: The reports to judge by.
    """

    def __init__(self, reports: Reports) -> None:
        self._reports = reports

    def judge(self, given: Given) -> Finding:
        """Judge a quotation, by the likeliest of its readings."""
        best: Finding | None = None
        for reading in given.readings():
            finding = self._judged(reading)
            if best is None or _ORDER.index(finding.verdict) < _ORDER.index(best.verdict):
                best = finding
            if best.verdict in ("verbatim", "wrong_place", "altered"):
                break  # a shorter reading may be true only because it leaves the fault out
        assert best is not None  # noqa: S101 - there is always one reading
        return best

    def _judged(self, given: Given) -> Finding:
        elements = elements_of(given.text)[:_LONGEST]
        quoted = Quoted(given.text, tuple(elements), given.before)
        count = count_words(elements)
        if is_grade(given.text.strip(" .,;:")):
            return self._finding(given, "not_checked", note="A grade is not judged.")
        if count < FEWEST_WORDS:
            return self._short(given, quoted)
        exact, near = self._comparisons(given, quoted)
        if exact:
            return self._found(given, exact)
        if near is not None and near.likeness >= self._wanted(given, near, count):
            return self._altered(given, near)
        return self._unlike(given, near, is_short=count < _SHORT)

    def _short(self, given: Given, quoted: Quoted) -> Finding:
        """A quotation of a few words: told where it stands at the place cited, else not judged."""
        note = f"Fewer than {FEWEST_WORDS} words are not judged."
        citation = given.citation
        if citation is None or citation.foreign or not citation.places:
            return self._finding(given, "not_checked", note=note)
        wanted = " ".join(each.form for each in quoted.elements if each.part == "word")
        for passage in self._reports.passages_at(citation, self._reports.meant_by(given)):
            forms = " ".join(word.form for word in words_of(passage.text))
            if wanted and f" {wanted} " in f" {forms} ":
                return self._finding(given, "verbatim", passage=passage)
        note += " They do not stand at the place cited."
        return self._finding(given, "not_checked", note=note)

    # Comparing.

    def _comparisons(
        self, given: Given, quoted: Quoted
    ) -> tuple[list[Comparison], Comparison | None]:
        """The places where a quotation stands without a difference; and the nearest other."""
        exact: list[Comparison] = []
        near: list[Comparison] = []
        for report in self._reports.candidates(given, quoted):
            for comparison in self._in_report(given, quoted, report):
                few = comparison.fit.edits <= len(quoted.elements) // 8 + 1
                is_same = few and not comparison.differences()
                (exact if is_same else near).append(comparison)
            if self._is_settled(given, exact, near):
                break
        return exact, min(near, key=lambda each: self._distance(given, each), default=None)

    def _is_settled(
        self, given: Given, exact: Sequence[Comparison], near: Sequence[Comparison]
    ) -> bool:
        """Whether no further report need be looked at: it stands where it is cited, true or not."""
        if any(self._rightly(given, each) for each in exact):
            return True
        return (
            given.citation is not None
            and bool(given.citation.places and given.citation.reports)
            and any(each.likeness >= ALTERED and self._rightly(given, each) for each in near)
        )

    def _in_report(self, given: Given, quoted: Quoted, report: str) -> list[Comparison]:
        """The best places of a report, and the best one of those that are cited."""
        running = self._reports.running(report)
        sought = [each.sought(self._reports.lexicon) for each in quoted.elements]
        alignment = Alignment(sought, running.ids, running.borders)
        fits = alignment.best(within=0.5)
        if given.citation is not None and given.citation.places:
            cited = passages_at(running.passages, given.citation)
            there = (alignment.best_among(ends) for ends in running.ends_of(cited))
            fits += [fit for fit in there if fit is not None]
        return [Comparison(quoted, fit, running) for fit in fits]

    def _distance(self, given: Given, comparison: Comparison) -> tuple[float, int]:
        here = given.citation is not None and self._rightly(given, comparison)
        cost = comparison.fit.cost - (_EDITS_FOR_CITED if here else 0.0)
        return cost, len(comparison.differences())

    def _rightly(self, given: Given, comparison: Comparison) -> bool:
        """Whether a stretch of a report stands where the draft cites it; any does uncited."""
        citation = given.citation
        if citation is None:
            return True
        if citation.reports and comparison.running.report not in citation.reports:
            return False
        return not citation.places or stands_at(comparison.passages, citation)

    def _wanted(self, given: Given, near: Comparison, count: int) -> float:
        """How alike a quotation and a passage must be for it to be that passage, altered."""
        if given.is_placed and self._rightly(given, near):
            return ALTERED_AT_CITED
        kinds = {passage.kind for passage in near.passages}
        if not kinds or kinds & _NAMES or _is_title(given.text):
            return 1.0  # a name said in other words is no misquotation
        return ALTERED_ELSEWHERE if given.is_placed or count < _SHORT else ALTERED

    # Verdicts.

    def _found(self, given: Given, exact: Sequence[Comparison]) -> Finding:
        """A quotation that is true to its source: is it where the draft says?"""
        citation = given.citation
        right = [each for each in exact if self._rightly(given, each)]
        preferred = _preferred(exact, given.reports)
        if citation is None or (citation.manner == "bare" and not right):
            return self._told(given, "verbatim", preferred)
        if citation.foreign and not self._reports.shelf.says_publisher(citation.text):
            note = f"{_ELSEWHERE} It stands in this passage, too."
            return self._told(given, "not_checked", preferred, note=note)
        if right and not (citation.wrong_date or citation.foreign):
            return self._told(given, "verbatim", right[0])
        chosen = right[0] if right else preferred
        if not chosen.passages:
            return self._told(given, "verbatim", chosen)  # a heading, named by its words
        note = "The report has another date." if citation.wrong_date else ""
        if citation.foreign:
            note = "The report that is cited is not here; the words stand in this one."
        return self._told(given, "wrong_place", chosen, note=note)

    def _altered(self, given: Given, near: Comparison) -> Finding:
        if near.likeness < _AS_GOOD_AS_SAME and (note := _doubt(given)):
            return self._finding(given, "not_checked", note=note)
        note = "" if self._rightly(given, near) else "It is cited to another place, too."
        return self._told(given, "altered", near, differences=near.differences(), note=note)

    def _unlike(self, given: Given, near: Comparison | None, *, is_short: bool) -> Finding:
        """A quotation that no passage is like enough to: is it said to be from these reports?"""
        if note := _doubt(given):
            return self._finding(given, "not_checked", note=note)
        likeness = near.likeness if near is not None else 0.0
        attributed = _INSPECTORS.search(given.carrier) is not None and not _is_title(given.text)
        ours = given.is_placed or (attributed and not is_short)
        if ours and self._of_another(given):
            ours = False
        if not ours and (is_short or likeness < RESEMBLES):
            note = "No passage is like it: a title, or another source."
            return self._finding(given, "not_checked", note=note, likeness=likeness)
        if near is None:
            return self._finding(given, "not_found", note="No passage holds it.")
        return self._told(
            given, "not_found", near, note="No passage holds it; the nearest is shown."
        )

    def _of_another(self, given: Given) -> bool:
        """Whether the sentence speaks of another source, by its year or by a name no report has."""
        shelf = self._reports.shelf
        if shelf.named_in(given.carrier) or _INSPECTORS.search(given.carrier):
            return False
        years = {day.year for report in self._reports.facts for day in shelf.dates_of(report)}
        told = [int(match[1]) for match in _YEAR_IN_BRACKETS.finditer(given.carrier)]
        names = [
            word.form
            for match in _NAME_INSIDE.finditer(given.carrier)
            for word in words_of(match[0])
        ]
        return any(year not in years for year in told) or not all(
            map(self._reports.knows_word, names)
        )

    # Findings.

    def _told(
        self,
        given: Given,
        verdict: Verdict,
        comparison: Comparison,
        *,
        differences: tuple[Difference, ...] = (),
        note: str = "",
    ) -> Finding:
        passage = next(iter(comparison.passages), None)
        if passage is None and not note:
            note = "It is a heading of the report."
        finding = self._finding(
            given, verdict, passage=passage, note=note, likeness=comparison.likeness
        )
        return replace(finding, differences=differences, source=comparison.source_text())

    def _finding(
        self,
        given: Given,
        verdict: Verdict,
        *,
        passage: Passage | None = None,
        note: str = "",
        likeness: float | None = None,
    ) -> Finding:
        if passage is not None and erratum_of(passage, self._reports.facts[passage.report].errata):
            note = f"{note} The text of this paragraph has a known fault.".strip()
        return Finding(
            kind="quotation",
            text=given.text,
            place=given.place,
            verdict=verdict,
            cited=given.citation.text.strip("()[]., ") if given.citation else None,
            passage=passage,
            citation=self._reports.cite(passage) if passage is not None else None,
            note=note,
            likeness=likeness,
            paragraph=given.paragraph,
        )


def _doubt(given: Given) -> str:
    """Why a quotation that stands nowhere may be none of these reports', or empty."""
    if given.citation is not None and given.citation.foreign:
        return _ELSEWHERE
    return "" if given.quotation.closed else _NEVER_CLOSED


def _preferred(comparisons: Sequence[Comparison], reports: Sequence[str]) -> Comparison:
    """Of places that are all true, one in a report that is spoken of, and in a passage."""
    return min(
        comparisons,
        key=lambda each: (
            each.running.report not in reports,
            not each.passages,
            bool(each.passages) and each.passages[0].number is None,
        ),
    )


def _is_title(text: str) -> bool:
    """Whether a quotation looks like the title of something: most of its words are capitalised."""
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", text) if len(word) > 3]
    return bool(words) and sum(word[0].isupper() for word in words) >= 0.7 * len(words)
