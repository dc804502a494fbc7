"""The timeline: `Timeline` is the whole, the other parts are its own."""

from components.timeline.timeline import Timeline as Timeline
from components.timeline.wishes import TimelineWishes as TimelineWishes
