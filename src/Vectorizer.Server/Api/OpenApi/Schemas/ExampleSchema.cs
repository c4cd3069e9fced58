namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>An example: the id of a point, an array of numbers, or an object that says which of them it is.</summary>
/// <remarks>No type of .NET has the forms that it has in JSON: <see cref="SchemaTransformer"/> tells them.</remarks>
internal sealed record ExampleSchema;
