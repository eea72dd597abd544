"""The same model in 8 bits, for passages: twice as fast where a processor has the instructions.

Every matrix product with the model's weights becomes one of 8-bit integers. A token's inputs have
one scale, and so has each of the weights' output columns; the sums are exact, so a token's vector
does not depend on the rest of its batch, as it would with the usual dynamic quantization, whose
scale is the whole batch's. The few input channels whose values are far larger than all others',
and would coarsen every other's, are multiplied in single precision beside it: Dettmers and others,
LLM.int8(), 2022. Which channels those are hardly depends on what is read; some sentences tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import onnx

    Floats = npt.NDArray[np.float32]
    Ids = npt.NDArray[np.int64]

#: Read to find the channels with the largest values.
SAMPLES = (
    "The council has not met its duty to visit children who live far from home, and 14 of the 62"
    " plans that inspectors read were out of date.",
    "Managers know what has to change; their oversight of cases is, however, too weak.",
    "Inadequate: the experiences and progress of children who need help and protection.",
    "Who leads the board, and when did it last meet?",
    "At 31 March 2015 a total of 1,204 pupils (17.7%) were entitled to free school meals.",
    "The recipe asks for two eggs, a pinch of salt & £3.50 worth of butter – nothing more.",
)

_LARGEST = 16
#: Narrower results are not worth it.
_NARROWEST = 128
_WEIGHT_MAX = 127
_ZERO = 128  # what 0 becomes in an unsigned byte
_FLOOR = 1e-12


@dataclass(frozen=True, slots=True)
class _Product:
    """A product with constant weights.

    Attributes:
        node: Its node, x @ w.
        weights: float32 (inputs, outputs).
    """

    node: onnx.NodeProto
    weights: Floats

    @property
    def source(self) -> str:
        """Name of x."""
        return str(self.node.input[0])


def quantise(source: Path, target: Path, samples: Sequence[Ids]) -> None:
    """Write a model with its products in 8 bits; what stays as it is it shares with the original.

    Args:
        source: The model, its weights in a file beside it.
        target: The file to write, in the same folder.
        samples: Token ids of some texts, with the model's markers, int64 (n,).
    """
    import onnx

    model = onnx.load(str(source), load_external_data=False)
    products = _products(model.graph, source.parent)
    largest = _largest_channels(model, source, products, samples)
    _Rewriting(model.graph, products, largest).run()
    if "com.microsoft" not in {opset.domain for opset in model.opset_import}:
        model.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
    onnx.save(model, str(target))


def _products(graph: onnx.GraphProto, folder: Path) -> list[_Product]:
    import onnx

    constants = {tensor.name: tensor for tensor in graph.initializer}
    products = []
    for node in graph.node:
        tensor = constants.get(node.input[1]) if node.op_type == "MatMul" else None
        if tensor is not None and len(tensor.dims) == 2 and tensor.dims[1] >= _NARROWEST:
            weights = onnx.numpy_helper.to_array(tensor, base_dir=str(folder))
            products.append(_Product(node, weights))
    return products


def _largest_channels(
    model: onnx.ModelProto, file: Path, products: Sequence[_Product], samples: Sequence[Ids]
) -> dict[str, Ids]:
    """The channels of each product's input that grow largest over the samples, int64, rising."""
    import numpy as np
    import onnx
    import onnxruntime

    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    sources = list(dict.fromkeys(product.source for product in products))
    wanted = {str(output.name) for output in probe.graph.output}
    probe.graph.output.extend(
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None)
        for name in sources
        if name not in wanted
    )
    probing = file.with_name("probe.onnx")  # beside the weights that it refers to
    try:
        onnx.save(probe, str(probing))
        session = onnxruntime.InferenceSession(str(probing), providers=["CPUExecutionProvider"])
    finally:
        probing.unlink(missing_ok=True)
    peaks: dict[str, list[Floats]] = {name: [] for name in sources}
    for ids in samples:
        inputs = {"input_ids": ids[None], "attention_mask": np.ones_like(ids[None])}
        for name, values in zip(sources, session.run(sources, inputs), strict=True):
            peaks[name].append(np.abs(values).reshape(-1, values.shape[-1]).max(axis=0))
    return {
        name: np.sort(np.argsort(-np.max(found, axis=0), kind="stable")[:_LARGEST])
        for name, found in peaks.items()
    }


