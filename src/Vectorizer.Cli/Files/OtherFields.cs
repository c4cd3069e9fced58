namespace Vectorizer.Cli.Files;

/// <summary>What to do with members of a JSON line that are neither id, vector nor payload.</summary>
internal enum OtherFields
{
    /// <summary>The line is bad: nothing of the input is lost unnoticed.</summary>
    Refuse,

    /// <summary>Leave them out.</summary>
    Ignore,

    /// <summary>All of them together are the payload.</summary>
    Payload,
}
