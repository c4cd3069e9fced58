using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Points;
using Vectorizer.Server.Api.Aliases;
using Vectorizer.Server.Api.Collections;
using Vectorizer.Server.Api.Points;

namespace Vectorizer.Server.Api.OpenApi;

/// <summary>A parameter of an operation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="In">Path, query or header.</param>
/// <param name="Description">What it says.</param>
/// <param name="Schema">What it looks like.</param>
/// <param name="Example">A value that works with the examples of bodies; null where the default does.</param>
internal sealed record ApiParameter(string Name, ParameterLocation In, string Description, OpenApiSchema Schema, JsonNode? Example = null)
{
    public static readonly ApiParameter Collection = new(
        "name",
        ParameterLocation.Path,
        $"Name or alias of the collection: {CollectionName.Rule}.",
        NameSchema(),
        "words");

    public static readonly ApiParameter Alias = new(
        AliasEndpoints.AliasPart, ParameterLocation.Path, $"The alias: {CollectionName.Rule}.", NameSchema(), "live");

    public static readonly ApiParameter IndexKey = new(
        Indexes.IndexKey.RoutePart,
        ParameterLocation.Path,
        "Path of the values in the payloads, percent-encoded: `price`, `author.name`, `tags%5B%5D`.",
        new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = FilterRules.MaxKeyBytes },
        "kind");

    public static readonly ApiParameter Id = new(
        "id",
        ParameterLocation.Path,
        "Id of the point, percent-encoded: a slash is %2F.",
        new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = PointRules.MaxIdBytes },
        "king");

    public static readonly ApiParameter Durability = new(
        WriteParameters.DurabilityName,
        ParameterLocation.Query,
        "How far the write gets before it is acknowledged; the collection's durability unless given. 'memory' is lost with the "
        + "process, 'os' with the machine's power, 'fsync' with the disk.",
        new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["fsync", "os", "memory"] });

    public static readonly ApiParameter IdempotencyKey = new(
        WriteParameters.KeyHeader,
        ParameterLocation.Header,
        "Names the write: when it comes again, it is not done again, and gets the answer of the first time. A segment "
        + "remembers the last 10,000 keys, across restarts.",
        new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = WriteParameters.MaxKeyBytes });

    public static readonly ApiParameter Limit = new(
        "limit",
        ParameterLocation.Query,
        "Points wanted.",
        new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = $"{PointRules.MaxListLimit}", Default = 100 });

    public static readonly ApiParameter Cursor = new(
        "cursor",
        ParameterLocation.Query,
        "'next_cursor' of the page before; leave it out for the first page.",
        new OpenApiSchema { Type = JsonSchemaType.String });

    public static readonly ApiParameter WithPayload = Flag("with_payload", "Whether points carry their payload.", true);

    public static readonly ApiParameter WithVector = VectorForm(byDefault: true);

    public static readonly ApiParameter WithVectorInList = VectorForm(byDefault: false);

    private static OpenApiSchema NameSchema() => new()
    {
        Type = JsonSchemaType.String,
        MinLength = 1,
        MaxLength = CollectionRules.MaxNameLength,
        Pattern = "^[A-Za-z0-9][A-Za-z0-9_.-]*$",
    };

    private static ApiParameter VectorForm(bool byDefault) => new(
        "with_vector",
        ParameterLocation.Query,
        "Whether points carry their vectors: as numbers, or as base64 of little-endian 32-bit floats.",
        new OpenApiSchema
        {
            OneOf =
            [
                new OpenApiSchema { Type = JsonSchemaType.Boolean },
                new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["base64"] },
            ],
            Default = byDefault,
        });

    private static ApiParameter Flag(string name, string description, bool byDefault)
        => new(name, ParameterLocation.Query, description, new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = byDefault });
}
