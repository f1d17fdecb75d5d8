"""The team accountability score: how surely people can count on a team, and whether everyone in it takes part."""
