"""Reading reports into passages, each with its place, and citing them."""

from reportqa.documents.account import Discrepancy, account
from reportqa.documents.acronyms import acronyms
from reportqa.documents.citation import cite, cite_report, link, long_date
from reportqa.documents.dates import Period, period, periods_in
from reportqa.documents.errata import erratum_of
from reportqa.documents.facts import Erratum, Facts
from reportqa.documents.folding import fold, holds, slug
from reportqa.documents.gaps import gap_in
from reportqa.documents.grades import GRADES, grades_meant
from reportqa.documents.passage import Kind, Passage
from reportqa.documents.reading import (
    Corpus,
    Skipped,
    cut_text,
    fingerprint,
    read_corpus,
    read_report,
    report_files,
)
from reportqa.documents.report import Heading, LeftOut, Report, Span
from reportqa.documents.sentences import refers_back, sentence_spans

__all__ = [
    "GRADES",
    "Corpus",
    "Discrepancy",
    "Erratum",
    "Facts",
    "Heading",
    "Kind",
    "LeftOut",
    "Passage",
    "Period",
    "Report",
    "Skipped",
    "Span",
    "account",
    "acronyms",
    "cite",
    "cite_report",
    "cut_text",
    "erratum_of",
    "fingerprint",
    "fold",
    "gap_in",
    "grades_meant",
    "holds",
    "link",
    "long_date",
    "period",
    "periods_in",
    "read_corpus",
    "read_report",
    "refers_back",
    "report_files",
    "sentence_spans",
    "slug",
]
