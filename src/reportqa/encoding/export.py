"""A model exported to ONNX, once: from then on neither torch nor transformers is loaded.

The graph is kept as ONNX Runtime optimises it, its weights in a file of their own: so a process
that asks one question maps them into memory instead of reading and rearranging 440 MB. The variant
``int8`` has a second graph beside it, for passages (see :mod:`reportqa.encoding.quantise`).
Questions are always encoded in single precision: that costs them nothing, and a machine that
computes 8 bits badly can ask whatever was built on another.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from reportqa.encoding.cache import EXPORTS, Message, cache_folder, locked, published
from reportqa.encoding.checksums import file_hashes, remember, sha256_of_file
from reportqa.encoding.identity import INT8, EncoderIdentity
from reportqa.encoding.weights import Weights
from reportqa.errors import ModelError

MODEL = "model.onnx"
PASSAGES = "passages.onnx"
MODEL_WEIGHTS = "model.data"
OUTPUTS = ["pooled", "tokens", "importance"]
TOKENIZER = "tokenizer.json"
_META = "meta.json"


@dataclass(frozen=True, slots=True)
class Export:
    """One exported model in the cache, its files checked.

    Attributes:
        folder: Where it is.
        identity: What it was exported from, and how.
        dim: Length of a pooled vector.
        hidden: Length of a token vector.
        max_length: Tokens that the model takes at once, its own markers included.
        pad_id: The id that fills up a batch.
        hashes: SHA-256 (hex) of its files.
    """

    folder: Path
    identity: EncoderIdentity
    dim: int
    hidden: int
    max_length: int
    pad_id: int
    hashes: dict[str, str]

    @property
    def model(self) -> Path:
        """The graph that questions are encoded with."""
        return self.folder / MODEL

    @property
    def passages(self) -> Path:
        """The graph that passages are encoded with."""
        return self.folder / (PASSAGES if PASSAGES in self.hashes else MODEL)

    @property
    def tokenizer(self) -> Path:
        """The tokenizer's file."""
        return self.folder / TOKENIZER


def exported(weights: Weights, on_message: Message) -> Export:
    """The export of these weights, made now if it is not in the cache or is damaged there.

    Args:
        weights: What to export.
        on_message: Told before an export, which takes some seconds, and when another process is
            at it.

    Raises:
        ModelError: If the weights cannot be loaded or exported, or the cache cannot be written.
    """
    folder = cache_folder() / EXPORTS / weights.identity.key
    found = _read(folder, weights.identity)
    if found is not None:
        return found
    with locked(folder, on_message):
        return _read(folder, weights.identity) or _export(weights, folder, on_message)


def exported_again(weights: Weights, on_message: Message) -> Export:
    """The same, made anew: for an export whose files are as they were written and do not load.

    Raises:
        ModelError: As for :func:`exported`.
    """
    folder = cache_folder() / EXPORTS / weights.identity.key
    with locked(folder, on_message):
        return _export(weights, folder, on_message)


def _read(folder: Path, identity: EncoderIdentity) -> Export | None:
    """The export in a folder, or None if it is missing, of something else, or damaged."""
    try:
        meta = json.loads((folder / _META).read_text(encoding="utf-8"))
        found = Export(
            **{**meta, "folder": folder, "identity": EncoderIdentity(**meta["identity"])}
        )
        files = _files(identity)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if found.identity != identity or found.hashes.keys() != set(files):
        return None
    return found if file_hashes(folder, files) == found.hashes else None


def _files(identity: EncoderIdentity) -> tuple[str, ...]:
    """What an export consists of, beside the account of itself."""
    passages = (PASSAGES,) if identity.variant == INT8 else ()
    return (MODEL, MODEL_WEIGHTS, TOKENIZER, *passages)


def _export(weights: Weights, folder: Path, on_message: Message) -> Export:
    if not weights.folder.is_dir():
        raise ModelError(
            f"the weights of {weights.name} are no longer in {str(weights.folder)!r}",
            "put them back, or choose another model (see `reportqa models`)",
        )
    from reportqa.encoding.trace import write_model

    on_message(f"exporting {weights.name} to ONNX (once; {weights.size / 1e6:,.0f} MB)")
    with published(folder) as filling:
        facts = write_model(weights, filling)
        export = Export(
            folder=folder,
            identity=weights.identity,
            hashes={name: sha256_of_file(filling / name) for name in _files(weights.identity)},
            **facts,
        )
        meta = {key: value for key, value in asdict(export).items() if key != "folder"}
        (filling / _META).write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")
    remember(folder, export.hashes)
    return export
