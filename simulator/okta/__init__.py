"""What Okta is: state, rules, conversations with a provider. Pure: no I/O, no clock, no randomness of its own."""
