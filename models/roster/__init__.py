"""The roster: reading SIASN workbooks and CSV files and checking them before anybody is launched on them.

Belongs here: parsing and the pre-flight findings (DQ-E, DQ-H, DQ-S). Does not: storing (models/launch.py).
Reading order: reading.py (a file becomes a Roster), checking.py (a Roster becomes a RosterReport), superiors.py, then
any single check. What each finding says stands in findings_*.py.
"""
