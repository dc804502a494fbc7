"""The timeline: a custom element, the only place for scripts."""
