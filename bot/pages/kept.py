"""What is kept of a turn, in the form in which it was shown while it ran."""

from typing import Any

from adapters.base import Reply
from agent.history import Record
from agent.profile import Profile
from bot.pages.wire import reply_json
from bot.turns.replies import final_reply
from bot.words import language_for


def kept_reply(record: Record, profile: Profile) -> Reply:
    """The last reply that was shown; an empty one while the turn waits or runs."""
    if record.outcome is None:
        return Reply()
    return final_reply(record.outcome, language_for(profile.language, "", record.question.text))


def turn_json(record: Record, profile: Profile, sender_id: str) -> dict[str, Any]:
    outcome = record.outcome
    return {
        "turn": record.question.turn_id,
        "place": record.place,
        "question": record.question.text,
        "asked_at": record.question.asked_at.isoformat(),
        "reply": reply_json(kept_reply(record, profile)),
        "reason": outcome and outcome.reason,
        "seconds": outcome and round(outcome.seconds, 2),
        "rating": record.ratings.get(sender_id),
    }
