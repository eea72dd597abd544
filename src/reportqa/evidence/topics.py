r"""Topics files: the questions and headings that a pack is made from.

A topics file is text or Markdown, and every line of it counts for itself::

    # Care leavers in Wirral          the pack's title: the only heading of its level, at the top

    ## Staying in touch               a heading structures the pack
    How many care leavers has the council lost contact with?
    - Why are pathway plans late? {section: care leavers}

    ## Adoption delays {report: wirral-2016}     a heading with nothing below it is a topic itself

Filters stand in braces, ``{name: value}`` or ``{name: value, name: value}``; of one name given
several times any is enough, of several names all must hold. Those of a heading hold for all that
stands below it, a line's own come before them. List signs, blank lines, rules and
``<!-- comments -->`` are left out; inline markup (``**bold**``) is read as Markdown.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportqa.documents.source import decode
from reportqa.errors import CorpusError, UsageError
from reportqa.search import Filters
from reportqa.search.query import parse_question

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?")
_UNDERLINE = re.compile(r"=+|-+")
_RULE = re.compile(r"([-*_=])(?:[ \t]*\1){2,}")
_LIST_SIGN = re.compile(r"\A(?:(?:[-*+•]|\d{1,3}[.)])[ \t]+)+(?:\[[ xX]\][ \t]+)?")
_FILTER = re.compile(r"\{([^{}]*)\}")
_NEXT_FILTER = re.compile(r"[,;]\s*(?=\w+\s*:)")
_MEND = "A filter is {name: value}, such as {report: wirral-2016}."
_ONE_A_LINE = "Write one question or heading a line, as plain text in UTF-8."
_NUMBERS = ("page",)
_ONCE = ("page", "since", "until")


@dataclass(frozen=True, slots=True)
class Topic:
    """A question, or a few words, that evidence is wanted for.

    Attributes:
        words: The question as it is asked.
        filters: Which passages may be found.
        headings: The headings above it, outermost first.
        where: Where it was asked for, to be named in errors: ``'topics.md', line 3``.
    """

    words: str
    filters: Filters = field(default_factory=Filters)
    headings: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class Topics:
    """What a pack is to be about.

    Attributes:
        title: The title that the file gives, or None.
        topics: The topics in order; at least one.
    """

    title: str | None
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that says something: a heading of a level from 1, or (level 0) a question."""

    level: int
    words: str
    filters: Mapping[str, Any]
    where: str


def read_topics(path: Path, filters: Filters | None = None) -> Topics:
    """Read a topics file.

    Args:
        path: The file.
        filters: What holds for all topics that do not say otherwise.

    Raises:
        UsageError: It cannot be read, is no text, holds no topic, or a line of it makes no sense;
            the message names the line.
    """
    try:
        data = path.read_bytes()
    except IsADirectoryError:
        raise UsageError(f"'{path}' is a folder, not a topics file", "Name a text file.") from None
    except FileNotFoundError:
        raise UsageError(
            f"there is no topics file '{path}'",
            'Name one, or ask at once: reportqa brief "Why …?" "Who …?" -o pack.docx',
        ) from None
    except OSError as error:
        if path.is_dir():  # Windows tells a folder as a file that may not be read
            raise UsageError(f"'{path}' is a folder, not a topics file") from None
        raise UsageError(f"'{path}' cannot be read: {error.strerror}") from None
    return parse_topics(_decoded(data, path), f"'{path}', line", filters)


def parse_topics(text: str, where: str = "line", filters: Filters | None = None) -> Topics:
    r"""Read the text of a topics file.

    Args:
        text: The text.
        where: What to call a line in errors; its number follows.
        filters: What holds for all topics that do not say otherwise.

    Raises:
        UsageError: It holds no topic, or a line makes no sense.

    Example:
        >>> read = parse_topics("# Pack\n## Adoption {page: 24}\n- Why is it slow?\n## Health\n")
        >>> read.title
        'Pack'
        >>> [(it.words, it.headings, it.filters.page) for it in read.topics]
        [('Why is it slow?', ('Adoption',), 24), ('Health', (), None)]
    """
    lines = list(_lines(text, where))
    if not lines:
        whole = where.removesuffix("line").rstrip(", ") or "what was given"
        raise UsageError(f"there is no topic in {whole}", _ONE_A_LINE)
    title = None
    if _is_title(lines):
        title = lines[0].words
        filters = _narrowed(filters or Filters(), lines[0])
        lines = lines[1:]
    return Topics(title, tuple(_topics(lines, filters or Filters())))


def asked_topics(questions: Sequence[str], filters: Filters | None = None) -> Topics:
    """Topics asked for on the command line: each a line of a topics file, without headings.

    Raises:
        UsageError: One of them is empty, or a filter of it makes no sense.
    """
    topics = []
    for number, question in enumerate(questions, start=1):
        where = f"question {number}"
        words, own = _filters(" ".join(question.split()), where)
        topics.append(_topic(_Line(0, words, own, where), filters or Filters(), ()))
    return Topics(None, tuple(topics))


