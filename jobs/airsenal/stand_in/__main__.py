"""`python -m jobs.airsenal.stand_in run_prediction --weeks_ahead 3`: also under the names with `airsenal_` before."""

import os
import sys

from jobs.airsenal.stand_in import options, programs
from jobs.airsenal.stand_in.voice import Voice


def main(arguments: list[str]) -> int:
    name = arguments[0].removeprefix('airsenal_') if arguments else ''
    if name not in programs.PROGRAMS:
        sys.stderr.write(f'usage: stand_in {"|".join(programs.PROGRAMS)} [--option value]\n')
        return 2
    try:
        given = options.read(arguments[1:], os.environ)
    except ValueError as error:
        sys.stderr.write(f'usage: airsenal_{name}\n{error}\n')
        return 2
    voice = Voice(given.pace)
    voice.say(['Stand-in for AIrsenal: every figure below is made up.'])
    return programs.run(name, voice, given)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
