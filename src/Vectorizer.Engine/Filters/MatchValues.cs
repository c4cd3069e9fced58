using System.Collections.Immutable;
using System.Text.Json;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Engine.Filters;

/// <summary>A set of values to compare with: strings by their bytes, integers, true and false.</summary>
public sealed class MatchValues
{
    // Up to so many strings are compared one by one, which is cheaper than a hash.
    private const int FewStrings = 4;

    private readonly HashSet<byte[]> _stringSet;
    private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    /// <param name="strings">Strings in UTF-8.</param>
    /// <param name="integers">Integers.</param>
    /// <param name="hasTrue">Whether true is one of the values.</param>
    /// <param name="hasFalse">Whether false is one of the values.</param>
    public MatchValues(IEnumerable<byte[]> strings, IEnumerable<long> integers, bool hasTrue = false, bool hasFalse = false)
    {
        _stringSet = new HashSet<byte[]>(strings, ByteArrayComparer.Instance);
        _lookup = _stringSet.GetAlternateLookup<ReadOnlySpan<byte>>();
        Strings = [.. _stringSet];
        Integers = [.. integers.Distinct().Order()];
        HasTrue = hasTrue;
        HasFalse = hasFalse;
    }

    /// <summary>The strings in UTF-8, each once. Their bytes are not to be changed.</summary>
    public ImmutableArray<byte[]> Strings { get; }

    /// <summary>The integers, each once, ascending.</summary>
    public ImmutableArray<long> Integers { get; }

    /// <summary>Whether true is one of the values.</summary>
    public bool HasTrue { get; }

    /// <summary>Whether false is one of the values.</summary>
    public bool HasFalse { get; }

    /// <summary>Whether a value of a payload is one of them.</summary>
    internal bool Contains(in PayloadValue value)
    {
        switch (value.Kind)
        {
            case JsonTokenType.String:
                MatchValues self = this;
                return Strings.Length > 0 && value.WithText(ref self, static (text, ref values) => values.ContainsText(text));
            case JsonTokenType.Number:
                return Integers.Length > 0
                    && value.TryGetNumber(out ExactNumber number)
                    && number.IsInteger
                    && Integers.AsSpan().BinarySearch(number.Integer) >= 0;
            case JsonTokenType.True:
                return HasTrue;
            case JsonTokenType.False:
                return HasFalse;
            default:
                return false;
        }
    }

    private bool ContainsText(ReadOnlySpan<byte> text)
    {
        if (Strings.Length > FewStrings)
        {
            return _lookup.Contains(text);
        }

        foreach (byte[] one in Strings)
        {
            if (text.SequenceEqual(one))
            {
                return true;
            }
        }

        return false;
    }
}
