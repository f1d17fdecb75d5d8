"""The slice `webhooks`: rules decide, the store remembers, actions do."""
