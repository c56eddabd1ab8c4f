"""The bundled model → a graph that ONNX Runtime runs: token ids in, the text's vector and its tokens' states out.

One text at a time, so that nothing is padded and a text's vector does not depend on what it is embedded with. The
embeddings stay as 4-bit codes, 54 MB instead of 384. A layer's weights become 8-bit integers by output, its inputs by
token: by one scale for a whole text five times as much would be lost, for a few tokens have far larger values.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from rag.indexing.packed_model import BLOCK, PackedModel

IDS, VECTOR, STATES = "ids", "vector", "states"
"""Shapes (1, tokens), (1, hidden) and (1, tokens, 2 * hidden)."""
READ_LAYERS = (6, 12)
"""What the reader of figures has learned from: half-way and last, as 16-bit floats."""

_MICROSOFT = "com.microsoft"
_OPSETS = (helper.make_opsetid("", 21), helper.make_opsetid(_MICROSOFT, 1))
_IR_VERSION = 10
_MOST = 127
_MIDDLE = 128
"""The 8-bit code of an input of 0."""
_MOST_OF_WEIGHTS = 63
"""Processors without VNNI add two products of 8 bits in 16; with one bit less of the weights these never overflow."""


def write_encoder(model: PackedModel, path: Path) -> None:
    """Write the graph with its weights to a file.

    Raises:
        OSError: it cannot be written.
        ValueError, KeyError: the model has not the tensors of a BERT.
    """
    onnx.save(_Encoder(model).graph(), path)


class _Encoder:
    """Adds nodes and weights one after the other; each method gives the name of what it computes."""

    def __init__(self, model: PackedModel) -> None:
        self._model = model
        self._nodes: list[onnx.NodeProto] = []
        self._weights: dict[str, onnx.TensorProto] = {}
        self._quantized: dict[str, tuple[str, str]] = {}

    def graph(self) -> onnx.ModelProto:
        shape = self._model.shape
        wide = len(READ_LAYERS) * shape.hidden
        states = [self._embeddings()]
        for layer in range(shape.layers):
            states.append(self._layer(f"l{layer}", states[-1]))
        both = self._add("Concat", *(states[layer] for layer in READ_LAYERS), axis=-1)
        self._add("Cast", both, to=TensorProto.FLOAT16, output=STATES)
        mean = self._add("ReduceMean", states[-1], self._constant("tokens_axis", np.array([1])), keepdims=0)
        self._add("LpNormalization", mean, axis=-1, p=2, output=VECTOR)
        graph = helper.make_graph(
            self._nodes,
            "multilingual-e5-small",
            [helper.make_tensor_value_info(IDS, TensorProto.INT64, [1, "tokens"])],
            [
                helper.make_tensor_value_info(VECTOR, TensorProto.FLOAT, [1, shape.hidden]),
                helper.make_tensor_value_info(STATES, TensorProto.FLOAT16, [1, "tokens", wide]),
            ],
            list(self._weights.values()),
        )
        return helper.make_model(graph, opset_imports=_OPSETS, ir_version=_IR_VERSION)

    def _embeddings(self) -> str:
        codes, scales = self._model.codes("emb.word")
        pairs = codes[:, 0::2] | codes[:, 1::2] << 4
        words = self._add(
            "GatherBlockQuantized",
            self._constant("words", pairs),
            IDS,
            self._constant("word_scales", scales),
            domain=_MICROSOFT,
            bits=4,
            block_size=BLOCK,
            gather_axis=0,
            quantize_axis=1,
        )
        # Of the two types of token a single text has only the first.
        places = self._model.tensor("emb.pos") + self._model.tensor("emb.type")[0]
        count = self._add("Shape", IDS, start=1, end=2, output="token_count")
        of_tokens = self._add("Slice", self._constant("places", places), self._constant("first", np.array([0])), count)
        middle = numpy_helper.from_array(np.array([_MIDDLE], np.uint8))
        self._add("ConstantOfShape", count, value=middle, output="middle_by_token")
        return self._norm("emb.ln", self._add("Add", words, of_tokens))

    def _layer(self, name: str, states: str) -> str:
        query, key, value = (self._linear(f"{name}.{part}", states) for part in "qkv")
        heads = self._model.shape.heads
        seen = self._add("MultiHeadAttention", query, key, value, domain=_MICROSOFT, num_heads=heads)
        states = self._norm(f"{name}.aln", self._add("Add", self._linear(f"{name}.ao", seen), states))
        inner = self._add("Gelu", self._linear(f"{name}.fi", states))
        return self._norm(f"{name}.oln", self._add("Add", self._linear(f"{name}.fo", inner), states))

    def _linear(self, name: str, states: str) -> str:
        weights = self._model.tensor(f"{name}.w").T
        by_output = np.abs(weights).max(axis=0) / _MOST_OF_WEIGHTS
        whole = self._constant(f"{name}.w", np.round(weights / by_output).astype(np.int8))
        codes, by_token = self._quantize(states)
        products = self._add("MatMulInteger", codes, whole, self._constant("middle", np.uint8(_MIDDLE)))
        products = self._add("DequantizeLinear", products, self._constant(f"{name}.s", by_output), axis=2)
        products = self._add("Mul", products, by_token)
        return self._add("Add", products, self._constant(f"{name}.b", self._model.tensor(f"{name}.b")))

    def _quantize(self, states: str) -> tuple[str, str]:
        """8-bit codes of states, and the scale of each token; what several read is quantized once."""
        if states not in self._quantized:
            largest = self._add("ReduceMax", self._add("Abs", states), self._constant("last", np.array([-1])))
            scale = self._add("Div", largest, self._constant("most", np.float32(_MOST)))
            by_token = self._add("Reshape", scale, self._constant("flat", np.array([-1])))
            codes = self._add("QuantizeLinear", states, by_token, "middle_by_token", axis=1)
            self._quantized[states] = codes, scale
        return self._quantized[states]

    def _norm(self, name: str, states: str) -> str:
        scale, shift = (self._constant(f"{name}.{kind}", self._model.tensor(f"{name}.{kind}")) for kind in "wb")
        epsilon = self._model.shape.layer_norm_epsilon
        return self._add("LayerNormalization", states, scale, shift, axis=-1, epsilon=epsilon)

    def _constant(self, name: str, values: NDArray[Any] | np.generic) -> str:
        if name not in self._weights:
            self._weights[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def _add(self, operator: str, *inputs: str, domain: str = "", output: str = "", **attributes: Any) -> str:
        output = output or f"{operator}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output