def _decoded(data: bytes, path: Path) -> str:
    try:
        return decode(data, str(path))
    except CorpusError as error:
        raise UsageError(error.problem, _ONE_A_LINE) from None


def _lines(text: str, where: str) -> Iterator[_Line]:
    from markdown_it import MarkdownIt

    inline = MarkdownIt("commonmark")
    text = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    rows = [row.strip() for row in text.split("\n")]
    for number, (row, below) in enumerate(zip(rows, [*rows[1:], ""], strict=True), start=1):
        above = rows[number - 2] if number > 1 else ""
        if not row or _RULE.fullmatch(row) or (above and _UNDERLINE.fullmatch(row)):
            continue
        heading = _HEADING.fullmatch(row)
        level = len(heading[1]) if heading else _underlined(below)
        words, filters = _filters(heading[2] if heading else row, f"{where} {number}")
        words = _plain(_LIST_SIGN.sub("", words, count=1), inline)
        yield _Line(level, words, filters, f"{where} {number}")


def _underlined(below: str) -> int:
    """The level of a heading that is marked by the line below it; 0 for no heading."""
    if not _UNDERLINE.fullmatch(below):
        return 0
    return 1 if below.startswith("=") else 2


def _plain(line: str, inline: MarkdownIt) -> str:
    """The words of a line of Markdown, its markup taken off."""
    (block,) = inline.parseInline(line)
    return " ".join("".join(child.content for child in block.children or ()).split())


def _filters(line: str, where: str) -> tuple[str, dict[str, Any]]:
    """A line without its filters, and those.

    Raises:
        UsageError: One of them is none.
    """
    found: dict[str, list[str]] = {}
    for match in _FILTER.finditer(line):
        for part in _NEXT_FILTER.split(match[1]):
            name, colon, value = (it.strip() for it in part.partition(":"))
            if not (colon and value):
                raise UsageError(f"{where}: '{match[0]}' is no filter", _MEND)
            name = name.lower()
            _check_name(name, where)
            found.setdefault(name, []).append(value)
    rest = _FILTER.sub(" ", line)
    if "{" in rest or "}" in rest:
        raise UsageError(f"{where}: a brace has no partner", _MEND)
    return " ".join(rest.split()), {
        name: _chosen(name, values, where) for name, values in found.items()
    }


def _chosen(name: str, values: Sequence[str], where: str) -> str | int | tuple[str, ...]:
    """What a filter is given: one value, or of those that may be several all."""
    first, *more = values
    if more and name in _ONCE:
        raise UsageError(f"{where}: {name} is given twice", "Leave one of them out.")
    if name in _NUMBERS:
        return _number(name, first, where)
    return tuple(values) if more else first


def _check_name(name: str, where: str) -> None:
    known = [one.name for one in fields(Filters)]
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        guess = f" Did you mean '{near[0]}'?" if near else ""
        raise UsageError(
            f"{where}: there is no filter '{name}'", f"Filters: {', '.join(known)}.{guess}"
        )


def _number(name: str, value: str, where: str) -> int:
    if not (value.isascii() and value.isdigit()):
        raise UsageError(f"{where}: {name} '{value}' is no number", _MEND)
    return int(value)


def _is_title(lines: Sequence[_Line]) -> bool:
    """Whether the first line names the whole: the only heading of level 1, and not all there is."""
    return len(lines) > 1 and [line.level for line in lines].count(1) == 1 == lines[0].level


def _topics(lines: Sequence[_Line], filters: Filters) -> Iterator[Topic]:
    above: list[tuple[_Line, Filters]] = []
    for line, below in zip(lines, [*lines[1:], None], strict=True):
        if line.level:
            while above and above[-1][0].level >= line.level:
                above.pop()
        holding = above[-1][1] if above else filters
        leads = below is not None and (below.level == 0 or below.level > line.level)
        if line.level and leads:
            above.append((line, _narrowed(holding, line)))
        else:
            yield _topic(line, holding, tuple(heading.words for heading, _ in above))


def _topic(line: _Line, filters: Filters, headings: tuple[str, ...]) -> Topic:
    try:
        words = parse_question(line.words).text
    except UsageError as error:
        raise UsageError(f"{line.where}: {error.problem}", error.mend) from None
    return Topic(words, _narrowed(filters, line), headings, line.where)


def _narrowed(filters: Filters, line: _Line) -> Filters:
    """Filters with a line's own put in.

    Raises:
        UsageError: One of them makes no sense.
    """
    try:
        return replace(filters, **line.filters)
    except UsageError as error:
        raise UsageError(f"{line.where}: {error.problem}", error.mend) from None
