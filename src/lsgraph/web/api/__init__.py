"""What pages show, as JSON for programs, and the description of the whole interface."""
