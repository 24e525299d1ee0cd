"""Data of every source of the sample, each in a file as a real agency has it, with the YAML that declares it.

Belongs here: drawing facts of the sample's people and agencies, and writing them. Does not: people, plans and
realizations themselves (deployments/sample), or reading files (models/sources). Start with scene.py, then every.py.
"""
