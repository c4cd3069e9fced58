namespace Vectorizer.Abstractions.Filters;

/// <summary>A value to compare with: a string, a 64-bit integer, or true or false.</summary>
[GenerateSerializer, Immutable, Alias("vectorizer.FilterValue")]
public readonly record struct FilterValue
{
    private FilterValue(FilterValueKind kind, string? text, long number)
    {
        Kind = kind;
        Text = text;
        Integer = number;
    }

    /// <summary>Which of them.</summary>
    [Id(0)]
    public FilterValueKind Kind { get; init; }

    /// <summary>The string, or null.</summary>
    [Id(1)]
    public string? Text { get; init; }

    /// <summary>The integer; 1 for true.</summary>
    [Id(2)]
    public long Integer { get; init; }

    public static implicit operator FilterValue(string text) => new(FilterValueKind.Text, text, 0);

    public static implicit operator FilterValue(long integer) => new(FilterValueKind.Integer, null, integer);

    public static implicit operator FilterValue(bool value) => new(FilterValueKind.Boolean, null, value ? 1 : 0);
}
