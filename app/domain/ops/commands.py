"""What can be run: one description from which the form, the JSON schema, the check and the arguments come.

Commands are part of the program, so a definition has no version of its own: its digest names it, and a run keeps the
definition it was asked for with.
"""

from dataclasses import dataclass

from app.domain.access import Errand


@dataclass(frozen=True)
class Parameter:
    """One value a command takes; people see it under its name."""
    name: str
    kind: str  # text, whole, decimal, switch, choice, many, date, file, secret
    help: str = ''
    default: str | int | bool | tuple[str, ...] | None = None
    is_required: bool = False
    low: float | None = None
    high: float | None = None
    choices: tuple[tuple[str, str], ...] = ()  # value, words
    pattern: str = ''  # the whole of a text
    longest: int = 200  # characters of a text
    may_begin_with_dash: bool = False
    flag: str = ''  # of the program: `--flag value`, or the bare flag for a switch that is on; empty: not passed on


@dataclass(frozen=True)
class SecretGrant:
    """A secret this command gets, as a variable of its environment or as a file whose name the variable holds."""
    name: str
    is_required: bool = True
    is_file: bool = False
    help: str = ''  # what it is, for whoever sets it


@dataclass(frozen=True)
class Step:
    """A part of the work, recognised by how its first line begins."""
    name: str
    begins: str


@dataclass(frozen=True)
class Definition:
    slug: str  # `area.verb` for functions of the product
    name: str
    help: str = ''
    area: str = 'ops'
    kind: str = 'inside'  # a function of the product, or `process`: an external program
    program: str = ''  # what a process runs; never a shell
    arguments: tuple[str, ...] = ()  # before the flags of the parameters
    parameters: tuple[Parameter, ...] = ()
    check: str = ''  # name of a rule over several parameters
    secrets: tuple[SecretGrant, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()  # beside what every program gets
    answers: tuple[str, ...] = ()  # lines given to whoever asks on standard input
    steps: tuple[Step, ...] = ()
    timeout: float | None = None  # seconds for one attempt; None: as the installation says
    deadline: float | None = None  # seconds for all attempts
    retries: int | None = None
    permanent_exits: tuple[int, ...] = ()  # codes after which another try is pointless
    cpu_seconds: int | None = None  # of a program; None: as much as it likes, here and in what follows
    memory_mb: int | None = None
    file_mb: int | None = None  # of one file it writes
    processes: int | None = None  # it and what it started, at a time
    key: str = ''  # runs with the same key wait for each other: `team:{fpl_team_id}`; empty: the slug
    limit: int = 1  # runs with that key at a time
    joins: bool = False  # a second wish for the same key becomes the run that waits or runs already
    priority: int = 5  # 0 is first, 9 last
    is_idempotent: bool = True  # may simply be done again when nobody knows how it ended
    needs_word: bool = False  # the slug has to be typed before it starts
    needs_approval: bool = False  # by a second person
    label: str = ''  # only where WORKER_LABELS has it
    hook: str = ''  # name of what prepares, judges and reads its attempts
    is_quiet: bool = False  # of its successes only the newest is kept
    is_export: bool = False  # members may start it
    right: str = ''  # a deed that whoever starts it must be allowed beside that
    is_heavy: bool = False  # a function that gets a process of its own
    is_enabled: bool = True  # until an admin decides otherwise

    @property
    def is_process(self) -> bool:
        return self.kind == 'process'

    @property
    def deed(self) -> str:
        """What a button that starts it says: Run predict, but never “Run Run pipeline”."""
        return self.name if self.name.startswith('Run ') else f'Run {self.name}'

    def errand(self, is_own: bool = False) -> Errand:
        return Errand(self.area, self.is_process, self.is_export, is_own)
