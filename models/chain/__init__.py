"""The chain over the ledger: committed events get numbers without gaps, a Merkle tree, signed roots, checkpoints.

Belongs here: numbering, hashing, signing and checking what was recorded (DESIGN §4.7, P7). Does not: recording it
(models/ledger), which every verb does in its own transaction.
"""
