"""What happens in which order: the appraisal period, one unit's cycle, the sweep, the dispatcher.

Belongs here: Prefect flows and how wakes become runs. Does not: SQL, files, rules (see tasks/ and models/).
"""
