"""The portal: one file per kind of visitor. Never imports Prefect or Great Expectations."""
