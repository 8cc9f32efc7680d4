"""Arrears: what is overdue on a day and for how long, by a counting that is stated."""
