"""The same model in 8 bits, for passages: twice as fast where a processor has the instructions.

Every matrix product with the model's weights becomes one of 8-bit integers, whose sums are exact.
The weights have one scale for each output column. What they are multiplied with has scales that do
not depend on what else is encoded (as they would with the usual dynamic quantization, whose scale
is the whole batch's), of two kinds:

- States that go to both sides of 0 were normalised token by token, so that the largest of a channel
  hardly depends on what is read: each channel has a fixed scale, and some texts tell it. A few
  channels are far larger than the others; part of that is moved into their weights, so that
  neither side is too coarse: Xiao and others, SmoothQuant, 2023.
- After an activation such as GELU, which hardly goes below 0, the largest value differs from token
  to token: each token has a scale of its own: Yao and others, ZeroQuant, 2022. Almost all 255
  steps lie above 0.

GELU itself is computed by its tanh form, which changes no vector by more than single precision
does (Hendrycks and Gimpel, 2016).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import onnx

    Floats = npt.NDArray[np.float32]
    Ids = npt.NDArray[np.int64]

#: Read to find how far each channel goes.
SAMPLES = (
    "The council has not met its duty to visit children who live far from home, and 14 of the 62"
    " plans that inspectors read were out of date.",
    "Managers know what has to change; their oversight of cases is, however, too weak.",
    "Inadequate: the experiences and progress of children who need help and protection.",
    "Who leads the board, and when did it last meet?",
    "At 31 March 2015 a total of 1,204 pupils (17.7%) were entitled to free school meals.",
    "The recipe asks for two eggs, a pinch of salt & £3.50 worth of butter – nothing more.",
    "Recommendations: ensure that every young person who goes missing is offered a return interview"
    " within 72 hours, and that what they say is written down, shared and acted upon.",
    "Since the last visit, in June 2019, caseloads have fallen from an average of 27 to 16, agency"
    " staff make up 8% of the workforce (then 31%), and newly qualified staff are well supported.",
    "Foster carers told us: \"We're listened to. It hasn't always been like that.\"",
    "The local authority's multi-agency safeguarding hub (MASH) and its out-of-hours team (EDT).",
    "care leavers homelessness figures 2021-22",
    "Adopters wait 14 months; 3 children were placed for adoption, 2 of them with their siblings.",
    "Dr A. N. Example, Chair of the Board, 1 High Street, Anytown AN1 2YZ; tel. 0300 123 4567.",
    "In 1815 the emperor returned from Elba, gathered his army and marched on the capital, but"
    " within a hundred days he had lost the war, the throne and his freedom for good.",
    "Water boils at 100 °C at sea level; on a mountain of 3,000 m it does so at about 90 °C.",
    "The committee RESOLVED that the report be noted and the budget of £12.4m be approved.",
    "http://www.example.org/reports?id=42 (accessed 5/6/2020), ISBN 978-0-00-000000-2",
    "Yes.",
    "Partners – police, health and schools – do not always come to strategy meetings; decisions are"
    " then made without all that is known, and risks to children are missed or seen too late.",
    "Good practice: a mother who had lost four children to care was helped, over two years, to keep"
    ' her fifth; the judge commended the social worker\'s "patient, honest and skilful" work.',
    "Is there enough accommodation for unaccompanied asylum-seeking children aged sixteen or over?",
    "Bacteria of this genus are rod-shaped, move by flagella and live in soil and fresh water.",
    "1. Overall effectiveness 2. Leadership, management and governance 3. The children's views",
    "The quartet in C sharp minor, op. 131, has seven movements, played without a pause.",
)

#: How much of a channel's size the weights take over, as a power of it.
_STRENGTH = 0.7
#: How much farther than in the samples a value may go.
_ROOM = 1.2
#: Values that go no farther below 0 than this share of how far they go above are one-sided.
_ONE_SIDED = 0.1
#: What 0 becomes in a byte, where values are one-sided.
_ZERO = 40
_STEPS = 255
_WEIGHT_MAX = 127
#: Narrower results are not worth it.
_NARROWEST = 128
_FLOOR = 1e-6
_SMALLEST_WEIGHT = 1e-12
_CONTRIB = "com.microsoft"


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


@dataclass(frozen=True, slots=True)
class _Range:
    """How far the channels of a product's input go in the samples, 0 included.

    Attributes:
        lowest: float32 (channels,), not above 0.
        highest: float32 (channels,), not below 0.
    """

    lowest: Floats
    highest: Floats

    @property
    def one_sided(self) -> bool:
        """Whether the values hardly go below 0."""
        return bool(-self.lowest.min() < _ONE_SIDED * self.highest.max())


@dataclass(frozen=True, slots=True)
class _Bytes:
    """A product's input in 8 bits.

    Attributes:
        values: Name of the bytes.
        zero: Name of what 0 became.
        channels: What each channel's bytes count, float32 (channels,).
        tokens: Name of what each token's bytes count besides; None where all count the same.
    """

    values: str
    zero: str
    channels: Floats
    tokens: str | None


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
    ranges = _ranges(model, source, products, samples)
    _Rewriting(model.graph, products, ranges).run()
    if _CONTRIB not in {opset.domain for opset in model.opset_import}:
        model.opset_import.append(onnx.helper.make_opsetid(_CONTRIB, 1))
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


def _ranges(
    model: onnx.ModelProto, file: Path, products: Sequence[_Product], samples: Sequence[Ids]
) -> dict[str, _Range]:
    """How far each product's input goes, by its name."""
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
    ends: dict[str, list[Floats]] = defaultdict(list)
    for ids in samples:
        inputs = {"input_ids": ids[None], "attention_mask": np.ones_like(ids[None])}
        for name, values in zip(sources, session.run(sources, inputs), strict=True):
            rows = values.reshape(-1, values.shape[-1])
            ends[name] += [rows.min(axis=0), rows.max(axis=0)]
    return {
        name: _Range(np.minimum(np.min(found, axis=0), 0), np.maximum(np.max(found, axis=0), 0))
        for name, found in ends.items()
    }


