"""The reports that are quoted, and their records for reference managers: CSL-JSON and BibTeX."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from reportqa.documents import Facts, Passage

_IN_ONE_PIECE = ("title", "author")
_OF_URLS = ":/?#@!$&'()*+,;=%~"  # all else, braces among it, is escaped as URLs do it
_OGL = "open government licence"
_OGL_VERSIONS = {"1": "v1.0", "2": "v2.0", "3": "v3.0"}
_OGL_CURRENT = "v3.0"


@dataclass(frozen=True, slots=True)
class Source:
    """A report that is quoted.

    Attributes:
        number: Its place in the list of sources, from 1.
        report: The report's id.
        facts: What is known of it.
        passages: The passages of it that are quoted, in the order of quoting, each once.
    """

    number: int
    report: str
    facts: Facts
    passages: tuple[Passage, ...]

    @property
    def pages(self) -> str:
        """The printed pages that are quoted, rising: ``13–15, 27``; empty where none are known.

        Example:
            >>> passage = Passage("a:1", "a", "1", None, "paragraph", (), 2, 3, None, None, (), "x")
            >>> Source(1, "a", Facts("A"), (passage,)).pages
            '2–3'
        """
        stretches: list[list[int]] = []
        for first, last in sorted(self._page_ranges()):
            if stretches and first <= stretches[-1][1] + 1:
                stretches[-1][1] = max(last, stretches[-1][1])
            else:
                stretches.append([first, last])
        return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in stretches)

    def _page_ranges(self) -> set[tuple[int, int]]:
        return {
            (passage.page_first, passage.page_last or passage.page_first)
            for passage in self.passages
            if passage.page_first is not None
        }

    @property
    def licence_line(self) -> str | None:
        """What its licence asks to be said wherever it is quoted, or None if none is known.

        For the Open Government Licence that is the attribution statement which the licence itself
        gives; of that licence the current version counts where the report names none.

        Example:
            >>> Source(1, "a", Facts("A", licence="Open Government Licence"), ()).licence_line
            'Contains public sector information licensed under the Open Government Licence v3.0.'
        """
        licence = self.facts.licence
        if licence is None:
            return None
        if not licence.casefold().startswith(_OGL):
            return f"Licence: {licence.rstrip('.')}."
        named = licence[len(_OGL) :].strip().lower().removeprefix("v").strip()[:1]
        version = _OGL_VERSIONS.get(named, _OGL_CURRENT)
        return (
            "Contains public sector information licensed under the Open Government Licence "
            f"{version}."
        )


def sources_of(passages: Iterable[Passage], facts: Mapping[str, Facts]) -> tuple[Source, ...]:
    """The reports that passages come from, in the order in which they are first met.

    Args:
        passages: What is quoted.
        facts: What is known of each report, by its id.
    """
    by_report: dict[str, dict[str, Passage]] = {}
    for passage in passages:
        by_report.setdefault(passage.report, {}).setdefault(passage.id, passage)
    return tuple(
        Source(number, report, facts[report], tuple(quoted.values()))
        for number, (report, quoted) in enumerate(by_report.items(), start=1)
    )


def csl_json(sources: Sequence[Source]) -> str:
    """Sources as CSL-JSON, which Zotero, Mendeley, EndNote and pandoc import.

    Each is a ``report`` as https://github.com/citation-style-language/schema has it; `page` are
    the pages that are quoted.
    """
    return json.dumps([_csl(source) for source in sources], ensure_ascii=False, indent=2) + "\n"


def bibtex(sources: Sequence[Source]) -> str:
    r"""Sources as BibTeX, in the letters that every version of it reads.

    Example:
        >>> print(bibtex([Source(1, "a", Facts("Fish & chips", publisher="Ofsted"), ())]).strip())
        @techreport{a,
            title = {{Fish \& chips}},
            author = {{Ofsted}},
            institution = {Ofsted}
        }
    """
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.middlewares import LatexEncodingMiddleware
    from bibtexparser.model import Block, Entry, Field
    from bibtexparser.writer import BibtexFormat

    entries: list[Block] = [
        Entry(
            "techreport",
            source.report,
            [Field(name, value) for name, value in _bibtex_fields(source).items()],
        )
        for source in sources
    ]
    encoded = LatexEncodingMiddleware().transform(Library(entries))
    for entry, source in zip(encoded.entries, sources, strict=True):
        # A second pair of braces, around what was escaped, keeps capitals and a name in one piece.
        for name in _IN_ONE_PIECE:
            if name in entry.fields_dict:
                entry.set_field(Field(name, f"{{{entry.fields_dict[name].value}}}"))
        if source.facts.url:  # read as it is, not as LaTeX
            entry.set_field(Field("url", quote(source.facts.url, safe=_OF_URLS)))
    layout = BibtexFormat()  # type: ignore[no-untyped-call]
    layout.indent = "    "
    return write_string(encoded, bibtex_format=layout)


def _csl(source: Source) -> dict[str, Any]:
    facts = source.facts
    record: dict[str, Any] = {"id": source.report, "type": "report", "title": facts.title}
    if facts.publisher:
        record["author"] = [{"literal": facts.publisher}]
        record["publisher"] = facts.publisher
    if day := facts.published:
        record["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
    if facts.url:
        record["URL"] = facts.url
    if source.pages:
        record["page"] = source.pages
    if facts.pages:
        record["number-of-pages"] = facts.pages
    if facts.kind:
        record["genre"] = facts.kind
    record["language"] = "en-GB"
    if note := _note(facts):
        record["note"] = note
    return record


def _bibtex_fields(source: Source) -> dict[str, str]:
    facts = source.facts
    day = facts.published
    values = {
        "title": facts.title,
        "author": facts.publisher,
        "institution": facts.publisher,
        "year": str(day.year) if day else None,
        "month": str(day.month) if day else None,
        "type": facts.kind,
        "pages": source.pages.replace("–", "--"),
        "note": _note(facts),
    }
    return {name: " ".join(value.split()) for name, value in values.items() if value}


def _note(facts: Facts) -> str:
    """Whom the report is about, and its licence: neither format has a field for those."""
    return ". ".join(part.rstrip(".") for part in (facts.authority, facts.licence) if part)
