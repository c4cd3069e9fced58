namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>What <see cref="SortedValues{TKey}"/> are kept by.</summary>
/// <typeparam name="TSelf">The key itself.</typeparam>
internal interface IValueKey<TSelf>
    where TSelf : struct, IValueKey<TSelf>
{
    /// <summary>Bytes of the key in its array.</summary>
    static abstract int PlaceBytes { get; }

    /// <summary>Bytes that it holds elsewhere.</summary>
    int OwnBytes { get; }

    /// <summary>The order of the keys.</summary>
    int CompareTo(in TSelf other);

    /// <summary>The same key in memory of its own: one that is looked for may borrow its bytes.</summary>
    TSelf Keep();
}
