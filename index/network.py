"""Runs the neural reader's network: question and block of an article in, a judgement for each sentence out.

A model is a folder: ``reader.json`` names the network and its tokenizer with their SHA-256. Each block is
run by itself, in one thread: int8 arithmetic scales by all that is in a batch, and an answer must not
depend on what else was asked or how many threads there are.
"""

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corpus import Span
from index.blocks import Block
from index.encoder import open_session
from index.files import checked_model
from index.reader_inputs import ReaderInput, Tokens, make_input, tokenise, tokenise_block

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

DESCRIPTION, NETWORK, TOKENIZER = "reader.json", "reader.onnx", "tokenizer.json"
MAX_ANSWER_TOKENS = 30
ArticleBlock = tuple[str, str, Block]  # a title, an article's text and a block of it
_Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the network thinks of one sentence.

    ``logit`` is of "this sentence answers" against "none of the block does", 0 being even; minus infinity
    where the sentence lies beyond what the network reads. ``answer`` is the likeliest short answer in it,
    with its probability, 0 to 1, given that the sentence answers.
    """

    span: Span
    logit: float
    answer: Span | None
    answer_probability: float


class Network:
    """The network with its tokenizer.

    What it has made of titles, blocks and the last 500 questions or so is remembered, in memory: many ask the
    same about the day's story, and a button below an answer reads for the same question again.
    """

    def __init__(self, session: "onnxruntime.InferenceSession", tokenizer: "Tokenizer") -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._pool = ThreadPoolExecutor(os.cpu_count(), "reader")
        self._title = lru_cache(maxsize=1_000)(lambda title: tokenise(tokenizer, title))
        self._block = lru_cache(maxsize=2_000)(lambda text, block: tokenise_block(tokenizer, text, block))
        self._judged = lru_cache(maxsize=4_000)(self._judge)

    def judge(
        self, question: str, blocks: Sequence[ArticleBlock], before: str = ""
    ) -> list[tuple[Judgement, ...]]:
        """Judge the sentences of ``blocks``, in order.

        ``before`` are the questions that one leans on which does not stand alone.
        """
        asked = tokenise(self._tokenizer, question), tokenise(self._tokenizer, before)
        return list(self._pool.map(lambda one: self._judged(*asked, *one), blocks))

    def _judge(
        self, question: Tokens, before: Tokens, title: str, text: str, block: Block
    ) -> tuple[Judgement, ...]:
        fed = make_input(question, before, self._title(title), self._block(text, block), block.sentences)
        row = np.array([fed.ids], dtype=np.int64)
        feeds = {
            "ids": row,
            "mask": np.ones_like(row),
            "types": np.array([fed.types], dtype=np.int64),
            "members": fed.members()[np.newaxis],
        }
        logits, ends = self._session.run(["sentences", "ends"], feeds)
        return tuple(
            _judgement(fed, number, span, logits[0], ends[0]) for number, span in enumerate(block.sentences)
        )


def load_network(folder: Path, fingerprint: str | None) -> tuple[Network, dict[str, Any]]:
    """Load the model of ``folder`` and its description, each file checked before anything parses it.

    Args:
        folder: What ``index.training`` made.
        fingerprint: The SHA-256 that its description must have; None where it was made just now.

    Raises:
        ModelError: a file is missing, or not the one that was trained.
    """
    from tokenizers import Tokenizer

    mend = "run: pip install --force-reinstall onrecord"
    description = json.loads(checked_model(folder / DESCRIPTION, fingerprint, mend).read_bytes())
    for name in (NETWORK, TOKENIZER):
        checked_model(folder / name, description["files"][name], mend)
    session = open_session(folder / NETWORK)
    return Network(session, Tokenizer.from_file(str(folder / TOKENIZER))), description


def _judgement(fed: ReaderInput, number: int, span: Span, logits: _Floats, ends: _Floats) -> Judgement:
    places = [i for i, its in enumerate(fed.numbers) if its == number]
    if not places:
        return Judgement(span, -np.inf, None, 0.0)
    first, last = places[0], places[-1] + 1
    start, end, probability = best_answer(ends[fed.first + first : fed.first + last])
    answer = Span(fed.block.starts[first + start], fed.block.ends[first + end])
    return Judgement(span, float(logits[number]), answer, probability)


def best_answer(ends: _Floats) -> tuple[int, int, float]:
    """Return the first and last token of the likeliest short answer of a sentence, with its probability.

    Args:
        ends: (t, 2) logits of start and end at each token. Answers have at most 30 tokens.
    """
    scores = ends[:, :1] + ends[:, 1:].T
    allowed = np.triu(np.ones_like(scores)) - np.triu(np.ones_like(scores), MAX_ANSWER_TOKENS)
    weights = np.exp(scores - scores.max()) * allowed
    start, end = np.unravel_index(int(np.argmax(weights)), weights.shape)
    return int(start), int(end), float(weights[start, end] / weights.sum())
