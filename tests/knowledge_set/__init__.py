"""Documents and questions, written for this set, by which retrieval is measured."""

from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class KnowledgeDocument:
    name: str
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class KnowledgeQuestion:
    """``name`` is the one document that answers it."""

    name: str
    question: str


def documents() -> list[KnowledgeDocument]:
    found = []
    for block in (_HERE / "documents.txt").read_text("utf-8").strip().split("\n\n"):
        head, text = block.split("\n", 1)
        name, title = head.split(" | ", 1)
        found.append(KnowledgeDocument(name=name, title=title, text=text))
    return found


def questions() -> list[KnowledgeQuestion]:
    """As people ask: most in the documents' words, one in twelve in others."""
    return _asked("questions.txt")


def reworded() -> list[KnowledgeQuestion]:
    """All in other words than the documents', or in another language."""
    return _asked("reworded.txt")


def _asked(file: str) -> list[KnowledgeQuestion]:
    pairs = (line.split("\t", 1) for line in (_HERE / file).read_text("utf-8").splitlines())
    return [KnowledgeQuestion(name=name, question=question) for name, question in pairs]


def chatter() -> list[str]:
    """What is said without asking for anything that the documents know."""
    return (_HERE / "chatter.txt").read_text("utf-8").splitlines()
