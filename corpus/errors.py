"""The mistakes that a person can mend, each with the exit code that it ends in.

``UserError``
  ├─ ``UsageError``     2  a command, an option or a setting is wrong
  ├─ ``ArticleError``   3  an article or a question set cannot be read
  ├─ ``IndexFault``     4  the index is missing, damaged or of another kind
  ├─ ``ModelError``     5  the encoder's files are missing or altered
  ├─ ``LockedError``    6  somebody else is writing
  ├─ ``ResourceError``  7  disk, memory or descriptors ran out
  └─ ``TelegramFault``  8  Telegram does not accept the bot

The text of each says what is wrong, where, and what to do. Anything else that is raised is a bug.
"""


class UserError(Exception):
    """A mistake that the user can mend; ``exit_code`` is what the process ends with."""

    exit_code = 2


class UsageError(UserError):
    """A command, an option or a setting is wrong."""

    exit_code = 2


class ArticleError(UserError):
    """An article or a question set cannot be read."""

    exit_code = 3


class IndexFault(UserError):  # noqa: N818 - IndexError is Python's, for something else
    """The index is missing, damaged, or made by something else."""

    exit_code = 4


class ModelError(UserError):
    """The encoder's files are missing, altered or of a kind that is not supported."""

    exit_code = 5


class LockedError(UserError):
    """Another process is writing to the index."""

    exit_code = 6


class ResourceError(UserError):
    """Disk space, memory or file descriptors ran out, or the place is read-only."""

    exit_code = 7


class TelegramFault(UserError):  # noqa: N818 - telegram.error.TelegramError is another thing
    """Telegram does not accept the bot's token, or somebody else uses it."""

    exit_code = 8
