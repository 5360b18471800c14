"""What Slack sends, as far as we read it."""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from adapters.slack.written import written

M = TypeVar("M", bound="Wire")


class Wire(BaseModel):
    """A part of a payload. A null is as good as a field that is not there."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: Any) -> Any:
        if isinstance(given, dict):
            return {name: value for name, value in given.items() if value is not None}
        return given


class SharedFile(Wire):
    id: str = ""
    name: str = ""
    title: str = ""
    mimetype: str = ""
    mode: str = ""
    subtype: str = ""
    size: int = 0
    url_private: str = ""
    url_private_download: str = ""


class SharedMessage(Wire):
    """An attachment; the one that we read is a message which somebody passed on."""

    text: str = ""
    is_msg_unfurl: bool = False
    is_share: bool = False


class Event(Wire):
    """A message or a mention."""

    type: str
    subtype: str = ""
    channel: str
    channel_type: str = ""
    user: str = ""
    team: str = ""
    user_team: str = ""
    text: str = ""
    ts: str
    thread_ts: str = ""
    parent_user_id: str = ""
    latest_reply: str = ""
    reply_users: tuple[str, ...] = ()
    bot_id: str = ""
    hidden: bool = False
    edited: object = None
    files: list[SharedFile] = []
    attachments: list[SharedMessage] = []

    @model_validator(mode="before")
    @classmethod
    def _with_words(cls, given: Any) -> Any:
        if isinstance(given, dict) and not given.get("text"):
            return {**given, "text": written(given.get("blocks"), given.get("attachments"))}
        return given


class AssistantThread(Wire):
    user_id: str = ""
    channel_id: str
    thread_ts: str


class Command(Wire):
    """A slash command."""

    command: str
    text: str = ""
    user_id: str
    user_name: str = ""
    channel_id: str
    channel_name: str = ""
    team_id: str = ""
    thread_ts: str = ""
    trigger_id: str
    response_url: str = ""


class _Id(Wire):
    id: str = ""
    name: str = ""
    username: str = ""
    team_id: str = ""


class _Container(Wire):
    channel_id: str = ""
    message_ts: str = ""
    thread_ts: str = ""
    is_ephemeral: bool = False


class _Action(Wire):
    action_id: str
    value: str = ""
    action_ts: str = ""


class Interaction(Wire):
    """Somebody pressed a button."""

    user: _Id
    channel: _Id = _Id()
    team: _Id = _Id()
    container: _Container = _Container()
    message: _Container = _Container()
    actions: list[_Action]
    trigger_id: str = ""
    response_url: str = ""


def read(model: type[M], payload: object) -> M | None:
    """The payload as this model; None when it is none that we could understand."""
    try:
        return model.model_validate(payload)
    except ValidationError:
        return None
