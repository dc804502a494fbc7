"""Parts of Home: what needs me, what comes, and how things stand."""
