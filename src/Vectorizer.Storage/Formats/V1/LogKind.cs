namespace Vectorizer.Storage.Formats.V1;

/// <summary>What a log is the log of.</summary>
public enum LogKind : byte
{
    /// <summary>The writes of a segment.</summary>
    Segment = 1,

    /// <summary>The collections that were created, changed and dropped.</summary>
    Catalog = 2,
}
