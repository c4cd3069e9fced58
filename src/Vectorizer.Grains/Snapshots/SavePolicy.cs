namespace Vectorizer.Grains.Snapshots;

/// <summary>Decides when a segment is saved by itself.</summary>
internal static class SavePolicy
{
    /// <summary>
    /// Whether a save is due: something is unsaved, and either the interval has passed, or enough operations have come and
    /// the log since the last snapshot is as large as that snapshot.
    /// </summary>
    /// <remarks>
    /// The second condition damps: a bulk import would otherwise write the whole collection every thousand points. With
    /// it each snapshot is twice the one before, so that all snapshots of an import together take two times the last one.
    /// </remarks>
    public static bool IsDue(AutoSaveOptions options, UnsavedWrites unsaved, TimeSpan sinceSave, long snapshotBytes)
        => options.Enabled
            && unsaved.Operations > 0
            && (sinceSave >= options.Interval
                || (unsaved.Operations >= options.MinOperations && unsaved.LogBytes >= snapshotBytes));

    /// <summary>Whether a save is worth its time when the node stops: replaying less than this is quicker.</summary>
    public static bool IsDueAtStop(AutoSaveOptions options, UnsavedWrites unsaved)
        => options.Enabled && unsaved.Operations >= options.MinOperations;
}
