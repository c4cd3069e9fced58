using System.Buffers;
using System.Collections.Immutable;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Abstractions.Collections;

/// <summary>What a collection may look like. The one place of these limits.</summary>
public static class CollectionRules
{
    public const int MaxCollections = 10_000;
    public const int MaxNameLength = 255;
    public const int MaxSegments = 256;

    /// <summary>A point names its fields by the bits of one <see cref="ulong"/>.</summary>
    public const int MaxFields = 64;

    public const int MaxDimension = 65_536;
    public const int MinM = 2;
    public const int MaxM = 128;
    public const int MinEfConstruction = 4;
    public const int MaxEfConstruction = 4_096;
    public const int MaxEfSearch = 10_000;
    public const int MinCompressionThreshold = 64;
    public const int MaxCompressionThreshold = PointRules.MaxPayloadBytes;
    public const int MaxPayloadIndexes = 64;

    private static readonly SearchValues<char> s_nameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    /// <exception cref="VectorizerException"><c>invalid_argument</c>, with the argument at fault.</exception>
    public static void Check(CollectionDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        CheckName(definition.Name, "name");
        VectorizerException.ThrowIfOutside("segments", definition.Segments, 1, MaxSegments);
        CheckDurability(definition.Durability);
        VectorizerException.ThrowIfOutside(
            "compression.threshold_bytes",
            definition.Compression.ThresholdBytes,
            MinCompressionThreshold,
            MaxCompressionThreshold);
        ImmutableArray<VectorField> fields = definition.Fields.IsDefault ? [] : definition.Fields;
        if (fields.Length is < 1 or > MaxFields)
        {
            throw VectorizerException.InvalidArgument(
                "fields", $"A collection has 1..{MaxFields} vector fields, not {fields.Length}.");
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < fields.Length; i++)
        {
            Check(fields[i], $"fields[{i}]");
            if (!names.Add(fields[i].Name))
            {
                throw VectorizerException.InvalidArgument(
                    $"fields[{i}].name", $"Two vector fields have the name '{fields[i].Name}'.");
            }
        }
    }

    /// <exception cref="VectorizerException"><c>invalid_argument</c>, with the argument at fault.</exception>
    public static void Check(CollectionChange change, CollectionDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(change);
        VectorField field = definition.Fields[definition.FieldNumber(change.Field, "field")];
        if (change.EfSearch is int efSearch)
        {
            VectorizerException.ThrowIfOutside("ef_search", efSearch, 1, MaxEfSearch);
        }

        CheckDurability(change.Durability ?? definition.Durability);
        CheckQuantization(change.Quantization?.Config, field.Metric, "quantization");
    }

    /// <summary>Checks an index that a collection shall have.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>, with the argument at fault.</exception>
    public static void Check(PayloadIndexDefinition index, CollectionDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(index.Key, nameof(index));
        if (FilterRules.RefuseKey(index.Key) is { } fault)
        {
            throw VectorizerException.InvalidArgument("key", $"The key of an index {fault}.");
        }

        if (!Enum.IsDefined(index.Type))
        {
            throw VectorizerException.InvalidArgument("type", $"{(int)index.Type} is not a type of index.");
        }

        if (definition.PayloadIndexes.Length >= MaxPayloadIndexes && definition.PayloadIndexes.All(other => other.Key != index.Key))
        {
            throw VectorizerException.InvalidArgument(
                "key", $"Collection '{definition.Name}' has {MaxPayloadIndexes} indexes, the most that may be. Drop one first.");
        }
    }

    /// <summary>The member of a quantization that a field of a metric cannot have, and why, behind its name; null when it can.</summary>
    public static (string Member, string Fault)? QuantizationFault(QuantizationConfig quantization, DistanceMetric metric)
        => (quantization.Type, metric) switch
        {
            (QuantizationType.Binary, DistanceMetric.Manhattan) => (
                "type",
                "cannot be binary with the metric manhattan: a bit tells the sign of a float, and signs tell nothing of sums of absolute "
                    + "differences. Possible is scalar"),
            (QuantizationType.NeighborCodes, DistanceMetric.Manhattan) => (
                "type",
                "cannot be neighbor_codes with the metric manhattan: they tell products of vectors, from which sums of absolute "
                    + "differences do not follow. Possible is scalar"),
            _ when quantization.OnDisk && !QuantizationConfig.AllowsOnDisk(quantization.Type) => (
                "on_disk",
                "cannot be with the type neighbor_codes, whose walks begin at floats in memory. Possible are scalar and binary"),
            _ => null,
        };

    private static void CheckQuantization(QuantizationConfig? quantization, DistanceMetric metric, string argument)
    {
        if (quantization is null)
        {
            return;
        }

        if (!Enum.IsDefined(quantization.Type))
        {
            throw VectorizerException.InvalidArgument($"{argument}.type", $"{(int)quantization.Type} is not a type of quantization.");
        }

        if (QuantizationFault(quantization, metric) is { } fault)
        {
            throw VectorizerException.InvalidArgument($"{argument}.{fault.Member}", $"The quantization's {fault.Member} {fault.Fault}.");
        }
    }

    private static void CheckDurability(Durability durability)
    {
        if (!Enum.IsDefined(durability))
        {
            throw VectorizerException.InvalidArgument("durability", $"{(int)durability} is not a durability.");
        }
    }

    private static void Check(VectorField? field, string argument)
    {
        if (field is null)
        {
            throw VectorizerException.InvalidArgument(argument, "A vector field must not be null.");
        }

        // The empty name is the unnamed field.
        if (field.Name != "")
        {
            CheckName(field.Name, $"{argument}.name");
        }

        VectorizerException.ThrowIfOutside($"{argument}.dimension", field.Dimension, 1, MaxDimension);
        if (!Enum.IsDefined(field.Metric))
        {
            throw VectorizerException.InvalidArgument($"{argument}.metric", $"{(int)field.Metric} is not a metric.");
        }

        if (field.Hnsw is null)
        {
            throw VectorizerException.InvalidArgument($"{argument}.hnsw", "The graph's parameters must not be null.");
        }

        VectorizerException.ThrowIfOutside($"{argument}.hnsw.m", field.Hnsw.M, MinM, MaxM);
        VectorizerException.ThrowIfOutside($"{argument}.hnsw.ef_construction", field.Hnsw.EfConstruction, MinEfConstruction, MaxEfConstruction);
        VectorizerException.ThrowIfOutside($"{argument}.hnsw.ef_search", field.Hnsw.EfSearch, 1, MaxEfSearch);
        CheckQuantization(field.Quantization, field.Metric, $"{argument}.quantization");
    }

    /// <summary>Whether a text can name a collection, an alias or a vector field.</summary>
    public static bool IsName(string? name)
        => !string.IsNullOrEmpty(name)
            && name.Length <= MaxNameLength
            && char.IsAsciiLetterOrDigit(name[0])
            && !name.AsSpan().ContainsAnyExcept(s_nameCharacters);

    /// <exception cref="VectorizerException"><c>invalid_argument</c>: a text cannot name a collection, an alias or a vector field.</exception>
    public static void CheckName(string? name, string argument)
    {
        if (!IsName(name))
        {
            throw VectorizerException.InvalidArgument(
                argument,
                $"A name is 1..{MaxNameLength} of A-Z a-z 0-9 _ . - with a letter or digit first.");
        }
    }
}
