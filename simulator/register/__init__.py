"""The register of evidence: what is known of Okta and the Hub, how, which code does it and which test holds it.

`sources.toml` has each source once, `rules/<area>.toml` each rule once, named by its area first: `push.post` stands in
`rules/push.toml`. Both are data; nothing of the simulator's behaviour is read from them.
"""
