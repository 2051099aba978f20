"""WHAT, its form: tell, compile, personalise, check. Plain Python, Jinja2 and MJML."""
