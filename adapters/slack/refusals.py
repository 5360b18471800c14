"""What Slack's refusals mean to the send protocol."""

from collections.abc import Iterator
from contextlib import contextmanager

from slack_sdk.errors import SlackApiError

from adapters.base import NotNow, PostGone, Undeliverable

_REST = 5.0
"""Seconds to wait when Slack does not say how long."""

_LIMITED = frozenset(["ratelimited", "rate_limited"])
_GONE = frozenset(
    ["message_not_found", "cant_update_message", "edit_window_closed", "cant_edit_message"]
)
_UNREACHABLE = frozenset(
    [
        "account_inactive",
        "access_denied",
        "cannot_dm_bot",
        "cannot_reply_to_message",
        "channel_is_archived",
        "channel_not_found",
        "is_archived",
        "messages_tab_disabled",
        "not_in_channel",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "team_access_not_granted",
        "thread_not_found",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    ]
)
_MARKUP = frozenset(
    ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"]
)
_PASSING = frozenset(["fatal_error", "internal_error", "request_timeout", "service_unavailable"])
_TOKEN = frozenset(
    [
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    ]
)


def reason(error: SlackApiError) -> str:
    """Slack's own word for it, "" where it gave none."""
    data = getattr(error.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def is_markup(error: SlackApiError) -> bool:
    """Whether the look of the text was refused, not the text."""
    return reason(error) in _MARKUP


def is_token(error: SlackApiError) -> bool:
    """Whether the token was refused."""
    return reason(error) in _TOKEN


def is_passing(error: SlackApiError) -> bool:
    """Whether Slack itself has failed, so that the same call may do later."""
    return reason(error) in _PASSING or _status(error) >= 500


def is_final(error: SlackApiError) -> bool:
    """Whether Slack has said no to the call itself: it was not done, and won't be another time."""
    return bool(reason(error)) and not is_limited(error) and not is_passing(error)


def is_limited(error: SlackApiError) -> bool:
    """Whether there were too many calls."""
    return _status(error) == 429 or reason(error) in _LIMITED


def limit(error: SlackApiError) -> float | None:
    """The seconds that Slack wants no such call; None when there were not too many."""
    if not is_limited(error):
        return None
    return seconds(error.response.headers.get("Retry-After"))


@contextmanager
def refusals() -> Iterator[None]:
    """Raises what a `SlackApiError` means, and itself where its outcome is not known."""
    try:
        yield
    except SlackApiError as error:
        why = reason(error)
        wait = limit(error)
        if wait is not None:
            raise NotNow(wait) from error
        if why in _GONE:
            raise PostGone(why) from error
        if why in _UNREACHABLE:
            raise Undeliverable(why) from error
        raise


def seconds(told: str | None) -> float:
    """How long a Retry-After header tells to wait."""
    try:
        return max(0.1, float(told or ""))
    except ValueError:
        return _REST


def _status(error: SlackApiError) -> int:
    # Where the body was no JSON, the response is the HTTP client's own.
    response = error.response
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
