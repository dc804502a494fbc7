"""A voice that remembers what a function of the product said."""

from jobs.voice import Stopped


class Said:
    run_id, n = 1, 1

    def __init__(self, stops_after=None, secrets=None):
        self.secrets = secrets or {}
        self.lines, self.steps, self.partial = [], [], ''
        self.stops_after = stops_after

    def speak(self, text, level=''):
        if self.stops_after is not None and len(self.lines) >= self.stops_after:
            raise Stopped
        self.lines.append((level, text))

    def progress(self, done, total, text=''):
        self.steps.append((done, total, text))

    def is_cancelled(self):
        return self.stops_after is not None and len(self.lines) >= self.stops_after

    def partly(self, reason):
        self.partial = reason

    @property
    def text(self):
        return '\n'.join(text for _, text in self.lines)
