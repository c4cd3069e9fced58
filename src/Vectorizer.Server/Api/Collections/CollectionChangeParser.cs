using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Collections;

/// <summary>
/// Reads what shall change in a collection: <c>ef_search</c> and quantization of its vector fields, the durability of writes,
/// and its protection from deletion.
/// </summary>
internal readonly ref struct CollectionChangeParser
{
    private const int HnswConfig = 0;
    private const int Quantization = 1;
    private const int Vectors = 2;
    private const int DurabilityMember = 3;
    private const int DeletionProtection = 4;

    private static readonly MemberNames s_collection = new("hnsw_config", "quantization", "vectors", "durability", "deletion_protection");
    private static readonly MemberNames s_field = new("hnsw_config", "quantization");

    private readonly CollectionDefinition _definition;
    private readonly QuantizationConfig _quantization;
    private readonly MemberNames _fields;
    private readonly List<CollectionChange> _changes = [];

    private CollectionChangeParser(CollectionDefinition definition, QuantizationConfig quantization)
    {
        _definition = definition;
        _quantization = quantization;
        _fields = new MemberNames([.. definition.Fields.Select(field => field.Name)]);
    }

    /// <summary>The changes in a body, checked against the collection; at least one.</summary>
    /// <param name="body">The body.</param>
    /// <param name="definition">The collection as it is.</param>
    /// <param name="quantization">What a field that was not quantized gets where the body does not say.</param>
    /// <exception cref="ProblemException"><c>malformed_json</c>, <c>validation_failed</c>.</exception>
    public static ImmutableArray<CollectionChange> Parse(
        ReadOnlySpan<byte> body, CollectionDefinition definition, QuantizationConfig quantization)
    {
        Faults faults = new();
        StrictJsonReader json = new(body, faults);
        CollectionChangeParser parser = new(definition, quantization);
        parser.Read(ref json, faults);
        json.End();
        faults.ThrowIfAny();
        return [.. parser._changes];
    }

    private void Read(ref StrictJsonReader json, Faults faults)
    {
        if (!json.EnterObject(s_collection, out ObjectScope scope))
        {
            return;
        }

        bool unnamed = _definition.Fields is [{ Name.Length: 0 }];
        CollectionChange change = new(_definition.Fields[0].Name, null);
        while (json.NextMember(ref scope, out int member))
        {
            switch (member)
            {
                case HnswConfig or Quantization when unnamed:
                    change = Read(ref json, member, change, _definition.Fields[0]);
                    break;
                case DurabilityMember when !json.IsNull:
                    if (DurabilityNames.Read(ref json) is { } durability)
                    {
                        change = change with { Durability = durability };
                    }

                    break;
                case DeletionProtection when !json.IsNull:
                    change = change with { DeletionProtection = json.ReadBoolean() ?? change.DeletionProtection };
                    break;
                case DurabilityMember or DeletionProtection:
                    break;
                case Vectors when !unnamed:
                    ReadFields(ref json);
                    break;
                default:
                    json.Refuse(unnamed
                        ? "the vector field of this collection has no name: give 'hnsw_config' or 'quantization' alone"
                        : $"the vector fields of this collection have names: give 'vectors' with one or more of {_fields.Joined}");
                    json.Skip();
                    break;
            }
        }

        if (unnamed)
        {
            QuantizationParser.CheckTogether(ref json, change.Quantization?.Config, _definition.Fields[0].Metric);
        }

        Add(change);
        if (_changes.Count == 0 && faults.None)
        {
            json.Refuse(unnamed ? "hnsw_config/ef_search" : "vectors", "is missing: nothing would change");
        }
    }

    private void ReadFields(ref StrictJsonReader json)
    {
        if (!json.EnterObject(_fields, out ObjectScope scope))
        {
            return;
        }

        while (json.NextMember(ref scope, out int number, "vector field"))
        {
            VectorField field = _definition.Fields[number];
            CollectionChange change = new(field.Name, null);
            if (!json.EnterObject(s_field, out ObjectScope fieldScope))
            {
                continue;
            }

            while (json.NextMember(ref fieldScope, out int member))
            {
                change = Read(ref json, member, change, field);
            }

            QuantizationParser.CheckTogether(ref json, change.Quantization?.Config, field.Metric);
            Add(change);
        }
    }

    private CollectionChange Read(ref StrictJsonReader json, int member, CollectionChange change, VectorField field)
        => member == HnswConfig
            ? change with { EfSearch = HnswParser.ReadChange(ref json) ?? change.EfSearch }
            : change with { Quantization = new QuantizationChange(QuantizationParser.Read(ref json, field.Quantization ?? _quantization)) };

    private void Add(CollectionChange change)
    {
        if (change is not { EfSearch: null, Durability: null, Quantization: null, DeletionProtection: null })
        {
            _changes.Add(change);
        }
    }
}
