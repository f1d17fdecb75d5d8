"""A typed client for Had Your Back.

with HadYourBack("https://backs.example.org", token) as hyb:
    for each in hyb.iter_feed():
        print(each.giver.display_name, each.message)
"""

from had_your_back_client import errors, operations, webhooks
from had_your_back_client.client import AsyncHadYourBack, HadYourBack
from had_your_back_client.errors import Failed, HadYourBackError, Refused, Unreachable

__all__ = [
    "AsyncHadYourBack",
    "Failed",
    "HadYourBack",
    "HadYourBackError",
    "Refused",
    "Unreachable",
    "errors",
    "operations",
    "webhooks",
]
