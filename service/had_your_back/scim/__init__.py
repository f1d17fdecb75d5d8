"""SCIM 2.0: a company's directory provisions people and teams. The only place that speaks scim2-server."""
