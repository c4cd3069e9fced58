namespace Vectorizer.Engine.Filters;

/// <summary>Bounds of a range.</summary>
/// <param name="Gt">Values are greater; null for no such bound.</param>
/// <param name="Gte">Values are greater or equal.</param>
/// <param name="Lt">Values are less.</param>
/// <param name="Lte">Values are less or equal.</param>
public readonly record struct Bounds<T>(T? Gt, T? Gte, T? Lt, T? Lte)
    where T : struct, IComparable<T>
{
    /// <summary>Whether a value lies within all of them.</summary>
    public bool Contain(T value)
        => (Gt is not { } gt || value.CompareTo(gt) > 0)
            && (Gte is not { } gte || value.CompareTo(gte) >= 0)
            && (Lt is not { } lt || value.CompareTo(lt) < 0)
            && (Lte is not { } lte || value.CompareTo(lte) <= 0);
}
