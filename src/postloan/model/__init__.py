"""The model: loans, parties, schedules, payments, records and the loan file, validated at birth."""
