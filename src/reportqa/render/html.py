"""Pages and tables as one self-contained HTML file, readable light, dark and in print."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from reportqa.render.page import Page, Quotation, Table, cell_text
from reportqa.render.safety import printable

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
blockquote { margin: 0 0 .25rem; padding-left: 1rem; border-left: .2rem solid; }
blockquote, .context { white-space: pre-line; }
figure { margin: 1.5rem 0; break-inside: avoid; }
figcaption, .section, .lead, .context { opacity: .75; font-size: .9rem; }
mark { background: none; color: inherit; font-weight: 700; }
table { border-collapse: collapse; }
td, th { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; }
td { white-space: pre-wrap; }
"""
# Nothing in the file is fetched and nothing runs, whatever a reader's browser would allow.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page_html(page: Page) -> str:
    """A page as an HTML document; the answer of each passage is marked."""
    title = page.title or "Passages"
    return head_html(title) + _body(page, title, "h1") + foot_html()


def section_html(page: Page, level: int = 2) -> str:
    """A page as one section of a document, between `head_html` and `foot_html`.

    Args:
        page: The page.
        level: The level of its heading.
    """
    return f"<section>\n{_body(page, page.title, f'h{min(level, 6)}')}</section>\n"


def heading_html(words: str, level: int) -> str:
    """A heading of a level from 1; there are no more than six."""
    return f"<h{min(level, 6)}>{_text(words)}</h{min(level, 6)}>\n"


def paragraph_html(text: str) -> str:
    """A paragraph of plain words."""
    return f"<p>{_text(text)}</p>\n"


def table_html(table: Table, title: str) -> str:
    """A table as an HTML document."""
    return f"{head_html(title)}<h1>{_text(title)}</h1>\n{_table(table)}{foot_html()}"


def table_section(table: Table, heading: str) -> str:
    """A table as one section of a document, between `head_html` and `foot_html`."""
    return f"<section>\n<h2>{_text(heading)}</h2>\n{_table(table)}</section>\n"


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{_text(column)}</th>' for column in table.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{_text(cell_text(cell))}</td>" for cell in row) + "</tr>\n"
        for row in table.rows
    )
    remarks = "".join(f"<p>{_text(remark)}</p>\n" for remark in table.remarks)
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>\n{remarks}"


def head_html(title: str) -> str:
    """The beginning of a document."""
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    )


def foot_html() -> str:
    """The end of a document."""
    return "</body>\n</html>\n"


def list_html(items: Iterable[tuple[str, str | None]]) -> str:
    """A numbered list of words, each with where it leads to on the web, if it does."""
    rows = (f"<li>{_text(words)}{_after(link)}</li>\n" for words, link in items)
    return f"<ol>\n{''.join(rows)}</ol>\n"


def _after(link: str | None) -> str:
    return f' <a href="{escape(link)}">{_text(link)}</a>' if link else ""


def _body(page: Page, title: str, heading: str) -> str:
    parts = [f"<{heading}>{_text(title)}</{heading}>"]
    parts += [f"<p>{_text(remark)}</p>" for remark in page.remarks]
    parts += [quotation_html(quotation) for quotation in page.quotations]
    if page.counts:
        rows = (f"<tr><td>{count}</td><td>{_text(where)}</td></tr>" for count, where in page.counts)
        parts.append("<p>By section:</p>\n<table>" + "\n".join(rows) + "</table>")
    return "\n".join(parts) + "\n"


def _text(text: str) -> str:
    return escape(printable(text))


def quotation_html(quotation: Quotation) -> str:
    """A block quote with its citation, as one figure."""
    parts = [
        _paragraph("section", quotation.section),
        *_context(quotation.before),
        _paragraph("lead", f"[{quotation.lead_in}]" if quotation.lead_in else ""),
        f"<blockquote>{_words(quotation)}</blockquote>",
        f"<figcaption>{_caption(quotation)}</figcaption>",
        _paragraph("note", quotation.erratum_note or ""),
        *_context(quotation.after),
    ]
    return "<figure>" + "\n".join(part for part in parts if part) + "</figure>"


def _context(neighbours: Iterable[Quotation]) -> Iterable[str]:
    for it in neighbours:
        yield _paragraph("context", f"{it.passage.place}: {it.passage.text}")
        yield _paragraph("note", it.erratum_note or "")


def _paragraph(kind: str, text: str) -> str:
    return f'<p class="{kind}">{_text(text)}</p>' if text else ""


def _words(quotation: Quotation) -> str:
    return "".join(
        f"<mark>{_text(piece.text)}</mark>" if piece.stands_out else _text(piece.text)
        for piece in quotation.pieces
    )


def citation_html(quotation: Quotation) -> str:
    """A citation, leading to the page of the published document where that is known."""
    citation = _text(quotation.citation)
    return f'<a href="{escape(quotation.link)}">{citation}</a>' if quotation.link else citation


def _caption(quotation: Quotation) -> str:
    marks = f" {_text(quotation.marks)}" if quotation.marks else ""
    strength = f" [{quotation.strength}]" if quotation.strength else ""
    label = f"<b>{_text(quotation.label)}</b> " if quotation.label else ""
    return label + citation_html(quotation) + marks + strength
