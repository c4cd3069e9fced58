namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>What an index over payloads can say to an expression.</summary>
public enum IndexAnswer
{
    /// <summary>Nothing: it does not know such values.</summary>
    None,

    /// <summary>Ordinals beyond which no visible point matches; whether each of them does, its payload tells.</summary>
    Superset,

    /// <summary>Of the visible points those that match, and no other.</summary>
    Exact,
}
