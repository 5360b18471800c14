"""What Slack's assistant threads have besides: a status line, and first prompts."""

import asyncio
from typing import TypeVar

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.base import IncomingMessage, Reply
from adapters.slack.asking import UNANSWERED
from adapters.slack.refusals import is_final
from adapters.slack.wire import AssistantThread

T = TypeVar("T")

_log = structlog.get_logger(__name__)
_MOST = 1000
_PATIENCE = 3.0

_LINE = 100
_THINKING = {"en": "is thinking…", "zh": "正在思考…", "ja": "考えています…"}
_USING = {"en": "is using {}…", "zh": "正在使用{}…", "ja": "{}を使っています…"}
_PROMPTS = {
    "en": [
        ("What can you do?", "What can you do for me, and with which tools?"),
        ("Today's date", "What day is today, also in the Chinese calendar?"),
        ("Look something up", "Look up today's most important news and tell me the sources."),
    ],
    "zh": [
        ("你能做什么？", "你能帮我做什么？有哪些工具？"),
        ("今天的日期", "今天是几月几日？农历是哪一天？"),
        ("查一查", "查一下今天最重要的新闻，并注明来源。"),
    ],
    "ja": [
        ("何ができますか？", "何を手伝ってもらえますか？どんなツールがありますか？"),
        ("今日の日付", "今日は何日ですか？旧暦では？"),
        ("調べもの", "今日の重要なニュースを調べて、出典も教えてください。"),
    ],
}


class AssistantThreads:
    """Courtesies: where one fails, the answer comes all the same.

    Slack tells which threads of two are assistants' only by taking a status for them.
    """

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._statuses: dict[str, str] = {}
        self._known: dict[str, bool] = {}

    async def opened(self, thread: AssistantThread, locale: str) -> None:
        """Somebody opens the assistant: say what may be asked."""
        prompts = [{"title": title, "message": text} for title, text in _PROMPTS[_language(locale)]]
        try:
            await self._client.assistant_threads_setSuggestedPrompts(
                channel_id=thread.channel_id, thread_ts=thread.thread_ts, prompts=prompts
            )
        except UNANSWERED as error:
            _log.info("slack took no prompts for an assistant thread", error=str(error))

    def has(self, message: IncomingMessage) -> bool | None:
        """Whether the message stands in an assistant thread; None: that is not known yet."""
        if not (message.direct and message.thread_id):
            return False
        return self._known.get(message.conversation)

    async def shows(self, message: IncomingMessage, reply: Reply, *, again: bool = False) -> bool:
        """Have the thread say what is being done; whether it is an assistant thread.

        ``again``: a post has come since, at which Slack takes the status away.
        """
        status = _status(reply, _language(message.locale))
        news = (again and status) or self._said(message) != status
        if (known := self.has(message)) is None or (known and news):
            await self._say(message, status)
        return self.has(message) is True

    async def answered(self, message: IncomingMessage) -> None:
        """Take the status away, an earlier process's too; an edit of the answer does not."""
        if self._said(message) or self.has(message) is None:
            await self._say(message, "")
            self._statuses.pop(message.event_id, None)

    def _said(self, message: IncomingMessage) -> str:
        return self._statuses.get(message.event_id, "")

    async def _say(self, message: IncomingMessage, status: str) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._client.assistant_threads_setStatus(
                    channel_id=message.chat_id, thread_ts=message.thread_id, status=status
                )
        except UNANSWERED as error:
            if isinstance(error, SlackApiError) and is_final(error):
                _remember(self._known, message.conversation, False)
            _log.info("slack took no status for an assistant thread", error=str(error))
        else:
            _remember(self._known, message.conversation, True)
            _remember(self._statuses, message.event_id, status)


def _status(reply: Reply, language: str) -> str:
    """What is being done, after the app's name."""
    if reply.notice or reply.text:
        return reply.notice[:_LINE]
    latest = reply.activities[-1] if reply.activities else None
    if latest is None or (latest.kind == "tool" and latest.state != "running"):
        return _THINKING[language]
    title = " ".join(latest.title.split())[:_LINE]
    return _USING[language].format(title) if latest.kind == "tool" else title


def _remember(known: dict[str, T], name: str, value: T) -> None:
    known[name] = value
    if len(known) > _MOST:
        del known[next(iter(known))]


def _language(locale: str) -> str:
    language = locale[:2].lower()
    return language if language in _THINKING else "en"
