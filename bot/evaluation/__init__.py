"""Measures how good the answers are: question set in, figures with their uncertainty out."""
