"""Plain HTTP beside GraphQL: the page, sign-in for demonstrations, health."""
