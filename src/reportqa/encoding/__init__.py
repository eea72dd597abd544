"""Finding a model's weights, exporting them to ONNX once, and encoding text with them.

The way in, three lines:

    weights = find_weights()              # the model that comes with reportqa
    encoder = open_encoder(weights)       # exports on first use, then ONNX Runtime only
    passages = list(encoder.encode([("Findings", "Caseloads are too high.")]))

Importing this package loads nothing heavy: each name below is looked up when it is first used,
so a command that needs no model never waits for one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportqa.lazy import looked_up

if TYPE_CHECKING:
    from reportqa.encoding.cache import CacheEntry, cache_folder, cached, clear_cache
    from reportqa.encoding.encoded import Encoded
    from reportqa.encoding.encoder import Encoder, open_encoder
    from reportqa.encoding.identity import EncoderIdentity
    from reportqa.encoding.weights import Installed, Weights, find_weights, installed

__all__ = [
    "CacheEntry",
    "Encoded",
    "Encoder",
    "EncoderIdentity",
    "Installed",
    "Weights",
    "cache_folder",
    "cached",
    "clear_cache",
    "find_weights",
    "installed",
    "open_encoder",
]

_MODULES = {
    "CacheEntry": "cache",
    "Encoded": "encoded",
    "Encoder": "encoder",
    "EncoderIdentity": "identity",
    "Installed": "weights",
    "Weights": "weights",
    "cache_folder": "cache",
    "cached": "cache",
    "clear_cache": "cache",
    "find_weights": "weights",
    "installed": "weights",
    "open_encoder": "encoder",
}

__getattr__ = looked_up(__name__, _MODULES)
