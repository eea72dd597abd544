"""Finding the places that a draft cites: paragraphs, pages and reports."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from reportqa.documents import Facts, fold
from reportqa.evidence.figures import DateTold, dates_told

Manner = Literal["apart", "running", "bare"]

_NUMBER = r"\d{1,4}(?:\.\d{1,2})?"
_RANGE = rf"{_NUMBER}(?:\s*(?:[-–—]|\bto\b)\s*{_NUMBER})?"
_LIST = rf"{_RANGE}(?:\s*(?:,|;|&|\band\b)\s*(?:and\s+)?{_RANGE}(?![\w%]|\s*%))*"
_PLACE = re.compile(
    rf"(?<![\w])(?:(?:paragraphs|paras)\.?\s*(?P<paras>{_LIST})"
    rf"|(?:(?:paragraph|para|par)\b\.?\s*(?:no\.?\s*)?|para\.?|¶+\s*|§+\s*)(?P<para>{_RANGE})"
    rf"|(?:pages|pp|pgs)\.?\s*(?P<pages>{_LIST})"
    rf"|(?:page|p|pg)\.?\s*(?P<page>{_RANGE}))(?!\w)(?:,?\s*item\s+(?P<item>\d{{1,2}}))?",
    re.IGNORECASE,
)
_BARE = re.compile(r"\[(?P<para>\d{1,3})\]")
_AFTER = re.compile(r"\bafter\s+$", re.IGNORECASE)  # "after para 59": where no number stands
_BETWEEN = re.compile(r"[\s,;:(/&]*(?:and|on|at|see|of)?[\s,;:(/&]*", re.IGNORECASE)
_GROUP = re.compile(r"[(\[](?P<inside>[^()\[\]]*(?:\([^()]*\)[^()\[\]]*)?)[)\]]")
_DASH_LED = re.compile(r"(?:^|\n|[.”’\"'»…])\s*[—–-]\s*(?P<inside>[^—\n]*(?:[^—])*)$")
_CHAIN = re.compile(r"(?:[\w’'&.()/-]+\s+){0,7}[\w’'&.()/-]+,\s*$")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CAPITAL = re.compile(r"\b[A-Z][\w’'-]+")
_IBID = re.compile(r"\b(?:ibid|idem|op\.?\s*cit|loc\.?\s*cit)\b", re.IGNORECASE)
_OF_OTHER = re.compile(r"\s*\(?\s*(?:of|in|from)\s+(?:the\s+)?(?P<name>[^,.;:“‘\"]{2,80})")
# What a citation says beside names, places and dates.
_KNOWN_WORDS = frozenset(
    """
    see also cf ofsted inspection inspections report reports the of and in for on at para
    paras paragraph paragraphs page pages item note notes emphasis added my our executive
    summary recommendation recommendations council borough metropolitan city county local
    authority children's children’s services source ibid section findings finding above below
    table i london royal unitary inspectors judgement as an quote it this these that from key
    is review young people published date said says
    """.split()  # noqa: SIM905 - a list of words a line each reads worse
)


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph or a page that is cited, or a range of them.

    Attributes:
        kind: Which of the two.
        first: The first number; ``141.3`` is an item.
        last: The last one.
        item: The item that is named with a paragraph.
    """

    kind: Literal["para", "page"]
    first: str
    last: str
    item: int | None = None

    def holds(self, number: str) -> bool:
        """Whether a number lies in it."""
        if number in (self.first, self.last):
            return True
        if "." in number and "." in self.first and self.first == self.last:
            return False
        whole = (
            self.first.partition(".")[0],
            number.partition(".")[0],
            self.last.partition(".")[0],
        )
        if not all(each.isdigit() for each in whole):
            return False
        first, middle, last = map(int, whole)
        if first == last:
            return middle == first
        return first <= middle <= last

    def __str__(self) -> str:
        name = "para" if self.kind == "para" else "p."
        if self.first == self.last:
            return f"{name} {self.first}"
        return f"{'paras' if self.kind == 'para' else 'pp.'} {self.first}–{self.last}"


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation as it stands in a paragraph of a draft.

    Attributes:
        text: Its words.
        start: Where it begins in the paragraph.
        end: Where it ends.
        places: The paragraphs and pages that it names.
        manner: Whether it stands ``apart`` (in brackets, in a note, after a dash), in the
            ``running`` text, or is a ``bare`` ``[26]``.
        reports: The reports that it may mean by what it says; empty where it names none.
        foreign: Whether it names a source that is not here.
        wrong_date: Whether it gives a report a date that is not its own.
    """

    text: str
    start: int
    end: int
    places: tuple[Place, ...]
    manner: Manner
    reports: tuple[str, ...] = ()
    foreign: bool = False
    wrong_date: bool = False

    @property
    def paragraphs(self) -> tuple[Place, ...]:
        """The paragraphs that it names."""
        return tuple(place for place in self.places if place.kind == "para")

    @property
    def pages(self) -> tuple[Place, ...]:
        """The pages that it names."""
        return tuple(place for place in self.places if place.kind == "page")


class Shelf:
    """The reports that a citation may mean, by what they are called.

    Args:
        facts: What is known of each, by its id.
        headings: All headings and titles, whose words a citation may hold.
    """

    def __init__(self, facts: Mapping[str, Facts], headings: Mapping[str, tuple[str, ...]]) -> None:
        self.facts = facts
        self._words: set[str] = set(_KNOWN_WORDS)
        self._headings = {
            fold(each).casefold() for several in headings.values() for each in several
        }
        self._names: dict[str, list[str]] = {}
        self._publishers = {each.publisher for each in facts.values() if each.publisher}
        for report, each in facts.items():
            for name in filter(None, (each.authority, report)):
                self._names.setdefault(name.casefold(), []).append(report)
            for text in (
                each.title,
                each.authority or "",
                each.publisher or "",
                each.lead_inspector or "",
            ):
                self._words.update(text.casefold().split())
            for heading in headings.get(report, ()):
                self._words.update(re.findall(r"[\w’']+", heading.casefold()))
        names = sorted(self._names, key=len, reverse=True)
        self._name = re.compile(
            r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)", re.IGNORECASE
        )

    def named_in(self, text: str) -> tuple[str, ...]:
        """The reports whose authority or id a text names, the last named first."""
        if not self._names:
            return ()
        found: list[str] = []
        for match in reversed(list(self._name.finditer(text))):
            if match[0][:1].isupper() or "-" in match[0]:
                found += self._names[match[0].casefold()]
        return tuple(dict.fromkeys(found))

    def is_heading(self, text: str) -> bool:
        """Whether a text is a heading of a report, as a citation may name it."""
        return fold(text).casefold().strip(" .,") in self._headings

    def says_publisher(self, text: str) -> bool:
        """Whether a text names a publisher of these reports."""
        return any(name in text for name in self._publishers)

    def names_source(self, text: str) -> bool:
        """Whether a text names a report here, or who published it."""
        return bool(self.named_in(text)) or self.says_publisher(text)

    def dates_of(self, report: str) -> list[dt.date]:
        """The dates of a report itself: published, and every day inspected."""
        facts = self.facts[report]
        dates = [facts.published] if facts.published else []
        if facts.inspected:
            first, last = facts.inspected
            days = min((last - first).days, 400)
            dates += [first + dt.timedelta(days=day) for day in range(days + 1)]
        return dates

    def dated(self, reports: tuple[str, ...], text: str) -> tuple[str, ...]:
        """Those of some reports that all dates and years of a text fit."""
        dates = dates_told(text)
        plain = text
        for date in dates:
            plain = plain.replace(date.text, " ")
        years = [int(year) for year in _YEAR.findall(plain)]
        return tuple(report for report in reports if self._fits(report, dates, years))

    def _fits(self, report: str, dates: list[DateTold], years: list[int]) -> bool:
        own = self.dates_of(report)
        if not own:
            return True
        return all(any(date.is_of(day) for day in own) for date in dates) and all(
            any(year == day.year for day in own) for year in years
        )

    def strange_words(self, text: str) -> list[str]:
        """The names in a text that are of no report here."""
        plain = self._name.sub(" ", text) if self._names else text
        plain = _PLACE.sub(" ", plain)
        for date in dates_told(plain):
            plain = plain.replace(date.text, " ")
        return [
            word
            for word in _CAPITAL.findall(plain)
            if word.casefold() not in self._words
            and word.casefold().rstrip("'’s") not in self._words
        ]


def citations_in(text: str, shelf: Shelf, *, apart: bool = False) -> list[Citation]:
    """The citations in a paragraph, in order.

    Args:
        text: The paragraph; what stands in quotation marks should be masked.
        shelf: The reports.
        apart: Whether the whole of it stands apart, as a note does.
    """
    found: list[Citation] = []
    taken = 0
    for matches in _clusters(text):
        start, end = matches[0].start(), matches[-1].end()
        if start < taken:
            continue
        first, last, manner = _extent(text, start, end, taken, apart=apart)
        places = tuple(
            place
            for match in matches
            if not _AFTER.search(text, max(0, match.start() - 8), match.start())
            for place in _places(match)
        )
        found.append(_resolved(text, first, last, places, manner, shelf))
        taken = last
    spans = [(each.start, each.end) for each in found]
    for match in _GROUP.finditer(text):
        if any(match.start() < end and start < match.end() for start, end in spans):
            continue
        if bare := _BARE.fullmatch(match[0]):
            place = Place("para", bare["para"], bare["para"])
            found.append(Citation(match[0], match.start(), match.end(), (place,), "bare"))
        elif _names_report(match["inside"], shelf):
            found.append(_resolved(text, match.start(), match.end(), (), "apart", shelf))
    return sorted(found, key=lambda citation: citation.start)


def _names_report(text: str, shelf: Shelf) -> bool:
    """Whether a bracket without paragraph or page cites a report: publisher or name, and date."""
    dated = bool(dates_told(text) or _YEAR.search(text))
    named = bool(shelf.named_in(text))
    says = shelf.says_publisher(text)
    return (dated and (named or says)) or (named and says) or bool(_IBID.search(text))


def _clusters(text: str) -> Iterator[list[re.Match[str]]]:
    """Places named one right after the other: ``para 26, p. 13``."""
    cluster: list[re.Match[str]] = []
    for match in _PLACE.finditer(text):
        between = text[cluster[-1].end() : match.start()] if cluster else ""
        if cluster and (not _BETWEEN.fullmatch(between) or len(between) > 12):
            yield cluster
            cluster = []
        cluster.append(match)
    if cluster:
        yield cluster


def _extent(text: str, start: int, end: int, taken: int, *, apart: bool) -> tuple[int, int, Manner]:
    """Where a citation begins and ends around the places that it names, and how it stands."""
    for group in _GROUP.finditer(text):
        if group.start() <= start and end <= group.end():
            return group.start(), group.end(), "apart"
    if apart:
        return taken, len(text), "apart"
    line_start = max(text.rfind("\n\n", 0, start), text.rfind("\t", 0, start)) + 1
    before = text[max(taken, line_start) : start]
    dash = _DASH_LED.search(before)
    if dash is not None and len(dash["inside"]) <= 200:
        return start - len(dash["inside"]), end, "apart"
    if text.rfind("\t", 0, start) >= 0 and not before.strip(" ,"):
        return start, end, "apart"  # a table's cell of its own
    first = start
    while (chain := _CHAIN.search(text[max(taken, line_start) : first])) and first - len(
        chain[0]
    ) > taken:
        step = len(chain[0])
        if "," not in chain[0] or (
            not _CAPITAL.match(chain[0].lstrip()) and not chain[0][:1].isdigit()
        ):
            break
        first -= step
    return first, end, "running"


def _places(match: re.Match[str]) -> Iterator[Place]:
    listed = match["paras"] or match["para"]
    kind: Literal["para", "page"] = "para" if listed else "page"
    item = int(match["item"]) if match["item"] else None
    for part in re.split(r"\s*(?:,|;|&|\band\b)\s*", listed or match["pages"] or match["page"]):
        ends = re.findall(_NUMBER, part)
        if ends:
            first, last = ends[0], ends[-1]
            if first.isdigit() and last.isdigit() and int(last) < int(first):
                last = first[: len(first) - len(last)] + last  # 141-3 is 141 to 143
            yield Place(kind, first, last, item)


def _resolved(
    text: str, start: int, end: int, places: tuple[Place, ...], manner: Manner, shelf: Shelf
) -> Citation:
    """A citation with the reports that it names."""
    words = text[start:end]
    named = shelf.named_in(words)
    fitting = shelf.dated(named, words)
    foreign = False
    if manner == "apart":
        strange = shelf.strange_words(words)
        others = not shelf.dated(tuple(shelf.facts), words)
        foreign = (bool(strange) and not fitting) or (not named and others)
    else:
        after = _OF_OTHER.match(text, end)
        before = _clause_before(text, start)
        if after is not None and not shelf.named_in(after["name"]):
            foreign = bool(shelf.strange_words(after["name"]))
        if not foreign and not named and before:
            foreign = _led_by_other(before, shelf)
    return Citation(
        words.strip(),
        start,
        end,
        places,
        manner,
        fitting or named,
        foreign=foreign,
        wrong_date=bool(named) and not fitting,
    )


def _clause_before(text: str, start: int) -> str:
    return re.split(r"[.;:!?”\"\t]\s", text[:start])[-1][-80:]


def _led_by_other(before: str, shelf: Shelf) -> bool:
    """Whether another source is named right before its place: ``Working Together, page 12``."""
    year = re.search(r"\((?:19|20)\d\d[a-z]?\)[^()]{0,20}$", before)
    if year is not None and not shelf.dated(tuple(shelf.facts), year[0]):
        return True
    name = re.search(
        r"((?:[A-Z][\w’'-]*\s+(?:(?:of|to|the|and|for|in)\s+)*){1,8})[,(]?\s*(?:at\s+|in\s+|on\s+)?$",
        f"{before} ",
    )
    if name is None or name.start(1) == 0:
        return False  # a sentence's first word is capitalised anyway
    return len(shelf.strange_words(name[1])) >= 1
