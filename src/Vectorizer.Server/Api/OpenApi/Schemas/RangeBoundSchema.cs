namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A number, or a datetime (RFC 3339); all bounds of a range are of one kind.</summary>
/// <remarks>No type of .NET has the two forms that it has in JSON: <see cref="SchemaTransformer"/> tells them.</remarks>
internal sealed record RangeBoundSchema;
