"""A checked draft in one of the forms; the schema of its JSON is in ``check.schema.json``."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from reportqa.evidence.compare import Difference
from reportqa.evidence.finding import VERDICTS, Checked, Finding, Verdict
from reportqa.render import csv_file, html, json_file, markdown
from reportqa.render.format import CheckFormat
from reportqa.render.page import Table
from reportqa.render.safety import one_line
from reportqa.render.text import Look

SAID: Mapping[Verdict, str] = {
    "altered": "altered",
    "not_found": "not found",
    "wrong_place": "wrong place",
    "wrong_figure": "wrong figure",
    "not_checked": "not checked",
    "verbatim": "verbatim",
}
"""The verdicts as people read them."""

_COLUMNS = (
    "verdict", "what", "place", "text", "cited", "differences", "note", "source", "citation", "id",
)  # fmt: skip
_MARGIN = "   "
_BOLD, _DIM, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_LONGEST = 300  # characters of a quotation that a terminal shows
_WHY: Mapping[str, str] = {
    "changed": "“{quoted}” stands for “{source}”",
    "added": "“{quoted}” is added",
    "left_out": "“{source}” is left out",
    "figure": "the figure is changed: “{quoted}” for “{source}”",
    "negation": "the sense is turned round: “{quoted}” for “{source}”",
    "joined": "“{quoted}” joins what stands apart: {source}",
    "bracket": "the bracket “{quoted}” says something else than “{source}”",
    "case": "“{quoted}” is written “{source}”",
    "punctuation": "the punctuation differs: “{quoted}” for “{source}”",
}


def render_check(checked: Checked, form: CheckFormat, look: Look) -> str:
    """A checked draft in any form but Word's."""
    if form is CheckFormat.JSON:
        return json_file.one_document(check_object(checked))
    if form is CheckFormat.JSONL:
        return json_file.one_a_line(map(finding_object, checked.findings))
    if form is CheckFormat.TEXT:
        return "\n".join(_text(checked, look)) + "\n"
    render = _TABLES[form]
    return render(_table(checked))


def check_object(checked: Checked) -> dict[str, Any]:
    """A checked draft as a JSON value."""
    return {
        "schema": json_file.SCHEMA,
        "draft": checked.draft.name,
        "counts": dict(checked.counts),
        "quotations": [finding_object(finding) for finding in checked.findings],
    }


def finding_object(finding: Finding) -> dict[str, Any]:
    """A quotation or a statement as a JSON value."""
    passage = finding.passage
    return {
        "kind": finding.kind,
        "text": finding.text,
        "place": finding.place,
        "cited": finding.cited,
        "verdict": finding.verdict,
        "passage": json_file.passage_object(passage) if passage is not None else None,
        "citation": finding.citation,
        "source": finding.source or None,
        "differences": [
            {"kind": each.kind, "quoted": each.quoted, "source": each.source}
            for each in finding.differences
        ],
        "figures": list(finding.figures),
        "note": finding.note,
        "likeness": None if finding.likeness is None else round(finding.likeness, 4),
    }


def summary(checked: Checked) -> str:
    """How much of a draft is wrong, in a sentence.

    Example:
        >>> from reportqa.evidence.draft import Draft
        >>> summary(Checked(Draft("a.md", "markdown", ()), ()))
        'No quotation and no citation was found in a.md.'
    """
    total, wrong = len(checked.findings), len(checked.wrong)
    if not total:
        return f"No quotation and no citation was found in {checked.draft.name}."
    counts = [
        f"{count} {SAID[verdict]}" for verdict in VERDICTS if (count := checked.counts[verdict])
    ]
    are = "is" if wrong <= 1 else "are"
    return f"{wrong or 'None'} of {total} {are} wrong: {', '.join(counts)}."


def explained(difference: Difference) -> str:
    """A difference in words.

    Example:
        >>> explained(Difference("figure", "72", "27"))
        'the figure is changed: “72” for “27”'
        >>> explained(Difference("negation", "", "not"))
        'the sense is turned round: “not” is left out'
    """
    quoted, source = one_line(difference.quoted), one_line(difference.source)
    said = _WHY[difference.kind]
    if difference.kind in ("negation", "figure", "punctuation", "changed") and not (
        quoted and source
    ):
        before = said.partition(":")[0] + ": " if ":" in said else ""
        return before + (f"“{quoted}” is added" if quoted else f"“{source}” is left out")
    if difference.kind == "negation" and quoted.strip("[]().… ") == "":
        return f"“{quoted}” hides “{source}”"
    return said.format(quoted=quoted, source=source)


