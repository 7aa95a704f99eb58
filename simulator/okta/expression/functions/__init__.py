"""The function library of the expression language, one namespace per module."""
