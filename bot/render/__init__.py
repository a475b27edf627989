"""Shows answers: as JSON for programs, as text for people."""
