"""Had Your Back: recognitions and commitments between teammates, made visible."""
