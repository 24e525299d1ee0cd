"""Erasing a person: their values and words go, numbers, decisions and hashes stay, and history still verifies.

Belongs here: what holds whose values (inventory.yaml), the statements made from it, and the act. Does not: how long
things are kept (models/retention), disabling an account (models/accounts).
"""
