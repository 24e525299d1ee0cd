"""The portal: one file per kind of visitor. Never imports Prefect or Great Expectations.

Belongs here: requests, forms and answers. Does not: what may be seen or done (models), words and looks (templates).
"""
