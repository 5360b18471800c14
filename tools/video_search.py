"""Searching for videos."""

from tools.arguments import Arguments, argument
from tools.base import Tool
from tools.search_engines import Query
from tools.web_search import Searching


class VideosAsked(Arguments):
    query: str = argument("What to search for", "text", "q", "keywords", name="query", longest=400)


def video_search(searching: Searching) -> Tool[VideosAsked]:
    """The tool; ``searching`` asks engines for videos."""

    async def run(asked: VideosAsked) -> str:
        return await searching.search(Query(text=asked.query))

    return Tool(
        name="video_search",
        zh_name="视频搜索",
        description="Search for videos: titles, addresses, length and publisher",
        arguments=VideosAsked,
        run=run,
        aliases=("search_videos",),
        timeout=searching.patience + 5,
    )
