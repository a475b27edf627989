"""Says where an index and what a bot remembers are kept: as told, else in the user's data folder."""

import argparse
from pathlib import Path


def index_folder(arguments: argparse.Namespace) -> Path:
    """Return the index folder: that of the option, else the default one."""
    return Path(arguments.index) if arguments.index is not None else _data_folder("onrecord")


def state_folder(arguments: argparse.Namespace) -> Path:
    """Return where the bot keeps what it remembers: that of the option, else the default one."""
    return Path(arguments.state) if arguments.state else _data_folder("onrecord-telegram")


def _data_folder(name: str) -> Path:
    from platformdirs import user_data_path

    return user_data_path(name, appauthor=False)