def reasons(finding: Finding) -> list[str]:
    """Why a finding has its verdict, one reason a line."""
    told = [_capital(explained(difference)) + "." for difference in finding.differences]
    if finding.verdict == "wrong_place":
        right = f"; it stands at {finding.citation}" if finding.citation else ""
        told.append(f"It is cited as {one_line(finding.cited or '')}{right}.")
    if finding.note:
        told.append(one_line(finding.note))
    return told


def _text(checked: Checked, look: Look) -> Iterator[str]:
    yield from _wrapped(summary(checked), "", look)
    number = 0
    for verdict in VERDICTS:
        if verdict in ("not_checked", "verbatim"):
            continue
        for finding in checked.findings:
            if finding.verdict == verdict:
                number += 1
                yield ""
                yield from _explained_finding(number, finding, look)
    rest = [each for each in checked.findings if not each.is_wrong]
    if rest:
        yield ""
        width = max(len(SAID[each.verdict]) for each in rest)
        for finding in sorted(rest, key=lambda each: VERDICTS.index(each.verdict)):
            label = f"{SAID[finding.verdict]:{width}}  "
            at = (
                f" — {finding.citation}"
                if finding.verdict == "verbatim" and finding.citation
                else ""
            )
            why = f" — {finding.note}" if finding.note else ""
            words = f"{finding.place}: {_shown(finding.text, 70)}{at}{why}"
            yield from _wrapped(words, label, look, style=_DIM)


def _explained_finding(number: int, finding: Finding, look: Look) -> Iterator[str]:
    cited = f" (cited: {one_line(finding.cited)})" if finding.cited else ""
    head = f"{_capital(SAID[finding.verdict])}: {finding.place}{cited}"
    yield from _wrapped(head, f"{number:>2} ", look, style=_BOLD)
    yield from _wrapped(_shown(finding.text, _LONGEST), _MARGIN, look)
    for reason in reasons(finding):
        yield from _wrapped(reason, _MARGIN + "! ", look)
    if finding.source and finding.verdict in ("altered", "not_found"):
        yield from _wrapped(f"“{_cut(finding.source, _LONGEST)}”", " » ", look)
    if finding.citation and finding.passage and finding.verdict != "wrong_place":
        where = f"{finding.citation}  ·  {finding.passage.id}"
        yield from _wrapped(where, _MARGIN, look, style=_DIM)


def _table(checked: Checked) -> Table:
    rows = tuple(
        (
            SAID[finding.verdict],
            finding.kind,
            finding.place,
            one_line(finding.text),
            finding.cited,
            "; ".join(map(explained, finding.differences)) or None,
            finding.note or None,
            finding.source or (finding.passage.text if finding.passage else None),
            finding.citation,
            finding.passage.id if finding.passage else None,
        )
        for finding in sorted(checked.findings, key=lambda each: VERDICTS.index(each.verdict))
    )
    return Table(_COLUMNS, rows, (summary(checked),))


_TABLES: Mapping[CheckFormat, Callable[[Table], str]] = {
    CheckFormat.MARKDOWN: markdown.table_markdown,
    CheckFormat.CSV: csv_file.table_csv,
    CheckFormat.HTML: lambda table: html.table_html(table, "Quotations checked"),
}


def _shown(text: str, length: int) -> str:
    return f"“{_cut(text, length)}”"


def _cut(text: str, length: int) -> str:
    line = one_line(text)
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _wrapped(text: str, margin: str, look: Look, *, style: str = "") -> Sequence[str]:
    line = one_line(text)
    lines = [margin + line]
    if look.width is not None:
        lines = textwrap.wrap(
            line,
            max(look.width, len(margin) + 20),
            initial_indent=margin,
            subsequent_indent=" " * len(margin),
            break_long_words=False,
            break_on_hyphens=False,
        ) or [margin]
    return [f"{style}{each}{_RESET}" if look.colour and style else each for each in lines]
