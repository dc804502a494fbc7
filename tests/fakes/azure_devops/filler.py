"""Organisations of any size, the same for the same seed: plans, teams, sprints, markers, capacities and links.

    with azure(filled(2_000)) as fake: ...
"""

from datetime import date, timedelta
from random import Random

from tests.fakes.azure_devops.organisation import Organisation

ANCHOR = date(2026, 11, 16)  # what is “now” for its items
SPRINT = timedelta(days=14)
WORDS = ('wallet', 'basket', 'search', 'returns', 'labels', 'prices', 'stock', 'login', 'export', 'mobile', 'reports',
         'invoices', 'discounts', 'delivery', 'catalogue', 'reviews')
DEEDS = ('Speed up', 'Redesign', 'Split', 'Move', 'Measure', 'Translate', 'Open', 'Replace', 'Simplify', 'Protect')
BY_TYPE = (('Epic', 1), ('Feature', 6), ('User Story', 30))  # of each that many


def filled(items=2_000, teams=8, projects=2, years=5, seed=1, anchor=ANCHOR, links=0.3):
    """`links`: how many items have a predecessor, as a share. Areas are `Project 1\\Team 1`, and so on."""
    return Filler(Random(seed), anchor).fill(items, teams, projects, years, links)


class Filler:
    def __init__(self, chance, anchor):
        self.chance, self.anchor, self.made = chance, anchor, Organisation(1)

    def fill(self, items, teams, projects, years, links):
        names = [f'Project {number + 1}' for number in range(projects)]
        for name in names:
            self.made.project(name)
            self.sprints(name, years)
            self.markers(name)
        areas = [self.team(names[number % projects], number + 1) for number in range(teams)]
        for number, area in enumerate(areas):
            self.items(area, items // teams + (number < items % teams), links)
        return self.made

    def sprints(self, project, years):
        """Six to each release; one of them without dates."""
        start = self.anchor - timedelta(days=self.anchor.weekday()) - SPRINT * (13 * years)
        for number in range(26 * years):
            release = f'{project}\\Release {number // 6 + 1}'
            if number % 6 == 0:
                self.made.iteration(release, start + SPRINT * number, start + SPRINT * (number + 6) - timedelta(days=3))
            first = start + SPRINT * number
            self.made.iteration(f'{release}\\Sprint {number + 1}', first, first + timedelta(days=11))
        self.made.iteration(f'{project}\\Some day')

    def markers(self, project):
        self.made.plan(project, f'{project} delivery', [
            (self.anchor + timedelta(days=30 * number), f'Marker {number}', '#e60017') for number in range(-6, 12)])

    def team(self, project, number):
        area = f'{project}\\Team {number}'
        self.made.area(f'{area}\\Part')
        home = self.made.found_project(project)
        near = [node for node in home.iterations.below() if node.parent and node.parent.parent
                and abs(_day(node) - self.anchor) < timedelta(days=180)]
        team = self.made.team(project, f'Team {number}', [area], [node.path for node in near])
        for node in near[::3]:
            team.days_off[node.identifier] = [(_day(node) + timedelta(days=3),) * 2]
        for node in near:
            team.capacities[node.identifier] = [
                {'person': f'Sample Person {number * 10 + place}', 'hours': self.chance.choice((4, 6, 8)),
                 'off': [(_day(node), _day(node) + timedelta(days=1))] if self.chance.random() < 0.1 else []}
                for place in range(1, 6)]
        return area

    def items(self, area, count, links):
        kinds = [kind for kind, weight in BY_TYPE for _ in range(weight)]
        parents, features = {'Epic': [], 'Feature': []}, []
        sprints = [node for node in self.made.found_project(area.partition('\\')[0]).iterations.below()
                   if node.attributes]
        for place in range(count):
            kind = 'Epic' if place == 0 else 'Feature' if place == 1 else self.chance.choice(kinds)
            above = {'Feature': 'Epic', 'User Story': 'Feature'}.get(kind)
            after = [self.chance.choice(features[-20:])] if features and self.chance.random() < links else []
            parent = self.chance.choice(parents[above][-5:]) if above and parents[above] else None
            number = self.item(kind, area, parent, after, sprints)
            if kind in parents:
                parents[kind].append(number)
            features += [number] if kind == 'Feature' else []

    def item(self, kind, area, parent, after, sprints):
        start = self.anchor + timedelta(days=self.chance.randint(-700, 700))
        end = start + timedelta(days=self.chance.randint(3, {'Epic': 180, 'Feature': 60}.get(kind, 14)))
        dates = {'start': start, 'end': end} if self.chance.random() > 0.08 else {}
        state = ('Closed' if self.chance.random() < 0.6 else 'Resolved') if end < self.anchor else (
            'Active' if start < self.anchor else 'New')
        return self.made.item(
            kind, f'{self.chance.choice(DEEDS)} {self.chance.choice(WORDS)}',
            area + ('\\Part' if self.chance.random() < 0.2 else ''), parent=parent, after=after, state=state,
            iteration=self.chance.choice(sprints).path, tags='; '.join(self.chance.sample(WORDS, 2)),
            assignee={'displayName': f'Sample Person {self.chance.randint(11, 60)}', 'uniqueName': 'p@example.com'},
            description=f'<p>{self.chance.choice(DEEDS)}</p>', **{name: str(day) for name, day in dates.items()})


def _day(node):
    return date.fromisoformat(node.attributes['startDate'][:10]) if node.attributes else date(1990, 1, 1)
