"""What decides the vectors that come out: an index keeps it, and refuses any other."""

from __future__ import annotations

from dataclasses import dataclass

#: Raised by one whenever the same weights would give other vectors, or another exported file.
EXPORT_VERSION = 5

FP32 = "fp32"
INT8 = "int8"
#: The precisions in which passages can be encoded: single, or weights and activations in 8 bits.
VARIANTS = (FP32, INT8)


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """Two encoders of equal identity give the same vectors on one machine.

    Attributes:
        name: ``small``, ``mpnet``, ``minilm``, or the folder's name or hub id that was asked for.
        fingerprint: SHA-256 (hex) over the hashes of the files that the model is loaded from.
        layer: The hidden layer whose states are the token vectors (1 is the first), or the last
            one that the head reads.
        head: Key of the head that makes the token vectors; empty for the layer's states.
        variant: The precision in which passages are encoded (``int8``, ``fp32``).
        export_version: Version of the export and of the way text is put to the model.

    Example:
        >>> EncoderIdentity("minilm", "ab" * 32, layer=6).key
        'minilm-abababababab-layer6-fp32-v5'
    """

    name: str
    fingerprint: str
    layer: int
    head: str = ""
    variant: str = FP32
    export_version: int = EXPORT_VERSION

    @property
    def key(self) -> str:
        """A folder's name for it: file-system safe, different for different identities."""
        safe = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in self.name)
        return (
            f"{safe.strip('.-')[-40:]}-{self.fingerprint[:12]}"
            f"-{self.head or f'layer{self.layer}'}-{self.variant}-v{self.export_version}"
        )
