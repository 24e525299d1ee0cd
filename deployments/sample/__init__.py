"""A believable regency made from a seed: units, people, plans, realizations and the mistakes that really occur."""
