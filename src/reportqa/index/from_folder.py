"""Building an index from a folder of reports: reading, finding the weights, encoding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportqa.documents import Skipped, fingerprint, gap_in, read_corpus
from reportqa.errors import CorpusError, IndexUnusableError
from reportqa.index.build import BuildSummary, build
from reportqa.index.manifest import SkippedEntry, read_manifest
from reportqa.index.shapes import Progress

if TYPE_CHECKING:
    from reportqa.encoding import Encoder, Weights

MODEL = "model"
"""Setting: the preset, folder or hub id that was asked for; absent for the default."""
LAYER = "layer"
"""Setting: the hidden layer that was asked for; absent for the model's head."""
VARIANT = "variant"
"""Setting: the precision in which passages are encoded."""


def build_from_folder(
    corpus: Path,
    index: Path,
    *,
    model: str | None = None,
    layer: int | None = None,
    variant: str | None = None,
    rebuild: bool = False,
    on_message: Callable[[str], None] = lambda _: None,
    on_progress: Progress | None = None,
) -> tuple[BuildSummary, tuple[Skipped, ...]]:
    """Bring an index up to date with a folder of reports.

    Args:
        corpus: Folder of the reports.
        index: Folder of the index; made if it is not there.
        model: A preset, a folder with a model, or a hub id; None keeps the index's own model, or
            takes the one that comes with reportqa.
        layer: Take token vectors from this hidden layer as it is (1 is the first); None takes
            those that the model's head makes, or the last layer's.
        variant: ``fp32`` or ``int8``; None keeps the index's own, or takes what suits the model
            and the processor.
        rebuild: Write the index anew though nothing changed, and train anew what is trained; what
            is encoded already is not encoded again.
        on_message: Called with a line before anything that takes long, and for each report of
            which pages hold no text.
        on_progress: Called as ``on_progress(stage, done, total)``: with ``reading`` in files, then
            as `build` calls it.

    Returns:
        What was done, and the files that could not be read.

    Raises:
        CorpusError: There is no report that can be read.
        ModelError: There are no usable weights.
        IndexUnusableError: The index cannot be written, or is being built already.
    """

    def reading(done: int, total: int) -> None:
        if on_progress is not None:
            on_progress("reading", done, total)

    read = read_corpus(corpus, on_progress=reading)
    if not read.reports:
        first = read.skipped[0]
        raise CorpusError(f"no report in '{corpus}' can be read: {first.reason}")
    for gap in filter(None, map(gap_in, read.reports)):
        on_message(gap)
    settings: dict[str, Any] = _settings_of(index) if model is None else {MODEL: model}
    asked = {LAYER: layer, VARIANT: variant}
    settings |= {key: value for key, value in asked.items() if value is not None}
    weights = weights_for(settings, on_message)
    summary = build(
        read.reports,
        weights.identity,
        lambda: _opened(weights, on_message),
        index,
        settings={MODEL: weights.name, VARIANT: weights.variant, **settings},
        rebuild=rebuild,
        on_progress=on_progress,
        skipped=[_entry_of(corpus, file) for file in read.skipped],
    )
    return summary, read.skipped


def _entry_of(corpus: Path, file: Skipped) -> SkippedEntry:
    try:
        sha256 = fingerprint(corpus / file.path)
    except OSError:
        sha256 = ""
    return SkippedEntry(file.path, sha256, file.reason)


def weights_for(
    settings: Mapping[str, Any], on_message: Callable[[str], None] = lambda _: None
) -> Weights:
    """Find the weights that an index was built with, from its settings.

    Raises:
        ModelError: They are not here.
    """
    from reportqa.encoding import find_weights

    return find_weights(
        settings.get(MODEL),
        layer=settings.get(LAYER),
        variant=settings.get(VARIANT),
        on_message=on_message,
    )


def _settings_of(index: Path) -> dict[str, Any]:
    """What an index was built with, so that it keeps its model; empty where there is none."""
    try:
        manifest = read_manifest(index)
    except IndexUnusableError:
        return {}
    return dict(manifest.settings)


def _opened(weights: Weights, on_message: Callable[[str], None]) -> Encoder:
    from reportqa.encoding import open_encoder

    return open_encoder(weights, on_message=on_message)
