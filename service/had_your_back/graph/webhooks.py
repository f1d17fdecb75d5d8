"""stub"""
import strawberry
from had_your_back.graph.context import Info
@strawberry.type
class WebhookQuery:
    @strawberry.field
    def hello(self)->int: return 1
@strawberry.type
class WebhookMutation:
    @strawberry.mutation
    def hello(self)->int: return 1
@strawberry.type
class WebhookEndpoint:
    a:int
@strawberry.type
class WebhookDelivery:
    a:int
@strawberry.type
class WebhookAttempt:
    a:int
async def endpoint(info,key): return None
async def delivery(info,key): return None
async def attempt(info,key): return None
