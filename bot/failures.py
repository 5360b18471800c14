"""What goes wrong in a way that one line to the person says it all."""


class BadValue(Exception):
    """A value that the person gave can't be used; the message names it and says why."""


class Failure(Exception):
    """Something outside the command failed; the message says what, and what to do."""
