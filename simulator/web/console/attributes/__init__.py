"""Attribute values in forms: the fields that a person's, an assignment's and a group's dialog have in common."""
