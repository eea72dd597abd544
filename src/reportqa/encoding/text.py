"""From text to token ids, each with its place in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    from tokenizers import Encoding

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, eq=False)
class TokenizedText:
    """The word pieces of one context and text, the model's own markers not among them.

    Attributes:
        context_ids: Ids of the context's pieces, int32 ``(c,)``.
        ids: Ids of the text's pieces, int32 ``(t,)``.
        offsets: Their characters in the text, int32 ``(t, 2)``.
    """

    context_ids: npt.NDArray[np.int32]
    ids: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int32]


class TextTokenizer:
    """The model's tokenizer, for a context and a text as one sequence.

    A marker's name in the text (``[SEP]``, ``<mask>``) is text like any other.

    Attributes:
        before: Ids that the model wants before every sequence, int32.
        after: Ids that it wants after it, int32.
        vocabulary_size: How many different ids there are.
    """

    def __init__(self, file: Path) -> None:
        """Read a ``tokenizer.json``.

        Args:
            file: Its path.

        Raises:
            Exception: Whatever the tokenizers library raises for a damaged file.
        """
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(file))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.vocabulary_size: int = self._tokenizer.get_vocab_size()
        self.before, self.after = self._markers()
        self._tokenizer.encode_special_tokens = True

    def tokenize(self, items: Sequence[tuple[str, str]]) -> list[TokenizedText]:
        """Tokenize pairs of context and text.

        Args:
            items: The pairs; a context may be empty.

        Returns:
            One for each pair. A token that reaches from the context into the text is the text's.
        """
        prefixes = [context_prefix(_encodable(context)) for context, _ in items]
        texts = [
            prefix + _encodable(text) for prefix, (_, text) in zip(prefixes, items, strict=True)
        ]
        encodings = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        return [
            _split(encoding, len(prefix))
            for encoding, prefix in zip(encodings, prefixes, strict=True)
        ]

    def _markers(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        probe = self._tokenizer.encode("a")
        ids = np.array(probe.ids, dtype=np.int32)
        own = np.flatnonzero(np.array(probe.special_tokens_mask) == 0)
        return ids[: own[0]], ids[own[-1] + 1 :]


def context_prefix(context: str) -> str:
    """A context as it is put before a text: its own sentence.

    Example:
        >>> context_prefix("Key findings"), context_prefix("In schools:"), context_prefix(" ")
        ('Key findings. ', 'In schools: ', '')
    """
    context = context.strip()
    if not context:
        return ""
    return context + (" " if unicodedata.category(context[-1]).startswith("P") else ". ")


def _encodable(text: str) -> str:
    """The text with each lone surrogate, which no tokenizer takes, as U+FFFD: same length."""
    return _SURROGATE.sub("\ufffd", text)


def _split(encoding: Encoding, prefix: int) -> TokenizedText:
    ids = np.array(encoding.ids, dtype=np.int32)
    offsets = np.array(encoding.offsets, dtype=np.int32).reshape(-1, 2)
    border = int(np.searchsorted(offsets[:, 1], prefix, side="right")) if prefix else 0
    return TokenizedText(
        context_ids=ids[:border],
        ids=ids[border:],
        offsets=np.maximum(offsets[border:] - prefix, 0),
    )
