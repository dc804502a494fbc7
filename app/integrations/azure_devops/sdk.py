"""The client library itself, imported once and late: it takes a third of a second, and keeps files in a folder.

That folder is a temporary one of this process: the library would otherwise write below the home of whoever runs the
program, where other versions of it read, and where a container has nothing to write to.
"""

import atexit
import os
import shutil
import tempfile
from functools import cache
from types import ModuleType, SimpleNamespace
from typing import Any

FOLDER = 'AZURE_DEVOPS_CACHE_DIR'


@cache
def library() -> Any:
    """Its connection and the classes of what is sent."""
    folder = tempfile.mkdtemp(prefix='roundtable-azure-devops-')
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    before = os.environ.get(FOLDER)
    os.environ[FOLDER] = folder
    try:
        return _imported()
    finally:
        if before is None:
            del os.environ[FOLDER]
        else:
            os.environ[FOLDER] = before


def _imported() -> SimpleNamespace:
    from azure.devops.connection import Connection
    from azure.devops.v7_0.work.models import TeamContext
    from azure.devops.v7_0.work_item_tracking import models as items
    from msrest.exceptions import ClientException
    return SimpleNamespace(Connection=Connection, TeamContext=TeamContext, Failure=ClientException, **_sent(items))


def _sent(items: ModuleType) -> dict[str, Any]:
    return {name: getattr(items, name) for name in ('Wiql', 'WorkItemBatchGetRequest', 'JsonPatchOperation')}
