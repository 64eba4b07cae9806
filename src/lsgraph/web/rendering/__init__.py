"""Templates, texts in two languages, and how terms are shown."""
