"""Fetches uv, which installs the rest, from the package index with nothing but the standard library.

A fresh machine may lack pip and venv, so the wheel is taken apart by hand: it holds one program.
"""

import hashlib
import io
import os
import platform
import re
import sys
import urllib.request
import zipfile
from pathlib import Path
from urllib.parse import urljoin

INDEX = os.environ.get('UV_DEFAULT_INDEX') or os.environ.get('PIP_INDEX_URL') or 'https://pypi.org/simple'
WHEEL = re.compile(r'href="([^"]*/uv-([0-9.]+)-py3-none-([^"]+?)\.whl)(?:#sha256=([0-9a-f]+))?"')


def main(target: str) -> None:
    page = f'{INDEX.rstrip("/")}/uv/'
    href, version, _, digest = newest(fetch(page).decode())
    wheel = fetch(urljoin(page, href))
    if digest and hashlib.sha256(wheel).hexdigest() != digest:
        sys.exit(f'{href} is not what the index says it is.')
    program = Path(target)
    program.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        program.write_bytes(archive.read(f'uv-{version}.data/scripts/uv'))
    program.chmod(0o755)


def newest(page: str) -> tuple[str, str, str, str]:
    """Address, version, platform and hash of the latest wheel for this machine."""
    fitting = [match for match in WHEEL.findall(page) if is_for_here(match[2])]
    if not fitting:
        sys.exit('The index has no uv for this machine; install uv by hand: https://docs.astral.sh/uv')
    return max(fitting, key=lambda match: [int(part) for part in match[1].split('.')])


def is_for_here(tags: str) -> bool:
    machine = {'amd64': 'x86_64'}.get(platform.machine().lower(), platform.machine().lower())
    system = 'macosx' if sys.platform == 'darwin' else 'manylinux' if platform.libc_ver()[0] else 'musllinux'
    return system in tags and machine in tags


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=180) as answer:
        return answer.read()


if __name__ == '__main__':
    main(sys.argv[1])
