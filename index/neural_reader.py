"""Judges sentences by a trained network, together with what shared terms and the search tell.

The network sees question and text, the evidence (``index.evidence``) sees all that was retrieved; two
logistic regressions weigh both. Its weights come with the network, fitted on questions that the network was
not trained on.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from corpus import Span
from index.answers import is_told_of_name
from index.blocks import Block, cut_blocks
from index.evidence import Evidence, Place, gather_evidence
from index.network import ArticleBlock, Judgement, Network, load_network
from index.reader import Context, FollowUp, Reading

MODEL_FOLDER = Path(__file__).parent / "models" / "reader"
# Of its reader.json, which has those of the other files.
MODEL_SHA256 = "beffd519e8b7ddfffe01a57ba24030fe43a639b2ab82886aa91a74430c4c7396"
MAX_BLOCKS = 6  # read for a question: those that the search likes best
# After so many blocks reading ends if the best sentence is less likely than this to answer, or likelier than
# that: the more was read, the less there is to hope for, and to look for. Chosen on half of the calibration
# news, where half is read of what ten blocks in the search's own order are (tables in the card).
_STAGES = ((2, 0.0, 0.65), (4, 0.03, 0.5), (MAX_BLOCKS, 0.0, 1.0))
_UNREAD = -12.0  # the logit of a sentence that the network has not seen
# A cosine. Below it, and without a word in common, a question is no question about these articles: the
# network was not trained on greetings and gibberish, and answers "hello". Ten such have .02 to .11; of the
# 448 answerable ones of the calibration news one is below.
_UNRELATED = 0.15
_PAIRS = (('"', '"'), ("“", "”"), ("‘", "’"), ("«", "»"), ("(", ")"))


class Features(NamedTuple):
    """What is known of a sentence: the network's logit and what of the evidence is used."""

    logit: float
    similarity: float
    coverage: float
    passage_coverage_gap: float
    fit: float
    names_missing: float
    numbers_missing: float


@dataclass(frozen=True, slots=True)
class Fusion:
    """Two logistic regressions: which sentence answers best, and whether any does.

    The probability of the best sentence is that of ``1 / (1 + exp(-x))``, where x weighs the log-odds that
    any sentence read answers, and the names and numbers of the question that are missing around the best.
    That of another is lower by the odds of the two. Neither similarity nor shared words count in x: they
    would depend on the encoder, and on how close to the article a question is worded.

    Attributes:
        order: Weights of the features, in their order.
        confidence: Weights of the log-odds, the missing names and the missing numbers.
        intercept: Added in x.
        min_answer: From this probability on, 0 to 1, a short answer is marked.
    """

    order: tuple[float, ...]
    confidence: tuple[float, ...]
    intercept: float
    min_answer: float

    def probabilities(self, sentences: Sequence[Features]) -> list[float]:
        """Return the probability, 0 to 1, of each of the sentences that were judged for one question."""
        if not any(sentence.coverage > 0 or sentence.similarity >= _UNRELATED for sentence in sentences):
            return [0.0] * len(sentences)
        scores = [self.score(sentence) for sentence in sentences]
        best = scores.index(max(scores))
        highest = self._confidence(traits_of(sentences, best))
        return [highest * math.exp(score - scores[best]) for score in scores]

    def score(self, sentence: Features) -> float:
        """Return by what the sentences of a question are ordered, in log-odds."""
        return _dot(self.order, sentence)

    def _confidence(self, traits: Sequence[float]) -> float:
        return 1 / (1 + math.exp(-self.intercept - _dot(self.confidence, traits)))


def traits_of(sentences: Sequence[Features], best: int) -> tuple[float, float, float]:
    """Return what tells whether a question is answered.

    These are ``ln(sum(exp(logit)))`` over the sentences, and the missing names and numbers of the best one.
    """
    highest = max(sentence.logit for sentence in sentences)
    total = math.fsum(math.exp(sentence.logit - highest) for sentence in sentences)
    return (highest + math.log(total), sentences[best].names_missing, sentences[best].numbers_missing)


def _dot(weights: Sequence[float], values: Sequence[float]) -> float:
    return math.fsum(weight * value for weight, value in zip(weights, values, strict=True))


