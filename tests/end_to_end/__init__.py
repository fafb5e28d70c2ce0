"""The real application, over real files, in the hands of people who do not follow the script."""
