"""Checking an archive of a period without this software: one program on its own, and the format it reads.

Belongs here: verify_archive.py, which an auditor copies to any machine with Python, and FORMAT.md. Does not: writing an
archive (models/archive). The two share no code, so that one error is not in both.
"""
