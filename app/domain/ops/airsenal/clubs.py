"""Three letters for each club that has played in the league since AIrsenal's oldest season, and their short names."""

POSITIONS = ('GK', 'DEF', 'MID', 'FWD')

CLUBS = {
    'ARS': 'Arsenal', 'AVL': 'Aston Villa', 'BHA': 'Brighton', 'BOU': 'Bournemouth', 'BRE': 'Brentford',
    'BUR': 'Burnley', 'CAR': 'Cardiff', 'CHE': 'Chelsea', 'CRY': 'Crystal Palace', 'EVE': 'Everton', 'FUL': 'Fulham',
    'HUD': 'Huddersfield', 'HUL': 'Hull', 'IPS': 'Ipswich', 'LEE': 'Leeds', 'LEI': 'Leicester', 'LIV': 'Liverpool',
    'LUT': 'Luton', 'MCI': 'Man City', 'MID': 'Middlesbrough', 'MUN': 'Man Utd', 'NEW': 'Newcastle',
    'NFO': 'Nott’m Forest', 'NOR': 'Norwich', 'SHU': 'Sheffield Utd', 'SOU': 'Southampton', 'STK': 'Stoke',
    'SUN': 'Sunderland', 'SWA': 'Swansea', 'TOT': 'Spurs', 'WAT': 'Watford', 'WBA': 'West Brom', 'WHU': 'West Ham',
    'WOL': 'Wolves'}


def short_name(code: str | None) -> str:
    """What people call the club; a code nobody here knows stands for itself."""
    return CLUBS.get(code or '', code or '–')
