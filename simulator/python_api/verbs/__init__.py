"""The vocabulary as methods: one module for each of `simulator.verbs`, written from it by a test."""
