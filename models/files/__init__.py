"""Outside files as typed cells, read in separate processes with little memory and time (faults I5).

Belongs here: bytes, containers, encodings, headings. Does not: what the cells mean (models/roster, models/sources).
Start with reading.py; the two *_child.py run alone and import nothing of this project.
"""
