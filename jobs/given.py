"""Files that were given to a run: each attempt gets copies of its own, and nothing it does reaches those kept."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.domain.ops.files import Given
from app.services.ops import files
from jobs.attempt import Attempt
from jobs.hooks import CannotStart

FOLDER = 'given'  # in that of the attempt, with a folder for each parameter
PIECE = 1 << 20


def values_of(attempt: Attempt) -> Mapping[str, Any]:
    """The parameters as the command gets them: a file is the path of a copy that bears the name people know."""
    claim = attempt.claim
    if not any(parameter.kind == 'file' for parameter in claim.definition.parameters):
        return claim.parameters
    copies = {given.parameter: _lent(given, attempt.folder / FOLDER / given.parameter)
              for given in attempt.insist(files.list_given, claim)}
    return {**claim.parameters, **copies}


def _lent(given: Given, folder: Path) -> str:
    """Raises CannotStart where it is not what it was."""
    folder.mkdir(mode=0o700, parents=True)
    target = folder / given.name
    try:
        source = open(given.place, 'rb')  # noqa: SIM115  # closed below
    except OSError as error:
        raise CannotStart(f'The file {given.name} is not there any more') from error
    seal = hashlib.sha256()
    with source, open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), 'wb') as copy:
        while piece := source.read(PIECE):
            seal.update(piece)
            copy.write(piece)
    if seal.hexdigest() != given.sha256:
        raise CannotStart(f'The file {given.name} is damaged: it is not what was uploaded')
    return str(target)
