namespace Vectorizer.Engine.Filters;

/// <summary>Looks at the text of a payload's string, in UTF-8.</summary>
internal delegate bool TextLook<TState>(scoped ReadOnlySpan<byte> text, ref TState state)
    where TState : allows ref struct;
