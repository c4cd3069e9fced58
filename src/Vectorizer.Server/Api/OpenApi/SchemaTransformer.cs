using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;
using Vectorizer.Configuration.Sections;
using Vectorizer.Server.Api.OpenApi.Schemas;

namespace Vectorizer.Server.Api.OpenApi;

/// <summary>Says of schemas what the generator does not take from the types.</summary>
internal sealed class SchemaTransformer(IOptions<BatchOptions> batch) : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(VectorSchema))
        {
            DescribeVector(schema);
        }

        if (context.JsonTypeInfo.Type == typeof(WithVectorSchema))
        {
            DescribeWithVector(schema);
        }

        if (context.JsonTypeInfo.Type == typeof(ExampleSchema))
        {
            DescribeExample(schema);
        }

        if (context.JsonTypeInfo.Type == typeof(MatchValueSchema))
        {
            DescribeMatchValue(schema);
        }

        if (context.JsonTypeInfo.Type == typeof(RangeBoundSchema))
        {
            DescribeRangeBound(schema);
        }

        if (context.JsonPropertyInfo?.AttributeProvider?.IsDefined(typeof(BatchLengthAttribute), inherit: false) == true)
        {
            schema.MaxItems = batch.Value.MaxSize;
        }

        if (context.JsonPropertyInfo?.AttributeProvider?
            .GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: false) is [AllowedValuesAttribute allowed])
        {
            schema.Enum = [.. allowed.Values.Select(value => JsonValue.Create((string)value!))];
        }

        // The length of a dictionary is a number of members, not of characters.
        if (schema.Type?.HasFlag(JsonSchemaType.Object) == true)
        {
            (schema.MinProperties, schema.MaxProperties) = (schema.MinLength, schema.MaxLength);
            (schema.MinLength, schema.MaxLength) = (null, null);
        }

        return Task.CompletedTask;
    }

    private static void DescribeWithVector(OpenApiSchema schema)
    {
        schema.Type = null;
        schema.Properties = null;
        schema.OneOf =
        [
            new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "With vectors as arrays of numbers, or without." },
            new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = "With vectors as base64 of little-endian 32-bit floats: exact, and less work for both sides.",
                Enum = ["base64"],
            },
        ];
        schema.Default = false;
    }

    private static void DescribeExample(OpenApiSchema schema)
    {
        schema.Type = null;
        schema.Properties = null;
        schema.OneOf =
        [
            new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = "The id of a point of the collection.",
                MinLength = 1,
                MaxLength = PointRules.MaxIdBytes,
            },
            Floats(),
            OnlyMember("id", new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = PointRules.MaxIdBytes }),
            OnlyMember("vector", new OpenApiSchema { OneOf = [Floats(), Base64()] }),
        ];
    }

    private static OpenApiSchema OnlyMember(string name, OpenApiSchema value) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema> { [name] = value },
        Required = new HashSet<string> { name },
        AdditionalPropertiesAllowed = false,
    };

    private static void DescribeMatchValue(OpenApiSchema schema)
    {
        schema.Type = null;
        schema.Properties = null;
        schema.OneOf =
        [
            new OpenApiSchema { Type = JsonSchemaType.String },
            new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" },
            new OpenApiSchema { Type = JsonSchemaType.Boolean },
        ];
    }

    private static void DescribeRangeBound(OpenApiSchema schema)
    {
        schema.Type = null;
        schema.Properties = null;
        schema.OneOf =
        [
            new OpenApiSchema { Type = JsonSchemaType.Number },
            new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
        ];
    }

    private static void DescribeVector(OpenApiSchema schema)
    {
        schema.Type = null;
        schema.Properties = null;
        schema.OneOf = [Floats(), Base64()];
    }

    private static OpenApiSchema Floats() => new()
    {
        Type = JsonSchemaType.Array,
        Description = "Finite 32-bit floats.",
        Items = new OpenApiSchema { Type = JsonSchemaType.Number, Format = "float" },
        MinItems = 1,
        MaxItems = CollectionRules.MaxDimension,
    };

    private static OpenApiSchema Base64() => new()
    {
        Type = JsonSchemaType.String,
        Description = "Base64 of little-endian 32-bit floats.",
        Format = "byte",
    };
}
