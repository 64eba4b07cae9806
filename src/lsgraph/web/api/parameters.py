"""What requests for JSON may say, as types."""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeAlias

from fastapi import Query
from fastapi.exceptions import RequestValidationError

from lsgraph.errors import RequestError

MOST_HITS: Final = 100
MOST_OFFSET: Final = 10_000

ReleaseId: TypeAlias = Annotated[
    str | None, Query(description="The id of the release to ask; the current one else", max_length=64)
]
SearchText: TypeAlias = Annotated[
    str, Query(description="Words to search for", min_length=1, examples=["cancer"])
]
Limit: TypeAlias = Annotated[int, Query(description="How many to give at most", ge=1, le=MOST_HITS)]
Offset: TypeAlias = Annotated[int, Query(description="How many to pass over", ge=0, le=MOST_OFFSET)]
ThingIri: TypeAlias = Annotated[
    str,
    Query(
        description="An IRI, or a prefixed name",
        min_length=1,
        examples=["https://w3id.org/lsgraph/id/goal/nls2019-2.2"],
    ),
]
SubjectIri: TypeAlias = Annotated[
    str,
    Query(
        alias="s",
        description="The subject of the statement: an IRI, or a prefixed name",
        min_length=1,
        examples=["https://w3id.org/lsgraph/id/org/karolinska-institutet"],
    ),
]
PredicateIri: TypeAlias = Annotated[
    str, Query(alias="p", description="The predicate, written likewise", min_length=1, examples=["rdf:type"])
]
ObjectTerm: TypeAlias = Annotated[
    str,
    Query(
        alias="o",
        description='The object: written likewise, or a text such as "…"@sv',
        min_length=1,
        examples=["org:Organization"],
    ),
]
LinkKinds: TypeAlias = Annotated[
    list[Literal["plan", "goal", "measure", "group", "organisation", "instrument", "other"]],
    Query(default_factory=list, alias="kind", description="What may serve the goal; all without it"),
]
LinkStates: TypeAlias = Annotated[
    list[Literal["stated", "registered", "judged"]],
    Query(default_factory=list, alias="state", description="How it may be known; all without it"),
]
AreaNumber: TypeAlias = Annotated[
    str, Query(description="The number of a priority area; all without it", pattern="^([0-9]{1,2})?$")
]
Year: TypeAlias = Annotated[
    str,
    Query(description="Leave out what began later or ended earlier", pattern="^([0-9]{4})?$"),
]
GoalNumber: TypeAlias = Annotated[
    str, Query(description="The number of a national goal", min_length=1, examples=["4.2"])
]
CountyCode: TypeAlias = Annotated[
    str, Query(description="The county code of a region", min_length=1, examples=["01"])
]
Before: TypeAlias = Annotated[
    str | None, Query(alias="from", description="The id of the earlier release; the current one else")
]
After: TypeAlias = Annotated[
    str | None, Query(alias="to", description="The id of the later release; the current one else")
]


def explain_parameters(error: RequestValidationError) -> RequestError:
    """Return what a client is told of parameters that are missing or not as they should be."""
    told = (
        f"`{one['loc'][-1]}`: {str(one['msg'])[:1].lower()}{str(one['msg'])[1:]}" for one in error.errors()
    )
    return RequestError("; ".join(told))
