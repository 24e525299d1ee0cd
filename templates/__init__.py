"""Everything a person reads: messages, mail, letters, pages and their translations."""
