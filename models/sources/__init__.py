"""Sources of data: declared, read, checked, stored row by row with their pedigree; and what was held back.

Belongs here: everything between an outside file and a row of a fact table. Does not: what a dataset is
(models/datasets), bytes of files (models/files), asking other machines (tasks/ingest). Start with definition.py, then
intake.py.
"""
