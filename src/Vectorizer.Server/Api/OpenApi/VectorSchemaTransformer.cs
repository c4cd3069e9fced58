using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Server.Api.OpenApi.Schemas;

namespace Vectorizer.Server.Api.OpenApi;

/// <summary>Tells the two forms that a vector has in JSON, which no type of .NET tells.</summary>
internal sealed class VectorSchemaTransformer : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(VectorSchema))
        {
            schema.Type = null;
            schema.Properties = null;
            schema.Description = "A vector, with as many floats as the dimension of its vector field.";
            schema.OneOf =
            [
                new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Description = "Finite 32-bit floats.",
                    Items = new OpenApiSchema { Type = JsonSchemaType.Number, Format = "float" },
                    MinItems = 1,
                    MaxItems = CollectionRules.MaxDimension,
                },
                new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Description = "Base64 of little-endian 32-bit floats.",
                    Format = "byte",
                },
            ];
        }

        return Task.CompletedTask;
    }
}
