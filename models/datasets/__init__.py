"""What each dataset holds: its fields, how a row is told from another, and whose it is. One file for each subject.

Belongs here: declarations, read by whoever reads, stores, checks or explains a file. Does not: doing any of that
(models/sources). Start with dataset.py, then registry.py.
"""
