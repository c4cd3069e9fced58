namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A string, a whole number of 64 bits, true or false.</summary>
/// <remarks>No type of .NET has the forms that it has in JSON: <see cref="SchemaTransformer"/> tells them.</remarks>
internal sealed record MatchValueSchema;
