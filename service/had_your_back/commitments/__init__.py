"""The slice `commitments`: rules decide, the store remembers, actions do."""
