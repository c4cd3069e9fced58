using System.Collections.Immutable;

namespace Vectorizer.Server.Api.OpenApi;

/// <summary>The JSON body of an operation.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Examples">Bodies that work.</param>
internal sealed record ApiBody(Type Schema, ImmutableArray<ApiExample> Examples);
