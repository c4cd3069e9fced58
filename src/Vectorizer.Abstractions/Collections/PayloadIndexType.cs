namespace Vectorizer.Abstractions.Collections;

/// <summary>Which values of payloads an index knows.</summary>
public enum PayloadIndexType
{
    /// <summary>Strings, found whole.</summary>
    Keyword = 1,

    /// <summary>64-bit integers, found by value or within bounds.</summary>
    Integer = 2,

    /// <summary>Numbers, found within bounds.</summary>
    Float = 3,

    /// <summary>True and false.</summary>
    Bool = 4,

    /// <summary>Strings that are a date or a date and a time, found within bounds.</summary>
    Datetime = 5,

    /// <summary>Places, found in areas.</summary>
    Geo = 6,

    /// <summary>The words of strings.</summary>
    Text = 7,

    /// <summary>Strings that are UUIDs in lower case with hyphens.</summary>
    Uuid = 8,
}
