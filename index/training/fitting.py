"""Fits the network to examples: weights of bfloat16, if that is fast here, with masters of float32.

Resumable; seeds fixed.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from index.reader_inputs import ReaderInput, make_input, tokenise, tokenise_block
from index.training.examples import Example
from index.training.network import ReaderNetwork

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_TOKENS = 5000  # in a batch, padding included
_WARM_UP = 0.06  # of the steps
_DECAY = 0.01
_NORM = 1.0
_POOL = 1200  # examples that are sorted by length together
# Where the processor multiplies bfloat16 itself that is four times as fast, and many times slower elsewhere.
_DTYPE = torch.bfloat16 if "AVX512" in torch.backends.cpu.get_cpu_capability() else torch.float32


@dataclass(frozen=True, slots=True)
class Prepared:
    """An example as the network takes it: ``starts`` and ``ends`` are tokens of its short answers."""

    fed: ReaderInput
    right: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples of like length as tensors; ``right`` is (b, s), ``starts`` and ``ends`` (b, t), of 0 and 1."""

    ids: Tensor
    mask: Tensor
    types: Tensor
    members: Tensor
    right: Tensor
    starts: Tensor
    ends: Tensor


def prepare(example: Example, tokenizer: "Tokenizer") -> Prepared:
    """Return the example as tokens."""
    fed = make_input(
        tokenise(tokenizer, example.question),
        tokenise(tokenizer, example.before),
        tokenise(tokenizer, example.title),
        tokenise_block(tokenizer, example.text, example.block),
        example.block.sentences,
    )
    first = {start: fed.first + i for i, start in enumerate(fed.block.starts)}
    last = {end: fed.first + i for i, end in enumerate(fed.block.ends)}
    whole = [a for a in example.answers if a.start in first and a.end in last]
    right = tuple(number for number in example.right if number in fed.numbers)
    return Prepared(fed, right, tuple(first[a.start] for a in whole), tuple(last[a.end] for a in whole))


def collate(prepared: Sequence[Prepared], dtype: torch.dtype = torch.float32) -> Batch:
    """Put examples into one batch, padded to the longest."""
    b, t = len(prepared), max(len(one.fed.ids) for one in prepared)
    s = max(one.fed.n_sentences for one in prepared)
    ids, types = np.zeros((b, t), np.int64), np.zeros((b, t), np.int64)
    mask, members = np.zeros((b, t), np.int64), np.zeros((b, s, t), np.float32)
    right, starts, ends = (np.zeros(shape, np.float32) for shape in ((b, s), (b, t), (b, t)))
    for row, one in enumerate(prepared):
        n = len(one.fed.ids)
        ids[row, :n], types[row, :n], mask[row, :n] = one.fed.ids, one.fed.types, 1
        members[row, : one.fed.n_sentences, :n] = one.fed.members()
        right[row, list(one.right)] = 1
        starts[row, list(one.starts)] = 1
        ends[row, list(one.ends)] = 1
    arrays = (ids, mask, types, members.astype(np.float32), right, starts, ends)
    tensors = [torch.from_numpy(array) for array in arrays]
    tensors[3] = tensors[3].to(dtype)
    return Batch(*tensors)


def loss_of(network: ReaderNetwork, batch: Batch) -> Tensor:
    """Return the loss: which sentence or none, is it this sentence, and where the short answer is."""
    logits, ends = network(batch.ids, batch.mask, batch.types, batch.members)
    logits, ends = logits.float(), ends.float()
    real = batch.members.amax(dim=-1) > 0
    logits = logits.masked_fill(~real, -1e4)
    none = torch.zeros(len(logits), 1)
    everything = torch.log_softmax(torch.cat([none, logits], dim=1), dim=1)
    gold = torch.cat([(batch.right.sum(dim=1, keepdim=True) == 0).float(), batch.right], dim=1)
    which = -torch.logsumexp(everything.masked_fill(gold == 0, -1e4), dim=1).mean()
    each = functional.binary_cross_entropy_with_logits(logits[real], batch.right[real])
    return which + 0.5 * each + 0.5 * _span_loss(ends, batch)


def _span_loss(ends: Tensor, batch: Batch) -> Tensor:
    has = batch.starts.sum(dim=1) > 0
    if not has.any():
        return torch.zeros(())
    outside = batch.members[has].amax(dim=1) == 0
    total = torch.zeros(())
    for column, gold in enumerate((batch.starts[has], batch.ends[has])):
        logits = ends[has, :, column].masked_fill(outside, -1e4)
        log_probabilities = torch.log_softmax(logits, dim=1).masked_fill(gold == 0, -1e4)
        total = total - torch.logsumexp(log_probabilities, dim=1).mean() * has.float().mean()
    return total


