"""Conversation: what a follow-up question means, and where in the article its answer is to be expected."""
