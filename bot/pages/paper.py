"""Pages that the service writes itself: a frame in the chat's style, and Markdown made harmless."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape

from markdown_it import MarkdownIt
from starlette.requests import Request
from starlette.responses import HTMLResponse

from agent.profile import Language
from bot.words import language_of_locale

_FRAME = """\
<!doctype html>
<html lang="{language}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>{title}</title>
    <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/static/style.css" />
    <link rel="stylesheet" href="/static/paper.css" />
    <script src="/static/theme.js"></script>
    {script}
  </head>
  <body class="paper">
    <main>
      <p class="links">{links}</p>
      <h1>{title}</h1>
      {content}
    </main>
  </body>
</html>
"""


def page(
    title: str, content: str, *, language: Language, links: Mapping[str, str], script: str = ""
) -> HTMLResponse:
    """A page with this HTML. ``links`` are by address; ``script`` is a file in /static."""
    told = " ".join(link(to, name) for to, name in links.items())
    module = f'<script type="module" src="/static/{script}"></script>' if script else ""
    return HTMLResponse(
        _FRAME.format(
            language=language, title=escape(title), content=content, links=told, script=module
        )
    )


def link(to: str, name: str) -> str:
    return f'<a href="{escape(to)}">{escape(name)}</a>'


def table(head: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of HTML cells."""
    heads = "".join(f"<th>{cell}</th>" for cell in head)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="answer"><div class="wide"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div></div>"
    )


def html(markdown: str) -> str:
    """The text as HTML that runs nothing and fetches nothing."""
    tokens = _markdown().parse(markdown)
    for token in tokens:
        token.attrs.pop("style", None)
    made: str = _markdown().renderer.render(tokens, _markdown().options, {})
    return f'<div class="answer">{made}</div>'


def language_of(request: Request) -> Language:
    """The first of the browser's languages."""
    wanted = request.headers.get("accept-language", "").partition(",")[0].partition(";")[0]
    return language_of_locale(wanted.strip()) or "en"


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
