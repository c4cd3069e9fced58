namespace Vectorizer.Engine.Hnsw;

/// <summary>What a search over matches has done.</summary>
internal enum MatchWalkOutcome
{
    /// <summary>Nothing: comparing with every match costs less.</summary>
    None,

    /// <summary>It has walked to the end.</summary>
    Walked,

    /// <summary>The walk cost too much, or led to too few; what it had not met was compared as well.</summary>
    WalkedAndScanned,
}
