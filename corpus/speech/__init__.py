"""Finds who says what in an article, by rules that prefer silence to a guess."""
