"""Hugging Face's rule for an e-mail address (huggingface-scim 4 (O): the pattern of the OpenAPI)."""

PATTERN = r"(?!\.)(?!.*\.\.)[A-Za-z0-9_'+\-.]*[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}"
"""What the whole address matches, in Python's and ECMAScript's common ground."""
