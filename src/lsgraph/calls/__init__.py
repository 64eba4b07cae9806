"""What a worker answers: named calls on a release."""
