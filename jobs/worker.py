"""Claims runs while there is a slot free, keeps their leases, passes on who should stop, and settles what is left over.

Everything that blocks happens in the threads of the attempts; here only transactions are awaited. A lease that cannot
be renewed in time costs the program its life before anybody else may believe that it is dead.
"""

import asyncio
import logging
import shutil
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic

from nicegui import background_tasks

from app import bus, clock, health, metrics, work
from app.domain.ops.states import Claim
from app.domain.policy import Policy
from app.events import QUEUE, STOPS
from app.services.ops import processes, queue
from app.services.ops.queue import Orphan
from app.work import ask, perform
from jobs import commands, inside, packs, programs
from jobs.attempt import Attempt, Outcome, Surroundings
from jobs.hooks import CannotStart
from jobs.owner import is_gone, own_name
from jobs.processes import end_left_behind, mark_of

POLL = 3.0  # seconds after which we look although nobody called
FIGURES = 15.0  # seconds between two counts for monitoring
LAST_GRACE = 5.0  # seconds between the request to end and the end while the process itself ends
RETRY = 1.0
RUNS = Path('ops') / 'runs'

log = logging.getLogger(__name__)


class Worker:
    def __init__(self, policy: Policy, data_dir: Path, settings: Mapping[str, str] | None = None,
                 name: str = '') -> None:
        """`settings` is the environment of this process, for children of our own; by its name it is told to drain."""
        self.name = name
        self.rules, self.settings = policy.ops, settings or {}
        self.owner = own_name()
        self.folder = data_dir.resolve() / RUNS
        self.attempts: dict[tuple[int, int], Attempt] = {}
        self.wanted = asyncio.Event()
        self.is_draining = False
        self.loop = asyncio.get_running_loop()
        self.around = Surroundings(self.folder, self._ended, self._announced)
        self._tasks: list[asyncio.Task[None]] = []
        self._unsubscribe = [bus.subscribe(QUEUE, self.wanted.set), bus.subscribe(STOPS, self._look_for_stops)]

    @property
    def free(self) -> int:
        return 0 if self.is_draining else self.rules.slots - len(self.attempts)

    async def run(self) -> None:
        """First what others have left behind, then the queue; until `drain` or `close`."""
        if self.name:
            await perform(processes.begin, self.name)
        await self.settle()
        await self._sweep()
        loops: tuple[Callable[[], Awaitable[None]], ...] = (self._claim, self._beat, self._watch, self._reap)
        self._tasks = [background_tasks.create(self._for_ever(step), name=f'worker {step.__name__}')
                       for step in loops]

    async def drain(self, seconds: float) -> None:
        """Start nothing more, wait for what runs, then end it; whatever can be done again will be."""
        self.is_draining = True
        if not await self._wait_for_all(seconds):
            for attempt in tuple(self.attempts.values()):
                attempt.grace = min(attempt.grace, LAST_GRACE)
                attempt.stop('drain')
            await self._wait_for_all(LAST_GRACE + 3)

    def close(self) -> None:
        """At the very end: nothing that was started here goes on."""
        self.is_draining = True
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        for task in self._tasks:
            task.cancel()
        for attempt in tuple(self.attempts.values()):
            attempt.cut()

    async def settle(self) -> int:
        """Attempts of the dead: kill what they left running, then let the queue decide what becomes of them."""
        gone = partial(is_gone, own=self.owner, is_alone=work.engine().dialect.name == 'sqlite')
        orphans = [one for one in await ask(queue.list_orphans, gone) if not self._works_on(one)]
        if not orphans:
            return 0
        await asyncio.to_thread(self._kill_left_behind, orphans)
        settled = await perform(queue.settle, orphans, gone)
        log.warning('Settled %s attempts that nobody worked on any more', settled, extra={'event': 'ops.settled'})
        return settled

    async def _claim(self) -> None:
        self.wanted.clear()
        moment = clock.now()
        if overdue := await ask(queue.has_overdue):
            log.info('%s runs waited until their time was over', overdue)
            await perform(queue.end_overdue)
        while self.free > 0:
            claim = await perform(queue.claim_next, self.owner, self.rules.labels, self.name)
            if claim is None:
                break
            self._begin(claim)
        due = await ask(queue.next_due, moment)
        health.beat()
        await self._rest(due)

    async def _rest(self, due: datetime | None) -> None:
        seconds = min(POLL, max(0.0, (due - clock.now()).total_seconds())) if due else POLL
        try:
            async with asyncio.timeout(seconds):
                await self.wanted.wait()
        except TimeoutError:
            return

    def _begin(self, claim: Claim) -> None:
        attempt = Attempt(claim, self.around, self._performer(claim), self.rules.grace)
        threading.Thread(target=attempt.run, daemon=True, name=f'attempt {claim.run_id}.{claim.n}').start()
        self.attempts[attempt.key] = attempt  # not before: nobody would ever take out what did not start

    def _performer(self, claim: Claim) -> Callable[[Attempt], Outcome]:
        definition = claim.definition
        if definition.is_process:
            hook = packs.HOOKS.get(definition.hook)
            if definition.hook and hook is None:
                return _cannot(f'This version of Roundtable has no {definition.hook}')
            return lambda attempt: programs.perform(attempt, hook)
        found = commands.FUNCTIONS.get(definition.slug)
        if found is None:
            return _cannot('This version of Roundtable has no such function')
        function = found[1]
        if definition.is_heavy:
            return lambda attempt: inside.perform_apart(attempt, function, self.settings)
        return lambda attempt: inside.perform(attempt, function)

    async def _beat(self) -> None:
        """All leases of this process in one transaction; a failure is tried again soon."""
        began, attempts = monotonic(), {key: one for key, one in self.attempts.items() if not one.is_cut}
        if attempts:
            try:
                renewed = await perform(queue.renew_all, [attempt.claim for attempt in attempts.values()])
            except Exception as error:
                log.warning('Leases could not be renewed: %s', type(error).__name__)
                await asyncio.sleep(min(RETRY, self.rules.lease / 10))
                return
            for key, attempt in attempts.items():
                self._renewed(attempt, renewed.get(key), began)
        await asyncio.sleep(self.rules.lease / 3)

    def _renewed(self, attempt: Attempt, claim: Claim | None, began: float) -> None:
        if claim is None:
            if not attempt.is_over.is_set():
                attempt.cut()
            return
        attempt.lease_ends = began + self.rules.lease
        if claim.stop_reason:
            attempt.stop(claim.stop_reason)
        background_tasks.create(asyncio.to_thread(attempt.refresh_masks), name='masks')

    async def _watch(self) -> None:
        """Before a lease ends that could not be renewed, its program does."""
        margin = min(5.0, self.rules.lease / 6)
        for attempt in tuple(self.attempts.values()):
            if monotonic() >= attempt.lease_ends - margin and not attempt.is_cut:
                log.error('The lease of run %s cannot be kept: it is ended', attempt.claim.run_id,
                          extra={'event': 'ops.lease_ends'})
                attempt.cut()
        await asyncio.sleep(min(0.25, margin / 2))

    async def _reap(self) -> None:
        await asyncio.sleep(min(FIGURES, self.rules.lease / 3))
        await self.settle()
        found = await ask(queue.figures)
        for state, number in (('waiting', found.waiting), ('delayed', found.delayed), ('blocked', found.blocked),
                              ('running', found.running), ('lost', found.lost)):
            metrics.ops_runs.labels(state).set(number)
        metrics.ops_oldest.set(found.oldest_seconds)

    async def _for_ever(self, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await step()
            except Exception:
                log.exception('The worker stumbled; again in %s s', RETRY)
                await asyncio.sleep(RETRY)

    def _look_for_stops(self) -> None:
        background_tasks.create(self._stop_asked(), name='stops')

    async def _stop_asked(self) -> None:
        if not self.attempts:
            return
        for key, reason in (await ask(queue.list_stops, self.owner)).items():
            if attempt := self.attempts.get(key):
                attempt.stop(reason)

    def _ended(self, attempt: Attempt) -> None:
        """In the thread of the attempt, as its last deed."""
        if not self.loop.is_closed():
            bus.hand_over(self.loop, self._forget, attempt)

    def _forget(self, attempt: Attempt) -> None:
        self.attempts.pop(attempt.key, None)
        self.wanted.set()

    def _announced(self, topics: list[str]) -> None:
        if not self.loop.is_closed():
            bus.hand_over(self.loop, bus.deliver, *topics)

    async def _wait_for_all(self, seconds: float) -> bool:
        """Whether nothing runs any more."""
        until = monotonic() + seconds
        while self.attempts and monotonic() < until:
            await asyncio.sleep(0.02)
        return not self.attempts

    def _works_on(self, one: Orphan) -> bool:
        attempt = self.attempts.get((one.run_id, one.n))
        return attempt is not None and not attempt.is_cut

    def _kill_left_behind(self, orphans: Sequence[Orphan]) -> None:
        for one in orphans:
            killed = end_left_behind(one.pid, one.pid_start, one.boot_id, mark_of(one.run_id, one.n, one.owner))
            shutil.rmtree(self.folder / f'{one.run_id}-{one.n}', ignore_errors=True)
            log.info('run %s, attempt %s: ended %s programs that were left behind', one.run_id, one.n, killed)

    async def _sweep(self) -> None:
        """Folders of attempts that ended while their process did."""
        folders = await asyncio.to_thread(lambda: list(self.folder.glob('*-*')))
        live = {f'{run_id}-{n}' for run_id, n in await ask(queue.list_live)} if folders else set()
        for folder in folders:
            if folder.name not in live:
                await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _cannot(text: str) -> Callable[[Attempt], Outcome]:
    def refuse(_attempt: Attempt) -> Outcome:
        raise CannotStart(text)
    return refuse


_worker: Worker | None = None


async def start(policy: Policy, data_dir: Path, settings: Mapping[str, str], name: str = '') -> None:
    """Let this process work; it does until `drain` or `close`."""
    global _worker
    close()  # of a start that did not succeed
    _worker = Worker(policy, data_dir, settings, name)
    await _worker.run()
    log.info('Working on up to %s runs at a time', policy.ops.slots, extra={'event': 'ops.worker'})


async def drain() -> None:
    """The process was told to end."""
    if _worker:
        await _worker.drain(_worker.rules.drain)


def close() -> None:
    global _worker
    if _worker:
        _worker.close()
    _worker = None
