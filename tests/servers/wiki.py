"""A small encyclopaedia with the MediaWiki API: pages, redirects, ambiguous names, a search."""

import json
from asyncio import StreamWriter
from urllib.parse import parse_qs, urlsplit

from tests.servers.site import LocalServer, send

_LONG = "It is told of at length here, in many words that say little. " * 8
PAGES = {
    "en": {
        "Mercury": ("amb", ["Mercury (planet)", "Mercury (element)", "Mercury (mythology)"]),
        "Mercury (planet)": ("The planet nearest to the Sun; its year has 88 days.", []),
        "Mercury (element)": ("A metal that is liquid at room temperature; symbol Hg.", []),
        "Mercury (mythology)": ("The Roman god of trade.", []),
        "Albert Einstein": ("A physicist born in Ulm on 14 March 1879.", []),
    },
    "zh": {"长城": ("长城是中国古代的防御工程，全长二万多公里。", [])},
    "ja": {"りんご": ("りんごはバラ科の果物である。", [])},
}
REDIRECTS = {"Einstein": "Albert Einstein"}


class WikiServer(LocalServer):
    """Serves every language under ``/<language>/api.php``."""

    @property
    def url(self) -> str:
        return f"http://wiki.example:{self.port}/{{language}}/api.php"

    async def answer(self, target: str, head: str, writer: StreamWriter) -> None:
        parts = urlsplit(target)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        pages = PAGES[parts.path.split("/")[1]]
        body = _parsed(asked, pages) if asked["action"] == "parse" else _query(asked, pages)
        send(writer, json.dumps(body).encode(), 200, "Content-Type: application/json")


Pages = dict[str, tuple[str, list[str]]]


def _parsed(asked: dict[str, str], pages: Pages) -> dict[str, object]:
    title = asked["page"]
    text, links = pages[title]
    html = "".join(f"<li>{link}</li>" for link in links) or f"<p>{text}</p><p>{_LONG}</p>"
    return {"parse": {"title": title, "text": f"<div>{html}<style>.x {{}}</style></div>"}}


def _query(asked: dict[str, str], pages: Pages) -> dict[str, object]:
    if asked.get("list") == "search":
        word = asked["srsearch"].lower()
        hits = [t for t, (text, _) in pages.items() if word in t.lower() or word in text.lower()]
        found = [{"title": t, "snippet": f"<b>{pages[t][0]}</b>"} for t in hits]
        return {"query": {"search": found}}
    title = REDIRECTS.get(asked["titles"], asked["titles"])
    if title not in pages:
        return {"query": {"pages": [{"title": title, "missing": True}]}}
    text, links = pages[title]
    page: dict[str, object] = {
        "title": title,
        "links": [{"ns": 0, "title": link} for link in links],
        "revisions": [{"timestamp": "2026-05-04T03:02:01Z"}],
    }
    if text == "amb":
        page["pageprops"] = {"disambiguation": ""}
    return {"query": {"pages": [page]}}
