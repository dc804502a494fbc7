"""The real program with commands to test with: `python -m tests.machine.operating serve`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.__main__ import main
from jobs import commands
from tests.machine.program import Program
from tests.ops import COMMANDS, COUNT, program

TALKS = 'import sys, time; print("the first line", flush=True); '
OWN = {definition.slug: definition for definition in (
    program('talk', f'{TALKS} print("::group::Reading\\ninside\\n::endgroup::\\n::error::it broke\\nneedle one", '
                    'flush=True); [(time.sleep(0.05), print(f"calm line {i}", flush=True)) for i in range(2000)]'),
    program('flood', f'{TALKS} [print(f"line {{i}} of the flood" + " needle" * (i in (7, 950000))) '
                     'for i in range(1000000)]; print("the last line", flush=True); time.sleep(600)'),
    program('storm', f'{TALKS} [(time.sleep(0.05), print(*range(i, i + 100), sep="\\n", flush=True)) '
                     'for i in range(0, 200000, 100)]'),
    program('predict', f'{TALKS} print("done")', name='Predict', parameters=(COUNT,), needs_word=True, retries=0),
    program('gale', f'{TALKS} [(print(*range(i, i + 1000), sep="\\n", flush=True), time.sleep(0.05)) '
                    'for i in range(0, 60000, 1000)]'),
    program('hello', f'{TALKS} time.sleep(0.3)', limit=100),
    program('long', 'import sys; sys.stdout.write("".join(f"line {i}" + " needle" * (i % 300000 == 7) + "\\n" '
                    'for i in range(1, 450001)))', timeout=300))}


class Operating(Program):
    module = 'tests.machine.operating'


@contextmanager
def operating(folder: Path, **environment: str) -> Iterator[Program]:
    operating = Operating(folder, **environment)
    operating.start()
    try:
        yield operating
    finally:
        operating.stop()


if __name__ == '__main__':
    commands.DEFINITIONS = {**commands.DEFINITIONS, **COMMANDS, **OWN}
    sys.exit(main(sys.argv[1:]))
