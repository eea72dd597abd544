"""Files that cannot be read: each is skipped with its true reason, and the rest is read."""

import importlib
import io
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader

from reportqa.documents import account, gap_in, read_corpus, read_report
from reportqa.documents.readers import limits, load, process
from reportqa.errors import CorpusError
from tests.documents.readers.made_office import repacked, word
from tests.documents.readers.made_pdf import Pdf

GOOD = "1. All is well here, and every visit is written down on the day.\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"


def small_pdf(**options: object) -> bytes:
    pdf = Pdf(options=dict(options))
    for number in range(1, 9):
        pdf.numbered(number, "All is well here, and every visit is written down on the day.")
    return pdf.done()


def scan() -> bytes:
    pdf = Pdf()
    for _ in range(3):
        picture(pdf)
        pdf.text(500, 40, "3")  # a scanner's stamp is no text
        pdf.next_page()
    return pdf.done()


def picture(pdf: Pdf) -> None:
    drawn = ImageReader(Image.new("L", (60, 80), 200))
    pdf.canvas.drawImage(drawn, 40, 40, 520, 760)


def tree(kids: str, *more: str) -> bytes:
    """A PDF whose page tree is written by hand."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Count 1 /Kids [{kids}] >>"]
    body = b"%PDF-1.7\n"
    offsets = []
    for number, text in enumerate([*objects, *more], start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    count = len(offsets) + 1
    body += f"xref\n0 {count}\n0000000000 65535 f \n{table}".encode()
    start = body.index(b"xref")
    return body + f"trailer << /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def deep_tree() -> bytes:
    depth = 3000
    nodes = [f"<< /Type /Pages /Count 1 /Kids [{at + 4} 0 R] >>" for at in range(depth)]
    return tree("3 0 R", *nodes, "<< /Type /Page /MediaBox [0 0 9 9] >>")


BOMB = "<w:document>" + " " * (limits.MOST_UNPACKED + 10) + "</w:document>"
ENTITIES = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'

BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a web page": ("page.pdf", lambda: b"<!DOCTYPE html><p>Not found</p>", "is a web page"),
    "a picture": ("picture.pdf", lambda: PNG, "is a PNG picture"),
    "a photograph": ("photo.pdf", lambda: JPEG, "is a JPEG picture"),
    "an error page": ("error.pdf", lambda: b"<html><body>Sign in</body></html>", "is a web page"),
    "an error message": ("denied.pdf", lambda: b"AccessDenied", "is no PDF"),
    "empty": ("empty.pdf", lambda: b"", "is empty"),
    "blank": ("blank.txt", lambda: b" \n\n", "is empty"),
    "truncated": ("cut.pdf", lambda: small_pdf()[:700], "damaged"),
    "a header alone": ("head.pdf", lambda: b"%PDF-1.7\n", "damaged"),
    "encrypted": (
        "locked.pdf",
        lambda: small_pdf(encrypt=StandardEncryption("secret", strength=128)),
        "asks for a password",
    ),
    "a scan": ("scan.pdf", scan, "needs OCR"),
    "a cyclic page tree": ("cycle.pdf", lambda: tree("2 0 R"), "is damaged: Failed to load page"),
    "a deep page tree": ("deep.pdf", deep_tree, "is damaged: Failed to load page"),
    "a ZIP bomb": ("bomb.docx", lambda: repacked(word(), word__document_xml=BOMB), "unpacks to"),
    "entities": ("lol.docx", lambda: repacked(word(), word__document_xml=ENTITIES), "entities"),
    "cut DOCX": ("cut.docx", lambda: word()[:2000], "damaged Office file"),
    "no text document": ("sheet.docx", lambda: _zip("xl/a.xml"), "no text"),
    "binary": ("binary.txt", lambda: b"ab\x00\xff\xfe", "binary"),
    "another encoding": ("old.txt", lambda: "Ren\u00e9".encode("latin-1"), "not UTF-8"),
    "RTF": ("old.docx", lambda: b"{\\rtf1 hello}", "an RTF file"),
}


def _zip(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_skipped_with_its_reason(tmp_path: Path, what: str) -> None:
    name, make, reason = BAD[what]
    (tmp_path / name).write_bytes(make())
    (tmp_path / "good.txt").write_text(GOOD)
    corpus = read_corpus(tmp_path)
    assert [report.id for report in corpus.reports] == ["good"]
    assert [skipped.path for skipped in corpus.skipped] == [name]
    assert reason in corpus.skipped[0].reason
    assert name in corpus.skipped[0].reason
    assert "\n" not in corpus.skipped[0].reason


def test_pages_that_are_pictures_are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    pdf = Pdf()
    for page in range(1, 7):
        if page in (2, 4, 5):
            picture(pdf)
        else:
            pdf.numbered(page, "All is well here, and every visit is written down on the day.")
        if page < 6:
            pdf.next_page()
    (tmp_path / "half.pdf").write_bytes(pdf.done())
    corpus = read_corpus(tmp_path)
    (report,) = corpus.reports
    assert corpus.skipped == ()
    assert [passage.page_first for passage in report.passages] == [1, 3, 6]
    assert report.facts.textless_pages == (2, 4, 5)
    told = gap_in(report)
    assert told is not None
    assert told.startswith("'half.pdf': pages 2, 4–5 of its file are pictures")


def test_a_cover_with_a_logo_and_a_blank_page_are_no_gaps(tmp_path: Path) -> None:
    pdf = Pdf()
    pdf.canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 50, 700, 90, 40)
    pdf.line("Made Council")
    pdf.next_page()
    pdf.next_page()
    pdf.numbered(1, "All is well here, and every visit is written down on the day.")
    path = tmp_path / "cover.pdf"
    path.write_bytes(pdf.done())
    assert gap_in(read_report(path)) is None


def test_a_password_that_only_an_owner_needs_hinders_no_reader(tmp_path: Path) -> None:
    path = tmp_path / "owned.pdf"
    path.write_bytes(small_pdf(encrypt=StandardEncryption("", "owner", strength=128)))
    assert len(read_report(path).passages) == 8


def test_links_and_macros_of_a_word_document_are_not_followed(tmp_path: Path) -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="t" TargetMode="External" Target="http://192.0.2.1/x.png"/>'
        "</Relationships>"
    )
    path = tmp_path / "linked.docm"
    data = repacked(word(), word___rels__document_xml_rels=relations)
    path.write_bytes(repacked(data, word__vbaProject_bin=b"\xd0\xcf\x11\xe0"))
    (tmp_path / "plain.docx").write_bytes(word())
    linked, plain = read_report(path), read_report(tmp_path / "plain.docx")
    assert account(linked) == []
    assert [passage.text for passage in linked.passages] == [
        passage.text for passage in plain.passages
    ]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read all")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(GOOD)
    path.chmod(0)
    with pytest.raises(CorpusError, match="cannot be read: Permission denied"):
        read_report(path)


def test_a_file_that_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    path = tmp_path / "secret.txt"
    path.write_text(GOOD)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(CorpusError, match=r"'secret\.txt' cannot be read: Permission denied"):
        read_report(path)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_broken_and_looping_links(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD)
    (tmp_path / "broken.pdf").symlink_to(tmp_path / "gone.pdf")
    (tmp_path / "loop.pdf").symlink_to(tmp_path / "loop.pdf")
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    corpus = read_corpus(tmp_path)
    assert len(corpus.reports) == 1
    reasons = {skipped.path: skipped.reason for skipped in corpus.skipped}
    assert set(reasons) == {"broken.pdf", "loop.pdf"}
    assert "a link to something that is not there" in reasons["broken.pdf"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
@pytest.mark.parametrize("stem", ["two\nlines", "red\x1b[31m", "x" * 246])
def test_a_strange_name_stays_on_its_line(tmp_path: Path, stem: str) -> None:
    bad = tmp_path / f"{stem}.pdf"
    bad.write_bytes(PNG)
    with pytest.raises(CorpusError) as caught:
        read_report(bad)
    assert caught.value.problem.isprintable()
    assert len(caught.value.problem) < 160
    good = bad.with_suffix(".txt")
    good.write_text(GOOD)
    assert read_report(good).passages[0].number == "1"


def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "growing.txt"
    path.write_text(GOOD)
    whole = Path.read_bytes

    def read_bytes(self: Path) -> bytes:
        data = whole(self)
        with self.open("a") as more:
            more.write("2. More.\n")
        return data

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    with pytest.raises(CorpusError, match="changed while it was read"):
        load(path)


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module("reportqa.documents.readers.load")
    monkeypatch.setattr(module, "MOST_BYTES", 10)
    path = tmp_path / "large.txt"
    path.write_text(GOOD)
    with pytest.raises(CorpusError, match="at most"):
        read_report(path)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("while True: pass", "took longer than 1 s"),
        ("import os; os.abort()", "crashed"),
        ("import sys; sys.exit('no such thing')", "no such thing"),
    ],
)
def test_a_reader_that_hangs_or_crashes_is_ended(
    monkeypatch: pytest.MonkeyPatch, code: str, reason: str
) -> None:
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-c", code))
    with pytest.raises(CorpusError, match=reason):
        process.read_apart("pdf", b"%PDF-1.7", "a.pdf", seconds=1)


@pytest.mark.parametrize("code", ["while True: pass", "import os; os.abort()"])
def test_a_reader_that_hangs_or_crashes_does_not_stop_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    (tmp_path / "good.txt").write_text(GOOD)  # read in this process, not in one of its own
    (tmp_path / "stuck.pdf").write_bytes(small_pdf())
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-c", code))
    monkeypatch.setattr(process.read_apart, "__kwdefaults__", {"seconds": 1})
    corpus = read_corpus(tmp_path)
    assert [report.id for report in corpus.reports] == ["good"]
    assert [skipped.path for skipped in corpus.skipped] == ["stuck.pdf"]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded where the system can")
def test_a_reader_gets_no_more_memory_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys; from reportqa.documents.readers import child; child.MOST_MEMORY = 2**29;"
        "child._read = lambda *told: bytearray(2**31); sys.exit(child.main(['pdf', 'a.pdf']))"
    )
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-c", code))
    with pytest.raises(CorpusError, match="more memory"):
        process.read_apart("pdf", b"%PDF-1.7", "a.pdf")
