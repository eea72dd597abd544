"""Checking a draft: every quotation and every place cited, against the reports."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from reportqa.documents import Passage, cite, erratum_of
from reportqa.documents.grades import is_grade
from reportqa.evidence.align import Alignment
from reportqa.evidence.association import MASK, citation_of, masked, sentences_of
from reportqa.evidence.cited import Citation, Shelf, citations_in
from reportqa.evidence.compare import Comparison, Difference, Quoted
from reportqa.evidence.draft import Draft, Paragraph, plain_sign
from reportqa.evidence.elements import count_words, elements_of
from reportqa.evidence.figures import missing_figures
from reportqa.evidence.finding import Checked, Finding, Verdict
from reportqa.evidence.places import passages_at, stands_at
from reportqa.evidence.quotations import Quotation, quotations_in
from reportqa.evidence.running import Lexicon, Running
from reportqa.evidence.words import words_of

if TYPE_CHECKING:
    from reportqa.index import Index

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

_EDITS_FOR_CITED = 0.5  # by so much another place must be nearer than the one that is cited
_FEW_REPORTS = 3  # so many are searched from end to end
_CANDIDATES = 6  # reports of a larger shelf that are searched for one quotation
_RARE_WORDS = 12
_PHRASE = 6
_LONGEST = 400  # words of a quotation that are compared
_SIGN = re.compile(r"[⁰¹²³⁴-⁹]+|\[\^?\d{1,3}\]")
_OWN_WORDS = re.compile(
    r"\b(?:inspectors?|ofsted|the\s+(?:\w+\s+)?(?:report|inspection)|inspection\s+(?:report|findings)"
    r"|executive\s+summary)\b",
    re.IGNORECASE,
)
_MARKDOWN_NOTE = re.compile(r"Known fault of this text:")
_YEAR_IN_BRACKETS = re.compile(r"\((?:[^()]*\D)?((?:19|20)\d\d)[a-z]?\)")
_CAPITAL = re.compile(r"(?<=[a-z,;’'] )[A-Z][a-z’'-]+")


@dataclass(frozen=True, slots=True)
class _Given:
    """A quotation as the draft gives it, with what stands around it.

    Attributes:
        paragraph: Which paragraph it is in.
        quotation: Where.
        text: Its words.
        citation: Its citation, or None.
        reports: The reports that it may be from by what is said around it; empty if nothing is.
        carrier: The sentence that it is in, what is quoted masked.
        before: The words before it in that sentence.
        place: Where it stands in the draft, as its writer finds it.
    """

    paragraph: int
    quotation: Quotation
    text: str
    citation: Citation | None
    reports: tuple[str, ...]
    carrier: str
    before: tuple[str, ...]
    place: str


@dataclass(slots=True)
class _Read:
    """A paragraph taken apart."""

    paragraph: Paragraph
    quotations: list[Quotation]
    hidden: str
    citations: list[Citation]
    notes: list[str] = field(default_factory=list)


class Checker:
    """Checks drafts against the reports of one open index.

    Args:
        index: An open index.
        report: The id of the only report to check against; all of them for None.

    Raises:
        UsageError: There is no such report.
    """

    def __init__(self, index: Index, report: str | None = None) -> None:
        self._index = index
        stored = [index.report(report)] if report is not None else list(index.reports())
        self._facts = {each.id: each.facts for each in stored}
        self._shelf = Shelf(
            self._facts,
            {each: tuple(one.text for one in index.headings(each)) for each in self._facts},
        )
        self._lexicon = Lexicon()
        self._open: dict[str, Running] = {}
        self._headings: set[str] | None = None

    def check(self, draft: Draft, on_progress: Callable[[int, int], None] | None = None) -> Checked:
        """Check a draft.

        Args:
            draft: The draft.
            on_progress: Told how many paragraphs are done, and how many there are.
        """
        read = self._taken_apart(draft)
        findings: list[Finding] = []
        context: tuple[str, ...] = tuple(self._facts) if len(self._facts) == 1 else ()
        for number, one in enumerate(read):
            named = self._shelf.named_in(one.hidden)
            context = named or context
            findings += self._of_paragraph(number, read, context)
            if on_progress is not None:
                on_progress(number + 1, len(read))
        return Checked(draft, tuple(findings))

    # Reading.

    def _taken_apart(self, draft: Draft) -> list[_Read]:
        read: list[_Read] = []
        paragraphs = draft.paragraphs
        for place, paragraph in enumerate(paragraphs):
            quotations = _quotations(paragraph, paragraphs[place + 1 : place + 2])
            hidden = masked(paragraph.text, quotations if not paragraph.quoted else [])
            cites = citations_in(hidden, self._shelf, apart=paragraph.role == "note")
            if paragraph.quoted:
                quotations = _block(paragraph.text, cites)
                hidden = masked(paragraph.text, quotations)
            read.append(_Read(paragraph, quotations, hidden, cites))
        return read

    def _of_paragraph(
        self, number: int, read: Sequence[_Read], context: tuple[str, ...]
    ) -> Iterator[Finding]:
        one = read[number]
        cited_by_quotations: set[int] = set()
        found: list[Finding] = []
        for quotation in one.quotations:
            given = self._given(number, quotation, read, context)
            if not words_of(given.text):
                continue
            finding = self._quotation(given)
            if finding is None:
                continue
            if given.citation is not None:
                cited_by_quotations.add(id(given.citation))
            found.append(finding)
        yield from found
        if one.paragraph.role != "heading":
            yield from self._statements(number, read, context, cited_by_quotations)

    def _given(
        self, number: int, quotation: Quotation, read: Sequence[_Read], context: tuple[str, ...]
    ) -> _Given:
        one = read[number]
        text, hidden = one.paragraph.text, one.hidden
        start, end = next(
            (
                (a, b)
                for a, b in sentences_of(hidden)
                if a <= quotation.start < b or quotation.start < b
            ),
            (0, len(hidden)),
        )
        citation = (
            _block_citation(number, read)
            if quotation.block
            else citation_of(quotation, one.quotations, one.citations, hidden)
            or self._noted(number, quotation, end, read)
        )
        named = self._shelf.named_in(hidden[start:end])
        before = tuple(word.form for word in words_of(hidden[start : quotation.start]))
        return _Given(
            number,
            quotation,
            text[quotation.start : quotation.end],
            citation,
            (citation.reports if citation else ()) or named or context,
            hidden[start:end],
            before,
            one.paragraph.place(quotation.start),
        )

    def _noted(
        self, number: int, quotation: Quotation, sentence_end: int, read: Sequence[_Read]
    ) -> Citation | None:
        """The citation of the note whose sign follows a quotation in its sentence."""
        text = read[number].paragraph.text
        upto = max(sentence_end, quotation.end) + 6
        sign = _SIGN.search(text, quotation.end, min(len(text), upto))
        if sign is None:
            return None
        told = plain_sign(sign[0]).strip("[]^")
        following = [each for each in read[number + 1 :] if each.paragraph.role == "note"]
        for each in following:
            if plain_sign(each.paragraph.sign).strip("[]^().") == told:
                return each.citations[0] if each.citations else None
        return None

    # Quotations.

    def _quotation(self, given: _Given) -> Finding | None:
        tries = [given.quotation, *_other_readings(given.quotation)]
        best: Finding | None = None
        for quotation in tries:
            text = self._text_of(given, quotation)
            finding = self._judged(replace(given, quotation=quotation, text=text))
            if best is None or _rank(finding) < _rank(best):
                best = finding
            if best.verdict in ("verbatim", "wrong_place", "altered"):
                break  # a shorter reading may be true only because it leaves the fault out
        return best

    def _text_of(self, given: _Given, quotation: Quotation) -> str:
        if quotation == given.quotation:
            return given.text
        return given.text[: quotation.end - given.quotation.start]

    def _judged(self, given: _Given) -> Finding:
        elements = elements_of(_bare(given.text))[:_LONGEST]
        quoted = Quoted(_bare(given.text), tuple(elements), given.before)
        count = count_words(elements)
        if not elements or is_grade(given.text.strip(" .,;:")):
            return self._finding(given, "not_checked", note="It is a grade, or holds no word.")
        if count < FEWEST_WORDS:
            return self._short(given, quoted)
        exact, near = self._comparisons(given, quoted)
        if exact:
            return self._found(given, exact)
        if near is None:
            return self._unlike(given, None)
        at_cited = _is_placed(given.citation) and self._rightly(given, near)
        if near.likeness >= _wanted(given, near, count, at_cited=at_cited):
            return self._altered(given, near)
        return self._unlike(given, near, is_short=count < _SHORT)

    def _short(self, given: _Given, quoted: Quoted) -> Finding:
        """A quotation of a few words: told where it is cited and stands there, else not judged."""
        few = f"Fewer than {FEWEST_WORDS} words are not judged."
        if given.citation is None or given.citation.foreign or not given.citation.places:
            return self._finding(given, "not_checked", note=few)
        for report in self._cited_reports(given):
            for passage in passages_at(self._running(report).passages, given.citation):
                forms = " ".join(word.form for word in words_of(passage.text))
                wanted = " ".join(each.form for each in quoted.elements if each.part == "word")
                if f" {wanted} " in f" {forms} ":
                    return self._finding(given, "verbatim", passage=passage)
        return self._finding(
            given, "not_checked", note=f"{few} They do not stand at the place cited."
        )

    def _comparisons(
        self, given: _Given, quoted: Quoted
    ) -> tuple[list[Comparison], Comparison | None]:
        """The places where a quotation stands without a difference; else the one most like it."""
        exact: list[Comparison] = []
        near: list[Comparison] = []
        for report in self._candidates(given, quoted):
            running = self._running(report)
            sought = [each.sought(self._lexicon) for each in quoted.elements]
            alignment = Alignment(sought, running.ids, running.borders)
            fits = alignment.best(within=0.5)
            if given.citation is not None and given.citation.places:
                fits += [
                    fit
                    for ends in running.ends_of(passages_at(running.passages, given.citation))
                    if (fit := alignment.best_among(ends)) is not None
                ]
            for fit in fits:
                comparison = Comparison(quoted, fit, running)
                if fit.edits <= len(quoted.elements) // 8 + 1 and not comparison.differences():
                    exact.append(comparison)
                else:
                    near.append(comparison)
            if any(self._rightly(given, each) for each in exact):
                break
        return exact, self._nearest(given, near)

    def _nearest(self, given: _Given, near: Sequence[Comparison]) -> Comparison | None:
        if not near:
            return None

        def rank(comparison: Comparison) -> tuple[float, int]:
            here = given.citation is not None and self._rightly(given, comparison)
            cost = comparison.fit.cost - (_EDITS_FOR_CITED if here else 0.0)
            return cost, len(comparison.differences())

        return min(near, key=rank)

    def _found(self, given: _Given, exact: Sequence[Comparison]) -> Finding:
        """A quotation that is true to its source: is it where the draft says?"""
        citation = given.citation
        if citation is None or citation.manner == "bare" and not self._any_right(given, exact):
            chosen = _preferred(exact, given.reports)
            return self._of_comparison(given, "verbatim", chosen)
        if citation.foreign and not self._shelf.says_publisher(citation.text):
            chosen = _preferred(exact, given.reports)
            note = "It is cited to a source that is not here; it stands in this passage too."
            return self._of_comparison(given, "not_checked", chosen, note=note)
        right = [each for each in exact if self._rightly(given, each)]
        if right and not (citation.wrong_date or citation.foreign):
            return self._of_comparison(given, "verbatim", right[0])
        chosen = right[0] if right else _preferred(exact, given.reports)
        if not chosen.passages:
            return self._of_comparison(given, "verbatim", chosen)  # a heading, named by its words
        note = ""
        if citation.wrong_date:
            note = "The report has another date."
        elif citation.foreign:
            note = "The report that is cited is not here; the words stand in this one."
        return self._of_comparison(given, "wrong_place", chosen, note=note)

    def _any_right(self, given: _Given, exact: Sequence[Comparison]) -> bool:
        return any(self._rightly(given, each) for each in exact)

    def _rightly(self, given: _Given, comparison: Comparison) -> bool:
        """Whether a stretch of a report stands where the draft cites it; any does uncited."""
        citation = given.citation
        if citation is None:
            return True
        report = comparison.running.report
        if citation.reports and report not in citation.reports:
            return False
        return not citation.places or stands_at(comparison.passages, citation)

    def _altered(self, given: _Given, near: Comparison) -> Finding:
        citation = given.citation
        if citation is not None and citation.foreign and near.likeness < 0.9:
            return self._finding(given, "not_checked", note="It is cited to a source not here.")
        if not given.quotation.closed and near.likeness < 0.9:
            return self._finding(given, "not_checked", note=_NEVER_CLOSED)
        note = "" if self._rightly(given, near) else "It is cited to another place, too."
        return self._of_comparison(
            given, "altered", near, differences=near.differences(), note=note
        )

    def _unlike(self, given: _Given, near: Comparison | None, *, is_short: bool = False) -> Finding:
        """A quotation that no passage is like enough to: is it said to be from these reports?"""
        citation, likeness = given.citation, near.likeness if near is not None else 0.0
        if citation is not None and citation.foreign:
            return self._finding(given, "not_checked", note="It is cited to a source not here.")
        if not given.quotation.closed:
            return self._finding(given, "not_checked", note=_NEVER_CLOSED)
        attributed = _OWN_WORDS.search(given.carrier) is not None and not _is_title(given.text)
        ours = _is_placed(citation) or (attributed and not is_short)
        if ours and self._of_another(given):
            ours = False
        if ours or (likeness >= RESEMBLES and not is_short):
            note = "No passage holds it; the nearest is shown."
            if near is None:
                return self._finding(given, "not_found", note="No passage holds it.")
            return self._of_comparison(given, "not_found", near, note=note)
        return self._finding(
            given,
            "not_checked",
            note="No passage is like it: a title, or another source.",
            likeness=likeness,
        )

    def _of_another(self, given: _Given) -> bool:
        """Whether the sentence speaks of another source, by its year or by a name no report has."""
        if self._shelf.named_in(given.carrier) or _OWN_WORDS.search(given.carrier):
            return False
        years = {date.year for report in self._facts for date in self._shelf.dates_of(report)}
        told = [int(match[1]) for match in _YEAR_IN_BRACKETS.finditer(given.carrier)]
        if any(year not in years for year in told):
            return True
        vocabulary = self._index.vocabulary()
        names = [name for match in _CAPITAL.finditer(given.carrier) for name in words_of(match[0])]
        return any(
            part not in vocabulary
            for name in names
            for part in re.findall(r"\w+", name.form)
            if len(part) > 2
        )

    # Candidates.

    def _candidates(self, given: _Given, quoted: Quoted) -> list[str]:
        """The reports to hold a quotation against, the likeliest first."""
        if len(self._facts) <= _FEW_REPORTS:
            return list(self._facts)
        likely = [report for report in given.reports if report in self._facts]
        return list(dict.fromkeys([*likely[:_CANDIDATES], *self._by_words(quoted)]))

    def _by_words(self, quoted: Quoted) -> list[str]:
        """The reports whose passages hold a quotation's phrases, or its rarest words."""
        vocabulary = self._index.vocabulary()
        run: list[str] = []
        runs: list[list[str]] = [run]
        words: dict[str, int] = {}
        for element in quoted.elements:
            if element.part != "word" or element.stem:
                run = []
                runs.append(run)
                continue
            run.append(element.text)
            for part in re.findall(r"[^\W_]+", element.form):
                words[part] = vocabulary.get(part, 0)
        phrases = [
            " ".join(each[start : start + _PHRASE])
            for each in runs
            for start in range(0, max(1, len(each) - 2), _PHRASE)
            if len(each) >= 3
        ]
        rare = sorted((word for word in words if words[word]), key=words.__getitem__)[:_RARE_WORDS]
        found: dict[str, None] = {}
        for sought, limit in ((phrases[:8], 12), (rare, 8)):
            if sought:
                ordinals, _ = self._index.lexical(sought, limit)
                for passage in self._index.passages(ordinals):
                    if passage.report in self._facts:
                        found.setdefault(passage.report)
        return list(found)[:_CANDIDATES]

    def _running(self, report: str) -> Running:
        if report not in self._open:
            self._open[report] = Running(
                report,
                self._facts[report],
                self._index.all_passages(report),
                self._index.headings(report),
                self._lexicon,
            )
        return self._open[report]

    def _cited_reports(self, given: _Given) -> list[str]:
        named = given.citation.reports if given.citation else ()
        return [each for each in (named or given.reports or tuple(self._facts))[:_CANDIDATES]]

    # Statements.

    def _statements(
        self,
        number: int,
        read: Sequence[_Read],
        context: tuple[str, ...],
        told: set[int],
    ) -> Iterator[Finding]:
        """What is said in the writer's own words in every sentence that cites a place."""
        one = read[number]
        if one.paragraph.quoted or one.paragraph.role == "note":
            return
        for start, end in sentences_of(one.hidden):
            inside = [each for each in one.citations if start <= each.start < end]
            cites = [*inside, *self._notes_of(number, start, end, read)]
            hard = [
                each for each in cites if each.places and each.manner != "bare" and not each.foreign
            ]
            if not hard:
                continue
            own = one.hidden[start:end]
            for each in inside:
                own = own.replace(one.hidden[each.start : each.end], " ")
            own = own.replace(MASK, " ")
            if len(words_of(own)) < 2 and all(id(each) in told for each in hard):
                continue
            yield from self._statement(number, one, (start, end), own, hard, context, told)

    def _statement(
        self,
        number: int,
        one: _Read,
        span: tuple[int, int],
        own: str,
        cites: Sequence[Citation],
        context: tuple[str, ...],
        told: set[int],
    ) -> Iterator[Finding]:
        text = one.paragraph.text[slice(*span)].strip()
        cited = "; ".join(dict.fromkeys(each.text.strip("()[] ") for each in cites))
        made = Finding(
            "statement", text, one.paragraph.place(span[0]), "not_checked", cited,
            paragraph=number, span=span,
        )  # fmt: skip
        named = self._shelf.named_in(one.hidden[slice(*span)])
        passages: list[Passage] = []
        for each in cites:
            reports = each.reports or named or context
            if not reports:
                yield replace(made, note="Which report it cites is not said.")
                return
            here = [
                passage
                for report in reports[:_CANDIDATES]
                for passage in passages_at(self._running(report).passages, each)
            ]
            if not here and id(each) not in told:
                wrong = self._wrong_place(each, reports)
                yield replace(made, verdict="wrong_place", **wrong)
                return
            passages += here
        if not passages:
            return
        passage = passages[0]
        facts = self._facts[passage.report]
        sources = [" ".join(filter(None, (each.lead_in, each.text))) for each in passages]
        errata = [each for one_ in passages if (each := erratum_of(one_, facts.errata))]
        sources += [each.printed for each in errata]
        dates = self._shelf.dates_of(passage.report)
        figures = missing_figures(own, sources, dates)
        if figures:
            do = "does" if len(figures) == 1 else "do"
            note = f"{_listed(figures)} {do} not stand there."
            yield replace(
                made,
                verdict="wrong_figure",
                passage=passage,
                citation=cite(passage, facts),
                figures=tuple(figures),
                note=note,
            )
        elif any(id(each) not in told for each in cites):
            note = "In the writer's own words: only its figures were looked for, and are there."
            if not missing_figures(own, [], []):
                note = "In the writer's own words, without a figure to check."
            yield replace(made, passage=passage, citation=cite(passage, facts), note=note)

    def _wrong_place(self, citation: Citation, reports: Sequence[str]) -> dict[str, object]:
        """What is wrong with a citation that no passage meets."""
        report = reports[0]
        passages = self._running(report).passages
        for_paragraph = passages_at(passages, replace(citation, places=citation.paragraphs))
        if for_paragraph:
            passage = for_paragraph[0]
            right = cite(passage, self._facts[report])
            return {"passage": passage, "citation": right, "note": "It is on another page."}
        names = " and ".join(str(place) for place in citation.paragraphs or citation.pages)
        return {"note": f"There is no {names} in '{report}'."}

    def _notes_of(
        self, number: int, start: int, end: int, read: Sequence[_Read]
    ) -> Iterator[Citation]:
        """The citations in the notes whose signs stand in a sentence."""
        text = read[number].paragraph.text
        signs = {
            plain_sign(m[0]).strip("[]^")
            for m in _SIGN.finditer(text, start, min(len(text), end + 2))
        }
        if not signs:
            return
        for each in read[number + 1 :]:
            if each.paragraph.role != "note":
                continue
            sign = plain_sign(each.paragraph.sign).strip("[]^().")
            if sign in signs:
                signs.discard(sign)
                yield from each.citations

    # Findings.

    def _of_comparison(
        self,
        given: _Given,
        verdict: Verdict,
        comparison: Comparison,
        *,
        differences: tuple[Difference, ...] = (),
        note: str = "",
    ) -> Finding:
        passages = comparison.passages
        passage = passages[0] if passages else None
        if not passages and not note:
            note = "It is a heading of the report."
        finding = self._finding(
            given, verdict, passage=passage, note=note, likeness=comparison.likeness
        )
        return replace(finding, differences=differences, source=comparison.source_text())

    def _finding(
        self,
        given: _Given,
        verdict: Verdict,
        *,
        passage: Passage | None = None,
        note: str = "",
        likeness: float | None = None,
    ) -> Finding:
        facts = self._facts[passage.report] if passage is not None else None
        if passage is not None and facts is not None and erratum_of(passage, facts.errata):
            note = f"{note} The text of this paragraph has a known fault.".strip()
        paragraph, quotation = given.paragraph, given.quotation
        return Finding(
            "quotation",
            given.text,
            given.place,
            verdict,
            given.citation.text.strip("()[] ") if given.citation else None,
            passage,
            cite(passage, facts) if passage is not None and facts is not None else None,
            note=note,
            likeness=likeness,
            paragraph=paragraph,
            span=(quotation.start, quotation.end),
        )


