"""Who is asking."""

from conftest import Api, Company


async def test_a_person_sees_who_they_are_and_what_they_are_trusted_with(api: Api, company: Company) -> None:
    found = await api("{ viewer { roles person { id userName teams { name parent { name } } manager { userName } } } }")

    assert found["viewer"] == {
        "roles": ["EMPLOYEE"],
        "person": {
            "id": company["ann"],
            "userName": "ann",
            "teams": [{"name": "Kestrel", "parent": {"name": "North"}}],
            "manager": {"userName": "mia"},
        },
    }
