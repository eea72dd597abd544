"""Small reports that say what a test needs."""

import datetime as dt
import hashlib
import random
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reportqa.documents import Erratum, Facts, Heading, LeftOut, Passage, Report
from reportqa.index import Index

_WORDS = re.findall(
    r"\w+",
    """children social workers caseloads leaders partners assessments plans care leavers thresholds
    strategy meetings risk neglect missing housing education health visits managers decisions
    recording quality timely poor effective improved inadequate""",
)


def a_report(
    name: str,
    texts: Sequence[str],
    *,
    section: tuple[str, ...] = ("Findings",),
    lead_in: str | None = None,
) -> Report:
    """A report of numbered paragraphs, with facts, a heading and something left out."""
    passages = tuple(
        Passage(
            id=f"{name}:{number}",
            report=name,
            number=str(number),
            item=None,
            kind="paragraph",
            section=section,
            page_first=number,
            page_last=number + 1,
            lead_in=lead_in,
            anchor=None,
            marks=("recommendation",) if number == 1 else (),
            text=text,
        )
        for number, text in enumerate(texts, start=1)
    )
    return Report(
        id=name,
        path=f"{name}.txt",
        sha256=hashlib.sha256("\n".join(texts).encode("utf-8", "replace")).hexdigest(),
        facts=Facts(
            f"Report on {name}",
            authority=name.title(),
            publisher="Ofsted",
            published=dt.date(2016, 9, 20),
            inspected=(dt.date(2016, 7, 4), dt.date(2016, 7, 28)),
            page_lines=(1, 20),
            errata=(Erratum("1", "source words", "printed words"),),
        ),
        passages=passages,
        headings=(Heading("Findings – overview", 1, 1, ((0, 8),)),),
        left_out=(LeftOut("page number", "7", 12, ((100, 101),)),),
        source="",
        passage_spans=(),
        mark_spans=(),
    )


def sentences(count: int, seed: int) -> list[str]:
    """Short made-up sentences, all different."""
    dice = random.Random(seed)
    return [f"{' '.join(dice.sample(_WORDS, 4))} {seed} {place}." for place in range(count)]


def answers(index: Index) -> dict[str, object]:
    """Everything that an index says, in a form that compares; reads every byte it answers from."""
    matrix = index.all_tokens()
    blocks = [index.tokens(ordinal) for ordinal in range(len(index))]
    ordinals, scores = index.lexical(["children", "care plans", "risk"], 1000)
    some = [index.dense(_unit(index, place), 1000) for place in range(3)]
    return {
        "passages": index.all_passages(),
        "reports": index.reports(),
        "headings": [index.headings(report.id) for report in index.reports()],
        "left out": [index.left_out(report.id) for report in index.reports()],
        "lexical": (ordinals.tolist(), scores.tolist()),
        "vocabulary": index.vocabulary(),
        "dense": [(found.tolist(), [round(float(x), 4) for x in near]) for found, near in some],
        "frequencies": index.document_frequencies().tolist(),
        "ids": [block.ids.tolist() for block in blocks],
        "offsets": [block.offsets.tolist() for block in blocks],
        "values": matrix.values.tobytes(),
        "scales": matrix.scales.tobytes(),
        "starts": matrix.starts.tolist(),
    }


def files_of(index_dir: Path) -> list[Path]:
    """The manifest and the files of the generation that counts, sorted."""
    return sorted(index_dir.glob("MANIFEST.json")) + sorted(index_dir.glob("g*/*"))


def _unit(index: Index, place: int) -> NDArray[np.float32]:
    vector = np.zeros(index.dim, dtype=np.float32)
    vector[place] = 1.0
    return vector
