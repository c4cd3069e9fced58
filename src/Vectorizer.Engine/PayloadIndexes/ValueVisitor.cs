namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>Is told a value and the number of its ordinals.</summary>
internal delegate void ValueVisitor<TKey, TState>(in TKey key, int ordinals, ref TState state)
    where TKey : struct
    where TState : allows ref struct;
