"""From a pack of evidence to the document that shows it, free of any format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from reportqa.documents import Facts, cite_report, long_date
from reportqa.evidence import Evidence, Pack, Source, TopicEvidence
from reportqa.render.page import Page, Quotation
from reportqa.render.pages import LEVELS, hit_quotation
from reportqa.render.safety import web_link

_WORD_FOR_WORD = (
    "Every quotation is word for word from the report cited with it; words in square brackets "
    "stand in the report before the list that they lead in, and bold ones speak most directly to "
    "the question."
)
_ESTIMATE = (
    "How well the passages match is the search’s own estimate: read them before you rely on them."
)
_NONE_GOOD = "No good evidence was found: the reports may not answer this."
_NONE_PICKED = "No passage was picked for this."
_BY_HAND = "Passages picked by hand."


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a document.

    Attributes:
        words: Its words.
        level: From 1.
    """

    words: str
    level: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """A topic of a pack.

    Attributes:
        above: The headings that begin before it.
        heading: Its own heading.
        page: Its remarks, where to see words that are quoted before, and its quotations.
    """

    above: tuple[Heading, ...]
    heading: Heading
    page: Page


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A report in the list of sources.

    Attributes:
        citation: What the citations of its passages begin with.
        title: Its title.
        quoted: What of it is quoted.
        link: Where it can be had on the web, or None.
        licence: What its licence asks to be said, or None.
    """

    citation: str
    title: str
    quoted: str
    link: str | None
    licence: str | None

    @property
    def parts(self) -> tuple[str, ...]:
        """What is said of it, in order, but for its link: a sentence each."""
        title = "" if self.title == self.citation else self.title
        said = (self.citation, title, self.quoted, self.licence or "")
        return tuple(f"{part.rstrip('.')}." for part in said if part)


@dataclass(frozen=True, slots=True)
class Document:
    """A pack as it is shown.

    Attributes:
        title: Its title.
        date: Its date, in words.
        remarks: What to know before reading it.
        chapters: Its topics.
        sources: The reports that are quoted, by their number.
    """

    title: str
    date: str
    remarks: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    sources: tuple[SourceLine, ...]

    @property
    def headings(self) -> Iterator[Heading]:
        """All headings in order, but for that of the sources."""
        for chapter in self.chapters:
            yield from chapter.above
            yield chapter.heading


def document_of(pack: Pack) -> Document:
    """The document that shows a pack."""
    facts = {source.report: source.facts for source in pack.sources}
    remarks = [_WORD_FOR_WORD] if pack.sources else []
    if any(topic.evidence and not topic.chosen.by_hand for topic in pack.topics):
        remarks.append(_ESTIMATE)
    return Document(
        pack.title,
        long_date(pack.made),
        tuple(remarks),
        tuple(_chapters(pack.topics, facts)),
        tuple(map(_source_line, pack.sources)),
    )


def _chapters(topics: Sequence[TopicEvidence], facts: dict[str, Facts]) -> Iterator[Chapter]:
    last: tuple[str, ...] = ()
    quoted = {it.number: it.hit.passage.id for topic in topics for it in topic.evidence}
    for topic in topics:
        path = topic.chosen.topic.headings
        shared = 0
        while shared < min(len(path), len(last)) and path[shared] == last[shared]:
            shared += 1
        above = tuple(
            Heading(words, level) for level, words in enumerate(path[shared:], start=shared + 1)
        )
        title = f"{topic.number}. {topic.chosen.topic.words}"
        yield Chapter(above, Heading(title, len(path) + 1), _page(title, topic, facts, quoted))
        last = path


def _page(
    title: str, topic: TopicEvidence, facts: dict[str, Facts], quoted: Mapping[str | None, str]
) -> Page:
    quotations = tuple(
        _quotation(one.number, one, facts) for one in topic.evidence if one.number is not None
    )
    level = topic.chosen.result.confidence.level
    remarks = (*remarks_of(topic), *_references(topic, quoted))
    return Page(title, remarks, quotations, level=level)


def _quotation(number: str, evidence: Evidence, facts: dict[str, Facts]) -> Quotation:
    return replace(hit_quotation(evidence.hit, facts), label=number, rank=None, score=None)


def _references(topic: TopicEvidence, quoted: Mapping[str | None, str]) -> Iterator[str]:
    """Where words are quoted before; with the citation where they stand in another passage too.

    Args:
        topic: The topic.
        quoted: The id of the passage that is quoted under each number.
    """
    before = [it for it in topic.evidence if it.see is not None]
    same = [it.see for it in before if quoted[it.see] == it.hit.passage.id and it.see]
    if same:
        yield f"See {', '.join(same)}, quoted above."
    for one in before:
        if one.see not in same:
            yield f"{one.hit.citation}, has the same words as {one.see}."


def remarks_of(topic: TopicEvidence) -> Iterator[str]:
    """What to know before reading a topic's evidence: where it was sought, how good it is."""
    chosen = topic.chosen
    confidence = chosen.result.confidence
    filters = chosen.topic.filters.named()
    if filters:
        yield "Only in: " + ", ".join(f"{name} {value}" for name, value in filters.items()) + "."
    if chosen.by_hand:
        yield _BY_HAND if topic.evidence else _NONE_PICKED
        return
    if not topic.evidence:
        yield _NONE_GOOD
        if chosen.result.hits:
            yield f"The nearest passage, not quoted here: {chosen.result.hits[0].citation}."
    else:
        yield LEVELS[confidence.level]
    if confidence.unmatched_words and chosen.result.hits:
        yield "Not in what is shown: " + ", ".join(confidence.unmatched_words) + "."


def _source_line(source: Source) -> SourceLine:
    pages = source.pages
    many = not pages.isdigit()
    quoted = f"Quoted: {'pages' if many else 'page'} {pages}" if pages else ""
    return SourceLine(
        cite_report(source.facts),
        source.facts.title,
        quoted,
        web_link(source.facts.url),
        source.licence_line,
    )
