"""Which secrets there can be, who gets them, and which values are worth keeping secret."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from app.domain.ops.commands import Definition, SecretGrant
from app.domain.ops.masking import SHORTEST as SHORTEST_MASKED
from app.errors import Rejected

SHARED: Final = 'shared'  # everybody's runs may use it
PERSONAL: Final = 'personal'  # only the runs of whoever set it; kept under their identity
LONGEST = 65_536  # bytes; the environment of a program takes twice that

TOO_SHORT = f'Shorter than {SHORTEST_MASKED} characters: it cannot be masked in logs.'
SHORT_LINES = f'Lines shorter than {SHORTEST_MASKED} characters cannot be masked in logs.'
COMMON_WORD = 'A common word: logs will show *** wherever it stands, and so tell what it is.'
EDGES = 'It begins or ends with a space.'
PLACE = re.compile(r'\{(\w+)\}')  # in the name of a secret: `TOKEN_{source}` is another one for each source


@dataclass(frozen=True)
class Declared:
    """A secret that some command asks for."""
    name: str  # or the pattern of many, with the names of parameters in braces
    help: str
    used_by: tuple[str, ...]  # slugs

    @property
    def is_pattern(self) -> bool:
        return PLACE.search(self.name) is not None

    def fits(self, name: str) -> bool:
        """Parameters in names of secrets are numbers."""
        return re.fullmatch('[0-9]+'.join(map(re.escape, PLACE.split(self.name)[::2])), name) is not None


def declared(commands: Mapping[str, Definition]) -> tuple[Declared, ...]:
    """By name. What no command asks for cannot be kept: nobody would know what it is there for."""
    found: dict[str, Declared] = {}
    for definition in commands.values():
        for grant in wishes(definition):
            known = found.get(grant.name, Declared(grant.name, '', ()))
            used_by = tuple(dict.fromkeys((*known.used_by, definition.slug)))
            found[grant.name] = replace(known, help=known.help or grant.help, used_by=used_by)
    return tuple(found[name] for name in sorted(found))


def find_declared(known: Sequence[Declared], name: str) -> Declared | None:
    return next((one for one in known if one.fits(name)), None)


def granted(definition: Definition, parameters: Mapping[str, Any]) -> tuple[SecretGrant, ...]:
    """What one run gets: what its command always gets, and what was chosen for it among what may be chosen."""
    wanted = {str(parameters.get(parameter.name)) for parameter in definition.parameters if parameter.kind == 'secret'}
    chosen = tuple(grant for grant in _choices(definition) if grant.name in wanted)
    own = tuple(replace(grant, name=_filled(grant.name, parameters)) for grant in definition.secrets)
    return tuple({grant.name: grant for grant in (*chosen, *own)}.values())


def wishes(definition: Definition) -> tuple[SecretGrant, ...]:
    """Everything this command may ever get."""
    return (*definition.secrets, *_choices(definition))


def judged(value: str, common: Container[str]) -> str:
    """What whoever sets this value should know, empty if nothing; raises Rejected for what is none."""
    if not value.strip():
        raise Rejected('Give a value. To take the old one away, remove it.', 'ops.secret_value', 'value')
    if '\0' in value:
        raise Rejected('A secret cannot contain a NUL character.', 'ops.secret_value', 'value')
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        raise Rejected('This is no text.', 'ops.secret_value', 'value') from None
    if size > LONGEST:
        raise Rejected(f'A secret has at most {LONGEST // 1024} kB.', 'ops.secret_value', 'value')
    return ' '.join(_warnings(value, common))


def _warnings(value: str, common: Container[str]) -> Iterable[str]:
    if len(value) < SHORTEST_MASKED:
        yield TOO_SHORT
    elif any(line and len(line) < SHORTEST_MASKED for line in value.splitlines()):
        yield SHORT_LINES
    elif value.strip().casefold() in common:
        yield COMMON_WORD
    if value != value.strip() and '\n' not in value:
        yield EDGES


def _filled(name: str, parameters: Mapping[str, Any]) -> str:
    return PLACE.sub(lambda found: str(parameters.get(found[1], '')), name)


def _choices(definition: Definition) -> tuple[SecretGrant, ...]:
    return tuple(SecretGrant(name, help=words) for parameter in definition.parameters if parameter.kind == 'secret'
                 for name, words in parameter.choices or ((str(parameter.default or ''), parameter.help),) if name)
