"""What a browser calls itself, in two words."""

import re

BROWSERS = (('Edg/', 'Edge'), ('OPR/', 'Opera'), ('Firefox/', 'Firefox'), ('Chrome/', 'Chrome'), ('Safari/', 'Safari'))
SYSTEMS = (('Android', 'Android'), ('iPhone', 'iPhone'), ('iPad', 'iPad'), ('Mac OS X', 'Mac'), ('Windows', 'Windows'),
           ('Linux', 'Linux'))


def device_name(agent: str) -> str:
    """Firefox on Mac, out of the long line browsers introduce themselves with."""
    browser = next((name for mark, name in BROWSERS if mark in agent), '')
    system = next((name for mark, name in SYSTEMS if mark in agent), '')
    if not browser:
        return re.split(r'[/\s]', agent)[0][:40] or 'Unknown device'
    return f'{browser} on {system}' if system else browser
