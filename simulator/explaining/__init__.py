"""From a sentence that an administrator reads to its causes, and to the smallest scenario that ends in it."""
