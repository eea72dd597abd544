"""Reading PDF: from characters with boxes to blocks of text."""

from reportqa.documents.readers.pdf.reader import read_pdf

__all__ = ["read_pdf"]
