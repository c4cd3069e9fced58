namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>Which values of a payload an index knows.</summary>
public enum PayloadIndexKind : byte
{
    /// <summary>Strings, found whole.</summary>
    Keyword,

    /// <summary>64-bit integers, found by value or within bounds.</summary>
    Integer,

    /// <summary>Numbers, found within bounds.</summary>
    Float,

    /// <summary>True and false.</summary>
    Bool,

    /// <summary>Strings that are a date or a date and a time, found within bounds.</summary>
    Datetime,

    /// <summary>Places, found in areas.</summary>
    Geo,

    /// <summary>The words of strings.</summary>
    Text,

    /// <summary>Strings that are UUIDs in lower case with hyphens, in a third of the memory of keywords.</summary>
    Uuid,
}
