"""Everything a person reads: the Indonesian catalog (locale/), and the command that refreshes it (catalog).

Belongs here: wording and its translation. Does not: when something is said, or to whom.
"""
