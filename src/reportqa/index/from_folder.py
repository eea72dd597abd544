"""Building an index from a folder of reports: reading, finding the weights, encoding."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from reportqa.documents import Skipped, read_corpus
from reportqa.errors import CorpusError, IndexUnusableError
from reportqa.index.build import BuildSummary, build
from reportqa.index.manifest import read_manifest
from reportqa.index.shapes import Progress

if TYPE_CHECKING:
    from reportqa.encoding import Encoder, Weights

MODEL = "model"
"""Setting: the preset, folder or hub id that was asked for; absent for the default."""


def build_from_folder(
    corpus: Path,
    index: Path,
    *,
    model: str | None = None,
    on_message: Callable[[str], None] = lambda _: None,
    on_progress: Progress | None = None,
) -> tuple[BuildSummary, tuple[Skipped, ...]]:
    """Bring an index up to date with a folder of reports.

    Args:
        corpus: Folder of the reports.
        index: Folder of the index; made if it is not there.
        model: A preset, a folder with a model, or a hub id; None keeps the index's own model, or
            takes the best that is installed.
        on_message: Called with a line before anything that takes long.
        on_progress: Called as ``on_progress(stage, done, total)``.

    Returns:
        What was done, and the files that could not be read.

    Raises:
        CorpusError: There is no report that can be read.
        ModelError: There are no usable weights.
        IndexUnusableError: The index cannot be written, or is being built already.
    """
    read = read_corpus(corpus)
    if not read.reports:
        first = read.skipped[0]
        raise CorpusError(f"no report in '{corpus}' can be read: {first.reason}")
    weights = _weights(model or _model_of(index), on_message)
    settings = {MODEL: model} if model else {}
    summary = build(
        read.reports,
        weights.identity,
        lambda: _opened(weights, on_message),
        index,
        settings=settings,
        on_progress=on_progress,
    )
    return summary, read.skipped


def _model_of(index: Path) -> str | None:
    """The model that an index was built with; None where there is none that can be read."""
    try:
        manifest = read_manifest(index)
    except IndexUnusableError:
        return None
    return str(manifest.settings.get(MODEL, manifest.encoder.name))


def _weights(name: str | None, on_message: Callable[[str], None]) -> Weights:
    from reportqa.encoding import find_weights

    return find_weights(name, on_message=on_message)


def _opened(weights: Weights, on_message: Callable[[str], None]) -> Encoder:
    from reportqa.encoding import open_encoder

    return open_encoder(weights, on_message=on_message)
