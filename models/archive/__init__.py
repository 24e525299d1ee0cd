"""The archive of a period: one file from which an outsider confirms or refutes every result, without this software.

Belongs here: what goes into it and taking it, with permission and on record. Does not: checking one: that is a program
of its own (deployments/verifier), which shares no code with this. The format: deployments/verifier/FORMAT.md.
"""
