"""Coming in: a key that is good for one use, then a cookie; and who is turned away."""
