namespace Vectorizer.Cli.Files;

/// <summary>What came of reading a row.</summary>
internal enum ReadOutcome
{
    /// <summary>The row is a point.</summary>
    Point,

    /// <summary>The row is no point that a server would take; the rows after it can still be read.</summary>
    Bad,

    /// <summary>There are no more rows.</summary>
    End,
}
