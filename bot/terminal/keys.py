"""`kagentsys token`: the key of the HTTP API, or a link that signs a browser in."""

from bot.config import Settings, http_token
from bot.pages.sign_in import link
from bot.ports import address


def print_key(settings: Settings, *, as_link: bool) -> None:
    """Print it; a link is good for the service that runs now. Raises `SettingsError`."""
    token = http_token(settings)
    here = settings.public_url or address(settings.http_host, settings.http_port)
    print(link(here, token, settings.now()) if as_link else token)
