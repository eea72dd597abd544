"""A copy of a Word draft with a comment at everything that is wrong in it."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportqa.errors import CorpusError
from reportqa.evidence.finding import Finding
from reportqa.render.check import SAID, reasons
from reportqa.render.safety import printable

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.run import Run

_AUTHOR, _INITIALS = "reportqa", "rq"
_GONE = frozenset({"del", "moveFrom"})
_LINE_LIKE = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}
_SIGNS = re.compile("[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+")


def commented_copy(draft: Path, findings: Sequence[Finding]) -> bytes:
    """The draft with a comment at each of some findings.

    A comment stands at the words themselves where they are in the body of the document, tables
    and text boxes included; of what stands in a note the document's first words tell.

    Args:
        draft: A Word file.
        findings: What is to be commented on, in the draft's order.

    Returns:
        The new file's bytes.

    Raises:
        CorpusError: Word's own format cannot be read as such.
    """
    import docx

    try:
        document = docx.Document(str(draft))
    except (KeyError, ValueError, OSError) as error:
        raise CorpusError(
            f"'{draft.name}' cannot be commented on: it is no regular Word file",
            "Open it in Word, save it anew, and check that copy.",
        ) from error
    lines = [_Line(paragraph) for paragraph in document.element.body.iter(_name("p"))]
    cursor = 0
    for finding in findings:
        place = _find(lines, finding.text, cursor)
        if place is None:
            _comment_at_start(document, lines, finding)
            continue
        cursor, start, end = place
        runs = lines[cursor].runs(start, end)
        _comment(document, runs, _told(finding))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _told(finding: Finding) -> str:
    """What a comment says."""
    lines = [f"{SAID[finding.verdict].capitalize()}.", *reasons(finding)]
    if finding.source and finding.verdict in ("altered", "not_found"):
        lines.append(f"“{finding.source}”")
    if finding.citation and finding.verdict != "wrong_place":
        lines.append(finding.citation)
    return "\n".join(printable(line) for line in lines)


def _comment(document: Document, elements: Sequence[Any], text: str) -> None:
    from docx.text.run import Run

    runs: list[Run] = [Run(element, document._body) for element in elements]
    document.add_comment(runs, text=text, author=_AUTHOR, initials=_INITIALS)


def _comment_at_start(document: Document, lines: Sequence[_Line], finding: Finding) -> None:
    first = next((line for line in lines if line.text.strip()), None)
    if first is not None:
        about = f"On “{finding.text}” ({finding.place}):\n"
        _comment(document, first.runs(0, len(first.text)), about + _told(finding))


@dataclass(frozen=True, slots=True)
class _Bit:
    """A run, and where its text stands in its paragraph's."""

    run: Any
    start: int
    end: int


class _Line:
    """A paragraph of a Word document: its text as a reader sees it, and the runs that hold it."""

    def __init__(self, paragraph: Any) -> None:  # noqa: ANN401 - an element of lxml
        self._bits: list[_Bit] = []
        self._parts: list[str] = []
        length = 0
        for run in _runs(paragraph):
            text = "".join(_text(run))
            self._bits.append(_Bit(run, length, length + len(text)))
            self._parts.append(text)
            length += len(text)

    @property
    def text(self) -> str:
        """Its text."""
        return "".join(self._parts)

    def runs(self, start: int, end: int) -> list[Any]:
        """The runs that hold a stretch of the text, the outer ones cut to it where they can be."""
        self._cut(start)
        self._cut(end)
        inside = [bit.run for bit in self._bits if bit.start < end and start < bit.end]
        return [inside[0], inside[-1]]

    def _cut(self, place: int) -> None:
        """Cut the run in whose middle a place is in two, if it holds nothing but words."""
        for index, bit in enumerate(self._bits):
            if not bit.start < place < bit.end:
                continue
            words = [child for child in bit.run if child.tag != _name("rPr")]
            if any(child.tag != _name("t") for child in words):
                return
            text = "".join(child.text or "" for child in words)
            second = copy.deepcopy(bit.run)
            _set_text(bit.run, text[: place - bit.start])
            _set_text(second, text[place - bit.start :])
            bit.run.addnext(second)
            self._bits[index : index + 1] = [
                _Bit(bit.run, bit.start, place),
                _Bit(second, place, bit.end),
            ]
            return


def _find(lines: Sequence[_Line], text: str, cursor: int) -> tuple[int, int, int] | None:
    """The paragraph that holds a text, from one on, and where in it; wrapping round at the end."""
    words = _SIGNS.sub("", text).split()
    if not words:
        return None
    pattern = re.compile(r"[\s\u00a0]*".join(map(re.escape, words)))
    for place in (*range(cursor, len(lines)), *range(cursor)):
        match = pattern.search(lines[place].text)
        if match:
            return place, *match.span()
    return None


def _runs(paragraph: Any) -> Iterator[Any]:  # noqa: ANN401
    """The runs of a paragraph but those deleted, and those of a text box in it."""
    for child in paragraph:
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name == "r":
            yield child
        elif name not in _GONE and name not in ("p", "pPr"):
            yield from _runs(child)


def _text(run: Any) -> Iterator[str]:  # noqa: ANN401
    for child in run:
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name == "t":
            yield child.text or ""
        elif name in _LINE_LIKE:
            yield _LINE_LIKE[name]


def _set_text(run: Any, text: str) -> None:  # noqa: ANN401
    words = [child for child in run if child.tag == _name("t")]
    for extra in words[1:]:
        run.remove(extra)
    words[0].text = text
    words[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _name(tag: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{tag}"
