using Vectorizer.Client.Orleans;

namespace Vectorizer.Server.Api.Listing;

/// <summary>What the body of a scroll says.</summary>
/// <param name="Query">The points.</param>
/// <param name="VectorsAsBase64">How vectors are written.</param>
internal sealed record ScrollBody(ScrollQuery Query, bool VectorsAsBase64);
