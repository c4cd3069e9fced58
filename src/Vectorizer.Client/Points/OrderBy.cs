using System.Text.Json;

namespace Vectorizer.Client.Points;

/// <summary>By which values of their payloads points are put in order: numbers before dates, those before other texts.</summary>
/// <param name="Key">Path to the values. Points without a number or text there are not listed.</param>
/// <param name="Direction"><c>asc</c> or <c>desc</c>; ascending when null.</param>
/// <param name="StartFrom">The value with which the list starts: a number or a string.</param>
public sealed record OrderBy(string Key, string? Direction = null, JsonElement? StartFrom = null);
