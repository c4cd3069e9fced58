using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Collections;

/// <summary>Reads what a collection shall be: one unnamed vector field, or several with names.</summary>
internal sealed class CollectionParser
{
    private const int Dimension = 0;
    private const int Metric = 1;
    private const int HnswConfig = 2;
    private const int Vectors = 3;
    private const int Segments = 4;
    private const int DurabilityMember = 5;
    private const int Compression = 6;
    private const int Quantization = 7;
    private const int DeletionProtection = 8;

    private static readonly MemberNames s_collection =
        new("dimension", "metric", "hnsw_config", "vectors", "segments", "durability", "compression", "quantization", "deletion_protection");

    // Of a vector field. Its other members have the numbers of those above.
    private const int FieldQuantization = 3;

    private static readonly MemberNames s_field = new("dimension", "metric", "hnsw_config", "quantization");

    private readonly CollectionDefaults _defaults;
    private readonly Faults _faults = new();

    private CollectionParser(CollectionDefaults defaults) => _defaults = defaults;

    /// <summary>The definition in a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="name">Name of the collection.</param>
    /// <param name="defaults">What the body leaves out.</param>
    /// <exception cref="ProblemException"><c>malformed_json</c>, <c>validation_failed</c>.</exception>
    public static CollectionDefinition Parse(ReadOnlySpan<byte> body, string name, CollectionDefaults defaults)
        => new CollectionParser(defaults).Read(body, name);

    private CollectionDefinition Read(ReadOnlySpan<byte> body, string name)
    {
        ImmutableArray<VectorField> fields = [];
        int segments = 1;
        Durability durability = Durability.Fsync;
        CompressionConfig compression = _defaults.Compression;
        bool deletionProtection = false;
        StrictJsonReader json = new(body, _faults);
        if (json.EnterObject(s_collection, out ObjectScope scope))
        {
            FieldParser unnamed = new(_defaults);
            while (json.NextMember(ref scope, out int member))
            {
                switch (member)
                {
                    case Vectors:
                        fields = ReadFields(ref json);
                        break;
                    case Segments when !json.IsNull:
                        segments = json.ReadInteger(1, CollectionRules.MaxSegments) ?? 1;
                        break;
                    case DurabilityMember when !json.IsNull:
                        durability = DurabilityNames.Read(ref json) ?? durability;
                        break;
                    case Compression when !json.IsNull:
                        compression = CompressionParser.Read(ref json, _defaults.Compression);
                        break;
                    case DeletionProtection when !json.IsNull:
                        deletionProtection = json.ReadBoolean() ?? false;
                        break;
                    case Dimension or Metric or HnswConfig or Quantization:
                        unnamed.Read(ref json, member);
                        break;
                }
            }

            if (!scope.Has(Vectors))
            {
                fields = [unnamed.Build(ref json, scope, string.Empty)];
            }
            else
            {
                RefuseBesideVectors(ref json, scope);
            }
        }

        json.End();
        _faults.ThrowIfAny();
        return new CollectionDefinition(name, fields, segments, durability)
        {
            Compression = compression,
            DeletionProtection = deletionProtection,
        };
    }

    private static void RefuseBesideVectors(ref StrictJsonReader json, ObjectScope scope)
    {
        foreach (int member in (ReadOnlySpan<int>)[Dimension, Metric, HnswConfig, Quantization])
        {
            if (scope.Has(member))
            {
                json.Refuse(s_collection[member], "and 'vectors' exclude each other: give it for each of the vector fields");
            }
        }
    }

    private ImmutableArray<VectorField> ReadFields(ref StrictJsonReader json)
    {
        if (!json.EnterObject("an object with a vector field for each name"))
        {
            return [];
        }

        List<VectorField> fields = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        while (json.NextMember(out string name))
        {
            if (!names.Add(name))
            {
                throw json.Malformed("the member is named twice");
            }

            if (!CollectionRules.IsName(name))
            {
                json.Refuse($"the name of a vector field must be {CollectionName.Rule}");
            }

            if (json.EnterObject(s_field, out ObjectScope scope))
            {
                FieldParser field = new(_defaults);
                while (json.NextMember(ref scope, out int member))
                {
                    field.Read(ref json, member == FieldQuantization ? Quantization : member);
                }

                fields.Add(field.Build(ref json, scope, name));
            }
        }

        if (names.Count is < 1 or > CollectionRules.MaxFields)
        {
            json.Refuse($"must have 1..{CollectionRules.MaxFields} vector fields, has {names.Count}");
        }

        return [.. fields];
    }

    /// <summary>One vector field while its members are read.</summary>
    private struct FieldParser(CollectionDefaults defaults)
    {
        private int? _dimension;
        private DistanceMetric _metric = defaults.Metric;
        private HnswConfig _hnsw = defaults.Hnsw;
        private QuantizationConfig? _quantization = defaults.IsQuantized ? defaults.Quantization : null;

        public void Read(ref StrictJsonReader json, int member)
        {
            switch (member)
            {
                case Dimension:
                    _dimension = json.ReadInteger(1, CollectionRules.MaxDimension);
                    break;
                case Metric when !json.IsNull:
                    _metric = MetricNames.Read(ref json);
                    break;
                case CollectionParser.HnswConfig when !json.IsNull:
                    _hnsw = HnswParser.Read(ref json, defaults.Hnsw);
                    break;
                case Quantization:
                    _quantization = QuantizationParser.Read(ref json, defaults.Quantization);
                    break;
            }
        }

        public readonly VectorField Build(ref StrictJsonReader json, ObjectScope scope, string name)
        {
            int? dimension = scope.Has(Dimension) ? _dimension : defaults.Dimension;
            if (!scope.Has(Dimension) && dimension is null)
            {
                json.Refuse("dimension", $"is missing: give the number of floats of each vector, 1..{CollectionRules.MaxDimension}");
            }

            QuantizationParser.CheckTogether(ref json, _quantization, _metric);
            return new VectorField(name, dimension ?? 1, _metric, _hnsw, _quantization);
        }
    }
}
