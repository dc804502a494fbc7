"""How the stand-in talks: lines on one stream, bars on the other, as quickly or slowly as it was told."""

import sys
from collections.abc import Iterable
from threading import Event

CLEAR = '\x1b[A'  # one line up: how several bars stand below each other


class Voice:
    """`pace` is the seconds between two lines, and a tenth of those between two steps of a bar."""

    def __init__(self, pace: float = 0) -> None:
        self.pace = pace
        self.waiting = Event()

    def rest(self, share: float = 1) -> None:
        if self.pace:
            sys.stdout.flush()
            self.waiting.wait(self.pace * share)

    def say(self, lines: Iterable[str], share: float = 1) -> None:
        for line in lines:
            sys.stdout.write(f'{line}\n')
            self.rest(share)
        sys.stdout.flush()

    def bar(self, title: str, steps: int) -> None:
        """One line of frames that replace each other."""
        for step in range(steps + 1):
            done = step * 100 // max(steps, 1)
            sys.stderr.write(f'\r{title}{done:3}%|{"█" * (done // 10):<10}| {step}/{steps} [00:0{step % 10}<00:00]')
            self.rest(2)
        sys.stderr.write('\n')
        sys.stderr.flush()

    def bars(self, count: int, steps: int) -> None:
        """Several bars below each other, each moving the cursor to its own line and back."""
        for step in range(steps + 1):
            for place in range(count):
                done = (step + place) * 100 // (steps + count)
                sys.stderr.write('\n' * place + f'\rstrategy: 0-{place}: {done:3}%|{"█" * (done // 10):<10}| {done}/100'
                                 + CLEAR * place)
            sys.stderr.flush()
            self.rest(2)
        sys.stderr.write('\n' * count)
        self.bar('Total progress: ', steps)

    def ask(self, lines: Iterable[str]) -> str:
        """A question without an end of line, to which the next text is glued."""
        *before, last = lines
        self.say(before)
        sys.stdout.write(last)
        sys.stdout.flush()
        answer = sys.stdin.readline()
        if not answer:
            raise EOFError('EOF when reading a line')
        return answer.strip()
