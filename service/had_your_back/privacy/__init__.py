"""What belongs to one person: everything about them handed out, or taken away, and the proof of that."""
