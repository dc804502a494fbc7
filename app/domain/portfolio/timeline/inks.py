"""The colours of pictures that people take away: those of the light theme, because paper is white."""

from collections.abc import Mapping

INKS: Mapping[str, str] = {  # by the name of the token
    'surface': '#ffffff', 'surface-2': '#fbfaf7', 'line': '#e5e2da', 'line-strong': '#d3cfc4', 'text': '#1b1d1b',
    'text-2': '#55554e', 'text-3': '#6b6a62', 'now': '#b7790a', 'accent': '#8a3f8f', 'accent-soft': '#f6e9f6',
    'negative': '#b5361f', 'negative-soft': '#fbeae5', 'info': '#2a66aa', 'icon': '#5f5f57', 'viz-grid': '#e9e6de',
    'bar-ghost-line': '#a3a096',
    'bar-1': '#d6ebe6', 'bar-1-line': '#4f9d90', 'bar-2': '#dbe6f5', 'bar-2-line': '#6c94cf',
    'bar-3': '#e7edd0', 'bar-3-line': '#93a650', 'bar-4': '#f8ddd5', 'bar-4-line': '#d27f69',
    'bar-5': '#e1e5e8', 'bar-5-line': '#8494a1', 'bar-6': '#f5e6c8', 'bar-6-line': '#c39a4a',
    'heat-0': '#f2f0ea', 'heat-0-text': '#6b6a62', 'heat-1': '#dcece8', 'heat-1-text': '#33504b',
    'heat-2': '#b5d8d1', 'heat-2-text': '#17423c', 'heat-3': '#f4dfa8', 'heat-3-text': '#5d3d00',
    'heat-4': '#f0b9a8', 'heat-4-text': '#6d1c0b'}
