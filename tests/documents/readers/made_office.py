"""The same small report as DOCX, ODT, HTML and Markdown."""

import io
import zipfile
from pathlib import Path

import docx
from docx.shared import Pt

MARKDOWN = """\
# Inspection of Made local authority children’s services

Inspection dates: 9 to 20 June 2025

| Judgement | Grade |
|---|---|
| Help and protection | Good |
| Overall effectiveness | Inadequate |

## Findings

1. Help comes **early** and staff know the children.
2. Some gaps remain. These include:
   - training of staff
   - plans for children who:
     - leave care
     - come back

### Care leavers

Their plans are late. (Recommendation)
"""

HTML = """\
<!DOCTYPE html>
<html><head><title>Made</title><script>alert("run")</script><style>p { color: red }</style></head>
<body onload="alert('run')">
<nav><a href="/">Home</a> <a href="/reports">Reports</a></nav>
<h1>Inspection of Made local authority children’s services</h1>
<p>Inspection dates: 9 to 20 June 2025</p>
<table><tr><th>Judgement</th><th>Grade</th></tr>
<tr><td>Help and protection</td><td>Good</td></tr>
<tr><td>Overall effectiveness<td>Inadequate
</table>
<h2>Findings</h2>
<ol><li>Help comes <b>early</b> and<br>staff know the children.</li>
<li><p>Some gaps remain. These include:</p>
<ul><li>training of staff<li>plans for children who:<ul><li>leave care</li><li>come back</li></ul>
</ul></li></ol>
<script>document.write("<p>written by a script</p>")</script>
<h3>Care leavers</h3>
<div>Their plans are late. (Recommendation)</div>
<p hidden>not shown</p>
</body></html>
"""

_ODT = """\
<?xml version="1.0" encoding="UTF-8"?>
<office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:xlink="http://www.w3.org/1999/xlink">
<office:automatic-styles><text:list-style style:name="L1"><text:list-level-style-number
 text:level="1"/></text:list-style><text:list-style style:name="L2">
<text:list-level-style-bullet text:level="1"/></text:list-style></office:automatic-styles>
<office:body><office:text>
<text:tracked-changes><text:p>deleted words</text:p></text:tracked-changes>
<text:h text:outline-level="1">Inspection of Made local authority children’s services</text:h>
<text:p>Inspection dates:<text:s/>9 to 20 June 2025</text:p>
<table:table><table:table-header-rows><table:table-row>
<table:table-cell><text:p>Judgement</text:p></table:table-cell>
<table:table-cell><text:p>Grade</text:p></table:table-cell></table:table-row>
</table:table-header-rows>
<table:table-row><table:table-cell><text:p>Help and protection</text:p></table:table-cell>
<table:table-cell><text:p>Good</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>Overall effectiveness</text:p></table:table-cell>
<table:table-cell><text:p>Inadequate</text:p></table:table-cell></table:table-row></table:table>
<text:h text:outline-level="2">Findings</text:h>
<text:list text:style-name="L1"><text:list-item><text:p>Help comes <text:span>early</text:span>
 and staff know the children.</text:p></text:list-item>
<text:list-item><text:p>Some gaps remain. These include:</text:p>
<text:list text:style-name="L2"><text:list-item><text:p>training of staff</text:p></text:list-item>
<text:list-item><text:p>plans for children who:</text:p><text:list>
<text:list-item><text:p>leave care</text:p></text:list-item>
<text:list-item><text:p>come back</text:p></text:list-item></text:list></text:list-item>
</text:list></text:list-item></text:list>
<text:h text:outline-level="3">Care leavers</text:h>
<text:p>Their plans are late. <text:a xlink:href="file:///etc/passwd">(Recommendation)</text:a></text:p>
</office:text></office:body></office:document-content>
"""


def odt() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", _ODT)
    return buffer.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.add_heading("Inspection of Made local authority children’s services", 1)
    document.add_paragraph("Inspection dates: 9 to 20 June 2025")
    table = document.add_table(rows=0, cols=2)
    for left, right in (
        ("Judgement", "Grade"),
        ("Help and protection", "Good"),
        ("Overall effectiveness", "Inadequate"),
    ):
        cells = table.add_row().cells
        for cell, words in zip(cells, (left, right), strict=True):
            cell.paragraphs[0].add_run(words).bold = left == "Judgement"
    document.add_heading("Findings", 2)
    first = document.add_paragraph("Help comes ", style="List Number")
    first.add_run("early").bold = True
    first.add_run(" and staff know the children.").font.size = Pt(11)
    document.add_paragraph("Some gaps remain. These include:", style="List Number")
    document.add_paragraph("training of staff", style="List Bullet")
    document.add_paragraph("plans for children who:", style="List Bullet")
    document.add_paragraph("leave care", style="List Bullet 2")
    document.add_paragraph("come back", style="List Bullet 2")
    document.add_heading("Care leavers", 3)
    document.add_paragraph("Their plans are late. (Recommendation)")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def repacked(data: bytes, **parts: str | bytes) -> bytes:
    """An Office file with parts replaced or added; ``__`` in a name stands for a slash."""
    changed = {
        name.replace("__", "/").replace("_xml", ".xml"): text for name, text in parts.items()
    }
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            if info.filename not in changed:
                new.writestr(info, old.read(info))
        for name, text in changed.items():
            new.writestr(name, text)
    return buffer.getvalue()


def write(folder: Path, suffix: str) -> Path:
    """The report as a file of a format."""
    made = {".md": MARKDOWN.encode, ".html": HTML.encode, ".odt": odt, ".docx": word}[suffix]
    path = folder / f"made{suffix}"
    path.write_bytes(made())
    return path
