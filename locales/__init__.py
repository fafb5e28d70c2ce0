"""The words: gettext catalogues, one folder a language (data only, compiled when built)."""
