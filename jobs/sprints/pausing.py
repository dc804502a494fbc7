"""Waiting within a run: without going deaf to whoever cancels it."""

from threading import Event
from typing import Final

from jobs.voice import Stopped, Voice

PIECE: Final = 1.0  # seconds between two looks at whether to stop


def wait(voice: Voice, seconds: float) -> None:
    """As long as the other side asked for."""
    if seconds > PIECE:
        voice.speak(f'Waiting {seconds:.0f} s, as the other side asks', 'warning')
    left = seconds
    while left > 0:
        if voice.is_cancelled():
            raise Stopped
        Event().wait(min(PIECE, left))
        left -= PIECE
