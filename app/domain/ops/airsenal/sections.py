"""Whether a program said what it says when it has done its work: that it ended well is not enough.

It ends with 0 without a team, on an empty database, and when somebody answers no.
"""

import re
from collections.abc import Mapping

from app.domain.ops.airsenal.optimisation import parse_optimisation
from app.domain.ops.airsenal.prediction import parse_prediction
from app.domain.ops.airsenal.printed import lines

WORDS: Mapping[str, str] = {
    'setup_db': r'DONE!$|.*already exists',
    'update_db': r'Team is up-to-date|Adding transaction|No transactions as season|Checking team',
    'check_data': r'OVERALL: ',
    'make_transfers': r'.*(?:[Tt]ransfers made!|No transfers to apply)',
    'set_lineup': r'.*[Ll]ineup (?:set|made)!',
    'pipeline': r'Pipeline finished',
}
KINDS: Mapping[str, tuple[str, ...]] = {  # reports that can be read from what a command says
    'predict': ('prediction',), 'optimize': ('optimisation',), 'make_squad': ('optimisation',),
    'pipeline': ('prediction', 'optimisation')}
PARSERS = {'prediction': parse_prediction, 'optimisation': parse_optimisation}
HEADINGS: Mapping[str, str] = {
    'prediction': r'.*PREDICTED TOP \d+ PLAYERS',
    'optimisation': r'OPTIMUM STRATEGY$|=+ Optimum strategy|Strategy for Team ID|Optimi[sz]ed total score \('}


def missing(command: str, text: str) -> str:
    """Which words are missing, for people; empty when everything was said."""
    wanted = [(WORDS[command], command)] if command in WORDS else []
    wanted += [(HEADINGS[kind], kind) for kind in KINDS.get(command, ())]
    for pattern, name in wanted:
        expression = re.compile(pattern)
        if not any(expression.match(line.strip(' ')) for line in lines(text)):
            return NAMES.get(name, 'the end of its work')
    return ''


NAMES = {'prediction': 'predictions', 'optimisation': 'a strategy or a squad', 'pipeline': 'the end of the pipeline'}
