from test_index_training_examples import OPENED, SOLD, SUNK

from index.training.examples import Example
from index.training.recipe import Ingredient, epoch_maker

PROBLEMS = [OPENED, SUNK, SOLD]


def seen(examples: list[Example]) -> list[tuple[str, str]]:
    return [(example.kind, example.question) for example in examples]


def test_nothing_is_invented_of_a_set_that_is_not_to():
    make = epoch_maker([Ingredient(PROBLEMS, 9.0, invents=False)], lambda line: None)
    kinds = {example.kind for number in range(5) for example in make(number)}
    assert kinds == {"answer", "unanswerable"}


def test_a_set_that_may_invents():
    make = epoch_maker([Ingredient(PROBLEMS, 9.0)], lambda line: None)
    assert {"elsewhere", "swapped"} <= {example.kind for number in range(5) for example in make(number)}


def test_each_epoch_draws_its_own_and_the_same_again():
    make = epoch_maker([Ingredient(PROBLEMS, 3.0)], lambda line: None)
    assert seen(make(0)) == seen(make(0))
    assert seen(make(0)) != seen(make(1))


def test_a_share_is_of_what_the_set_has():
    said: list[str] = []
    make = epoch_maker([Ingredient(PROBLEMS * 10, 0.5, invents=False)], said.append)
    made = make(4)
    assert len(made) == 15
    assert said[0].startswith("epoch 5: 15 examples")
