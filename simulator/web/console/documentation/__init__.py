"""The documentation that comes with oktasim, as pages of the console."""
