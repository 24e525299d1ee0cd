"""The kinerja command: one file per noun. Belongs here: options, tables, exit codes. Does not: rules or SQL."""
