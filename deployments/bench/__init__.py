"""The bench: how fast every stage is on this machine, beside the floor of copying the same rows out and in.

Belongs here: measuring. Does not: what is measured (models, tasks), or asserting speed (tests never do).
"""
