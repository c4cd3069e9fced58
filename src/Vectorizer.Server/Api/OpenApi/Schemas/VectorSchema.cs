
namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A vector in a request. What it looks like in JSON is told by <see cref="VectorSchemaTransformer"/>.</summary>
internal sealed record VectorSchema;
