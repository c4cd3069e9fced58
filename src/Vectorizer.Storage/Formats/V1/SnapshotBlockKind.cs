namespace Vectorizer.Storage.Formats.V1;

/// <summary>What a block of a snapshot holds. Numbers are part of the format.</summary>
public enum SnapshotBlockKind
{
    /// <summary>Vector fields and counts; the first block, once.</summary>
    Description = 1,

    /// <summary>Ids and payloads of points that exist, in order of their ordinals.</summary>
    Points = 2,

    /// <summary>Rows and links of a range of nodes of one field.</summary>
    Nodes = 3,

    /// <summary>Idempotency keys, oldest first.</summary>
    Keys = 4,

    /// <summary>Where all the others are; the last block, once.</summary>
    Contents = 5,
}
