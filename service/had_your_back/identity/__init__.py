"""What proves who somebody is, beside service tokens: an identity provider's tokens, and our own for widgets."""
