using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.PayloadIndexes;

namespace Vectorizer.Grains.PayloadIndexes;

/// <summary>The indexes over payloads in the words of the engine.</summary>
internal static class PayloadIndexSchemas
{
    public static ImmutableArray<PayloadIndexSchema> Of(ImmutableArray<PayloadIndexDefinition> indexes)
        => [.. indexes.Select(index => new PayloadIndexSchema(PayloadPath.Parse(index.Key), KindOf(index.Type)))];

    public static PayloadIndexDefinition DefinitionOf(PayloadIndexSchema schema)
        => new(schema.Path.ToString(), TypeOf(schema.Kind));

    /// <summary>Refuses a key that could be written otherwise: the indexes of a collection are told apart by their keys.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>.</exception>
    public static void RequireOneWay(string key)
    {
        string path = PayloadPath.Parse(key).ToString();
        if (path != key)
        {
            throw VectorizerException.InvalidArgument("key", $"The key of an index is written in one way only: {path}.");
        }
    }

    private static PayloadIndexKind KindOf(PayloadIndexType type) => type switch
    {
        PayloadIndexType.Keyword => PayloadIndexKind.Keyword,
        PayloadIndexType.Integer => PayloadIndexKind.Integer,
        PayloadIndexType.Float => PayloadIndexKind.Float,
        PayloadIndexType.Bool => PayloadIndexKind.Bool,
        PayloadIndexType.Datetime => PayloadIndexKind.Datetime,
        PayloadIndexType.Geo => PayloadIndexKind.Geo,
        PayloadIndexType.Text => PayloadIndexKind.Text,
        PayloadIndexType.Uuid => PayloadIndexKind.Uuid,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a type of index."),
    };

    private static PayloadIndexType TypeOf(PayloadIndexKind kind) => kind switch
    {
        PayloadIndexKind.Keyword => PayloadIndexType.Keyword,
        PayloadIndexKind.Integer => PayloadIndexType.Integer,
        PayloadIndexKind.Float => PayloadIndexType.Float,
        PayloadIndexKind.Bool => PayloadIndexType.Bool,
        PayloadIndexKind.Datetime => PayloadIndexType.Datetime,
        PayloadIndexKind.Geo => PayloadIndexType.Geo,
        PayloadIndexKind.Text => PayloadIndexType.Text,
        PayloadIndexKind.Uuid => PayloadIndexType.Uuid,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of index."),
    };
}
