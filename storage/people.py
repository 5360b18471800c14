"""Who was let in by pairing, who asks to be, and which strangers were told that they are not."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Insert, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from agent.text import encodable
from storage.counting import count_changed
from storage.models import Base, PairedRow, PairingRow, StrangerRow, WrongCodeRow

CODE_LASTS = timedelta(hours=1)
REQUEST_LASTS = timedelta(days=1)
"""A code may be used for an hour; the buttons, which need no code, for a day."""

MOST_TRIES, TRIES_WITHIN = 5, timedelta(hours=1)
MOST_WAITING = 20
TOLD_EVERY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Paired:
    """Somebody who was let in; ``approver`` is who did it ("telegram:1001")."""

    platform: str
    person: str
    name: str
    approver: str
    approved_at: datetime


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Somebody who asks to be let in. ``id`` names the request, ``chat`` is where they wrote."""

    id: str
    platform: str
    person: str
    name: str
    chat: str
    language: str
    asked_at: datetime


Verdict = Literal["unknown", "too many"]
"""Why a code lets nobody in."""


class People:
    """All of that in the database. The tables must be up to date (`migrate`)."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)
        self._sqlite = engine.dialect.name == "sqlite"

    async def is_paired(self, platform: str, person: str) -> bool:
        async with self._sessions() as session:
            return await session.get(PairedRow, (platform, person)) is not None

    async def paired(self) -> tuple[Paired, ...]:
        """Everybody who was let in, the latest last."""
        async with self._sessions() as session:
            rows = await session.scalars(select(PairedRow).order_by(PairedRow.approved_at))
            return tuple(
                Paired(
                    platform=row.platform,
                    person=row.person,
                    name=row.name,
                    approver=row.approver,
                    approved_at=row.approved_at,
                )
                for row in rows
            )

    async def waiting(self, now: datetime) -> tuple[Applicant, ...]:
        """Everybody whose request is open, the latest last."""
        row = PairingRow
        wanted = select(row).where(row.settled == "", row.asked_at > now - REQUEST_LASTS)
        async with self._sessions() as session:
            rows = await session.scalars(wanted.order_by(row.asked_at))
            return tuple(_applicant(row) for row in rows)

    async def apply(self, applicant: Applicant, code: str) -> bool:
        """Keep a request, with its code's hash, in place of the person's earlier ones.

        False (and nothing kept) when too many others wait. An old request is forgotten.
        """
        row = PairingRow
        own = (row.platform == applicant.platform) & (row.person == applicant.person)
        old = row.asked_at <= applicant.asked_at - REQUEST_LASTS
        async with self._sessions.begin() as session:
            await session.execute(delete(row).where(own | old))
            others = await session.scalar(select(func.count()).where(row.settled == ""))
            if (others or 0) >= MOST_WAITING:
                return False
            session.add(
                row(
                    id=applicant.id,
                    platform=applicant.platform,
                    person=applicant.person,
                    name=encodable(applicant.name),
                    chat=applicant.chat,
                    language=applicant.language,
                    code=_hash(code),
                    asked_at=applicant.asked_at,
                    settled="",
                )
            )
        return True

    async def approve(
        self, code: str, *, approver: str, by: str, at: datetime
    ) -> Applicant | Verdict:
        """Let in whoever was told this code. ``by`` names the act, which may be repeated.

        A code is good once and for `CODE_LASTS`; an approver has `MOST_TRIES` wrong ones in
        `TRIES_WITHIN`.
        """
        row = PairingRow
        good = row.settled.in_(("", by)) & (row.asked_at > at - CODE_LASTS)
        async with self._sessions.begin() as session:
            if await _tries(session, approver, at) >= MOST_TRIES:
                return "too many"
            found = await session.scalar(select(row).where(row.code == _hash(code), good))
            if found is None:
                session.add(WrongCodeRow(approver=approver, at=at))
                return "unknown"
            applicant = await self._settle(session, found, by)
            if applicant is None:
                return "unknown"
            await self._let_in(session, applicant, approver, at)
            return applicant

    async def settle(
        self, request: str, *, approver: str, by: str, at: datetime, approved: bool
    ) -> Applicant | None:
        """Let the person of this request in, or not; None when it is settled or too old.

        ``by`` names the act, which may be repeated.
        """
        row = PairingRow
        recent = row.asked_at > at - REQUEST_LASTS
        async with self._sessions.begin() as session:
            found = await session.scalar(select(row).where(row.id == request, recent))
            applicant = None if found is None else await self._settle(session, found, by)
            if applicant is not None and approved:
                await self._let_in(session, applicant, approver, at)
            return applicant

    async def remove(self, platform: str, person: str) -> bool:
        """Let somebody in no longer; False when they were not let in by pairing."""
        async with self._sessions.begin() as session:
            found = await session.get(PairedRow, (platform, person))
            if found is not None:
                await session.delete(found)
        return found is not None

    async def tell_stranger(self, platform: str, person: str, event: str, at: datetime) -> bool:
        """Whether to tell a stranger, upon this event, that they are: once in `TOLD_EVERY`.

        The same event gets the same answer again.
        """
        row = StrangerRow
        this = (row.platform == platform) & (row.person == person)
        ago = at - TOLD_EVERY
        new = {"platform": platform, "person": person, "event": event, "told_at": at}
        async with self._sessions.begin() as session:
            added = self._insert_new(row, new).returning(row.person)
            if await session.scalar(added) is not None:
                await session.execute(delete(row).where(row.told_at <= ago))
                return True
            again = update(row).where(this, row.told_at <= ago).values(event=event, told_at=at)
            if await count_changed(session, again):
                return True
            return await session.scalar(select(row.event).where(this)) == event

    async def tries_end(self, approver: str, at: datetime) -> datetime:
        """When an approver who gave too many wrong codes may try again."""
        row = WrongCodeRow
        wanted = select(row.at).where(row.approver == approver, row.at > at - TRIES_WITHIN)
        async with self._sessions() as session:
            times = (await session.scalars(wanted.order_by(row.at.desc()))).all()
        return times[MOST_TRIES - 1] + TRIES_WITHIN if len(times) >= MOST_TRIES else at

    async def _settle(self, session: AsyncSession, found: PairingRow, by: str) -> Applicant | None:
        """Mark the request as settled by this act; None when another one was first."""
        ours = PairingRow.settled.in_(("", by))
        changed = update(PairingRow).where(PairingRow.id == found.id, ours).values(settled=by)
        return _applicant(found) if await count_changed(session, changed) else None

    async def _let_in(
        self, session: AsyncSession, applicant: Applicant, approver: str, at: datetime
    ) -> None:
        row = {
            "platform": applicant.platform,
            "person": applicant.person,
            "name": applicant.name,
            "approver": approver,
            "approved_at": at,
        }
        await session.execute(self._insert_new(PairedRow, row))

    def _insert_new(self, table: type[Base], row: dict[str, Any]) -> Insert:
        if self._sqlite:
            return sqlite.insert(table).values(row).on_conflict_do_nothing()
        return postgresql.insert(table).values(row).on_conflict_do_nothing()


async def _tries(session: AsyncSession, approver: str, at: datetime) -> int:
    """How many wrong codes this approver gave lately; older ones are forgotten."""
    row = WrongCodeRow
    await session.execute(delete(row).where(row.at <= at - TRIES_WITHIN))
    return await session.scalar(select(func.count()).where(row.approver == approver)) or 0


def _applicant(row: PairingRow) -> Applicant:
    return Applicant(
        id=row.id,
        platform=row.platform,
        person=row.person,
        name=row.name,
        chat=row.chat,
        language=row.language,
        asked_at=row.asked_at,
    )


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
