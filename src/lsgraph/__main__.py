"""Lets `python -m lsgraph` do what `lsgraph` does."""

from lsgraph.cli import main

if __name__ == "__main__":
    main()
