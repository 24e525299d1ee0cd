"""What leaves for other systems and readers: files for SIASN and e-Kinerja, workbooks, and how our results compare.

Belongs here: what such a file says, and which results may be used already. Does not: reading files (sources, files),
letters to people (letters).
"""
