"""The colours of charts, which cannot read the variables of a style sheet: the same values once more, per theme."""

from collections.abc import Mapping
from types import MappingProxyType

Colours = Mapping[str, str]  # by the name of the token

LIGHT: Colours = MappingProxyType({
    'viz-1': '#0e8573', 'viz-2': '#e09a2b', 'viz-3': '#2560ad', 'viz-4': '#a066a4', 'viz-5': '#a5431c',
    'viz-6': '#879b52', 'viz-7': '#5cb3de', 'viz-8': '#464237', 'viz-grid': '#e9e6de', 'viz-axis': '#6b6a62',
    'viz-ideal': '#a3a096', 'viz-band': '#f6f5f1', 'text': '#1b1d1b', 'text-2': '#55554e', 'text-3': '#6b6a62',
    'surface': '#ffffff', 'line-strong': '#d3cfc4', 'now': '#b7790a', 'negative': '#b5361f', 'icon': '#5f5f57'})
DARK: Colours = MappingProxyType({
    'viz-1': '#2aa592', 'viz-2': '#e0b040', 'viz-3': '#4a8bdc', 'viz-4': '#b682be', 'viz-5': '#d96f45',
    'viz-6': '#b5d67c', 'viz-7': '#74d6f5', 'viz-8': '#ddd7cb', 'viz-grid': '#2b302d', 'viz-axis': '#979a92',
    'viz-ideal': '#5f645f', 'viz-band': '#191c1a', 'text': '#eceae4', 'text-2': '#b9bbb3', 'text-3': '#979a92',
    'surface': '#1c1f1d', 'line-strong': '#3a403c', 'now': '#e2ad3e', 'negative': '#ea7059', 'icon': '#aeb1a9'})
THEMES: Mapping[str, Colours] = MappingProxyType({'light': LIGHT, 'dark': DARK})
