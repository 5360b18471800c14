"""KAgentLMs behind FastChat's text completions, each prompt written by the model's own template."""

import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from agent.backend import Backend, look
from agent.events import TextDelta
from agent.messages import AssistantMessage, Message, ToolMessage, Usage
from agent.model import Abilities, Request
from agent.openai_faults import Refusal
from agent.openai_line import Body, Line
from agent.openai_wire import Assembly
from agent.patience import Patience
from agent.token_count import TokenCount

_PATH = "/completions"
_DEFAULT_WINDOW = 4096
_MOST_TOKENS = 512
_MARKS = re.compile(r"<(\|im_(?:start|end)\||\|endoftext\||reserved_10[67]|/?s)>")


@dataclass(frozen=True, kw_only=True)
class Template:
    """How a model was taught to see who speaks; ``stop`` ends its answer."""

    system: str
    user: str
    assistant: str
    reply: str
    stop: tuple[str, ...]

    def write(self, messages: Sequence[Message]) -> str:
        """The messages as one prompt, ready for the answer. Marks inside a text are defused."""
        return "".join(self._write(message) for message in messages) + self.reply

    def _write(self, message: Message) -> str:
        text = _MARKS.sub(r"< \1>", message.text)
        if isinstance(message, ToolMessage):
            return self.user.format(f"{message.name}: {text}")
        frames = {"system": self.system, "user": self.user, "assistant": self.assistant}
        return frames[message.role].format(text)


QWEN = Template(
    system="<|im_start|>system\n{}<|im_end|>\n",
    user="<|im_start|>user\n{}<|im_end|>\n",
    assistant="<|im_start|>assistant\n{}<|im_end|>\n",
    reply="<|im_start|>assistant\n",
    stop=("<|im_end|>", "<|endoftext|>"),
)
BAICHUAN2 = Template(
    system="{}",
    user="<reserved_106>{}",
    assistant="<reserved_107>{}</s>",
    reply="<reserved_107>",
    stop=("<reserved_106>", "</s>"),
)


def template_of(model: str) -> Template:
    """The template by the model's name: Baichuan2's, else ChatML (Qwen's)."""
    return BAICHUAN2 if "baichuan" in model.casefold() else QWEN


class Completions:
    """A `ChatModel` over ``/v1/completions``; no native tools, no guides.

    Samples as KAgentLMs were published: temperature 0.1, top_p 0.75, top_k 40 and at most 512
    tokens. ``window`` (tokens) overrides what the server says.
    """

    def __init__(
        self,
        *,
        base_url: str,
        model: str,
        api_key: str = "",
        window: int | None = None,
        template: Template | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._line = Line(base_url=base_url, api_key=api_key, patience=patience)
        self._model = model
        self._stated_window = window
        self._template = template or template_of(model)
        self._tokens = TokenCount(self._line)
        self._backend: Backend | None = None

    @property
    def name(self) -> str:
        return self._model

    async def abilities(self) -> Abilities:
        """The window, and the style these models were tuned on. Raises `ModelError`."""
        if self._backend is None:
            self._backend = await look(self._line, self._model)
        window = self._stated_window or self._backend.window or _DEFAULT_WINDOW
        return Abilities(window=window, style="kagentlms")

    async def count(self, text: str) -> int:
        """About how many tokens the text takes; exact where the server counts. Never raises."""
        return await self._tokens.count(text, self._backend)

    async def stream(self, request: Request) -> AsyncGenerator[TextDelta | AssistantMessage]:
        """Text as it comes, then the whole message, last and exactly once. Raises `ModelError`."""
        prompt = self._template.write(request.messages)
        body: Body = {
            "model": self._model,
            "prompt": prompt,
            "max_tokens": min(request.max_tokens, _MOST_TOKENS),
            "temperature": 0.1,
            "top_p": 0.75,
            "top_k": 40,
            "stop": list(self._template.stop),
            "stream": True,
        }
        async with aclosing(self._line.answer(_PATH, body, _nothing_to_mend)) as parts:
            async for part in parts:
                if isinstance(part, Assembly):
                    yield self._whole(part, prompt)
                else:
                    yield TextDelta(text=part)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._line.aclose()

    def _whole(self, assembly: Assembly, prompt: str) -> AssistantMessage:
        estimate = self._tokens.estimate
        usage = assembly.usage or Usage(
            calls=1, prompt=estimate(prompt), completion=estimate(assembly.text)
        )
        return AssistantMessage(
            text=assembly.text, usage=usage, model=self._model, cut=assembly.finish == "length"
        )


async def _nothing_to_mend(body: Body, refusal: Refusal | None) -> bool:
    return False
