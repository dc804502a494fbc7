"""Short tones for those who want them: when a round starts, when everybody has voted, when the cards turn."""

import io
import wave
from array import array
from hashlib import sha256
from math import exp, pi, sin

from nicegui import ui

from components.controls import Handler, IconButton, put, symbol

RATE = 22_050  # samples a second
TONES = {'start': (523.25, 659.25), 'all_voted': (659.25, 659.25), 'reveal': (523.25, 659.25, 783.99)}  # Hz


def tone(frequencies: tuple[float, ...]) -> bytes:
    """Plucked notes, one after the other, as a WAV file."""
    samples = array('h')
    for frequency in frequencies:
        for moment in (number / RATE for number in range(RATE // 6)):
            samples.append(int(9000 * sin(2 * pi * frequency * moment) * exp(-14 * moment)))
    file = io.BytesIO()
    with wave.open(file, 'wb') as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples.tobytes())
    return file.getvalue()


FILES = {name: tone(frequencies) for name, frequencies in TONES.items()}
ADDRESSES = {name: f'/static/{sha256(file).hexdigest()[:12]}/{name}.wav' for name, file in FILES.items()}


class Sounds(ui.element):
    """Silent until they are switched on; each only adds to what is seen and read."""

    def __init__(self, *, are_on: bool) -> None:
        super().__init__('div')
        self.are_on = are_on
        with self:
            self.players = {name: ui.audio(address, controls=False).props('preload=none aria-hidden=true')
                            for name, address in ADDRESSES.items()}

    def play(self, name: str) -> None:
        if self.are_on:
            self.players[name].play()


class SoundButton(IconButton):
    def __init__(self, on_click: Handler, is_on: bool) -> None:
        super().__init__('volume_off', 'Sound', on_click)
        self.show(is_on)

    def show(self, is_on: bool) -> None:
        put(self, aria_pressed='true' if is_on else 'false')
        self.icon.props['name'] = symbol('volume_up' if is_on else 'volume_off')
