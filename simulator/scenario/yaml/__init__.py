"""YAML: text in with the place of everything, text out."""
