"""Faults that a user can act on.

Lives here: the exception types whose message is one line that names the file, row or setting and
says what to do. Not here: programming errors (they keep their traceback).
"""


class ForkliftError(Exception):
    """A fault with a remedy; its text is shown to the user as one line."""


class SettingsError(ForkliftError):
    """A setting is missing, unknown or contradicts another one."""


class SourceError(ForkliftError):
    """The telemetry source cannot be resolved, listed or read."""


class BadFileError(ForkliftError):
    """An object of the source is not telemetry at all, or its content is not readable."""


class WarehouseError(ForkliftError):
    """The DuckDB file cannot be opened, read or written."""


class TrainingError(ForkliftError):
    """The data at hand cannot train or judge a classifier."""


class DbtError(ForkliftError):
    """The dbt project cannot be parsed, or its manifest is missing."""


class MovedError(ForkliftError):
    """Another run has loaded another version between two steps of a run."""
