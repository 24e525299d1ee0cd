"""What the machine does, in bulk, for one unit: one file per stage, named as the stage.

Belongs here: set-based SQL and the evidence of having run it. Does not: what people may do (models/), order (flows/).
"""
