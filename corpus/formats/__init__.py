"""The parsers of formats with markup, one module each, that only the child process loads."""
