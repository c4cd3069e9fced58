using System.Collections.Immutable;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Abstractions.Collections;

/// <summary>What a caller asks for when a collection is created. The limits stand in <see cref="CollectionRules"/>.</summary>
/// <param name="Name">1..255 of A-Z a-z 0-9 _ . - with a letter or digit first. Never a path: files are named by id.</param>
/// <param name="Fields">1..64 vector fields. Their order is part of the collection: a point names its fields by bit.</param>
/// <param name="Segments">Segments to divide the points over, 1..256.</param>
/// <param name="Durability">How far a write gets before it is acknowledged, when it does not say itself.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.CollectionDefinition")]
public sealed record CollectionDefinition(
    [property: Id(0)] string Name,
    [property: Id(1)] ImmutableArray<VectorField> Fields,
    [property: Id(2)] int Segments,
    [property: Id(3)] Durability Durability = Durability.Fsync)
{
    /// <summary>How payloads are kept in memory.</summary>
    [Id(4)]
    public CompressionConfig Compression
    {
        // A node of an older version does not send it.
        get => field ?? new CompressionConfig();
        init;
    } = new();

    /// <summary>Whether dropping the collection is refused until this has been changed.</summary>
    [Id(5)]
    public bool DeletionProtection { get; init; }

    /// <summary>Indexes over the payloads, in the order in which they were created.</summary>
    [Id(6)]
    public ImmutableArray<PayloadIndexDefinition> PayloadIndexes
    {
        // A node of an older version does not send it.
        get => field.IsDefault ? [] : field;
        init;
    } = [];

    /// <summary>The number of a vector field by name; empty for the unnamed one.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>: there is no such field.</exception>
    public int FieldNumber(string name, string argument)
    {
        for (int i = 0; i < Fields.Length; i++)
        {
            if (string.Equals(Fields[i].Name, name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        string known = string.Join(", ", Fields.Select(field => field.Name == "" ? "the unnamed one" : $"'{field.Name}'"));
        throw VectorizerException.InvalidArgument(
            argument, $"Collection '{Name}' has no vector field '{name}'. It has: {known}.");
    }

    /// <summary>The definition after a change.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>: there is no such field.</exception>
    public CollectionDefinition With(CollectionChange change)
    {
        int number = FieldNumber(change.Field, "field");
        VectorField field = Fields[number];
        HnswConfig hnsw = field.Hnsw with { EfSearch = change.EfSearch ?? field.Hnsw.EfSearch };
        return this with
        {
            Fields = Fields.SetItem(number, field with
            {
                Hnsw = hnsw,
                Quantization = change.Quantization is { } quantization ? quantization.Config : field.Quantization,
            }),
            Durability = change.Durability ?? Durability,
            DeletionProtection = change.DeletionProtection ?? DeletionProtection,
        };
    }
}
