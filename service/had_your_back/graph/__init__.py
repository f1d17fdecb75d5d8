"""The GraphQL edge: the only place that speaks strawberry."""
