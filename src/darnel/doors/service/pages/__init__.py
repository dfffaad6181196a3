"""The review page: cases for people to judge, in a browser, rendered here.

`mounting.mount` puts it into an application. Nothing is loaded from elsewhere, all of it works without
script, and what an article holds is shown as text only.
"""
