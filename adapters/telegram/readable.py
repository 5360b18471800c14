"""Updates that the library can't read are passed over, lest all others wait behind them."""

from typing import Any

import structlog
from telegram import Update
from telegram.request import HTTPXRequest

_log = structlog.get_logger(__name__)
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError)
"""What the library raises when it reads what it does not expect."""


class UpdatesRequest(HTTPXRequest):
    """Asks for updates; those that can't be read come without what is in them."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        told = HTTPXRequest.parse_json_payload(payload)
        if isinstance(updates := told.get("result"), list):
            told["result"] = [readable(each) for each in updates]
        return told


def readable(told: Any) -> Any:
    """The update itself, or only its number when it can't be read."""
    try:
        Update.de_json(told, None)
    except UNREADABLE as error:
        number = told.get("update_id") if isinstance(told, dict) else None
        if not isinstance(number, int):
            return told
        _log.error("an update can't be read and is passed over", update=number, error=str(error))
        return {"update_id": number}
    return told
