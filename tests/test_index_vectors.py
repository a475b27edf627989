from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import ExactStore, FaissStore, VectorStore
from index.encoder import Vectors, unit_rows

KEYS = [10, 3, 7, 42]
VECTORS = np.array([[1, 0], [0.6, 0.8], [0, 1], [-1, 0]], dtype=np.float32)
EAST = np.array([[1, 0]], dtype=np.float32)


@pytest.fixture(params=[ExactStore, FaissStore.of])
def store(request: pytest.FixtureRequest) -> VectorStore:
    made: VectorStore = request.param(KEYS, VECTORS)
    return made


def test_the_nearest_come_first_with_their_cosine(store: VectorStore) -> None:
    found = store.search(EAST, 3)
    assert [key for key, _ in found] == [10, 3, 7]
    assert [cosine for _, cosine in found] == pytest.approx([1.0, 0.6, 0.0], abs=1e-6)


def test_asking_for_more_than_there_are_gives_what_there_is(store: VectorStore) -> None:
    assert [key for key, _ in store.search(EAST, 50)] == [10, 3, 7, 42]


def test_a_search_can_be_restricted_to_some_keys(store: VectorStore) -> None:
    assert [key for key, _ in store.search(EAST, 50, [42, 7, 99])] == [7, 42]
    assert store.search(EAST, 5, []) == []


def test_an_empty_store_finds_nothing() -> None:
    empty = np.empty((0, 2), dtype=np.float32)
    assert ExactStore([], empty).search(EAST, 5) == []
    assert FaissStore.of([], empty).search(EAST, 5) == []


def test_equal_vectors_come_in_the_order_of_their_keys() -> None:
    twins = np.array([[1, 0], [1, 0], [1, 0]], dtype=np.float32)
    for made in (ExactStore([9, 2, 5], twins), FaissStore.of([9, 2, 5], twins)):
        assert [key for key, _ in made.search(EAST, 3)] == [2, 5, 9]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_faiss_agrees_with_the_exact_store(seed: int) -> None:
    random = np.random.default_rng(seed)
    vectors = unit_rows(random.standard_normal((40, 8)).astype(np.float32))
    question = unit_rows(random.standard_normal((1, 8)).astype(np.float32))
    keys = random.permutation(1000)[:40].tolist()
    exact = ExactStore(keys, vectors).search(question, 10)
    found = FaissStore.of(keys, vectors).search(question, 10)
    assert [key for key, _ in found] == [key for key, _ in exact]
    assert [c for _, c in found] == pytest.approx([c for _, c in exact], abs=1e-5)


def test_a_saved_store_comes_back_for_its_generation_alone(tmp_path: Path) -> None:
    file = tmp_path / "vectors.faiss"
    FaissStore.of(KEYS, VECTORS).save(file, 4)
    loaded = FaissStore.load(file, 4)
    assert loaded is not None
    assert [key for key, _ in loaded.search(EAST, 2)] == [10, 3]
    assert FaissStore.load(file, 5) is None
    assert FaissStore.load(tmp_path / "none", 4) is None
    assert [path.name for path in tmp_path.iterdir()] == ["vectors.faiss"]


def test_no_flipped_bit_reaches_faiss(tmp_path: Path) -> None:
    file = tmp_path / "vectors.faiss"
    FaissStore.of(KEYS, VECTORS).save(file, 1)
    whole = file.read_bytes()
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        file.write_bytes(damaged)
        assert FaissStore.load(file, 1) is None, place
    for damaged_file in (whole[:-1], whole + b"x", b"", whole[:40]):
        file.write_bytes(damaged_file)
        assert FaissStore.load(file, 1) is None


@pytest.mark.parametrize("bad", [0.0, float("nan"), float("inf")])
def test_a_vector_without_a_direction_is_refused(bad: float) -> None:
    rows: Vectors = np.full((1, 4), bad, dtype=np.float32)
    with pytest.raises(Exception, match="without a direction"):
        unit_rows(rows)
