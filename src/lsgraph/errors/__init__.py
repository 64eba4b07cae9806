"""The exceptions of lsgraph; each carries what its reader needs and speaks in one sentence.

* LsgraphError
  + ResourceMissing
  + DataError
  + SourceError
    - SourceMissing
    - QuotationMissing
    - QuotationAmbiguous
  + StoreError
    - ExportMissing
    - StoreUnreachable
    - StoreRefused
    - StoreChanged
  + ValidationFailed
  + ShapesRefused
  + UnknownAxiom
  + NoProof
  + ExtraMissing
  + ReasonerUnavailable
  + ReleaseError
    - ReleaseMissing
    - ReleaseGone
    - ReleaseDamaged
    - ReleaseUnwritable
  + CacheUnwritable
  + QueryError
    - QuerySyntaxError
    - QueryRefused
    - QueryTooLarge
    - QueryStopped
    - ServiceFailed
  + RequestError
    - RequestTooLarge
    - AddressTooLong
    - HeadTooLarge
    - RequestTooSlow
    - NotAcceptable
      * NotWritable
    - MediaTypeRefused
    - MethodRefused
  + Busy
    - ConnectionsTaken
    - ShareExceeded
      * AddressShareExceeded
    - ReleaseReplaced
  + UnknownThing
  + IdentifierWithdrawn
  + SettingError
  + ServiceFault
    - OutOfRoom
    - OutOfResources
"""

from __future__ import annotations

from lsgraph.errors.base import (
    ExtraMissing,
    LsgraphError,
    ResourceMissing,
    SettingError,
)
from lsgraph.errors.data import (
    DataError,
    Fault,
    QuotationAmbiguous,
    QuotationMissing,
    SourceError,
    SourceMissing,
)
from lsgraph.errors.query import (
    QueryError,
    QueryRefused,
    QueryStopped,
    QuerySyntaxError,
    QueryTooLarge,
    ServiceFailed,
)
from lsgraph.errors.release import (
    CacheUnwritable,
    ReleaseDamaged,
    ReleaseError,
    ReleaseGone,
    ReleaseMissing,
    ReleaseUnwritable,
)
from lsgraph.errors.request import (
    AddressShareExceeded,
    AddressTooLong,
    Busy,
    ConnectionsTaken,
    HeadTooLarge,
    MediaTypeRefused,
    MethodRefused,
    NotAcceptable,
    NotWritable,
    ReleaseReplaced,
    RequestError,
    RequestTooLarge,
    RequestTooSlow,
    ShareExceeded,
)
from lsgraph.errors.service import (
    OutOfResources,
    OutOfRoom,
    ServiceFault,
    explain_os_error,
)
from lsgraph.errors.store import (
    ExportMissing,
    IdentifierWithdrawn,
    NoProof,
    ReasonerUnavailable,
    ShapeFault,
    ShapesRefused,
    StoreChanged,
    StoreError,
    StoreRefused,
    StoreUnreachable,
    UnknownAxiom,
    UnknownThing,
    ValidationFailed,
)

__all__ = [
    "AddressShareExceeded",
    "AddressTooLong",
    "Busy",
    "CacheUnwritable",
    "ConnectionsTaken",
    "DataError",
    "ExportMissing",
    "ExtraMissing",
    "Fault",
    "HeadTooLarge",
    "IdentifierWithdrawn",
    "LsgraphError",
    "MediaTypeRefused",
    "MethodRefused",
    "NoProof",
    "NotAcceptable",
    "NotWritable",
    "OutOfResources",
    "OutOfRoom",
    "QueryError",
    "QueryRefused",
    "QueryStopped",
    "QuerySyntaxError",
    "QueryTooLarge",
    "QuotationAmbiguous",
    "QuotationMissing",
    "ReasonerUnavailable",
    "ReleaseDamaged",
    "ReleaseError",
    "ReleaseGone",
    "ReleaseMissing",
    "ReleaseReplaced",
    "ReleaseUnwritable",
    "RequestError",
    "RequestTooLarge",
    "RequestTooSlow",
    "ResourceMissing",
    "ServiceFailed",
    "ServiceFault",
    "SettingError",
    "ShapeFault",
    "ShapesRefused",
    "ShareExceeded",
    "SourceError",
    "SourceMissing",
    "StoreChanged",
    "StoreError",
    "StoreRefused",
    "StoreUnreachable",
    "UnknownAxiom",
    "UnknownThing",
    "ValidationFailed",
    "explain_os_error",
]
