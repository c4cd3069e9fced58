using System.Collections.Immutable;
using System.Text.Json;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Engine.Filters;

/// <summary>A string has all words of a text, in any order.</summary>
public sealed class MatchTextExpression : ValueExpression
{
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _places;

    /// <param name="path">Where the string lies.</param>
    /// <param name="text">UTF-8. Without any word it matches nothing.</param>
    public MatchTextExpression(PayloadPath path, ReadOnlySpan<byte> text)
        : base(path)
    {
        Dictionary<byte[], int> places = new(ByteArrayComparer.Instance);
        TextWords words = new(text, stackalloc byte[TextWords.MaxWordBytes]);
        while (words.MoveNext())
        {
            places.TryAdd(words.Current.ToArray(), places.Count);
        }

        _places = places.GetAlternateLookup<ReadOnlySpan<byte>>();
        Words = [.. places.Keys];
    }

    /// <summary>The words as <see cref="TextWords"/> cuts them, each once. Their bytes are not to be changed.</summary>
    public ImmutableArray<byte[]> Words { get; }

    internal override bool Accepts(in PayloadValue value)
    {
        MatchTextExpression self = this;
        return value.Kind == JsonTokenType.String && value.WithText(ref self, static (text, ref expression) => expression.HasAllWords(text));
    }

    private bool HasAllWords(ReadOnlySpan<byte> text)
    {
        // A text to match is short, which its rules say.
        Span<bool> found = stackalloc bool[Words.Length];
        found.Clear();
        int missing = Words.Length;
        TextWords words = new(text, stackalloc byte[TextWords.MaxWordBytes]);
        while (missing > 0 && words.MoveNext())
        {
            if (_places.TryGetValue(words.Current, out int place) && !found[place])
            {
                found[place] = true;
                missing--;
            }
        }

        return missing == 0 && Words.Length > 0;
    }
}
