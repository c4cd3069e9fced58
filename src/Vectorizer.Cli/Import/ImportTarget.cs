using Vectorizer.Cli.Output;
using Vectorizer.Client;
using Vectorizer.Client.Collections;

namespace Vectorizer.Cli.Import;

/// <summary>Finds the collection that a file shall go into, or creates it, and checks that the two fit.</summary>
internal static class ImportTarget
{
    private const string NotFound = "collection_not_found";
    private const string Exists = "collection_exists";

    /// <summary>The collection; null when there is none.</summary>
    public static async Task<CollectionDescription?> FindAsync(
        VectorizerHttpClient client, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetCollectionAsync(name, cancellationToken);
        }
        catch (ProblemException problem) when (problem.Code == NotFound)
        {
            return null;
        }
    }

    /// <summary>Creates the collection that the options describe.</summary>
    /// <exception cref="CommandException">The user did not ask for that.</exception>
    public static async Task<CollectionDescription> CreateAsync(
        VectorizerHttpClient client, ImportOptions options, int dimension, CancellationToken cancellationToken)
    {
        if (!options.Create)
        {
            throw new CommandException(
                ExitCode.Refused,
                $"There is no collection '{options.Collection}'.",
                $"--create makes one for these vectors of {dimension} numbers.");
        }

        try
        {
            return await client.CreateCollectionAsync(
                options.Collection, Definition(options, dimension), cancellationToken);
        }
        catch (ProblemException problem) when (problem.Code == Exists)
        {
            // Somebody else was faster. Whether theirs fits is checked as for any that was there before.
            return await client.GetCollectionAsync(options.Collection, cancellationToken);
        }
    }

    /// <summary>Refuses a collection that cannot hold the vectors, or is not the one that the options describe.</summary>
    public static void Check(CollectionDescription collection, ImportOptions options, int dimension)
    {
        VectorField field = collection.Field(options.Using) ?? throw Refuse(collection, NoField(collection, options));
        if (field.Dimension != dimension)
        {
            throw Refuse(collection, $"holds vectors of {field.Dimension} numbers; those in {options.File} have {dimension}");
        }

        CheckSame(collection, "metric", options.Metric, field.Metric);
        CheckSame(collection, "m", options.HnswConfig?.M, field.HnswConfig?.M);
        CheckSame(collection, "ef_construction", options.HnswConfig?.EfConstruction, field.HnswConfig?.EfConstruction);
        CheckQuantization(collection, options.Quantization, field.Quantization);
        CheckSame(collection, "segments", options.Segments, collection.Segments);
        CheckSame(collection, "compression", options.Compression?.Enabled, collection.Compression?.Enabled);
        CheckSame(
            collection,
            "a compression threshold of",
            options.Compression?.ThresholdBytes,
            collection.Compression?.ThresholdBytes);
    }

    private static CollectionDefinition Definition(ImportOptions options, int dimension) => options.Using switch
    {
        null => new CollectionDefinition
        {
            Dimension = dimension,
            Metric = options.Metric,
            HnswConfig = options.HnswConfig,
            Quantization = options.Quantization,
            Segments = options.Segments,
            Compression = options.Compression,
        },
        string field => new CollectionDefinition
        {
            Vectors = new Dictionary<string, VectorField>
            {
                [field] = new()
                {
                    Dimension = dimension,
                    Metric = options.Metric,
                    HnswConfig = options.HnswConfig,
                    Quantization = options.Quantization,
                },
            },
            Segments = options.Segments,
            Compression = options.Compression,
        },
    };

    private static string NoField(CollectionDescription collection, ImportOptions options)
    {
        if (collection.Vectors is null)
        {
            return $"has one unnamed vector field, and none called '{options.Using}'; leave out --using";
        }

        string names = string.Join(", ", collection.Vectors.Keys);
        return options.Using is null
            ? $"has several vector fields; choose one of {names} with --using"
            : $"has no vector field '{options.Using}'; it has {names}";
    }

    // What the command line asks of a collection must hold for one that was there before, too: not a word is ignored.
    private static void CheckSame<T>(CollectionDescription collection, string name, T? asked, T? found)
        where T : struct
    {
        if (asked is T wanted && found is T has && !wanted.Equals(has))
        {
            throw Refuse(collection, $"exists and has {name} {Amounts.Word(has)}, not {Amounts.Word(wanted)}");
        }
    }

    private static void CheckQuantization(CollectionDescription collection, QuantizationConfig? asked, QuantizationConfig? found)
    {
        if (asked is null)
        {
            return;
        }

        string has = found?.Type is { } type ? $"{Amounts.Word(type)} quantization" : "no quantization";
        if (asked.Enabled == false && found?.Type is not null)
        {
            throw Refuse(collection, $"exists and has {has}");
        }

        if (asked.Type is { } wanted && found?.Type != wanted)
        {
            throw Refuse(collection, $"exists and has {has}, not {Amounts.Word(wanted)}");
        }

        if (asked.OnDisk == true && found?.OnDisk != true)
        {
            throw Refuse(collection, "exists and keeps the numbers of its vectors in memory");
        }
    }

    private static CommandException Refuse(CollectionDescription collection, string why) =>
        new(ExitCode.Refused, $"The collection '{collection.Name}' {why}.");
}
