from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from corpus import Span
from index.blocks import Block
from index.network import load_network
from index.training.examples import Example

torch = pytest.importorskip("torch")

WORDS = ["[UNK]", "who", "when", "sang", "left", "ada", "bo", "today", "."]
TEXT = "ada sang . bo left today ."
SANG, LEFT = Span(0, 10), Span(11, 26)
BLOCK = Block(0, (SANG, LEFT))
EXAMPLES = [
    Example("answer", "who sang", "", "", TEXT, BLOCK, (0,), (Span(0, 3),)),
    Example("answer", "who left", "", "", TEXT, BLOCK, (1,), (Span(11, 13),)),
    Example("answer", "when left", "", "", TEXT, BLOCK, (1,), (Span(19, 24),)),
    Example("unanswerable", "when sang", "", "", TEXT, BLOCK, (), ()),
]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    made = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return made


def small_network():
    from transformers import BertConfig, BertModel

    from index.training.network import ReaderNetwork

    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=110,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        attn_implementation="eager",
    )
    return ReaderNetwork(BertModel(config, add_pooling_layer=False))


def fitted(tokenizer: Tokenizer, checkpoint: Path, n_rounds: int, n_steps: int):
    from index.training.fitting import Fitter, prepare, run

    fitter = Fitter(small_network(), 3e-3, n_steps)
    prepared = [prepare(example, tokenizer) for example in EXAMPLES]
    run(fitter, [lambda: prepared] * n_rounds, 1, checkpoint, lambda line: None)
    return fitter


@pytest.mark.slow
def test_four_examples_are_learnt_by_heart_and_survive_the_export(tokenizer: Tokenizer, tmp_path: Path):
    from index.training.exporting import export_network

    fitter = fitted(tokenizer, tmp_path / "checkpoint", 150, 150)
    network = small_network()
    fitter.masters_into(network)
    export_network(network, tokenizer, tmp_path / "model", bits=8)

    exported, _ = load_network(tmp_path / "model", None)
    for example in EXAMPLES:
        judgements = exported.judge(example.question, [("", TEXT, BLOCK)])[0]
        right = tuple(i for i, one in enumerate(judgements) if one.logit > 0)
        assert right == example.right, example.question
        for number in right:
            assert judgements[number].answer in example.answers


@pytest.mark.slow
def test_a_run_that_was_stopped_goes_on_to_the_same_weights(tokenizer: Tokenizer, tmp_path: Path):
    whole = fitted(tokenizer, tmp_path / "whole", 8, 8)
    fitted(tokenizer, tmp_path / "parts", 3, 8)
    resumed = fitted(tokenizer, tmp_path / "parts", 8, 8)
    assert resumed.step_number == whole.step_number == 8
    for one, other in zip(whole.network.parameters(), resumed.network.parameters(), strict=True):
        assert torch.equal(one, other)


def test_only_tokens_of_the_short_answer_are_marked(tokenizer: Tokenizer):
    from index.training.fitting import collate, prepare

    batch = collate([prepare(EXAMPLES[2], tokenizer), prepare(EXAMPLES[3], tokenizer)])
    # [CLS] when left [SEP] [SEP] ada sang . bo left today . [SEP]: "today" is token 10.
    assert batch.starts[0].nonzero().tolist() == batch.ends[0].nonzero().tolist() == [[10]]
    assert batch.starts[1].sum() == batch.ends[1].sum() == 0
    assert batch.right.tolist() == [[0.0, 1.0], [0.0, 0.0]]
