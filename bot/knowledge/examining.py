"""The doctor's look at what makes vectors: a text is sent to it, and the strangers among texts."""

from dataclasses import replace
from time import monotonic

from bot.config import Settings
from bot.findings import Finding, fail, off, well
from bot.knowledge.bank import embeddings as embeddings_of
from bot.knowledge.embeddings import NoEmbeddings
from bot.knowledge.strangers import least_nearness

_NAME = "Embeddings"
_ALIKE = 0.9


async def embeddings(settings: Settings) -> Finding:
    """Whether passages are found by their meaning, too."""
    service = embeddings_of(settings)
    if service is None:
        return off(_NAME, "KAGENT_EMBEDDINGS_MODEL is not set: passages are found by words alone")
    service = replace(service, waits=())
    began = monotonic()
    try:
        (vector,) = await service.of(["Are you ready?"])
        seconds = monotonic() - began
        least = await least_nearness(service)
    except NoEmbeddings as error:
        return fail(_NAME, str(error), _MEND)
    said = f"{service.model} at {service.url}: {len(vector) // 4} dimensions in {seconds:.1f} s"
    if least >= _ALIKE:
        return well(_NAME, f"{said}, but it places all texts alike", _OTHER)
    return well(_NAME, said)


_MEND = (
    "Start that service, or mend KAGENT_EMBEDDINGS_MODEL, KAGENT_EMBEDDINGS_URL and "
    "KAGENT_EMBEDDINGS_KEY. Until then passages are found by words alone."
)
_OTHER = "Is that a model for embeddings? Set KAGENT_EMBEDDINGS_MODEL to one."
