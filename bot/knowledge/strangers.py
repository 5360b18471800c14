"""How near a model places texts that have nothing to do with one another; models differ widely."""

from bot.knowledge.embeddings import Embeddings

_QUESTIONS = (
    "How do I keep my sourdough from going flat?",
    "Which moon of Jupiter is the largest?",
    "What rhymes with orange?",
    "Why did the violin string break?",
    "How deep is the harbour at low tide?",
    "Who won the chess match yesterday?",
    "怎样给猫剪指甲？",
    "唐朝的首都在哪里？",
    "这首歌是谁唱的？",
    "为什么树叶会变红？",
    "富士山の高さは？",
    "折り紙で鶴を作るには？",
)
_PASSAGES = (
    "The lighthouse was painted white and red so that ships could see it by day.",
    "Add the onions when the butter foams, and stir until they are golden.",
    "In winter the swallows fly south across the sea.",
    "The second act opens in a garden where two brothers quarrel.",
    "Granite is made of quartz, feldspar and mica.",
    "Her first novel sold four hundred copies in a year.",
    "蜜蜂用舞蹈告诉同伴花在哪个方向。",
    "太极拳动作缓慢，讲究呼吸与重心的配合。",
    "这座石桥建于宋代，共有九个桥洞。",
    "火星上的一天比地球上长约四十分钟。",
    "新幹線は東京から大阪まで約二時間半で走る。",
    "味噌汁は出汁に味噌を溶かして作る。",
)
_ABOVE = 1.0
"""Standard deviations by which a passage must be nearer than strangers are on average."""
_MOST = 0.9
"""A service that places all strange texts alike tells nothing by that."""


async def least_nearness(embeddings: Embeddings) -> float:
    """The cosine from which on a passage has to do with a question. Raises `NoEmbeddings`."""
    import numpy

    placed = await embeddings.of((*_QUESTIONS, *_PASSAGES))
    vectors = numpy.stack([numpy.frombuffer(each, numpy.float32) for each in placed])
    near = vectors[: len(_QUESTIONS)] @ vectors[len(_QUESTIONS) :].T
    return min(_MOST, float(near.mean() + _ABOVE * near.std()))
