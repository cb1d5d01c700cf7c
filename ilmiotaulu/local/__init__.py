"""The region's own files: templates with agreed definitions, and how a filled-in file is read and checked.

Bytes in, rows and problems out. Nothing here keeps a file or publishes a figure: that is `pipelines.local`.
"""
