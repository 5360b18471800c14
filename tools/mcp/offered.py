"""The tools of MCP servers as tools of the agent."""

import asyncio
import json
import keyword
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from tools.base import Tool, ToolError
from tools.mcp.line import Line
from tools.mcp.named import Named
from tools.plain_text import one_line

if TYPE_CHECKING:
    import mcp.types as mcp

_MOST_WORDS = 600
"""Characters of a description: it stands in every prompt."""
_MOST_TOOLS = 64
_DEEPEST = 6


@dataclass(frozen=True, kw_only=True)
class Offered:
    """``tools`` of the servers that answered in time; ``missing`` says why others did not."""

    tools: tuple[Tool[Any], ...]
    missing: Mapping[str, str]
    lines: tuple[Line, ...]

    async def close(self) -> None:
        await asyncio.gather(*(line.close() for line in self.lines))


async def offered(servers: Mapping[str, Named], *, patience: float = 8.0) -> Offered:
    """Ask all servers at once what they offer; those not ready in ``patience`` seconds go without.

    Never fails: a service does not hang on somebody else's.
    """
    lines = tuple(Line(name, server) for name, server in servers.items())
    asked = await asyncio.gather(*(_tools(line, patience) for line in lines))
    tools: dict[str, Tool[Any]] = {}
    missing: dict[str, str] = {}
    for line, found in zip(lines, asked, strict=True):
        if isinstance(found, str):
            missing[line.name] = found
        else:
            for tool in found:
                tools.setdefault(tool.name, tool)
    return Offered(tools=tuple(tools.values()), missing=missing, lines=lines)


async def _tools(line: Line, patience: float) -> list[Tool[Any]] | str:
    try:
        async with asyncio.timeout(patience):
            found = await line.tools()
    except TimeoutError:
        return f"no answer within {patience:g} s"
    except (ToolError, ConnectionError) as error:
        return str(error)
    return [_tool(line, one) for one in found if line.server.offers(one.name)][:_MOST_TOOLS]


def _tool(line: Line, told: "mcp.Tool") -> Tool[Any]:
    hints = told.annotations
    reads = hints is not None and hints.read_only_hint is True
    harmless = reads or (hints is not None and hints.idempotent_hint is True)

    async def run(arguments: BaseModel) -> str:
        given = arguments.model_dump(by_alias=True, exclude_unset=True)
        result = await line.call(told.name, given, again=harmless)
        text = _text(result)
        if result.is_error:
            raise ToolError(text or f"{told.name} failed.")
        return text or "Done."

    name = re.sub(r"[^A-Za-z0-9_-]+", "_", f"{line.name}_{told.name}")[:64]
    return Tool(
        name=name,
        zh_name=name,
        description=one_line(told.description or told.title or told.name, _MOST_WORDS),
        arguments=arguments_from(name, told.input_schema),
        run=run,
        timeout=line.server.timeout + 25.0,  # a dead server may have to be started again
        idempotent=harmless,
        acts=not reads,
        foreign=True,
        places=line.server.places,
    )


def _text(result: "mcp.CallToolResult") -> str:
    parts = [_part(block) for block in result.content]
    text = "\n".join(part for part in parts if part)
    if not text and result.structured_content is not None:
        return json.dumps(result.structured_content, ensure_ascii=False, default=str)
    return text


def _part(block: Any) -> str:
    match block.type:
        case "text":
            return str(block.text)
        case "resource":
            return str(getattr(block.resource, "text", "(data)"))
        case "resource_link":
            return f"{block.name}: {block.uri}"
        case kind:
            return f"({kind}: {getattr(block, 'mime_type', '')})"


def arguments_from(name: str, schema: Mapping[str, Any]) -> type[BaseModel]:
    """A model that checks the names and shows the schema as it is; the server checks the rest."""
    shown = _plain({**schema, "type": "object"})
    properties = shown.setdefault("properties", {})
    required = shown.get("required", ())
    fields: dict[str, Any] = {}
    for place, argument in enumerate(properties):
        field = argument if _is_field(argument) else f"argument_{place}"
        default: Any = ... if argument in required else None
        fields[field] = (Any, Field(default, alias=argument))

    class Given(BaseModel):
        model_config = ConfigDict(
            extra="ignore" if properties else "allow",
            populate_by_name=True,
            hide_input_in_errors=True,
            protected_namespaces=(),
        )

        @classmethod
        def model_json_schema(cls, *args: Any, **more: Any) -> dict[str, Any]:
            return json.loads(json.dumps(shown))  # type: ignore[no-any-return]

    made: Callable[..., type[BaseModel]] = create_model
    return made(name, __base__=Given, **fields)


def _is_field(name: str) -> bool:
    plain = name.isidentifier() and not name.startswith("_") and not keyword.iskeyword(name)
    return plain and not hasattr(BaseModel, name)


def _plain(schema: Any, depth: int = 0) -> Any:
    """The schema in the part of JSON Schema that prompts are made of, its words on one line."""
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return {}
    out: dict[str, Any] = {}
    for key, value in schema.items():
        match key:
            case "properties" | "$defs" if isinstance(value, dict):
                out[key] = {one_line(n, 64): _plain(each, depth + 1) for n, each in value.items()}
            case "items":
                out[key] = _plain(value, depth + 1)
            case "anyOf" | "oneOf" if isinstance(value, list):
                out["anyOf"] = [_plain(each, depth + 1) for each in value]
            case "type":
                out[key] = value if isinstance(value, str) else _first(value)
            case "description" | "title" | "$ref" | "format":
                out[key] = one_line(str(value))
            case "required" | "enum" if isinstance(value, list):
                out[key] = [one_line(v) if isinstance(v, str) else v for v in value]
            case "default" | "minimum" | "maximum":
                out[key] = value
    return out


def _first(kinds: Any) -> str:
    named = [kind for kind in kinds if kind != "null"] if isinstance(kinds, list) else []
    return str(named[0]) if named else "string"
