"""Publishing: a keeper checks a version of a ruleset, and makes it the law."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import Query, Request, Response
from starlette.concurrency import run_in_threadpool

from ...ruleset import Ruleset
from .. import lawbook
from ..bodies import body_of, require_kind
from ..entrance import principal_of
from ..office import Office, office_of
from ..principal import Principal
from ..publishing import before, read_draft, submit
from ..routing import guarded_router
from ..shapes import Shape
from ..visit import Visit, visit_of

router: Final = guarded_router("/v1", "law")
YAML: Final = "application/yaml"
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True, "description": "A ruleset (docs/formats.md §4); where it lies follows from id and first day",
        "content": {YAML: {"schema": {"type": "string"}}},
    }
}  # fmt: skip


class Publication(Shape):
    """A version that is now the law (`published`), or that could be. `difference`: to the version before it; `gaps`:
    days between two versions of its family on which none is in force."""

    published: bool
    ruleset: lawbook.RulesetSummary
    difference: lawbook.RulesetDifference | None
    gaps: list[lawbook.Period]

    @classmethod
    def of(cls, ruleset: Ruleset, family: tuple[Ruleset, ...], published: bool) -> Publication:
        """A version among those of its family."""
        old, told = before(family, ruleset), lawbook.family(family)
        return cls(
            published=published, ruleset=lawbook.summary(ruleset), gaps=told.gaps,
            difference=None if old is None else lawbook.difference(old, ruleset),
        )  # fmt: skip


@router.post(
    "/rulesets",
    status_code=201,
    openapi_extra=_BODY,
    responses={200: {"model": Publication, "description": "Could be published; nothing was"}},
)
async def publish_ruleset(
    request: Request,
    response: Response,
    check: Annotated[Literal["yes"] | None, Query(description="only check it; nothing is published")] = None,
) -> Publication:
    """公布规则集的新版本（check=yes 时仅作检查）。 A new version of a ruleset becomes the law; with `check=yes` it is
    only checked. What is published is never edited. The other processes apply it within about a second."""
    office, principal = await office_of(request), await principal_of(request)
    require_kind(request, YAML)
    body, visit = body_of(request), visit_of(request.scope)
    if check:
        response.status_code = 200
    return await run_in_threadpool(_published, office, principal, body, visit, check is None)


def _published(office: Office, principal: Principal, body: bytes, visit: Visit, for_good: bool) -> Publication:
    draft = read_draft(office, body)
    family = submit(office, principal, visit, draft, for_good=for_good)
    return Publication.of(draft.ruleset, family, for_good)
