"""The slice `people`: rules decide, the store remembers, actions do."""
