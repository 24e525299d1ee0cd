"""Great Expectations suites, one per dataset, and the runner that turns results into findings.

Belongs here: everything that imports great_expectations, and only lazily. Does not: what a finding leads to (models/).
"""
