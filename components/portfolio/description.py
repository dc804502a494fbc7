"""The description of an item as its source has it: cleaned by the service, and once more by the browser."""

from nicegui import ui


def shown_description(text: str) -> None:
    """The only place where markup from outside is shown; what acts or fetches was taken away before."""
    ui.html(text, sanitize=True).classes('rt-description')
