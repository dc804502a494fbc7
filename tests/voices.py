"""Somebody who listens to a function while it runs, and may tell it to stop."""

from jobs.voice import Stopped


class Listener:
    def __init__(self, run_id=1, stops_after=None):
        self.run_id, self.n, self.stops_after = run_id, 1, stops_after
        self.said, self.partial, self.steps = [], [], []

    def speak(self, text, level=''):
        self._mind()
        self.said.append(text)

    def progress(self, done, total, text=''):
        self._mind()
        self.steps.append((done, total))

    def is_cancelled(self):
        return False

    def partly(self, reason):
        self.partial.append(reason)

    def _mind(self):
        if self.stops_after is not None and len(self.said) + len(self.steps) >= self.stops_after:
            raise Stopped
