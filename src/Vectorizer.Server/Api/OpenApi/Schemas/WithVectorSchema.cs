namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Whether vectors are returned, and in which form.</summary>
/// <remarks>No type of .NET has the two forms that it has in JSON: <see cref="SchemaTransformer"/> tells them.</remarks>
internal sealed record WithVectorSchema;