class _Rewriting:
    """One rewriting of a graph, in place."""

    def __init__(
        self, graph: onnx.GraphProto, products: Sequence[_Product], ranges: Mapping[str, _Range]
    ) -> None:
        self._graph = graph
        self._products = {product.node.name: product for product in products}
        self._ranges = ranges
        self._nodes: list[onnx.NodeProto] = []
        self._given = {tensor.name: tensor for tensor in graph.initializer}
        self._constants: dict[str, onnx.TensorProto] = {}
        self._quantised: dict[str, _Bytes] = {}
        self._readers: dict[str, list[onnx.NodeProto]] = defaultdict(list)
        for node in graph.node:
            for name in node.input:
                self._readers[name].append(node)

    def run(self) -> None:
        """Replace the products, and drop the weights that nothing uses any more."""
        done: set[str] = set()
        for node in self._graph.node:
            product = self._products.get(node.name)
            if product is not None:
                done.add(self._replace(product))
            elif not done.intersection(node.output):
                if node.op_type in ("BiasGelu", "Gelu"):
                    node.op_type, node.domain = "FastGelu", _CONTRIB
                self._nodes.append(node)
        used = {name for node in self._nodes for name in node.input}
        kept = [tensor for tensor in self._graph.initializer if tensor.name in used]
        del self._graph.node[:], self._graph.initializer[:]
        self._graph.node.extend(self._nodes)
        self._graph.initializer.extend([*kept, *self._constants.values()])

    def _replace(self, product: _Product) -> str:
        """Write x @ w as a product of bytes, a bias with it if it can be; what that makes."""
        import numpy as np

        given = self._input(product.source)
        [output] = product.node.output
        weights = product.weights * given.channels[:, None]
        scales = np.maximum(np.abs(weights).max(axis=0), _SMALLEST_WEIGHT) / _WEIGHT_MAX
        inputs = [
            given.values,
            self._constant(f"{output}/bytes", np.rint(weights / scales).astype(np.int8)),
            self._one,
            self._constant(f"{output}/scales", scales.astype(np.float32)),
            given.zero,
        ]
        if given.tokens is not None:
            sums = self._add("MatMulIntegerToFloat", inputs, f"{output}/sums", domain=_CONTRIB)
            return self._add("Mul", [sums, given.tokens], output)
        biased, bias = self._bias(output)
        return self._add("MatMulIntegerToFloat", [*inputs, "", *bias], biased, domain=_CONTRIB)

    def _bias(self, output: str) -> tuple[str, list[str]]:
        """What a product is once its bias is added, and the bias; itself if there is none."""
        readers = self._readers[output]
        if len(readers) == 1 and readers[0].op_type == "Add":
            for name in readers[0].input:
                if name in self._given and len(self._given[name].dims) == 1:
                    return str(readers[0].output[0]), [name]
        return output, []

    def _input(self, name: str) -> _Bytes:
        """An input in 8 bits; products that share it share its bytes."""
        if name not in self._quantised:
            one_sided = self._ranges[name].one_sided
            self._quantised[name] = self._by_token(name) if one_sided else self._by_channel(name)
        return self._quantised[name]

    def _by_channel(self, name: str) -> _Bytes:
        """Each channel with a fixed scale."""
        import numpy as np

        found = self._ranges[name]
        peaks = np.maximum(np.maximum(found.highest, -found.lowest), _FLOOR)
        of_weights = np.max(
            [np.abs(p.weights).max(axis=1) for p in self._products.values() if p.source == name],
            axis=0,
        )
        size = peaks**_STRENGTH / np.maximum(of_weights, _FLOOR) ** (1 - _STRENGTH)
        low = _ROOM * float((found.lowest / size).min())
        high = max(_ROOM * float((found.highest / size).max()), _FLOOR)
        channels = (size * (high - low) / _STEPS).astype(np.float32)
        shares = self._constant(f"{name}/shares", 1 / channels)
        scaled = self._add("Mul", [name, shares], f"{name}/scaled")
        zero = self._constant(f"{name}/zero", np.uint8(round(-low / (high - low) * _STEPS)))
        values = self._add("QuantizeLinear", [scaled, self._one, zero], f"{name}/bytes")
        return _Bytes(values, zero, channels, None)

    def _by_token(self, name: str) -> _Bytes:
        """Each token with a scale of its own, as large as its largest value asks for."""
        import numpy as np

        found = self._ranges[name]
        width = len(found.lowest)
        peak = self._add("ReduceMax", [name], f"{name}/peak", axes=[-1], keepdims=1)
        share = self._constant("quantised/share", np.float32(1 / (_STEPS - _ZERO)))
        raw = self._add("Mul", [peak, share], f"{name}/raw")
        # What lies below 0 must fit in too.
        smallest = np.float32(max(-found.lowest.min() * _ROOM / _ZERO, _FLOOR))
        scale = self._add("Max", [raw, self._constant(f"{name}/floor", smallest)], f"{name}/scale")
        # A scale for each row is a scale along an axis, if the rows are one axis.
        shape = self._constant(f"quantised/rows{width}", np.array([-1, width]))
        rows = self._add("Reshape", [name, shape], f"{name}/rows")
        flat = self._constant("quantised/flat", np.array([-1]))
        scales = self._add("Reshape", [scale, flat], f"{name}/scales")
        count = self._add("Shape", [scales], f"{name}/count")
        one_zero = self._constant("quantised/zeros", np.array([_ZERO], dtype=np.uint8))
        zeros = self._add("Expand", [one_zero, count], f"{name}/zeros")
        packed = self._add("QuantizeLinear", [rows, scales, zeros], f"{name}/packed", axis=0)
        shape_of = self._add("Shape", [name], f"{name}/shape")
        values = self._add("Reshape", [packed, shape_of], f"{name}/bytes")
        zero = self._constant("quantised/zero", np.uint8(_ZERO))
        return _Bytes(values, zero, np.ones(width, dtype=np.float32), scale)

    @property
    def _one(self) -> str:
        """Name of the scale of what is scaled already."""
        import numpy as np

        return self._constant("quantised/one", np.float32(1))

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
