"""The manual: pages of Markdown, filled from the package itself, and built into a site by Sphinx.

`python -m darnel.manual site` builds it (`pip install 'darnel[docs]'`). The pages can be read as they
are; what can be read off the package (commands, signals, the card, the API) is put in as the site is made.
"""
