"""The slice `recognitions`: rules decide, the store remembers, actions do."""
