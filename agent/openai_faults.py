"""What an OpenAI-compatible server's refusal means, whatever shape it comes in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from agent.model import ContextOverflow, ModelError, ModelMisconfigured, ModelUnavailable

_OVERFLOW_CODES = frozenset({"context_length_exceeded", "exceed_context_size_error", "40303"})
_OVERFLOW_WORDS = re.compile(
    r"maximum context length|context (?:size|window|length)|prompt is too long|"
    r"(?:input|prompt) .{0,40}(?:too long|exceeds)|reduce the length|exceeds? .{0,30}max_model_len",
    re.IGNORECASE,
)
_ABOUT_PICTURES = re.compile(
    r"\b(?:image|picture|vision|multi.?modal|mmproj|modalit)|image_url|unknown variant|"
    r"content.{0,40}(?:string|text)",
    re.IGNORECASE,
)
_ABOUT_THIS_PICTURE = re.compile(
    r"format|decod|process|corrupt|damaged|download|dimension|pixel|too (?:large|big|many)|"
    r"size|invalid image|media type",
    re.IGNORECASE,
)
_WINDOW = re.compile(r"(?:context (?:length|size|window)\D{0,20}|max_model_len\D{0,10})(\d{3,8})")
_TRANSIENT = frozenset({408, 409, 425, 429})
_KEYLIKE = re.compile(r"\b(?:sk|pk|key|xai|gsk|hf)[-_][\w*.-]{6,}|Bearer\s+\S+", re.IGNORECASE)
_URL_LOGIN = re.compile(r"//[^/@\s]+@")


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A server's error as it said it; ``status`` is None for one that came inside a stream."""

    status: int | None
    body: object
    secret: str = ""
    retry_after: float | None = None

    @property
    def _fields(self) -> Mapping[str, object]:
        if not isinstance(self.body, Mapping):
            return {}
        inner = self.body.get("error", self.body)
        return inner if isinstance(inner, Mapping) else {"message": inner}

    @property
    def message(self) -> str:
        """What the server said, short and without anything that looks like a key."""
        keys = ("message", "text", "detail")  # OpenAI's, FastChat's, FastAPI's
        said = next((self._fields[key] for key in keys if self._fields.get(key)), "")
        text = " ".join(str(said).split())
        if self.secret:
            text = text.replace(self.secret, "…")
        text = _URL_LOGIN.sub("//", _KEYLIKE.sub("…", text))
        return text if len(text) <= 300 else text[:299] + "…"

    @property
    def parameter(self) -> str:
        """The request field the server objects to, where it names one."""
        named = self._fields.get("param")
        return named if isinstance(named, str) else ""

    @property
    def codes(self) -> frozenset[str]:
        names = (self._fields.get(key) for key in ("code", "type", "error_code"))
        return frozenset(str(name) for name in names if name is not None)

    @property
    def overflow(self) -> bool:
        """Whether the prompt is too long for the window."""
        if self.status not in (None, 400, 413, 422, 500):
            return False
        if self.codes & _OVERFLOW_CODES:
            return True
        return bool(_OVERFLOW_WORDS.search(self.message))

    @property
    def window(self) -> int | None:
        """The window in tokens, when the refusal names it."""
        stated = self._fields.get("n_ctx")
        if isinstance(stated, int):
            return stated
        found = _WINDOW.search(self.message)
        return int(found.group(1)) if found else None

    @property
    def transient(self) -> bool:
        """Whether the same request may succeed in a moment."""
        if "insufficient_quota" in self.codes or self.overflow:
            return False
        if any(code.startswith(("429", "500")) and len(code) == 5 for code in self.codes):
            return True  # FastChat answers 400 and says in ``code`` what it is
        if self.status is None:
            return True
        return self.status in _TRANSIENT or self.status >= 500

    @property
    def of_pictures(self) -> Literal["none", "these", "all"]:
        """Which pictures are refused, if it is the pictures of a request that had some."""
        if _ABOUT_PICTURES.search(self.message):
            return "these" if _ABOUT_THIS_PICTURE.search(self.message) else "all"
        return "these" if self.status in (400, 413, 415, 422) else "none"

    def error(self, server: str) -> ModelError:
        """The error the caller can act on; ``server`` is how the person knows the server."""
        said = f" It says: {self.message}" if self.message else ""
        if self.overflow:
            text = f"The prompt is too long for the model at {server}.{said}"
            return ContextOverflow(text, window=self.window)
        if "insufficient_quota" in self.codes:
            return ModelUnavailable(f"The account at {server} has no credit left.{said}")
        if self.transient:
            return ModelUnavailable(f"The model at {server} {self._state}.{said}")
        match self.status:
            case 401 | 403:
                return ModelMisconfigured(f"{server} refuses the API key.")
            case 404:
                return ModelMisconfigured(f"{server} does not know this model or path.{said}")
            case _:
                return ModelMisconfigured(f"{server} refuses the request.{said}")

    @property
    def _state(self) -> str:
        if self.status == 429 or any(code.startswith("429") for code in self.codes):
            return "is overloaded (too many requests)"
        return f"has a fault of its own (status {self.status or 200})"
