"""Checking what a writer says in words of their own: its figures, and that its citation exists."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from reportqa.documents import Passage, erratum_of
from reportqa.evidence.association import sentences_of, unmasked
from reportqa.evidence.cited import Citation
from reportqa.evidence.figures import figures_told, missing_figures
from reportqa.evidence.finding import Finding
from reportqa.evidence.given import Read, noted
from reportqa.evidence.reports import Reports
from reportqa.evidence.words import words_of

_FIGURES_ONLY = "In the writer's own words: only its figures were looked for, and they are there."
_NO_FIGURE = "In the writer's own words, without a figure to look for."


@dataclass(frozen=True, slots=True)
class _Statement:
    """A sentence of the draft that cites a place.

    Attributes:
        finding: What is said of it so far.
        own: Its words less quotations and citations.
        hidden: It with what is quoted masked.
        citations: What it cites.
        is_told: Whether each of its citations was judged with a quotation.
    """

    finding: Finding
    own: str
    hidden: str
    citations: tuple[Citation, ...]
    is_told: bool


def statements_in(
    number: int,
    read: Sequence[Read],
    reports: Reports,
    context: tuple[str, ...],
    told: Collection[int],
) -> Iterator[Finding]:
    """Check what a paragraph says in the writer's own words in every sentence that cites a place.

    Args:
        number: Which paragraph.
        read: All paragraphs.
        reports: The reports.
        context: The reports that the draft speaks of so far.
        told: The citations, by `id`, that were judged with a quotation, there or before.
    """
    for statement in _statements(number, read, told):
        finding = _checked(statement, reports, context)
        if finding is not None:
            yield finding


def _statements(number: int, read: Sequence[Read], told: Collection[int]) -> Iterator[_Statement]:
    one = read[number]
    if one.paragraph.quoted or one.paragraph.role in ("note", "heading"):
        return
    for start, end in sentences_of(one.hidden):
        inside = [each for each in one.citations if start <= each.start < end]
        beside = noted(number, start, end + 2, read)
        citations = tuple(each for each in (*inside, *beside) if _is_sure(each))
        if not citations:
            continue
        hidden = one.hidden[start:end]
        own = hidden
        for each in inside:
            own = own.replace(one.hidden[each.start : each.end], " ")
        own = unmasked(own)
        is_told = all(id(each) in told for each in citations)
        if len(words_of(own)) < 2 and is_told:
            continue
        finding = Finding(
            kind="statement",
            text=one.paragraph.text[start:end].strip(),
            place=one.paragraph.place(start),
            verdict="not_checked",
            cited="; ".join(dict.fromkeys(each.text.strip("()[]., ") for each in citations)),
            paragraph=number,
        )
        yield _Statement(finding, own, hidden, citations, is_told)


def _is_sure(citation: Citation) -> bool:
    return bool(citation.places) and citation.manner != "bare" and not citation.foreign


def _checked(statement: _Statement, reports: Reports, context: tuple[str, ...]) -> Finding | None:
    finding = statement.finding
    named = reports.shelf.named_in(statement.hidden)
    passages: list[Passage] = []
    for citation in statement.citations:
        meant = citation.reports or named or context
        if not meant:
            return replace(finding, note="Which report it cites is not said.")
        here = reports.passages_at(citation, meant)
        if not here:
            return None if statement.is_told else _misplaced(finding, citation, meant, reports)
        passages += here
    passage = passages[0]
    figures = missing_figures(
        statement.own, _sources(passages, reports), reports.shelf.dates_of(passage.report)
    )
    finding = replace(finding, passage=passage, citation=reports.cite(passage))
    if figures:
        do = "does" if len(figures) == 1 else "do"
        listed = " and ".join(f"“{figure}”" for figure in figures)
        note = f"{listed} {do} not stand there."
        return replace(finding, verdict="wrong_figure", figures=tuple(figures), note=note)
    if statement.is_told:
        return None
    note = _FIGURES_ONLY if figures_told(statement.own) else _NO_FIGURE
    return replace(finding, note=note)


def _sources(passages: Sequence[Passage], reports: Reports) -> list[str]:
    """What passages say, with the words that lead them in and those of the printed report."""
    sources = [" ".join(filter(None, (each.lead_in, each.text))) for each in passages]
    for each in passages:
        erratum = erratum_of(each, reports.facts[each.report].errata)
        if erratum is not None:
            sources.append(erratum.printed)
    return sources


def _misplaced(
    finding: Finding, citation: Citation, meant: tuple[str, ...], reports: Reports
) -> Finding:
    """What is wrong with a citation that no passage meets."""
    of_paragraph = replace(citation, places=citation.paragraphs)
    passages = reports.passages_at(of_paragraph, meant) if citation.paragraphs else []
    if passages:
        return replace(
            finding,
            verdict="wrong_place",
            passage=passages[0],
            citation=reports.cite(passages[0]),
            note="The paragraph is on another page.",
        )
    names = " and ".join(str(place) for place in citation.paragraphs or citation.pages)
    return replace(finding, verdict="wrong_place", note=f"There is no {names} in '{meant[0]}'.")
