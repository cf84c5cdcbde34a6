"""Every model of every room, for migrations and tests."""

import app.accounts.models
import app.audit.models
import app.auth.models
import app.claims.models
import app.core.jobs
import app.feedback.models
import app.library.models
import app.search.models
import app.sending.models
import app.tracking.models
import app.uploads.models
import app.vocabulary.models  # noqa: F401
from app.core.types import Base

metadata = Base.metadata
