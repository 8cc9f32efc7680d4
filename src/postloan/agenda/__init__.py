"""The agenda: dated obligations from inspection and duty rules and the records of what was done."""
