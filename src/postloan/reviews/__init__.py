"""The review: a policy looks at a loan file on a date, and answers."""