_NEVER_CLOSED = "Its quotation mark is never closed."
_ORDER: tuple[Verdict, ...] = (
    "verbatim", "wrong_place", "altered", "wrong_figure", "not_checked", "not_found"
)  # fmt: skip


def check_draft(
    index: Index,
    draft: Draft,
    *,
    report: str | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Checked:
    """Check every quotation and every place cited in a draft.

    Args:
        index: An open index.
        draft: The draft.
        report: The id of the only report to check against; all of them for None.
        on_progress: Told how many paragraphs are done, and how many there are.

    Raises:
        UsageError: There is no such report.
        IndexUnusableError: The index is damaged.
    """
    return Checker(index, report).check(draft, on_progress)


def _quotations(paragraph: Paragraph, after: Sequence[Paragraph]) -> list[Quotation]:
    found = quotations_in(paragraph.text)
    if found and not found[-1].closed and after:
        mark = paragraph.text[found[-1].start - 1]
        if after[0].text.lstrip().startswith(mark):
            # A quotation of several paragraphs opens each of them and closes the last only.
            found[-1] = replace(found[-1], end=len(paragraph.text.rstrip()), closed=True)
    return found


def _block(text: str, citations: Sequence[Citation]) -> list[Quotation]:
    """A block quotation: the paragraph less its marks and the citation that ends it."""
    end = len(text.rstrip())
    for citation in reversed(citations):
        tail = text[citation.end : end]
        if citation.manner != "running" and (len(tail.split()) <= 12 or "—" in tail[:4]):
            end = citation.start
    start = len(text) - len(text.lstrip())
    words = text[start:end].rstrip().rstrip("—–-").rstrip()
    if _MARKDOWN_NOTE.match(words):
        return []
    while words[:1] in ("“", '"', "‘", "'", "["):
        if words[:1] == "[" and not words.endswith("]"):
            break
        words = words[1:]
        start += 1
    words = words.rstrip("”\"’'") if not words.endswith("]") else words[:-1]
    if not words_of(words):
        return []
    return [Quotation(start, start + len(words), block=True)]


def _block_citation(number: int, read: Sequence[_Read]) -> Citation | None:
    """A block quotation's citation: in it, or at the end of its group, or around the group."""
    own = [each for each in read[number].citations if each.manner != "running"]
    if own:
        return own[-1]
    place = number + 1
    while place < len(read) and (
        read[place].paragraph.quoted or read[place].paragraph.role == "note"
    ):
        cites = [each for each in read[place].citations if each.manner != "running"]
        if cites:
            return cites[-1]
        place += 1
    if place < len(read) and read[place].citations:
        first = read[place].citations[0]
        if not words_of(read[place].hidden[: first.start]) and first.manner == "apart":
            return first
    for before in range(number - 1, -1, -1):
        one = read[before]
        if one.paragraph.quoted:
            continue
        if not one.citations or one.paragraph.role in ("note", "row"):
            return None
        last_sentence = (sentences_of(one.hidden) or [(0, 0)])[-1]
        inside = [each for each in one.citations if each.start >= last_sentence[0]]
        leads_in = one.paragraph.text.rstrip().endswith((":", "–", "—", ","))
        return inside[-1] if inside and leads_in else None
    return None


def _is_placed(citation: Citation | None) -> bool:
    """Whether there is a citation that can only be one."""
    return citation is not None and citation.manner != "bare"


def _wanted(given: _Given, near: Comparison, count: int, *, at_cited: bool) -> float:
    """How alike a quotation and a passage must be for it to be that passage, altered."""
    if at_cited:
        return ALTERED_AT_CITED
    kinds = {passage.kind for passage in near.passages}
    if not kinds or kinds & {"title", "judgement", "row"} or _is_title(given.text):
        return 1.0  # a name said in other words is no misquotation
    if _is_placed(given.citation) or count < _SHORT:
        return ALTERED_ELSEWHERE
    return ALTERED


def _other_readings(quotation: Quotation) -> list[Quotation]:
    return [replace(quotation, end=end, other_ends=()) for end in quotation.other_ends]


def _rank(finding: Finding) -> int:
    return _ORDER.index(finding.verdict)


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


def _bare(text: str) -> str:
    """A quotation's words without the marks that may be left around them."""
    return text.strip()


def _is_title(text: str) -> bool:
    """Whether a quotation looks like the title of something: most of its words are capitalised."""
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", text) if len(word) > 3]
    return bool(words) and sum(word[0].isupper() for word in words) >= 0.7 * len(words)


def _listed(figures: Sequence[str]) -> str:
    return " and ".join(f"“{figure}”" for figure in figures)
