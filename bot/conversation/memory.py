"""Recalls the turns of a conversation from its questions: answers the last ones again, or remembers them."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock

from bot.conversation.completion import Understood, understand
from bot.conversation.turns import Turn

MOST_REPLAYED = 3  # questions whose answers count; of older ones the words alone do
_MOST_UNDERSTOOD = 20  # what was asked before these is forgotten
_MOST_REMEMBERED = 256  # turns, of all conversations together

Scope = tuple[Hashable, ...]  # what else an answer depends on: the index's generation, the articles, settings


class Memory:
    """The latest turns, so that a conversation does not pay for its earlier answers twice.

    An answer depends on the question as understood and on its scope alone, so they are the key, and a
    turn that is remembered is the one that answering again would give. Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._turns: OrderedDict[tuple[Scope, Understood], Turn] = OrderedDict()
        self._lock = Lock()

    def recall(
        self, questions: Sequence[str], scope: Scope, answer: Callable[[Understood], Turn]
    ) -> list[Turn]:
        """Return the turns of ``questions``, oldest first; ``answer`` is called for those not remembered."""
        turns: list[Turn] = []
        latest = questions[-_MOST_UNDERSTOOD:]
        for number, question in enumerate(latest):
            understood = understand(question, turns)
            if number < len(latest) - MOST_REPLAYED:
                turns.append(Turn(understood.question))
            else:
                turns.append(
                    self._find(scope, understood) or self.keep(scope, understood, answer(understood))
                )
        return turns

    def keep(self, scope: Scope, understood: Understood, turn: Turn) -> Turn:
        """Remember a turn, forgetting the one that was of no use for longest."""
        with self._lock:
            self._turns[scope, understood] = turn
            self._turns.move_to_end((scope, understood))
            if len(self._turns) > _MOST_REMEMBERED:
                self._turns.popitem(last=False)
        return turn

    def _find(self, scope: Scope, understood: Understood) -> Turn | None:
        with self._lock:
            if (scope, understood) in self._turns:
                self._turns.move_to_end((scope, understood))
            return self._turns.get((scope, understood))
