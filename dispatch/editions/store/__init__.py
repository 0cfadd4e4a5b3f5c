"""The only way to the rows of drafts, requests, dismissals, re-routes, trials and uploads."""

from dispatch.editions.store.dismissals import DismissalStore
from dispatch.editions.store.drafts import DraftStore
from dispatch.editions.store.requests import RequestStore
from dispatch.editions.store.reroutes import RerouteStore
from dispatch.editions.store.trials import WhatIfStore
from dispatch.editions.store.uploads import UploadStore

__all__ = [
    "DismissalStore",
    "DraftStore",
    "RequestStore",
    "RerouteStore",
    "UploadStore",
    "WhatIfStore",
]
