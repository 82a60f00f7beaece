"""What goes in and out: signed heads, verification, the bundle for outsiders, sheets of decisions."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from fastapi import Query as Parameter
from fastapi import Request, Response
from fastapi.responses import FileResponse
from pydantic import Field
from starlette.background import BackgroundTask

from ...errors import Fault
from ..bodies import body_of, require_kind
from ..entrance import ThePrincipal, principal_of
from ..office import TheOffice, office_of
from ..problems import Problem
from ..registry import exchanging
from ..registry.figures import XLSX
from ..registry.selection import Selection
from ..routing import guarded_router
from ..shapes import Shape
from ..visit import visit_of
from .figures import BINARY, SHEET, beside, file_answer

router: Final = guarded_router("/v1", "exchange")
_ZIP: Final = "application/zip"
_KINDS: Final = {"text/csv": "csv", XLSX: "xlsx"}
_SHEET_BODY: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": dict.fromkeys(_KINDS, BINARY)},
}  # fmt: skip


class SignedHead(Shape):
    """A signed head (docs/docket.md §5): keep it elsewhere, as it is; a tail that is cut off then shows."""

    head: dict[str, Any]
    signature: str


class Flaw(Shape):
    """Something that does not hold. `seq`: the entry; 0 is the docket itself."""

    seq: int
    kind: str
    what: str


class VerificationShown(Shape):
    """What a verification of the whole docket showed, and when; the first flaw is the first bad entry.

    A tail that was cut off with its heads shows only against a head kept elsewhere (`docket verify --against`)."""

    at: str
    holds: bool
    docket: str
    count: int
    findings: list[Flaw]
    more: int


class SheetFault(Shape):
    """Something wrong or doubtful: the column, the row of the file, what to do."""

    column: str
    line: int | None
    message: str
    quoted: str | None
    remedy: str | None

    @classmethod
    def of(cls, fault: Fault) -> SheetFault:
        """A fault of a sheet as JSON."""
        return cls(column=fault.path, line=fault.line, message=fault.message, quoted=fault.quoted,
                   remedy=fault.remedy)  # fmt: skip


class Imported(Shape):
    """How many decisions are new, how many the docket had already; rows with faults are left out."""

    recorded: int
    known: int
    faults: list[SheetFault]
    warnings: list[SheetFault]


class ImportSelection(Shape):
    """`domain`: of these decisions; `jurisdiction`: their place (GB/T 2260), for rows that name none."""

    domain: Annotated[str, Field(pattern="^[a-z_]{1,40}$")]
    jurisdiction: Annotated[str, Field(pattern="^[0-9]{2,6}$")]


class PublicitySelection(Selection):
    outcome: Annotated[str, Field(pattern="^[a-z_]{1,20}$")] | None = None


@router.get("/heads")
def list_heads(office: TheOffice) -> list[SignedHead]:
    """签名链头。 The signed heads that are kept: one for each thousand entries, and the last."""
    with office.docket.reading() as view:
        return [SignedHead(**each.document()) for each in view.heads()]


@router.get("/heads/latest")
def show_latest_head(office: TheOffice) -> SignedHead:
    """最新签名链头（请另行保存）。 The last signed head: keep one a day where nobody here can change it."""
    with office.docket.reading() as view:
        head = view.head()
    if head is None:
        raise Problem("docket_broken")
    return SignedHead(**head.document())


@router.get("/verification")
async def verify_docket(office: TheOffice) -> VerificationShown:
    """验证整个案卷库。 Every digest, link, head and archived document; at most once a minute, whoever asks."""
    found = await beside(office, office.verifier.verification)
    report = found.report
    flaws = [Flaw(seq=each.seq, kind=each.kind, what=each.what) for each in report.findings]
    return VerificationShown(at=found.at, holds=report.ok, docket=report.docket, count=report.count, findings=flaws,
                             more=report.more)  # fmt: skip


@router.get("/bundle", responses=file_answer(_ZIP), response_class=FileResponse)
async def export_bundle(
    request: Request, office: TheOffice, principal: ThePrincipal, identities: bool = False
) -> FileResponse:
    """导出可离线验证的证据包。 The docket as a zip file that verifies itself; names and numbers only if asked for,
    which the access log keeps. Bodies are those in sight; headers are those of all entries."""
    visit_of(request.scope).object = "bundle with identities" if identities else "bundle"
    with tempfile.NamedTemporaryFile(prefix="penalty-rules-", suffix=".zip", delete=False) as made:
        path = Path(made.name)
    try:
        head = await beside(
            office, lambda: exchanging.write_bundle(office, principal, path, identities=identities)
        )  # fmt: skip
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return FileResponse(
        path, media_type=_ZIP, filename=f"docket-{head.count}.zip", background=BackgroundTask(path.unlink)
    )


@router.get("/publicity.{shape}", responses=SHEET, response_class=Response)
async def download_publicity(
    office: TheOffice, principal: ThePrincipal, shape: Literal["csv", "xlsx"],
    asked: Annotated[PublicitySelection, Parameter()],
) -> Response:  # fmt: skip
    """双公示（2018字段）下载，自然人已脱敏。 Decisions as a table compatible with the 2018 dual-publicity fields."""
    content, kind = await beside(
        office, lambda: exchanging.publicity_table(office, principal, asked.query(), shape)
    )  # fmt: skip
    headers = {"content-disposition": f'attachment; filename="publicity.{shape}"'}
    return Response(content, media_type=kind, headers=headers)


@router.post("/imports", openapi_extra=_SHEET_BODY)
async def import_decisions(request: Request, asked: Annotated[ImportSelection, Parameter()]) -> Imported:
    """导入以往决定（CSV、XLSX）。 Past decisions become entries; what is wrong is told row by row."""
    office, principal = await office_of(request), await principal_of(request)
    require_kind(request, *_KINDS)
    shape = _KINDS[request.headers["content-type"].partition(";")[0].strip().lower()]
    body = body_of(request)

    def imported() -> exchanging.ImportedSheet:
        return exchanging.import_sheet(
            office, principal, body, shape, domain=asked.domain, jurisdiction=asked.jurisdiction
        )  # fmt: skip

    found = await beside(office, imported)
    faults, warnings = ([SheetFault.of(each) for each in part] for part in (found.faults, found.warnings))
    return Imported(recorded=found.recorded, known=found.known, faults=faults, warnings=warnings)
