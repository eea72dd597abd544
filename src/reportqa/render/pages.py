"""From what a search gives to the page that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reportqa.documents import Facts, Passage, cite, erratum_of, link
from reportqa.render.page import Page, Piece, Quotation, cut_at
from reportqa.search.results import Hit, Mentions, Result

_LEVELS = {
    "strong": "Strong match.",
    "possible": "Possible match: read before you rely on it.",
    "weak": "The report may not answer this. These are the nearest passages.",
}


def result_page(result: Result) -> Page:
    """The page of an answered question."""
    remarks = [*_understood(result)]
    if result.hits:
        remarks.append(_LEVELS[result.confidence.level])
        if result.confidence.unmatched_words:
            remarks.append(
                "Nothing found for: " + ", ".join(result.confidence.unmatched_words) + "."
            )
    else:
        remarks.append("Nothing was found.")
    return Page(result.question, tuple(remarks), tuple(_hit(hit) for hit in result.hits))


def mentions_page(found: Mentions) -> Page:
    """The page of a phrase's mentions: every one, then how many by section."""
    count = sum(len(mention.spans) for mention in found.mentions)
    quotations = tuple(
        Quotation(mention.citation, mention.passage, cut_at(mention.passage.text, mention.spans))
        for mention in found.mentions
    )
    remark = f"{_counted(count, 'mention')} in {_counted(len(quotations), 'passage')}."
    closing = [
        f"{number:4}  {' › '.join(section) or 'front page'}  ({report})"
        for (report, section), number in found.by_section.items()
    ]
    return Page(found.phrase, (remark,), quotations, ("By section:", *closing) if closing else ())


def passages_page(passages: Iterable[Passage], facts: Mapping[str, Facts]) -> Page:
    """The page of passages that were asked for by their place."""
    return Page("", (), tuple(_shown(passage, facts[passage.report]) for passage in passages))


def _shown(passage: Passage, facts: Facts) -> Quotation:
    return Quotation(
        cite(passage, facts),
        passage,
        (Piece(passage.text),),
        link=link(passage, facts),
        erratum=erratum_of(passage, facts.errata),
    )


def _hit(hit: Hit) -> Quotation:
    whole = hit.answer.end - hit.answer.start >= len(hit.passage.text.strip())
    pieces = (
        (Piece(hit.passage.text),)
        if whole
        else cut_at(hit.passage.text, [(hit.answer.start, hit.answer.end)])
    )
    return Quotation(
        hit.citation,
        hit.passage,
        pieces,
        answers=not whole,
        score=hit.score,
        link=hit.link,
        erratum=hit.erratum,
        before=hit.before,
        after=hit.after,
    )


def _understood(result: Result) -> Iterable[str]:
    understood = result.understood
    for slip, word in understood.corrections.items():
        yield f"Understood “{slip}” as “{word}”."
    for term, meanings in understood.meanings.items():
        yield f"Also looked for: {term} = {', '.join(meanings)}."
    if understood.filters:
        yield "Only in: " + ", ".join(f"{k} {v}" for k, v in understood.filters.items()) + "."


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