class _Rewriting:
    """One rewriting of a graph, in place."""

    def __init__(
        self, graph: onnx.GraphProto, products: Sequence[_Product], largest: dict[str, Ids]
    ) -> None:
        self._graph = graph
        self._products = {product.node.name: product for product in products}
        self._largest = largest
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}
        self._quantised: dict[str, tuple[str, str, str]] = {}

    def run(self) -> None:
        """Replace the products, and drop the weights that nothing uses any more."""
        for node in self._graph.node:
            product = self._products.get(node.name)
            if product is None:
                self._nodes.append(node)
            else:
                self._replace(product)
        used = {name for node in self._nodes for name in node.input}
        kept = [tensor for tensor in self._graph.initializer if tensor.name in used]
        del self._graph.node[:], self._graph.initializer[:]
        self._graph.node.extend(self._nodes)
        self._graph.initializer.extend([*kept, *self._constants.values()])

    def _replace(self, product: _Product) -> None:
        """Write x @ w as a product of bytes, scaled, plus that of the largest channels."""
        import numpy as np

        values, scale, large = self._input(product)
        [output] = product.node.output
        channels = self._largest[product.source]
        beside = np.ascontiguousarray(product.weights[channels])
        weights = product.weights.copy()
        weights[channels] = 0
        scales = np.maximum(np.abs(weights).max(axis=0), _FLOOR) / _WEIGHT_MAX
        sums = self._add(
            "MatMulIntegerToFloat",
            [
                values,
                self._constant(f"{output}/bytes", np.rint(weights / scales).astype(np.int8)),
                self._constant("quantised/one", np.float32(1)),
                self._constant(f"{output}/scales", scales.astype(np.float32)),
                self._constant("quantised/zero", np.uint8(_ZERO)),
            ],
            f"{output}/sums",
            domain="com.microsoft",
        )
        scaled = self._add("Mul", [sums, scale], f"{output}/scaled")
        exact = self._add(
            "MatMul", [large, self._constant(f"{output}/beside", beside)], f"{output}/exact"
        )
        self._add("Add", [scaled, exact], output)

    def _input(self, product: _Product) -> tuple[str, str, str]:
        """A product's input: its bytes, the scale of each token, and its largest channels."""
        name = product.source
        if name not in self._quantised:
            self._quantised[name] = self._quantise(name, len(product.weights))
        return self._quantised[name]

    def _quantise(self, name: str, channels: int) -> tuple[str, str, str]:
        import numpy as np

        largest = self._largest[name]
        others = np.ones(channels, dtype=np.float32)
        others[largest] = 0
        large = self._add(
            "Gather", [name, self._constant(f"{name}/largest", largest)], f"{name}/large", axis=-1
        )
        rest = self._add("Mul", [name, self._constant(f"{name}/others", others)], f"{name}/rest")
        size = self._add("Abs", [rest], f"{name}/size")
        peak = self._add("ReduceMax", [size], f"{name}/peak", axes=[-1], keepdims=1)
        share = self._constant("quantised/share", np.float32(1 / _WEIGHT_MAX))
        raw = self._add("Mul", [peak, share], f"{name}/raw")
        floor = self._constant("quantised/floor", np.float32(_FLOOR))
        scale = self._add("Max", [raw, floor], f"{name}/scale")
        # A scale for each row is a scale along an axis, if the rows are one axis.
        shape = self._constant(f"quantised/rows{channels}", np.array([-1, channels]))
        rows = self._add("Reshape", [rest, shape], f"{name}/rows")
        flat = self._constant("quantised/flat", np.array([-1]))
        scales = self._add("Reshape", [scale, flat], f"{name}/scales")
        count = self._add("Shape", [scales], f"{name}/count")
        zero = self._constant("quantised/zeros", np.array([_ZERO], dtype=np.uint8))
        zeros = self._add("Expand", [zero, count], f"{name}/zeros")
        packed = self._add("QuantizeLinear", [rows, scales, zeros], f"{name}/packed", axis=0)
        shape_of = self._add("Shape", [rest], f"{name}/shape")
        return self._add("Reshape", [packed, shape_of], f"{name}/bytes"), scale, large

    def _add(self, op: str, inputs: list[str], output: str, **attributes: Any) -> str:  # noqa: ANN401 - ONNX's own
        import onnx

        self._nodes.append(
            onnx.helper.make_node(op, inputs, [output], name=f"{output}/{op}", **attributes)
        )
        return output

    def _constant(self, name: str, value: np.generic | npt.NDArray[np.generic]) -> str:
        import numpy as np
        import onnx

        if name not in self._constants:
            self._constants[name] = onnx.numpy_helper.from_array(np.asarray(value), name)
        return name
