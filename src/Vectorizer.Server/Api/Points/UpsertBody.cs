using System.Collections.Immutable;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Server.Api.Points;

/// <summary>What the body of an upsert says.</summary>
/// <param name="Points">The points.</param>
/// <param name="IfSequences">See <see cref="WriteOptions.IfSequences"/>.</param>
internal sealed record UpsertBody(PointBatch Points, ImmutableArray<long> IfSequences);
