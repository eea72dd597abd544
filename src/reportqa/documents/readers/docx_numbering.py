"""List numbers of a Word document, which stand nowhere in its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class Level:
    """How one depth of a list is numbered: format, pattern (``%1.``), first number, indent."""

    form: str
    pattern: str
    start: int
    indent: int = 0


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted."""

    abstract_of: dict[str, str] = field(default_factory=dict)
    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def indent(self, list_id: str, depth: int) -> int:
        """How far the items of a list are indented."""
        level = self.levels.get(self.abstract_of.get(list_id, ""), {}).get(depth)
        return level.indent if level is not None else 0

    def sign(self, list_id: str, depth: int) -> str | None:
        """The sign of the next item of a list: a bullet, or its number; None for no list."""
        abstract = self.abstract_of.get(list_id)
        level = self.levels.get(abstract or "", {}).get(depth)
        if abstract is None or level is None or level.form == "none":
            return None
        if level.form == "bullet":
            return "•"
        counts = self.counts.setdefault(abstract, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        sign = level.pattern
        for place, count in counts.items():
            form = self.levels[abstract].get(place, level).form
            sign = sign.replace(f"%{place + 1}", _written(count, form))
        return sign


def indent_of(element: Element) -> int | None:
    """The left indent that an element's paragraph properties give, in twentieths of a point."""
    found = element.find(f"{W}pPr/{W}ind")
    told = None if found is None else found.get(f"{W}left") or found.get(f"{W}start")
    return int(told) if told is not None and told.lstrip("-").isdigit() else None


def read_numbering(root: Element | None) -> Numbering:
    """Read the part that tells how lists are numbered."""
    numbering = Numbering()
    if root is None:
        return numbering
    for abstract in root.iter(f"{W}abstractNum"):
        numbering.levels[abstract.get(f"{W}abstractNumId", "")] = {
            int(level.get(f"{W}ilvl", "0")): Level(
                _value(level, "numFmt", "decimal"),
                _value(level, "lvlText", ""),
                int(_value(level, "start", "1")),
                indent_of(level) or 0,
            )
            for level in abstract.iter(f"{W}lvl")
        }
    for number in root.iter(f"{W}num"):
        numbering.abstract_of[number.get(f"{W}numId", "")] = _value(number, "abstractNumId", "")
    return numbering


def _value(parent: Element, tag: str, otherwise: str) -> str:
    found = parent.find(f"{W}{tag}")
    return found.get(f"{W}val", otherwise) if found is not None else otherwise


def _written(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(count)
        return roman if form == "lowerRoman" else roman.upper()
    return str(count)


def _roman(count: int) -> str:
    parts = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
    told = ""
    for value, letters in parts:
        while count >= value:
            told, count = told + letters, count - value
    return told
