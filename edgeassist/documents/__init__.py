"""Answers from the house's own documents: text, Markdown and PDF files, indexed here, read aloud with their source."""
