"""Pages and tables as one self-contained HTML file, readable light, dark and in print."""

from __future__ import annotations

from html import escape

from reportqa.render.page import Page, Quotation, Table
from reportqa.render.safety import printable

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
blockquote { margin: 0 0 .25rem; padding-left: 1rem; border-left: .2rem solid; }
blockquote { white-space: pre-line; }
figure { margin: 1.5rem 0; break-inside: avoid; }
figcaption, .section, .lead { opacity: .75; font-size: .9rem; }
mark { background: none; color: inherit; font-weight: 700; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .2rem .8rem .2rem 0; }
"""


def page_html(page: Page) -> str:
    """A page as an HTML document; the answer of each passage is marked."""
    title = _text(page.title or "Passages")
    body = [f"<h1>{title}</h1>"] + [f"<p>{_text(remark)}</p>" for remark in page.remarks]
    body += [_quotation(quotation) for quotation in page.quotations]
    if page.closing:
        body.append("<ul>" + "".join(f"<li>{_text(line)}</li>" for line in page.closing) + "</ul>")
    return _document(title, "\n".join(body))


def table_html(table: Table, title: str) -> str:
    """A table as an HTML document."""
    head = "".join(f'<th scope="col">{_text(column)}</th>' for column in table.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>\n"
        for row in table.rows
    )
    remarks = "".join(f"<p>{_text(remark)}</p>" for remark in table.remarks)
    body = f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>"
    return _document(_text(title), f"<h1>{_text(title)}</h1>\n{body}\n{remarks}")


def _document(title: str, body: str) -> str:
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _text(text: str) -> str:
    return escape(printable(text))


def _quotation(quotation: Quotation) -> str:
    passage = quotation.passage
    words = "".join(
        f"<mark>{_text(piece.text)}</mark>" if piece.stands_out else _text(piece.text)
        for piece in quotation.pieces
    )
    citation = _text(quotation.citation)
    if quotation.link and quotation.link.startswith(("https://", "http://")):
        citation = f'<a href="{escape(quotation.link, quote=True)}">{citation}</a>'
    parts = [
        f'<p class="section">{_text(" › ".join(passage.section))}</p>' if passage.section else "",
        f'<p class="lead">[{_text(passage.lead_in)}]</p>' if passage.lead_in else "",
        f"<blockquote>{words}</blockquote>",
        f"<figcaption>{citation}</figcaption>",
        f"<p>{_text(quotation.erratum_note)}</p>" if quotation.erratum_note else "",
    ]
    return "<figure>" + "\n".join(part for part in parts if part) + "</figure>"