def batches(prepared: Sequence[Prepared], seed: int) -> Iterator[list[Prepared]]:
    """Yield batches of like length, in random order."""
    chance, made = random.Random(seed), []  # noqa: S311 - order, not secrets
    for first in range(0, len(prepared), _POOL):
        pool = sorted(prepared[first : first + _POOL], key=lambda one: len(one.fed.ids))
        held: list[Prepared] = []
        for one in pool:
            if held and (len(held) + 1) * len(one.fed.ids) > _TOKENS:
                made.append(held)
                held = []
            held.append(one)
        made.append(held)
    chance.shuffle(made)
    yield from made


class Fitter:
    """Steps the network; keeps masters, optimiser and place in a file, to go on where it was stopped."""

    def __init__(self, network: ReaderNetwork, rate: float, n_steps: int) -> None:
        self.network = network.to(_DTYPE).train()
        self.network.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
        self._weights = [p for p in network.parameters() if p.requires_grad]
        self._masters = [p.detach().float().clone().requires_grad_() for p in self._weights]
        self._optimiser = torch.optim.AdamW(self._masters, lr=rate, weight_decay=_DECAY, fused=True)
        self._rate, self.n_steps, self.step_number = rate, n_steps, 0

    def step(self, batch: Batch) -> float:
        """Take one step and return the loss."""
        loss = loss_of(self.network, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        for weight, master in zip(self._weights, self._masters, strict=True):
            master.grad = None if weight.grad is None else weight.grad.float()
            weight.grad = None
        torch.nn.utils.clip_grad_norm_(self._masters, _NORM)
        for group in self._optimiser.param_groups:
            group["lr"] = self._rate * self._schedule()
        self._optimiser.step()
        self.step_number += 1
        with torch.no_grad():
            for weight, master in zip(self._weights, self._masters, strict=True):
                weight.copy_(master)
        return loss.item()

    def _schedule(self) -> float:
        warm = max(1, round(_WARM_UP * self.n_steps))
        left = (self.n_steps - self.step_number) / max(1, self.n_steps - warm)
        return max(0.0, min((self.step_number + 1) / warm, left))

    def save(self, file: Path) -> None:
        """Keep the state in ``file``."""
        state = {
            "masters": self._masters,
            "optimiser": self._optimiser.state_dict(),
            "step": self.step_number,
        }
        torch.save(state, file.with_suffix(".new"))
        file.with_suffix(".new").replace(file)

    def load(self, file: Path) -> None:
        """Go on from the state in ``file``."""
        state = torch.load(file, weights_only=True)
        self._optimiser.load_state_dict(state["optimiser"])
        self.step_number = state["step"]
        with torch.no_grad():
            for weight, master, kept in zip(self._weights, self._masters, state["masters"], strict=True):
                master.copy_(kept)
                weight.copy_(kept)

    def masters_into(self, network: ReaderNetwork) -> None:
        """Copy the weights, in full precision, into ``network``, which is of float32."""
        names = [name for name, p in self.network.named_parameters() if p.requires_grad]
        kept = dict(zip(names, (m.detach() for m in self._masters), strict=True))
        network.load_state_dict(kept, strict=False)


def run(
    fitter: Fitter,
    epochs: Sequence[Callable[[], list[Prepared]]],
    seed: int,
    checkpoint: Path,
    say: Callable[[str], None],
) -> None:
    """Take the fitter through the epochs, from where its checkpoint left it."""
    if checkpoint.exists():
        fitter.load(checkpoint)
    passed, started, tokens, recent = 0, time.monotonic(), 0, []
    for number, make in enumerate(epochs):
        torch.manual_seed(seed + number)
        planned = list(batches(make(), seed + number))
        for held in planned:
            passed += 1
            if passed <= fitter.step_number or fitter.step_number >= fitter.n_steps:
                continue
            batch = collate(held, _DTYPE)
            recent.append(fitter.step(batch))
            tokens += batch.ids.numel()
            if fitter.step_number % 50 == 0:
                speed = tokens / (time.monotonic() - started)
                loss = sum(recent) / len(recent)
                say(
                    f"epoch {number + 1} step {fitter.step_number}/{fitter.n_steps} "
                    f"loss {loss:.3f} {speed:,.0f} tokens/s"
                )
                recent.clear()
            if fitter.step_number % 500 == 0:
                fitter.save(checkpoint)
    fitter.save(checkpoint)
