using System.Text;
using System.Text.Json;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Json;

/// <summary>The members that an object of a request may have, at most 64, numbered in the order given.</summary>
internal sealed class MemberNames
{
    // Two typing errors: with three, short names begin to resemble each other.
    private const int MaxDistance = 2;
    private const int MaxComparedLength = 64;

    private readonly string[] _names;
    private readonly byte[][] _utf8;

    public MemberNames(params ReadOnlySpan<string> names)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(names.Length, 64, nameof(names));
        _names = [.. names];
        _utf8 = [.. _names.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>The name with this number.</summary>
    public string this[int member] => _names[member];

    /// <summary>All names in a row, for messages.</summary>
    public string Joined => string.Join(", ", _names.Select(name => name.Length == 0 ? "'' (unnamed)" : name));

    /// <summary>Whether the name is one of them.</summary>
    public bool Contains(string name) => _names.AsSpan().Contains(name);

    /// <summary>The number of the name on which the reader stands, or −1.</summary>
    public int Find(ref Utf8JsonReader json)
    {
        for (int member = 0; member < _utf8.Length; member++)
        {
            if (json.ValueTextEquals(_utf8[member]))
            {
                return member;
            }
        }

        return -1;
    }

    /// <summary>The number of a name in UTF-8, or −1.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        for (int member = 0; member < _utf8.Length; member++)
        {
            if (name.SequenceEqual(_utf8[member]))
            {
                return member;
            }
        }

        return -1;
    }

    /// <summary>Says that a name is unknown, which names are known, and which of them is probably meant.</summary>
    /// <param name="unknown">UTF-8 of the name.</param>
    /// <param name="what">What is named: <c>field</c>, <c>vector field</c>, <c>parameter</c>.</param>
    public string Refuse(ReadOnlySpan<byte> unknown, string what)
    {
        string refusal = $"unknown {what} {Quoted.Text(unknown)}; known are {Joined}";
        return Nearest(unknown) is { } nearest ? $"{refusal}; did you mean '{nearest}'?" : refusal;
    }

    private string? Nearest(ReadOnlySpan<byte> unknown)
    {
        if (unknown.Length > MaxComparedLength)
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(unknown);
        string? nearest = null;
        int nearestDistance = MaxDistance + 1;
        foreach (string name in _names)
        {
            // A name all of whose letters were replaced is not a misspelling.
            int distance = Distance(text, name);
            if (distance < nearestDistance && distance < name.Length)
            {
                (nearest, nearestDistance) = (name, distance);
            }
        }

        return nearest;
    }

    /// <summary>Letters to insert, delete or replace until one text is the other; case does not count (Levenshtein).</summary>
    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 0; i < from.Length; i++)
        {
            int diagonal = row[0]++;
            for (int j = 0; j < to.Length; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(from[i]) == char.ToLowerInvariant(to[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(row[j], diagonal) + 1);
            }
        }

        return row[^1];
    }
}
