"""Making an export: tracing the model with torch, and holding it against the original.

One run of the exported graph gives all:

- ``pooled`` float32 ``(batch, dim)``: what the model's own pooling, dense and other modules make
  of the last layer, of length 1;
- ``tokens`` float32 ``(batch, sequence, hidden)``: token vectors of length 1 (they are only ever
  compared by cosine): what the head makes of several hidden layers, or the states of one;
- ``importance`` float32 ``(batch, sequence)``: how much each token matters in a question, as the
  head tells; 1 without a head.

The graph is traced (``dynamo=False``): here that is two to four times as fast as the newer
exporter, and its graph no slower. A trace can freeze what depended on its example's length, such as
mpnet's relative positions; so every export is compared with torch at other lengths before use.
"""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportqa.encoding.export import MODEL, MODEL_WEIGHTS, OUTPUTS, PASSAGES, TOKENIZER
from reportqa.encoding.heads import load_head
from reportqa.encoding.identity import INT8
from reportqa.encoding.packed import unpacked
from reportqa.encoding.quantise import SAMPLES, quantise
from reportqa.encoding.weights import Weights
from reportqa.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import torch
    from sentence_transformers import SentenceTransformer

_TRACED = "traced.onnx"
_OPSET = 17
#: Bytes from which on a tensor is kept in the file of weights.
_SMALLEST_OUTSIDE = 4096
#: Float sums in another order; measured below 5e-6 for both presets.
_TOLERANCE = 1e-3


def write_model(weights: Weights, into: Path) -> dict[str, int]:
    """Write a model's graphs, its weights beside them, and its tokenizer.

    Args:
        weights: The model.
        into: An empty folder.

    Returns:
        What else an :class:`~reportqa.encoding.export.Export` has to say of them.

    Raises:
        ModelError: If the weights cannot be loaded or exported.
    """
    import torch

    # Whatever device a caller has made torch's default, a model is traced on the processor.
    with _quiet(), torch.device("cpu"):
        try:
            model = _load(weights)
            graph = _graph(model, weights)
            facts = _facts(model, weights)
            (into / TOKENIZER).write_text(_tokenizer_json(model), encoding="utf-8")
            _trace(graph, into / _TRACED)
            _optimise(into / _TRACED, into / MODEL)
            _compare(graph, into / MODEL, facts)
            if weights.variant == INT8:
                quantise(into / MODEL, into / PASSAGES, _samples(model))
        except ModelError:
            raise
        except Exception as error:  # torch and transformers raise whatever they like
            why = next(iter(str(error).split("\n")), "") or type(error).__name__
            raise ModelError(
                f"the model {weights.name!r} ({weights.origin}) cannot be exported: {why}",
                "choose another model (see `reportqa models`)",
            ) from error
    return facts


