namespace Vectorizer.Engine.Segments;

/// <summary>What happens to a point. The numbers are those of the write log and of idempotency fingerprints.</summary>
public enum PointOperation
{
    /// <summary>The point is stored, in place of an older one of the same id.</summary>
    Upsert = 1,

    /// <summary>The point is deleted; one that does not exist stays so.</summary>
    Delete = 2,

    /// <summary>The point gets another payload and keeps its vectors; one that does not exist stays so.</summary>
    Revise = 3,
}
