"""What has been written is still there after a power cut."""

import os
from pathlib import Path


def settle(path: Path) -> None:
    with path.open('rb') as file:
        os.fsync(file.fileno())


def settle_folder(folder: Path) -> None:
    """Names that were given or taken in it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