class NeuralReader:
    """Reads the blocks of the best passages with the network.

    Args:
        network: What judges the sentences of a block.
        fusion: What makes one probability of that and of the evidence.
    """

    def __init__(self, network: Network, fusion: Fusion) -> None:
        self._network = network
        self._fusion = fusion

    def read(
        self,
        question: str,
        contexts: Sequence[Context],
        weights: Mapping[str, float],
        follow_up: FollowUp | None = None,
        *,
        thorough: bool = False,
    ) -> list[list[Reading]]:
        """Return one reading per sentence of each context; see ``Reader``."""
        asked = follow_up or FollowUp(question, "")
        evidence = gather_evidence(question, contexts, weights)
        blocks = self._likeliest_first(blocks_of(contexts), gather_features(evidence, {}))
        judged: dict[Place, Judgement] = {}
        n_read = 0
        for n_blocks, hopeless, sure in _STAGES:
            judged |= read_blocks(self._network, asked, blocks[n_read:n_blocks])
            n_read = n_blocks
            features = gather_features(evidence, judged)
            probabilities = self._fusion.probabilities(list(features.values()))
            best = max(probabilities, default=0.0)
            if n_read >= len(blocks) or best < hopeless or (best >= sure and not thorough):
                break
        readings = {
            place: Reading(place[1], probability, self._answer(question, place[0], judged.get(place)))
            for place, probability in zip(features, probabilities, strict=True)
        }
        return [[readings[context.text, span] for span in context.sentences] for context in contexts]

    def _likeliest_first(
        self, blocks: Sequence[ArticleBlock], unread: Mapping[Place, Features]
    ) -> list[ArticleBlock]:
        """Order blocks by their best sentence, as far as is known before it is read."""

        def worth(block: ArticleBlock) -> float:
            _, text, its = block
            places = ((text, span) for span in its.sentences)
            return max(self._fusion.score(unread[place]) for place in places if place in unread)

        return sorted(blocks, key=worth, reverse=True)

    def _answer(self, question: str, text: str, judgement: Judgement | None) -> Span | None:
        if judgement is None or judgement.answer_probability < self._fusion.min_answer:
            return None
        answer = judgement.answer and without_lone_marks(text, judgement.answer)
        return answer if answer and is_told_of_name(question, text, judgement.span, answer) else None


def without_lone_marks(text: str, answer: Span) -> Span | None:
    """Return a short answer without a mark at its end that is opened or closed outside of it.

    None if there is no letter or digit in it.
    """
    start, end = answer.start, answer.end
    for opening, closing in _PAIRS:
        held = text[start:end]
        is_same = opening == closing
        surplus = held.count(opening) % 2 if is_same else held.count(opening) - held.count(closing)
        if surplus > 0 and held.startswith(opening):
            start += 1
        elif (surplus < 0 or (surplus and is_same)) and held.endswith(closing):
            end -= 1
    end = start + len(text[start:end].rstrip())
    return Span(start, end) if any(sign.isalnum() for sign in text[start:end]) else None


def load_neural_reader(folder: Path = MODEL_FOLDER, fingerprint: str | None = MODEL_SHA256) -> NeuralReader:
    """Load the reader that ships, or another of the same make.

    Raises:
        ModelError: a file of it is missing or altered.
    """
    network, description = load_network(folder, fingerprint)
    return NeuralReader(network, read_fusion(description["fusion"]))


def read_fusion(fields: Mapping[str, Any]) -> Fusion:
    """Return the fusion that ``reader.json`` describes."""
    order, confidence = tuple(fields["order"]), tuple(fields["confidence"])
    return Fusion(order, confidence, fields["intercept"], fields["min_answer"])


def blocks_of(contexts: Sequence[Context]) -> list[ArticleBlock]:
    """Return the blocks that hold sentences of the contexts, in their order."""
    blocks: dict[ArticleBlock, None] = {}
    cut: dict[str, list[Block]] = {}
    for context in contexts:
        if context.text not in cut:
            cut[context.text] = cut_blocks(context.body)
        for block in cut[context.text]:
            if any(span in block.sentences for span in context.sentences):
                blocks[context.title, context.text, block] = None
    return list(blocks)


def read_blocks(
    network: Network, question: FollowUp, blocks: Sequence[ArticleBlock]
) -> dict[Place, Judgement]:
    """Let the network judge the sentences of ``blocks``."""
    judged = network.judge(question.asked, blocks, question.before)
    return {
        (text, judgement.span): judgement
        for (_, text, _), judgements in zip(blocks, judged, strict=True)
        for judgement in judgements
        if judgement.logit > -math.inf
    }


def gather_features(
    evidence: Mapping[Place, Evidence], judged: Mapping[Place, Judgement]
) -> dict[Place, Features]:
    """Return the features of each sentence that there is evidence for."""
    return {
        place: _features(judged[place].logit if place in judged else _UNREAD, its)
        for place, its in evidence.items()
    }


def _features(logit: float, evidence: Evidence) -> Features:
    return Features(
        logit,
        evidence.similarity,
        evidence.coverage,
        evidence.passage_coverage_gap,
        evidence.fit,
        evidence.names_missing,
        evidence.numbers_missing,
    )
