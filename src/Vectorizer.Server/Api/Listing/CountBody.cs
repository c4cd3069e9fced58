using Vectorizer.Abstractions.Filters;

namespace Vectorizer.Server.Api.Listing;

/// <summary>What the body of a count says.</summary>
/// <param name="Filter">What the points match; null for all.</param>
/// <param name="Exact">Whether each is looked at.</param>
internal sealed record CountBody(Filter? Filter, bool Exact);
