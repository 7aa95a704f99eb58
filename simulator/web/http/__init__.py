"""HTTP itself: who may come in, what answers look like, errors, pages, limits."""
