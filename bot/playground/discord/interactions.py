"""Interactions: commands and presses, which must be answered in time, by their own tokens."""

from dataclasses import dataclass
from time import monotonic
from typing import Literal
from uuid import uuid4

from bot.playground.discord.world import (
    EPHEMERAL,
    LOADING,
    Account,
    Channel,
    Json,
    Post,
    Refusal,
    World,
)

_SAY, _SAY_LATER, _UPDATE_LATER, _OFFER = 4, 5, 6, 8
_CHOICES, _NAME = 25, 100
Kind = Literal["command", "component", "typing"]


@dataclass(kw_only=True)
class Interaction:
    """``original`` is the id of the first response's post, "" before it is there.

    ``choices`` are what was offered for a command that is being typed.
    """

    id: str
    token: str
    kind: Kind
    channel: Channel
    person: Account
    begun: float
    answered: bool = False
    expired: bool = False
    original: str = ""
    choices: tuple[str, ...] = ()


class Interactions:
    """``patience`` is how many seconds Discord waits for the first response."""

    def __init__(self, world: World, *, patience: float = 3.0) -> None:
        self.patience = patience
        self._world = world
        self._by_token: dict[str, Interaction] = {}

    def begin(self, kind: Kind, channel: Channel, person: Account) -> Interaction:
        interaction = Interaction(
            id=self._world.new_id(),
            token=f"token-{uuid4().hex}",
            kind=kind,
            channel=channel,
            person=person,
            begun=monotonic(),
        )
        self._by_token[interaction.token] = interaction
        return interaction

    def expire(self) -> None:
        """Let 15 minutes be over."""
        for each in self._by_token.values():
            each.expired = True

    def of(self, token: str) -> Interaction:
        """The interaction whose token can be used."""
        found = self._by_token.get(token)
        if found is None or not found.answered:
            raise Refusal(404, 10015, "Unknown Webhook")
        if found.expired:
            raise Refusal(401, 50027, "Invalid Webhook Token")
        return found

    def answer(self, number: str, token: str, told: Json) -> None:
        """Take the first response."""
        found = self._by_token.get(token)
        late = found is not None and monotonic() - found.begun > self.patience
        if found is None or found.id != number or found.expired or late:
            raise Refusal(404, 10062, "Unknown interaction")
        if found.answered:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        found.answered = True
        data = told.get("data") or {}
        if (told["type"] == _OFFER) != (found.kind == "typing"):
            raise Refusal(400, 50035, "Invalid Form Body: type")
        if told["type"] == _OFFER:
            found.choices = _offered(data.get("choices", []))
        elif told["type"] in (_SAY, _SAY_LATER):
            post = Post(
                id=self._world.new_id(),
                channel=found.channel,
                author=self._world.bot,
                text=data.get("content", ""),
                components=data.get("components", []),
                flags=LOADING if told["type"] == _SAY_LATER else 0,
            )
            found.original = post.id
            self.show(found, post, data.get("flags", 0))
        elif told["type"] != _UPDATE_LATER or found.kind != "component":
            raise Refusal(400, 50035, "Invalid Form Body: type")
        self._world.stir()

    def show(self, interaction: Interaction, post: Post, flags: int) -> None:
        """Put a response's post up."""
        post.token = interaction.token
        post.flags |= flags & (1 << 2)
        if flags & EPHEMERAL:
            post.seen_by = interaction.person.id
        self._world.add(post)

    def post(self, token: str, number: str) -> Post:
        """A post that was made by the token."""
        interaction = self.of(token)
        wanted = interaction.original if number == "@original" else number
        post = self._world.posts.get(wanted)
        if post is None or post.deleted or post.token != token:
            raise Refusal(404, 10008, "Unknown Message")
        return post


def _offered(choices: list[Json]) -> tuple[str, ...]:
    """The names of the choices, which are as few and short as Discord wants them."""
    names = tuple(str(each["name"]) for each in choices)
    if len(names) > _CHOICES or not all(0 < len(name) <= _NAME for name in names):
        raise Refusal(400, 50035, "Invalid Form Body: choices")
    return names
