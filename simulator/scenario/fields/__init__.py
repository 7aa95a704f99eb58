"""Kinds of values and how each is read, with the sentences for what is wrong."""
