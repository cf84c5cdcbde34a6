"""Rapport, a content and collateral hub for sales and marketing.

Rooms below, pages above. A room (`library`, `accounts`, `sending`, `tracking` …) holds what the business
knows and never sees HTTP; a page area (`web/<area>`) holds HTTP and may call any room. The storeys, from
the ground up: core, auth beside documents, audit, vocabulary, accounts beside claims, library, then search
beside uploads and exchange, feedback, sending, tracking, engagement, insights, mailer, then web, worker and
wiring, cli, and the factory on top. `docs/architecture.md` is the
plan; `lint-imports` holds it.
"""
