using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Vectorizer.Server.Api.OpenApi;

/// <summary>Schemas under names of their own, so that generated clients have types to name.</summary>
internal static class ComponentSchemas
{
    private const string Suffix = "Schema";

    // Where the generator of schemas notes the name that a schema would have.
    private const string IdKey = "x-schema-id";

    /// <summary>The name of a type's schema: that of the type; null for types that are described where they occur.</summary>
    public static string? NameOf(JsonTypeInfo type)
    {
        if (type.Type.IsArray || type.Type.Namespace != typeof(Schemas.ProblemAnswer).Namespace)
        {
            return null;
        }

        string name = type.Type.Name;
        return name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }

    /// <summary>A reference to the schema of a type, which is added to the document with all that it refers to.</summary>
    public static async Task<IOpenApiSchema> ReferenceAsync(
        Type type, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
        => Refer(await context.GetOrCreateSchemaAsync(type, cancellationToken: cancellationToken), context.Document!);

    private static IOpenApiSchema Refer(IOpenApiSchema schema, OpenApiDocument document)
    {
        if (schema is not OpenApiSchema described)
        {
            return schema;
        }

        if (described.Properties is { } properties)
        {
            described.Properties = properties.ToDictionary(property => property.Key, property => Refer(property.Value, document));
        }

        described.Items = described.Items is { } items ? Refer(items, document) : null;
        described.AdditionalProperties = described.AdditionalProperties is { } others ? Refer(others, document) : null;
        if (described.Metadata?.TryGetValue(IdKey, out object? id) != true || id is not string { Length: > 0 } name)
        {
            return described;
        }

        if (document.Components?.Schemas?.ContainsKey(name) != true)
        {
            document.AddComponent(name, described);
        }

        return new OpenApiSchemaReference(name, document);
    }
}
