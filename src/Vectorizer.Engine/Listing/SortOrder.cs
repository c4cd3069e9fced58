using Vectorizer.Engine.Filters;

namespace Vectorizer.Engine.Listing;

/// <summary>By which values of their payloads points are put in order. Equal ones follow the bytes of their ids, ascending.</summary>
/// <param name="Key">Where the values are. Points without a number or text there are not listed.</param>
/// <param name="IsDescending">Whether the largest comes first. Of several values of a point the one counts that comes first.</param>
/// <param name="StartFrom">The value with which the list starts, those equal to it included; null for the first.</param>
public sealed record SortOrder(PayloadPath Key, bool IsDescending, SortValue? StartFrom);
