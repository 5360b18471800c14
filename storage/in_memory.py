"""Conversations kept in this process's memory only: the same contract, no database."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from agent.events import Summarised
from agent.history import (
    TITLE_LENGTH,
    UNTOLD,
    Conversation,
    History,
    Outcome,
    Question,
    Rating,
    Record,
    Turn,
)
from agent.messages import Usage
from agent.profile import Profile


@dataclass(kw_only=True)
class _Kept:
    platform: str
    title: str = ""
    profile: Profile | None = None
    summary: str = ""
    summarised: int = 0
    forgotten: int = 0


@dataclass(kw_only=True)
class _Turn:
    record: Record
    receipt: tuple[str, ...] = ()
    deleted: bool = False
    due: bool = False
    ratings: dict[str, Rating] = field(default_factory=dict)

    def seen(self) -> Record:
        return replace(self.record, ratings=dict(self.ratings))


class InMemoryConversations:
    """`ConversationStore` without a database; all is forgotten when the process ends."""

    def __init__(self) -> None:
        self._known: dict[str, _Kept] = {}
        self._turns: dict[str, _Turn] = {}

    async def accept(self, question: Question, *, begun_at: datetime | None = None) -> bool:
        if question.turn_id in self._turns:
            return False
        self._known.setdefault(question.conversation, _Kept(platform=question.platform))
        place = len(self._turns) + 1
        record = Record(place=place, question=question, started_at=begun_at)
        self._turns[question.turn_id] = _Turn(record=record)
        return True

    async def start(self, turn_id: str, at: datetime) -> None:
        turn = self._turns.get(turn_id)
        if turn is not None and turn.record.started_at is None:
            turn.record = replace(turn.record, started_at=at)

    async def reword(self, turn_id: str, text: str, envelope: str | None = None) -> None:
        turn = self._turns.get(turn_id)
        if turn is not None and not turn.deleted:
            question = replace(turn.record.question, text=text)
            if envelope is not None:
                question = replace(question, envelope=envelope)
            turn.record = replace(turn.record, question=question)

    async def finish(
        self, turn_id: str, outcome: Outcome, at: datetime, *, due: bool = False
    ) -> bool:
        turn = self._turns.get(turn_id)
        if turn is None or turn.deleted or turn.record.finished_at is not None:
            return False
        turn.record = replace(turn.record, outcome=outcome, finished_at=at)
        turn.due = due
        return True

    async def delivered(self, turn_ids: Collection[str]) -> None:
        for turn_id in turn_ids:
            if turn := self._turns.get(turn_id):
                turn.due = False

    async def summarise(self, turn_id: str, summarised: Summarised) -> None:
        turn = self._turns.get(turn_id)
        known = None if turn is None else self._known.get(turn.record.question.conversation)
        if turn is None or known is None:
            return
        if turn.record.place > known.forgotten and summarised.turns > known.summarised:
            known.summary, known.summarised = summarised.summary, summarised.turns

    async def history(self, conversation: str) -> History:
        known = self._known.get(conversation)
        if known is None:
            return History()
        turns = [
            Turn(
                question=record.question.text,
                answer=record.outcome.answer,
                steps=record.outcome.steps,
                asked_at=record.question.asked_at,
            )
            for record in self._of(conversation)
            if record.place > known.forgotten
            and record.outcome is not None
            and record.outcome.answer
            and record.outcome.reason not in UNTOLD
        ]
        return History(
            turns=tuple(turns[known.summarised :]),
            summary=known.summary,
            summarised=known.summarised,
        )

    async def replace(self, turn_id: str) -> None:
        turn = self._turns.get(turn_id)
        if turn is None or turn.deleted or turn.record.outcome is None:
            return
        told = (await self.history(turn.record.question.conversation)).turns
        if any(each.asked_at == turn.record.question.asked_at for each in told):
            outcome = replace(turn.record.outcome, reason="replaced")
            turn.record = replace(turn.record, outcome=outcome)

    async def reset(self, conversation: str) -> None:
        known = self._known.get(conversation)
        if known is not None:
            known.forgotten = max((r.place for r in self._of(conversation)), default=0)
            known.summary, known.summarised = "", 0

    async def record(self, turn_id: str) -> Record | None:
        turn = self._turns.get(turn_id)
        return None if turn is None else turn.seen()

    async def turns(
        self, conversation: str, *, limit: int = 50, before: int | None = None
    ) -> tuple[Record, ...]:
        found = [r for r in self._of(conversation) if before is None or r.place < before]
        return tuple(found[max(0, len(found) - limit) :])

    async def unfinished(self) -> tuple[Record, ...]:
        return tuple(
            turn.seen()
            for turn in self._turns.values()
            if (turn.record.finished_at is None or turn.due) and not turn.deleted
        )

    async def conversations(
        self, platform: str, sender_id: str, *, limit: int = 100
    ) -> tuple[Conversation, ...]:
        found = []
        for name, known in self._known.items():
            records = self._of(name)
            if not any(
                (r.question.platform, r.question.sender_id) == (platform, sender_id)
                for r in records
            ):
                continue
            found.append(
                Conversation(
                    id=name,
                    platform=known.platform,
                    title=known.title or records[0].question.text[:TITLE_LENGTH],
                    turns=len(records),
                    active_at=max(r.finished_at or r.question.asked_at for r in records),
                )
            )
        found.sort(key=lambda each: each.id)
        found.sort(key=lambda each: each.active_at, reverse=True)
        return tuple(found[:limit])

    async def rename(self, conversation: str, title: str) -> None:
        if conversation in self._known:
            self._known[conversation].title = title

    async def delete(self, conversation: str) -> None:
        if self._known.pop(conversation, None) is None:
            return
        for turn in self._turns.values():
            record = turn.record
            if turn.deleted or record.question.conversation != conversation:
                continue
            turn.deleted, turn.receipt = True, ()
            turn.ratings.clear()
            turn.record = replace(
                record,
                question=replace(
                    record.question, conversation="", sender_name="", text="", envelope=""
                ),
                outcome=record.outcome and replace(record.outcome, answer="", steps=()),
            )

    async def profile(self, conversation: str) -> Profile | None:
        known = self._known.get(conversation)
        return None if known is None else known.profile

    async def set_profile(self, conversation: str, platform: str, profile: Profile | None) -> None:
        self._known.setdefault(conversation, _Kept(platform=platform)).profile = profile

    async def rate(self, turn_id: str, sender_id: str, rating: Rating | None) -> bool:
        turn = self._turns.get(turn_id)
        if turn is None or turn.deleted:
            return False
        if rating is None:
            turn.ratings.pop(sender_id, None)
        else:
            turn.ratings[sender_id] = rating
        return True

    async def keep_receipt(self, turn_id: str, receipt: tuple[str, ...]) -> None:
        turn = self._turns.get(turn_id)
        if turn is not None and not turn.deleted:
            turn.receipt = receipt

    async def receipt(self, turn_id: str) -> tuple[str, ...]:
        turn = self._turns.get(turn_id)
        return () if turn is None else turn.receipt

    async def posts(self, platform: str, *, besides: str = "", limit: int = 500) -> frozenset[str]:
        newest = sorted(
            (turn for turn in self._turns.values() if turn.record.question.platform == platform),
            key=lambda turn: -turn.record.place,
        )[:limit]
        return frozenset(
            post
            for turn in newest
            if turn.record.question.turn_id != besides
            for post in turn.receipt
        )

    async def usage(
        self,
        since: datetime,
        until: datetime | None = None,
        *,
        platform: str | None = None,
        sender_id: str | None = None,
        chat: str | None = None,
    ) -> Usage:
        total = Usage()
        for turn in self._turns.values():
            asked, outcome = turn.record.question, turn.record.outcome
            if outcome is None or asked.asked_at < since:
                continue
            if until is not None and asked.asked_at >= until:
                continue
            if chat is not None and not f"{asked.conversation}:".startswith(f"{chat}:"):
                continue
            if platform in (None, asked.platform) and sender_id in (None, asked.sender_id):
                total += outcome.usage
        return total

    async def newest(self, platform: str, *, limit: int = 500) -> tuple[Question, ...]:
        records = (turn.record for turn in self._turns.values() if not turn.deleted)
        found = [record for record in records if record.question.platform == platform]
        found.sort(key=lambda record: -record.place)
        return tuple(record.question for record in found[:limit])

    async def latest(self, platform: str, *, limit: int = 500) -> tuple[Question, ...]:
        newest: dict[str, Record] = {}
        for turn in self._turns.values():
            question = turn.record.question
            if question.platform == platform and not turn.deleted:
                newest[question.conversation] = turn.record
        by_place = sorted(newest.values(), key=lambda record: -record.place)
        return tuple(record.question for record in by_place[:limit])

    async def last_question(self, conversation: str) -> Question | None:
        known = self._known.get(conversation)
        asked = [r for r in self._of(conversation) if known and r.place > known.forgotten]
        return asked[-1].question if asked else None

    def _of(self, conversation: str) -> list[Record]:
        return [
            turn.seen()
            for turn in self._turns.values()
            if not turn.deleted and turn.record.question.conversation == conversation
        ]