def _load(weights: Weights) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    with unpacked(weights.folder) as folder:
        model = SentenceTransformer(
            str(folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            # Eager attention is what all architectures have, and what ONNX Runtime knows to fuse.
            model_kwargs={"attn_implementation": "eager", "use_safetensors": True},
        )
    return model.float().eval()


def _graph(model: SentenceTransformer, weights: Weights) -> torch.nn.Module:
    import torch

    normalize = torch.nn.functional.normalize
    of_tokens = _token_module(weights)

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer: Any = model[0].auto_model
            self.further = torch.nn.ModuleList(list(model)[1:])
            self.of_tokens = of_tokens

        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor
        ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
            states = self.transformer(
                input_ids=input_ids,
                attention_mask=attention_mask,
                output_hidden_states=True,
                return_dict=True,
            )
            features: dict[str, Any] = {
                "token_embeddings": states.last_hidden_state,
                "attention_mask": attention_mask,
            }
            for module in self.further:
                features = module(features)
            tokens, importance = self.of_tokens(states.hidden_states)
            return normalize(features["sentence_embedding"], dim=-1), tokens, importance

    return Graph().eval()


def _token_module(weights: Weights) -> torch.nn.Module:
    """What makes token vectors and importances of the hidden states: a head, or one layer."""
    import torch

    normalize = torch.nn.functional.normalize

    class OneLayer(torch.nn.Module):
        def forward(self, states: Sequence[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
            tokens = normalize(states[weights.layer], dim=-1)
            return tokens, torch.ones_like(tokens[..., 0])

    if weights.head is None:
        return OneLayer()
    layers, arrays = weights.head.layers, load_head(weights.head)

    class WithHead(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.projection = torch.nn.Parameter(torch.from_numpy(arrays.projection))
            self.importance = torch.nn.Parameter(torch.from_numpy(arrays.importance))

        def forward(self, states: Sequence[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
            joined = torch.cat([normalize(states[layer], dim=-1) for layer in layers], dim=-1)
            tokens = normalize(joined @ self.projection, dim=-1)
            return tokens, torch.exp(joined @ self.importance)

    return WithHead()


def _facts(model: SentenceTransformer, weights: Weights) -> dict[str, int]:
    transformer: Any = model[0].auto_model
    config = transformer.config
    return {
        "dim": int(model.encode("dimension", show_progress_bar=False).shape[-1]),
        "hidden": load_head(weights.head).projection.shape[1]
        if weights.head
        else int(config.hidden_size),
        "max_length": int(model.max_seq_length or config.max_position_embeddings),
        "pad_id": int(model.tokenizer.pad_token_id or 0),
    }


def _tokenizer_json(model: SentenceTransformer) -> str:
    backend = getattr(model.tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise ModelError(
            "the model's tokenizer has no fast form (tokenizer.json)", "choose another model"
        )
    return str(backend.to_str())


def _trace(graph: torch.nn.Module, file: Path) -> None:
    import torch

    lengths = {0: "batch", 1: "sequence"}
    with torch.no_grad():
        torch.onnx.export(
            graph,
            _example(batch=2, length=9, pad_id=0),
            str(file),
            input_names=["input_ids", "attention_mask"],
            output_names=OUTPUTS,
            dynamic_axes={
                "input_ids": lengths,
                "attention_mask": lengths,
                "pooled": {0: "batch"},
                "tokens": lengths,
                "importance": lengths,
            },
            opset_version=_OPSET,
            dynamo=False,
        )


def _optimise(traced: Path, file: Path) -> None:
    """Keep the graph as ONNX Runtime fuses it, the weights beside it; the traced one goes."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # What goes beyond "extended" depends on the processor, and does nothing for such a graph.
    level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.graph_optimization_level = level
    options.optimized_model_filepath = str(file)
    key = "session.optimized_model_external_initializers_"
    options.add_session_config_entry(f"{key}file_name", MODEL_WEIGHTS)
    options.add_session_config_entry(f"{key}min_size_in_bytes", str(_SMALLEST_OUTSIDE))
    onnxruntime.InferenceSession(str(traced), options, providers=["CPUExecutionProvider"])
    traced.unlink()


def _samples(model: SentenceTransformer) -> list[npt.NDArray[np.int64]]:
    """Token ids of the texts that a quantised model is fitted to."""
    import numpy as np

    return [np.array(ids, dtype=np.int64) for ids in model.tokenizer(list(SAMPLES))["input_ids"]]


def _compare(graph: torch.nn.Module, file: Path, facts: dict[str, int]) -> None:
    """Hold the graph against torch at lengths other than the traced one.

    Raises:
        ModelError: If they differ.
    """
    import numpy as np
    import onnxruntime
    import torch

    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    for batch, length in ((1, 3), (1, 40), (2, facts["max_length"])):
        ids, mask = _example(batch=batch, length=length, pad_id=facts["pad_id"])
        with torch.no_grad():
            expected = [output.numpy() for output in graph(ids, mask)]
        inputs = {"input_ids": ids.numpy(), "attention_mask": mask.numpy()}
        pooled, tokens, importance = session.run(OUTPUTS, inputs)
        unpadded = mask.numpy()
        off = max(
            np.abs(pooled - expected[0]).max(),
            np.abs((tokens - expected[1]) * unpadded[:, :, None]).max(),
            np.abs((importance - expected[2]) * unpadded).max(),
        )
        if not off < _TOLERANCE:
            raise ModelError(
                f"the exported model differs from the original by {off:.1g} at {length} tokens",
                "choose another model (see `reportqa models`)",
            )


def _example(*, batch: int, length: int, pad_id: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids and mask ``(batch, length)``; of several rows the first is half padding."""
    import torch

    # Any ids do, if every vocabulary has them and none is likely to be padding.
    ids = 5 + torch.arange(batch * length).reshape(batch, length) % 900
    mask = torch.ones_like(ids)
    if batch > 1:
        mask[0, length // 2 :] = 0
        ids[0, length // 2 :] = pad_id
    return ids, mask


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the chatter of loading and tracing from the user's terminal, here and only here."""
    from transformers.utils import logging as transformers_logging

    chatter: Any = transformers_logging  # half of it is not typed

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        level = chatter.get_verbosity()
        bar = chatter.is_progress_bar_enabled()
        chatter.set_verbosity(logging.CRITICAL)
        # Imported here, ONNX Runtime's quantizer would make the root logger print from now on.
        handlers, root_level = logging.root.handlers[:], logging.root.level
        logging.root.addHandler(logging.NullHandler())
        chatter.disable_progress_bar()
        try:
            yield
        finally:
            logging.root.handlers[:] = handlers
            logging.root.setLevel(root_level)
            chatter.set_verbosity(level)
            if bar:
                chatter.enable_progress_bar()
