"""How long a model may keep silent before it counts as not answering."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Waits in seconds.

    ``first``: silence before the first piece of an answer, retries included, from a server that
    gives no other sign of life; ``probe``: for that sign of life (so the person hears of a dead
    model after ``first + probe``); ``busy``: silence before the first piece from a server that is
    alive, such as a slow one reading a long prompt; ``stall``: silence later in an answer;
    ``back_off``: before the first retry, doubled before each further one.
    """

    first: float = 8.0
    probe: float = 1.5
    busy: float = 120.0
    stall: float = 60.0
    back_off: float = 0.4

    def shared(self, models: int) -> "Patience":
        """The part of it each of so many models may use up when they are tried in turn."""
        return replace(self, first=self.first / models, probe=self.probe / models)
