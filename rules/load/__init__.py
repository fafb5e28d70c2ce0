"""Reading guidelines: from a folder of TOML files to a checked ruleset.

``source`` reads files and knows where everything stands in them;
``records`` makes records of tables by their classes' own fields;
``sections`` lists the sections and puts a guideline's files together;
``overlay`` lays one guideline over another;
``check`` looks for everything that does not fit;
``library`` holds the packaged guidelines.
"""

from rules.load.library import Library, load_folder, load_library

__all__ = ["Library", "load_folder", "load_library"]
