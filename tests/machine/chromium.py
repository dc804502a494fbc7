"""A Chromium to test with: the one of this machine, else Playwright's own, else Debian's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable')
MAC = Path('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome')
ARGUMENTS = ('--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
             '--disable-component-update', '--disable-sync')
WAYS = ([sys.executable, '-m', 'playwright', 'install', 'chromium'],
        ['apt-get', 'install', '--yes', '--no-install-recommends', 'chromium', 'fonts-noto-color-emoji'])


def find() -> str | None:
    """Where one is; CHROMIUM may say."""
    named = os.environ.get('CHROMIUM') or next(filter(None, map(shutil.which, NAMES)), None)
    return named or (str(MAC) if MAC.exists() else _playwrights_own())


def arguments() -> list[str]:
    """Root may only start it without its sandbox."""
    return [*ARGUMENTS, '--no-sandbox'] if os.geteuid() == 0 else list(ARGUMENTS)


def install() -> None:
    for way in WAYS:
        if find():
            return
        if way[0] == 'apt-get':
            _try(['apt-get', 'update'])
        _try(way)
    if not find():
        sys.exit('No Chromium could be found or installed. Install one and set CHROMIUM to its path.')


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright
    with sync_playwright() as driver:
        path = driver.chromium.executable_path
    return path if Path(path).exists() else None


def _try(command: list[str]) -> None:
    if shutil.which(command[0]):
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == '__main__':
    install()
