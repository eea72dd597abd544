"""From what a search gives to the page that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from reportqa.documents import Facts, Passage, cite, erratum_of, link
from reportqa.render.page import Page, Piece, Quotation, cut_at, section_path
from reportqa.render.safety import web_link
from reportqa.render.text import counted
from reportqa.search.results import About, Hit, Mention, Mentions, Result

FactsOf = Mapping[str, Facts]
"""What is known of each report, by its id."""

LEVELS = {
    "strong": "Strong match.",
    "possible": "Possible match: read before you rely on it.",
    "weak": "The report may not answer this. These are the nearest passages.",
}

_ANY_ENDING = "a * after a word stands for any ending."


def result_page(result: Result, facts: FactsOf) -> Page:
    """The page of an answered question."""
    remarks = [*_understood(result)]
    if result.hits and all(hit.confidence for hit in result.hits):
        remarks.append(_of_each(result.hits))
    elif result.hits and result.understood.no_topic:
        remarks += _no_topic(result)
    elif result.hits:
        remarks.append(LEVELS[result.confidence.level])
        if result.confidence.unmatched_words:
            remarks.append(
                "Not in what is shown: " + ", ".join(result.confidence.unmatched_words) + "."
            )
    else:
        remarks.append(_nothing_found(result.understood.phrases))
    return Page(
        result.question,
        tuple(remarks),
        tuple(hit_quotation(hit, facts) for hit in result.hits),
        level=result.confidence.level,
    )


def mentions_page(found: Mentions, facts: FactsOf) -> Page:
    """The page of a phrase's mentions: every one, then how many by section."""
    quotations = tuple(
        _mention(rank, mention, facts[mention.passage.report])
        for rank, mention in enumerate(found.mentions, start=1)
    )
    count = sum(len(mention.spans) for mention in found.mentions)
    remark = f"{counted(count, 'mention')} in {counted(len(quotations), 'passage')}."
    if not quotations:
        hint = f"did you mean “{found.meant}”?" if found.meant else _ANY_ENDING
        remark = f"No passage holds “{found.phrase}”; {hint}"
    counts = tuple(
        (number, f"{section_path(section) or 'front page'}  ({report})")
        for (report, section), number in found.by_section.items()
    )
    return Page(found.phrase, (remark,), quotations, counts)


def passages_page(passages: Sequence[Passage], facts: FactsOf) -> Page:
    """The page of passages that were asked for by their place.

    A list's lead-in is told once, not with each item that follows.
    """
    quotations = []
    told: tuple[str | None, ...] = ()
    for passage in passages:
        lead_in = None if passage.lead_in in told else passage.lead_in
        quotations.append(passage_quotation(passage, facts, lead_in=lead_in))
        told = (passage.lead_in, passage.text)
    return Page("", (), tuple(quotations))


def passage_quotation(passage: Passage, facts: FactsOf, *, lead_in: str | None = None) -> Quotation:
    """A passage as shown, nothing of it standing out, the words of `lead_in` before it."""
    known = facts[passage.report]
    return Quotation(
        cite(passage, known),
        passage,
        (Piece(passage.text),),
        lead_in=lead_in,
        link=web_link(link(passage, known)),
        erratum=erratum_of(passage, known.errata),
    )


def _mention(rank: int, mention: Mention, facts: Facts) -> Quotation:
    passage = mention.passage
    return Quotation(
        mention.citation,
        passage,
        cut_at(passage.text, mention.spans),
        rank=rank,
        lead_in=passage.lead_in,
        link=web_link(link(passage, facts)),
        erratum=erratum_of(passage, facts.errata),
    )


def hit_quotation(hit: Hit, facts: FactsOf) -> Quotation:
    """A passage that was found, its answer standing out if there is more to it."""
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
        rank=hit.rank,
        lead_in=hit.passage.lead_in,
        answers=not whole,
        score=hit.score,
        level=hit.confidence.level if hit.confidence else "",
        link=web_link(hit.link),
        erratum=hit.erratum,
        before=tuple(_neighbours(hit.before, facts)),
        after=tuple(_neighbours(hit.after, facts)),
    )


def _neighbours(passages: Iterable[Passage], facts: FactsOf) -> Iterator[Quotation]:
    return (passage_quotation(passage, facts) for passage in passages)


def _nothing_found(phrases: Sequence[str]) -> str:
    if not phrases:
        return "Nothing was found."
    wanted = " and ".join(f"“{phrase}”" for phrase in phrases)
    return f"No passage holds {wanted}: what is in quotation marks must stand in the passage."


def _understood(result: Result) -> Iterable[str]:
    understood = result.understood
    for slip, word in understood.corrections.items():
        yield f"Understood “{slip}” as “{word}”."
    for term, meanings in understood.meanings.items():
        yield f"Understood “{term}” as “{', '.join(meanings)}”."
    if understood.about:
        yield from _about(understood.about)
    if understood.filters:
        yield "Only in: " + ", ".join(f"{k} {v}" for k, v in understood.filters.items()) + "."


def _no_topic(result: Result) -> Iterator[str]:
    """What is shown of a question that only names reports, and how to ask for more."""
    about, reports = result.understood.about, {hit.passage.report for hit in result.hits}
    named = [*about.authorities, about.published or ""] if about else [result.question]
    asked = " ".join(part for part in named if part and part != "latest")
    yield "No topic was asked: these are the judgements (or, without any, what is said first)."
    more = "reportqa reports" if len(reports) > 1 else f"reportqa show --outline -r {min(reports)}"
    yield f"Ask about something: “{asked}: care leavers”. What there is: {more}"


def _about(about: About) -> Iterator[str]:
    if about.absent:
        yield f"No report on {' or '.join(about.absent)} is here."
    whole = [name for name in about.left_out if name not in about.authorities]
    if whole:
        yield f"No report on {' or '.join(whole)} meets the filters."
    if about.unmet:
        missing = "is here" if len(whole) == len(about.left_out) else "meets the filters"
        yield f"No report {_of(about.unmet)} on {' or '.join(about.authorities)} {missing}."
    if not about.reports:
        return
    named = ", ".join(part for part in (" and ".join(about.authorities), about.published) if part)
    what = "authority " if about.authorities else "published "
    many = len(about.reports)
    first = "that report comes first" if many == 1 else f"those {many} reports come first"
    yield f"Understood: {what}{named}; {first}."


def _of(when: str) -> str:
    """A time of publication as it stands in a sentence: "of 2016", "since 2016"."""
    return when if when.startswith(("after ", "before ", "since ")) else f"of {when}"


def _of_each(hits: Sequence[Hit]) -> str:
    """What is shown where every report was asked by itself, and how many seem to answer."""
    weak = sum(hit.confidence is not None and hit.confidence.level == "weak" for hit in hits)
    silent = f"; {weak} of them may not answer this" if weak else ""
    return f"The best passage of each of {counted(len(hits), 'report')}, by date{silent}."
