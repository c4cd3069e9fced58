using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Vectorizer.Server.Api.OpenApi;

/// <summary>Schemas under names of their own, so that generated clients have types to name.</summary>
internal static class ComponentSchemas
{
    private const string Suffix = "Schema";

    /// <summary>The name of a type's schema: that of the type; null for types that are described where they occur.</summary>
    public static string? NameOf(JsonTypeInfo type)
        => type.Type.Namespace == typeof(Schemas.ProblemAnswer).Namespace ? NameOf(type.Type) : null;

    /// <summary>A reference to the schema of a type, which is added to the document when it is not there.</summary>
    public static async Task<IOpenApiSchema> ReferenceAsync(
        Type type, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        string name = NameOf(type);
        if (context.Document!.Components?.Schemas?.ContainsKey(name) != true)
        {
            context.Document.AddComponent(name, await context.GetOrCreateSchemaAsync(type, cancellationToken: cancellationToken));
        }

        return new OpenApiSchemaReference(name, context.Document);
    }

    private static string NameOf(Type type)
        => type.Name.EndsWith(Suffix, StringComparison.Ordinal) ? type.Name[..^Suffix.Length] : type.Name;
}
