namespace Vectorizer.Server.CrashTests.Model;

/// <summary>What can be done to payloads.</summary>
internal enum PayloadChangeKind
{
    /// <summary>The members of a revision are added, or take the place of those of another.</summary>
    Set,

    /// <summary>The members of a revision are all that is left.</summary>
    Overwrite,

    /// <summary>The members of the revision are removed.</summary>
    DeleteRevision,

    /// <summary>The members that came with the point are removed.</summary>
    DeleteBase,

    /// <summary>There is no payload any more.</summary>
    Clear,
}
