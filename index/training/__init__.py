"""Trains the neural reader: public question sets in, the weights that ship out."""
