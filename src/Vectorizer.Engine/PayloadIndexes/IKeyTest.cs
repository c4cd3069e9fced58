namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>Chooses among the values of <see cref="SortedValues{TKey}"/>.</summary>
internal interface IKeyTest<TKey>
    where TKey : struct
{
    /// <summary>Whether a value is wanted.</summary>
    bool Accepts(in TKey key);
}
