namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A vector, with as many floats as the dimension of its vector field.</summary>
/// <remarks>No type of .NET has the two forms that it has in JSON: <see cref="SchemaTransformer"/> tells them.</remarks>
internal sealed record VectorSchema;
