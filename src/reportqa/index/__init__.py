"""The index on disk: building it, opening it, checking it.

    build(reports, encoder.identity, lambda: encoder, Path("index"))
    with open_index(Path("index")) as index:
        ordinals, scores = index.lexical(["caseloads"], limit=10)

An index is a folder with ``MANIFEST.json`` and one generation: ``passages.db`` (words),
``vectors.faiss`` (paragraph vectors), the ``tokens-*`` files (token vectors) and the
``positions*`` and ``postings-*`` files (which words stand where). A build writes a generation
beside the old one and replaces the manifest last, so that a reader sees the one or the other.
"""

from reportqa.index.build import BuildSummary, build
from reportqa.index.from_folder import LAYER, MODEL, VARIANT, build_from_folder, weights_for
from reportqa.index.index import Index, open_index
from reportqa.index.lexical import Group
from reportqa.index.manifest import MANIFEST, Manifest, ReportEntry, read_manifest
from reportqa.index.shapes import Progress
from reportqa.index.store import IndexedReport
from reportqa.index.tokens import TokenBlock, TokenMatrix
from reportqa.index.verify import Problem, verify
from reportqa.index.wording import plain_words, surface_words

__all__ = [
    "LAYER",
    "MANIFEST",
    "MODEL",
    "VARIANT",
    "BuildSummary",
    "Group",
    "Index",
    "IndexedReport",
    "Manifest",
    "Problem",
    "Progress",
    "ReportEntry",
    "TokenBlock",
    "TokenMatrix",
    "build",
    "build_from_folder",
    "open_index",
    "plain_words",
    "read_manifest",
    "surface_words",
    "verify",
    "weights_for",
]
