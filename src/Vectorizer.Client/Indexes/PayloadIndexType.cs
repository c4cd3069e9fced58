using System.Text.Json.Serialization;

namespace Vectorizer.Client.Indexes;

/// <summary>Which values of payloads an index knows.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PayloadIndexType>))]
public enum PayloadIndexType
{
    /// <summary>Strings, found whole.</summary>
    [JsonStringEnumMemberName("keyword")]
    Keyword,

    /// <summary>64-bit integers, found by value or within bounds.</summary>
    [JsonStringEnumMemberName("integer")]
    Integer,

    /// <summary>Numbers, found within bounds.</summary>
    [JsonStringEnumMemberName("float")]
    Float,

    /// <summary>True and false.</summary>
    [JsonStringEnumMemberName("bool")]
    Bool,

    /// <summary>Strings that are a date or a date and a time, found within bounds.</summary>
    [JsonStringEnumMemberName("datetime")]
    Datetime,

    /// <summary>Places, found in areas.</summary>
    [JsonStringEnumMemberName("geo")]
    Geo,

    /// <summary>The words of strings.</summary>
    [JsonStringEnumMemberName("text")]
    Text,

    /// <summary>Strings that are UUIDs in lower case with hyphens.</summary>
    [JsonStringEnumMemberName("uuid")]
    Uuid,
}
