"""Encoding text into vectors with the exported model: ONNX Runtime and tokenizers, no torch."""

from __future__ import annotations

import io
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, redirect_stderr
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from reportqa.encoding.batches import batches_by_length
from reportqa.encoding.cache import Message, say_nothing
from reportqa.encoding.encoded import Encoded
from reportqa.encoding.export import OUTPUTS, Export, exported, exported_again
from reportqa.encoding.identity import EncoderIdentity
from reportqa.encoding.plan import Plan, Row, WindowVectors, plan_for, put_together, rows_of
from reportqa.encoding.text import TextTokenizer
from reportqa.encoding.weights import Weights
from reportqa.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt
    from onnxruntime import InferenceSession

#: Tokens that are encoded before any comes out: enough to sort by length, 100 MB at 768 floats.
_CHUNK_TOKENS = 1 << 15
#: Texts that are tokenized at once.
_TOKENIZED_AT_ONCE = 64
#: What ONNX Runtime takes for as many threads as there are cores.
_ALL_CORES = 0


class Encoder:
    """Turns text into one pooled vector and a vector for each word piece.

    Made by :func:`open_encoder`. One encoder may be used for any number of calls, one at a time.

    Attributes:
        identity: What decides the vectors; an index keeps it.
        dim: Length of a pooled vector.
        hidden: Length of a token vector.
        max_length: Tokens that the model takes at once, its own markers included; what is longer
            is encoded in windows.
        vocabulary_size: How many different token ids there are.
    """

    def __init__(self, export: Export) -> None:
        """Load an export.

        Args:
            export: The export.

        Raises:
            Exception: Whatever ONNX Runtime and tokenizers raise for files that do not load.
        """
        self.identity: EncoderIdentity = export.identity
        self.dim = export.dim
        self.hidden = export.hidden
        self.max_length = export.max_length
        self._pad_id = export.pad_id
        self._tokenizer = TextTokenizer(export.tokenizer)
        self.vocabulary_size = self._tokenizer.vocabulary_size
        self._markers = len(self._tokenizer.before) + len(self._tokenizer.after)
        self._export = export
        self._of_questions = _session(export.model, mapped=True, threads=_ALL_CORES)

    @property
    def name(self) -> str:
        """The weights' name: ``small``, ``mpnet``, ``minilm``, or what was asked for."""
        return self.identity.name

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) over the hashes of the weights' files."""
        return self.identity.fingerprint

    @property
    def layer(self) -> int:
        """The hidden layer whose states are the token vectors."""
        return self.identity.layer

    @property
    def variant(self) -> str:
        """The precision in which passages are encoded (``fp32`` or ``int8``)."""
        return self.identity.variant

    def encode(
        self,
        items: Sequence[tuple[str, str]],
        *,
        on_progress: Callable[[int], None] | None = None,
    ) -> Iterator[Encoded]:
        """Encode texts, each read after its context as one sequence.

        No part of a text is left out: what is longer than the model's window is encoded in
        overlapping windows with the context in each. A context that leaves the text too little
        room is cut from its beginning. A text's vectors do not depend on what it is encoded with.

        Args:
            items: Pairs of context and text; a context may be empty.
            on_progress: Called after each run of the model with the number of items encoded so
                far.

        Yields:
            One for each item, in their order. Some tens of thousands of tokens are encoded before
            the first of them comes out.
        """
        done = 0
        for plans in self._chunks(items):
            yield from self._encode_chunk(plans, done, on_progress or _tell_nobody)
            done += len(plans)

    def encode_question(self, text: str) -> Encoded:
        """Encode one text without context, as fast as can be.

        Args:
            text: The question; if it holds no word, there are no tokens.

        Returns:
            Its vectors.
        """
        [tokenized] = self._tokenizer.tokenize([("", text)])
        plan = plan_for(tokenized, self.max_length - self._markers)
        return put_together(
            plan, [self._run(self._of_questions, [row.ids])[0] for row in self._rows([plan])]
        )

    def _chunks(self, items: Sequence[tuple[str, str]]) -> Iterator[list[Plan]]:
        """Plans for all items, as many at a time as are sorted by length together."""
        chunk: list[Plan] = []
        size = 0
        for first in range(0, len(items), _TOKENIZED_AT_ONCE):
            for text in self._tokenizer.tokenize(items[first : first + _TOKENIZED_AT_ONCE]):
                plan = plan_for(text, self.max_length - self._markers)
                if chunk and size + plan.size > _CHUNK_TOKENS:
                    yield chunk
                    chunk, size = [], 0
                chunk.append(plan)
                size += plan.size
        if chunk:
            yield chunk

    def _encode_chunk(
        self, plans: Sequence[Plan], done: int, tell: Callable[[int], None]
    ) -> Iterator[Encoded]:
        rows = self._rows(plans)
        vectors: dict[int, WindowVectors] = {}
        waiting = [len(plan.windows) for plan in plans]
        with closing(self._in_batches([row.ids for row in rows])) as batches:
            for batch, found in batches:
                for row, pair in zip(batch, found, strict=False):
                    vectors[row] = pair
                    waiting[rows[row].plan] -= 1
                tell(done + waiting.count(0))
        first = 0
        for plan in plans:
            yield put_together(plan, [vectors.pop(first + n) for n in range(len(plan.windows))])
            first += len(plan.windows)

    def _in_batches(
        self, rows: Sequence[npt.NDArray[np.int32]]
    ) -> Generator[tuple[list[int], list[WindowVectors]]]:
        """Run the model on all rows: each batch's places, and at least as many vectors.

        Each core computes a batch alone: its states stay in the core's own cache, and no core
        waits for another after every product, as they do when they share one.
        """
        batches = list(batches_by_length([len(ids) for ids in rows]))
        # A single row is pooled by another kernel, which rounds otherwise: it runs doubled,
        # so that a text's vectors are the same whatever is encoded with it.
        inputs = [
            [rows[row] for row in (batch if len(batch) > 1 else batch * 2)] for batch in batches
        ]
        session = self._of_passages
        workers = ThreadPoolExecutor(_cores())
        try:
            found = workers.map(lambda some: self._run(session, some), inputs)
            yield from zip(batches, found, strict=True)
        finally:  # what was asked for may not be wanted any more
            workers.shutdown(cancel_futures=True)

    def _rows(self, plans: Sequence[Plan]) -> list[Row]:
        return rows_of(plans, self._tokenizer.before, self._tokenizer.after)

    @cached_property
    def _of_passages(self) -> InferenceSession:
        """Opened when it is needed: to be quick, it arranges all weights anew in memory.

        Raises:
            ModelError: If it does not load.
        """
        try:
            return _session(self._export.passages, mapped=False, threads=1)
        except Exception as error:  # ONNX Runtime raises bare exceptions
            raise _not_loaded(self._export, error) from error

    def _run(
        self, session: InferenceSession, rows: Sequence[npt.NDArray[np.int32]]
    ) -> list[WindowVectors]:
        """Run the model on some rows of token ids, with its markers, as one batch."""
        ids = np.full((len(rows), max(map(len, rows))), self._pad_id, dtype=np.int64)
        mask = np.zeros_like(ids)
        for number, row in enumerate(rows):
            ids[number, : len(row)] = row
            mask[number, : len(row)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask}
        pooled, tokens, importance = session.run(OUTPUTS, inputs)
        begin, end = len(self._tokenizer.before), len(self._tokenizer.after)
        # Copies: a view would keep the whole padded batch in memory.
        return [
            WindowVectors(
                pooled[number].copy(),
                tokens[number, begin : len(row) - end].copy(),
                importance[number, begin : len(row) - end].copy(),
            )
            for number, row in enumerate(rows)
        ]


