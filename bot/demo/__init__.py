"""A whole year-end of one fictional branch, played through the real application.

    cast      who they are, how each grades himself and votes
    play      the year-end, scene by scene
    sixty     another branch, of sixty, and how it votes
    two_rounds  its two rounds of balloting, with paper, a re-vote and a tie
    stage     the application in the sandbox, from the roll's spreadsheet to the last message
    printer   the transcript as it happens
    afterwards what the database still holds when all is over

Nothing that the bot says is written here: people tap labels they can see, the application answers.
"""
