"""What people do from beginning to end: several commands after each other, on a real database and a real Prefect."""