def open_encoder(weights: Weights, *, on_message: Message = say_nothing) -> Encoder:
    """Open an encoder; the model is exported first if that was not done before.

    The first time this takes some seconds and loads torch. From then on it takes less than one,
    with ONNX Runtime and tokenizers only.

    Args:
        weights: What :func:`~reportqa.encoding.find_weights` found.
        on_message: Called with a line before anything that takes long.

    Returns:
        The encoder.

    Raises:
        ModelError: If the weights cannot be exported, the export cannot be loaded, or the cache
            cannot be written.

    Example:
        >>> from reportqa.encoding import find_weights, open_encoder
        >>> encoder = open_encoder(find_weights())  # doctest: +SKIP
        >>> encoder.encode_question("How many children?").tokens.shape  # doctest: +SKIP
        (4, 128)
    """
    export = exported(weights, on_message)
    try:
        return Encoder(export)
    except Exception:  # ONNX Runtime and tokenizers raise bare exceptions for what does not load
        on_message(f"the exported model in {export.folder} does not load")
    export = exported_again(weights, on_message)
    try:
        return Encoder(export)
    except Exception as error:
        raise _not_loaded(export, error) from error


def _not_loaded(export: Export, error: Exception) -> ModelError:
    return ModelError(
        f"the exported model in {str(export.folder)!r} cannot be loaded:"
        f" {str(error).partition(chr(10))[0]}",
        "install onnxruntime and tokenizers again, or choose another model",
    )


def _tell_nobody(_done: int) -> None:
    """The progress callback of someone who does not listen."""


def _cores() -> int:
    """Cores that this process may use; two threads of one core count once."""
    from joblib import cpu_count

    # Where it cannot tell cores from threads it says at length why, and counts threads: they do.
    with redirect_stderr(io.StringIO()):
        return int(cpu_count(only_physical_cores=True))


def _session(file: Path, *, mapped: bool, threads: int) -> InferenceSession:
    """Open a graph.

    Args:
        file: The graph's file.
        mapped: Compute with the weights as they lie on disk, mapped into memory: a process that
            asks one question is done before they were read and arranged, but each run then takes
            half as long again.
        threads: How many compute one run.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.intra_op_num_threads = threads
    # It was optimised when it was exported.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    # Threads that spin while they wait save a question 4 ms on an idle machine, and double its time
    # on a busy one (measured on two cores).
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if mapped:
        options.add_session_config_entry("session.disable_prepacking", "1")
    options.log_severity_level = 3  # errors only
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
