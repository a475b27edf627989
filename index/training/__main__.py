"""Trains the reader that ships: ``python -m index.training BENCH OUT`` from a checkout of the repository.

BENCH is the folder of the public sets, OUT where everything goes. Stages: fit (stopped, it goes on from
its last checkpoint), export, fuse, measure; each prints what it finds and keeps it in ``OUT/log.txt``.
``--start READER`` goes on from a reader trained before, ``--average READER …`` takes the mean of several.
``OUT/reader`` is the model: copy it over ``index/models/reader`` and put the SHA-256 of its ``reader.json``
into ``index/neural_reader.py``.
"""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from index.training.stages import Plan, export, fit, fuse, measure

_STAGES = {"fit": fit, "export": export, "fuse": fuse, "measure": measure}


def main() -> None:
    """Run the stages that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m index.training", description=__doc__)
    parser.add_argument("bench", type=Path, help="the folder of the public sets")
    parser.add_argument("out", type=Path, help="a folder for checkpoints, the model and the log")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--share", type=float, default=1.0, help="of the recipe, taken in an epoch")
    parser.add_argument(
        "--start", type=Path, help="the folder of a reader to go on from, rather than from the encoder"
    )
    parser.add_argument(
        "--average",
        nargs="+",
        type=Path,
        default=[],
        help="folders of readers to take the mean of, not to fit",
    )
    parser.add_argument("--squad", type=Path, help="SQuAD's own training file, of version 1.1 or 2.0")
    parser.add_argument(
        "--first", type=int, default=0, help="the number of the first epoch, which draws its own"
    )
    parser.add_argument("--layers", type=int, help="of the encoder, evenly spaced; all without this")
    parser.add_argument("--stages", nargs="+", choices=_STAGES, default=list(_STAGES))
    arguments = parser.parse_args()
    average = tuple(arguments.average)
    plan = Plan(
        arguments.epochs,
        arguments.share,
        arguments.start,
        arguments.layers,
        average,
        arguments.squad,
        arguments.first,
    )
    os.environ.update(TOKENIZERS_PARALLELISM="false", HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
    arguments.out.mkdir(parents=True, exist_ok=True)
    with (arguments.out / "log.txt").open("a", encoding="utf-8", buffering=1) as log:
        say = _to_terminal_and(log.write)
        say(f"python -m index.training {' '.join(sys.argv[1:])}")
        for stage in arguments.stages:
            _STAGES[stage](arguments.bench, arguments.out, plan, say)


def _to_terminal_and(write: Callable[[str], int]) -> Callable[[str], None]:
    def say(line: str) -> None:
        print(line, flush=True)
        write(line + "\n")

    return say


if __name__ == "__main__":
    main()
