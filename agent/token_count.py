"""How many tokens a text takes: asked from the server, else estimated and calibrated."""

from typing import Any

from agent.backend import Backend
from agent.model import ModelError
from agent.openai_line import Line

_KEPT = 1024
_TIMEOUT = 3.0


class TokenCount:
    """Counts for one model. The estimate learns from the usage that the server reports."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._known: dict[str, int] = {}
        self._factor = 1.0
        self._exact = True

    async def count(self, text: str, backend: Backend | None) -> int:
        """Tokens of the text; exact where the server counts. Never raises."""
        if not text:
            return 0
        if backend is not None and self._exact:
            if text not in self._known:
                await self._ask(text, backend)
            if text in self._known:
                return self._known[text]
        return self.estimate(text)

    def estimate(self, text: str) -> int:
        """Tokens of the text by its characters."""
        return max(1, round(self._factor * _raw(text))) if text else 0

    def calibrate(self, text: str, tokens: int) -> None:
        """Learn from a text whose tokens the server counted."""
        if tokens > 0 and len(text) > 200:
            seen = min(max(tokens / _raw(text), 0.3), 4.0)
            self._factor += (seen - self._factor) / 4

    async def _ask(self, text: str, backend: Backend) -> None:
        question = self._question(text, backend)
        if question is None:
            self._exact = False
            return
        path, body = question
        try:
            told = await self._line.post(self._line.root + path, body, timeout=_TIMEOUT)
        except ModelError:
            self._exact = False
            return
        size = _told(told)
        if size is None:
            self._exact = False
            return
        if len(self._known) >= _KEPT:
            del self._known[next(iter(self._known))]
        self._known[text] = size

    @staticmethod
    def _question(text: str, backend: Backend) -> tuple[str, dict[str, Any]] | None:
        match backend.kind:
            case "llamacpp":
                return "/tokenize", {"content": text}
            case "vllm":
                return "/tokenize", {
                    "model": backend.model,
                    "prompt": text,
                    "add_special_tokens": False,
                }
            case "llama_cpp_python":
                return "/extras/tokenize/count", {"input": text}
            case "fastchat":
                prompt = {"model": backend.model, "prompt": text, "max_tokens": 0}
                return "/api/v1/token_check", {"prompts": [prompt]}
            case _:
                return None


def _told(answer: object) -> int | None:
    match answer:
        case {"count": int(size)} | {"prompts": [{"tokenCount": int(size)}, *_]}:
            return size
        case {"tokens": [*tokens]}:
            return len(tokens)
        case _:
            return None


def _raw(text: str) -> float:
    """A guess for an unknown tokenizer: four Latin characters a token, one Chinese."""
    wide = (len(text.encode("utf-8", "replace")) - len(text)) / 2
    return (len(text) - wide) / 4 + wide
