"""What a policy can say, each kind of clause a value: rules, figures, conventions, forms, roles."""
