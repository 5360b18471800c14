"""What Slack's assistant threads have besides: a status under the thread, and first prompts."""

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.base import IncomingMessage
from adapters.slack.people import UNANSWERED
from adapters.slack.refusals import reason
from adapters.slack.wire import AssistantThread

_log = structlog.get_logger(__name__)
_MOST = 1000

_STATUS = {"en": "is thinking…", "zh": "正在思考…", "ja": "考えています…"}
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
    """Courtesies: where one fails, the answer comes all the same."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._thinking: dict[str, None] = {}
        self._others: dict[str, None] = {}

    async def opened(self, thread: AssistantThread, locale: str) -> None:
        """Somebody opens the assistant: say what may be asked."""
        prompts = [{"title": title, "message": text} for title, text in _PROMPTS[_language(locale)]]
        try:
            await self._client.assistant_threads_setSuggestedPrompts(
                channel_id=thread.channel_id, thread_ts=thread.thread_ts, prompts=prompts
            )
        except UNANSWERED as error:
            _log.info("slack took no prompts for an assistant thread", error=str(error))

    async def thinking(self, message: IncomingMessage) -> None:
        """Once per message: have the thread say that an answer is on its way."""
        if message.event_id not in self._thinking and self._may_be_one(message):
            _remember(self._thinking, message.event_id)
            await self._status(message, _STATUS[_language(message.locale)])

    async def answered(self, message: IncomingMessage) -> None:
        """Take the status away; an edit of the answer does not."""
        if message.event_id in self._thinking:
            del self._thinking[message.event_id]
            await self._status(message, "")

    def _may_be_one(self, message: IncomingMessage) -> bool:
        return (
            message.direct and bool(message.thread_id) and message.conversation not in self._others
        )

    async def _status(self, message: IncomingMessage, status: str) -> None:
        try:
            await self._client.assistant_threads_setStatus(
                channel_id=message.chat_id, thread_ts=message.thread_id, status=status
            )
        except SlackApiError as error:
            if reason(error):
                _remember(self._others, message.conversation)
                self._thinking.pop(message.event_id, None)
        except UNANSWERED as error:
            _log.info("slack took no status for an assistant thread", error=str(error))


def _remember(known: dict[str, None], name: str) -> None:
    known[name] = None
    if len(known) > _MOST:
        del known[next(iter(known))]


def _language(locale: str) -> str:
    language = locale[:2].lower()
    return language if language in _STATUS else "en"
