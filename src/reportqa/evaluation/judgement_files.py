"""Files of judgements: TREC qrels, BEIR's, or ranx JSON, told apart by what is in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from reportqa.errors import UsageError
from reportqa.evaluation.ranx_json import is_json, json_text, read_entries
from reportqa.evaluation.trec import Judged, beir_text, qrels_text, read_judgement_lines
from reportqa.output import check_output, write_whole

Judgements = Mapping[str, Mapping[str, int]]
"""By query and document, how relevant it was judged: 1 or more, or 0 (or less) for not at all."""


def read_qrels(path: Path, documents: Mapping[str, str] | None = None) -> Judgements:
    """Read judgements, in whichever form they are.

    Args:
        path: The file.
        documents: The ids of the passages by the names that the file may give them; None if the
            passages are not known, so that the file's own names are taken.

    Raises:
        UsageError: It cannot be read, holds no judgement, or an entry is malformed, twice there,
            or of a passage that there is not; the message names the file, the line and the mend.
    """
    judged: dict[str, dict[str, int]] = {}
    for place, query, document, grade in judgements_in(path):
        passage = document if documents is None else documents.get(document)
        if passage is None:
            raise place.wrong(
                f"there is no passage '{document}'",
                "Name the index that was judged with --index, or take the line out.",
            )
        if passage in judged.setdefault(query, {}):
            raise place.wrong(f"'{query}' and '{document}' were judged before", "Keep one line.")
        judged[query][passage] = grade
    if not judged:
        raise UsageError(f"'{path}' holds no judgement", "Write: query 0 document grade")
    return judged


def save_qrels(judged: Judgements, path: Path, *, force: bool = False) -> None:
    """Save judgements: ranx JSON for ``.json``, BEIR's form for ``.tsv``, else TREC qrels.

    Raises:
        UsageError: The file is there already (and not `force`), or a name cannot stand in it.
    """
    check_output(path, force=force)
    if path.suffix == ".json":
        text = json_text(judged)
    elif path.suffix == ".tsv":
        text = "".join(beir_text(judged))
    else:
        text = "".join(qrels_text(judged))
    write_whole(path, text.encode("utf-8"))


def judgements_in(path: Path) -> Iterator[Judged]:
    """Every judgement of a file, with its place; repeated ones too.

    Raises:
        UsageError: It cannot be read, or an entry is malformed.
    """
    if not is_json(path):
        yield from read_judgement_lines(path)
        return
    for entry in read_entries(path):
        if not isinstance(entry.value, int):
            raise entry.wrong(f"{entry.value} is no whole number", "A grade is a whole number.")
        yield entry, entry.query, entry.document, entry.value
