"""How each OpenAI-compatible server differs from the others, as probed on the real ones."""

from dataclasses import dataclass
from typing import Any, Literal

from starlette.responses import JSONResponse, Response

from tests.servers.wire import Call, Say, Style, tokens

PersonalityName = Literal["openai", "vllm", "llamacpp", "llama_cpp_python", "ollama", "fastchat"]


@dataclass(frozen=True, kw_only=True)
class Personality:
    """One kind of server; ``tools``: how it treats them, ``window``: in its own tokens."""

    name: PersonalityName
    owner: str
    window: int = 4096
    tools: Literal["yes", "named", "off"] = "yes"
    health: str | None = None
    count_paths: tuple[str, ...] = ()
    streams_usage: bool = True
    reports_cache: bool = False
    schema: Literal["json_schema", "json_object", "none"] = "json_schema"

    def model_card(self, model: str) -> dict[str, Any]:
        """What ``/v1/models`` says of the model beyond its id."""
        match self.name:
            case "vllm":
                return {"max_model_len": self.window, "root": model}
            case "llamacpp":
                return {"meta": {"n_ctx": self.window, "n_ctx_train": 32768, "n_vocab": 5568}}
            case _:
                return {}

    def count(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer of a counting endpoint."""
        match self.name:
            case "vllm":
                size = tokens(body["prompt"])
                return {"count": size, "max_model_len": self.window, "tokens": [1] * size}
            case "llama_cpp_python":
                return {"count": tokens(body["input"])}
            case "fastchat":
                size = tokens(body["prompts"][0]["prompt"])
                fits = {"fits": True, "tokenCount": size, "contextLength": self.window}
                return {"prompts": [fits]}
            case _:
                return {"tokens": [1] * tokens(body["content"])}

    def refuse(self, body: dict[str, Any], model: str, size: int) -> Response | None:
        """The refusal this request meets at this server, if it meets one."""
        if body.get("model") != model and (refusal := self._unknown(body.get("model"), model)):
            return refusal
        return self._unsupported(body) or self._overflow(body, size)

    def _unknown(self, asked: object, model: str) -> Response | None:
        match self.name:
            case "openai":
                message = f"The model `{asked}` does not exist or you do not have access to it."
                return _error(404, message, "invalid_request_error", "model_not_found")
            case "vllm":
                return _error(404, f"The model `{asked}` does not exist.", "NotFoundError", 404)
            case "ollama":
                return _error(404, f'model "{asked}" not found, try pulling it', "api_error", None)
            case "fastchat":
                return _flat(400, f"Only {model} allowed now, your model {asked}", 40301)
            case _:
                return None

    def _unsupported(self, body: dict[str, Any]) -> Response | None:
        kind = (body.get("response_format") or {}).get("type")
        if self.name == "llama_cpp_python":
            if kind == "json_schema" or any(
                message.get("content", "") is None for message in body.get("messages", ())
            ):
                return _error(500, "[{'type': 'literal_error'}]", "internal_server_error", None)
        elif self.name == "vllm" and self.tools == "off" and body.get("tools"):
            needs = "--enable-auto-tool-choice and --tool-call-parser to be set"
            return _error(400, f'"auto" tool choice requires {needs}', "BadRequestError", 400)
        return None

    def _overflow(self, body: dict[str, Any], size: int) -> Response | None:
        if size < self.window or self.name == "ollama":
            return None
        message = (
            f"This model's maximum context length is {self.window} tokens. However, your messages "
            f"resulted in {size} tokens. Please reduce the length of the messages."
        )
        match self.name:
            case "openai":
                return _error(400, message, "invalid_request_error", "context_length_exceeded")
            case "vllm":
                return _error(400, message, "BadRequestError", 400)
            case "llamacpp":
                told = f"request ({size} tokens) exceeds the available context size ({self.window})"
                fault = {"code": 400, "message": told, "type": "exceed_context_size_error"}
                numbers = {"n_prompt_tokens": size, "n_ctx": self.window}
                return JSONResponse({"error": fault | numbers}, status_code=400)
            case "llama_cpp_python" if body.get("stream"):
                return Response(b"", media_type="text/event-stream")
            case "llama_cpp_python":
                return _error(400, message, "invalid_request_error", "context_length_exceeded")
            case _:
                return _flat(400, message, 40303)

    def style(self, body: dict[str, Any], say: Say) -> Style:
        """How the answer to this request is written."""
        unparsed = self.tools == "off" or (self.tools == "named" and not _named(body))
        truncated = say.cut and self.name in ("vllm", "llamacpp")
        forbidden = body.get("tool_choice") == "none" or not body.get("tools")
        return Style(
            first_content=None if self.name == "llamacpp" else "",
            arguments_with_first=self.name == "llamacpp",
            repeats_name=self.name == "llama_cpp_python",
            leaks=bool(say.calls) and (unparsed or truncated or forbidden),
        )

    def probe_reply(self, body: dict[str, Any], tool: str) -> Say:
        """What a capable model behind this server answers when asked what it can do."""
        if not body.get("tools"):
            return Say(text='{"ready": true}' if self.schema == "json_schema" else "Hello!")
        return Say(calls=(Call(name=tool, arguments='{"ready": true}'),))


def _named(body: dict[str, Any]) -> bool:
    return isinstance(body.get("tool_choice"), dict)


def _error(status: int, message: str, kind: str, code: object) -> Response:
    fault = {"message": message, "type": kind, "param": None, "code": code}
    return JSONResponse({"error": fault}, status_code=status)


def _flat(status: int, message: str, code: int) -> Response:
    error = {"object": "error", "message": message, "code": code}
    return JSONResponse(error, status_code=status)


PERSONALITIES: dict[PersonalityName, Personality] = {
    "openai": Personality(name="openai", owner="system", reports_cache=True),
    "vllm": Personality(
        name="vllm", owner="vllm", health="", count_paths=("/tokenize",), reports_cache=True
    ),
    "llamacpp": Personality(
        name="llamacpp",
        owner="llamacpp",
        health='{"status":"ok"}',
        count_paths=("/tokenize",),
        reports_cache=True,
    ),
    "llama_cpp_python": Personality(
        name="llama_cpp_python",
        owner="me",
        tools="named",
        count_paths=("/extras/tokenize/count",),
        streams_usage=False,
        schema="json_object",
    ),
    "ollama": Personality(name="ollama", owner="library"),
    "fastchat": Personality(
        name="fastchat",
        owner="fastchat",
        tools="off",
        count_paths=("/api/v1/token_check",),
        streams_usage=False,
        schema="none",
    ),
}
