"""Pages for people, with their data twins."""
