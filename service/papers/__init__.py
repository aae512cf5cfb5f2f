"""Papers (文书): what a document says becomes a PDF or a DOCX.

A room of pure functions over bytes and plain values: it knows the rules' words, and neither database nor web.
"""
