"""What passes between a client and a provider, passed on byte by byte and recorded as a transcript."""
