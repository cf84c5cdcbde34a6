"""Files on their way in: received in parts, recognised by content, made into drafts."""
