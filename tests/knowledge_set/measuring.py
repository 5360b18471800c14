"""How well a memory bank answers the set's questions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.knowledge import EVERYBODY, Asker
from bot.knowledge.bank import Bank
from bot.knowledge.reading import Document
from tests.knowledge_set import KnowledgeQuestion, documents

ANYBODY = Asker(conversation="web:1", room="web:1")
FIRST = 5
_ADDRESS = "https://handbook.example/"
_CJK = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


@dataclass(frozen=True, kw_only=True)
class Retrieval:
    """``recall`` is the share of questions whose document is among the first five, ``mrr`` the
    mean of one by its place."""

    questions: int
    recall: float
    mrr: float


async def learn_all(bank: Bank) -> None:
    for each in documents():
        document = Document(place=f"{_ADDRESS}{each.name}", title=each.title, text=each.text)
        await bank.learn(document, EVERYBODY)


async def places(bank: Bank, asked: Sequence[KnowledgeQuestion]) -> list[int]:
    """At which place each question's document is told, from 1; 0 where it is not."""
    told = []
    for each in asked:
        found = [passage.source for passage in await bank.recall(each.question, ANYBODY)][:FIRST]
        wanted = f"{_ADDRESS}{each.name}"
        told.append(found.index(wanted) + 1 if wanted in found else 0)
    return told


def retrieval(told: Sequence[int]) -> Retrieval:
    return Retrieval(
        questions=len(told),
        recall=sum(place > 0 for place in told) / len(told),
        mrr=sum(1 / place for place in told if place) / len(told),
    )


def languages(asked: KnowledgeQuestion) -> str:
    """The question's language and its document's, such as ``"zh>en"``."""
    return f"{'zh' if _CJK.search(asked.question) else 'en'}>{asked.name.partition('-')[0]}"
