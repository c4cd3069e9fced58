using Vectorizer.Cli.Files;
using Vectorizer.Client.Collections;

namespace Vectorizer.Cli.Import;

/// <summary>What the user asked <c>vectorizer import</c> to do.</summary>
internal sealed record ImportOptions
{
    public const int DefaultConnections = 4;

    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(60);

    /// <summary>The file to load.</summary>
    public required string File { get; init; }

    /// <summary>The collection to load it into.</summary>
    public required string Collection { get; init; }

    /// <summary>The vector field to fill; null for the unnamed one.</summary>
    public string? Using { get; init; }

    /// <summary>Create the collection if there is none.</summary>
    public bool Create { get; init; }

    /// <summary>Metric of a new collection; an existing one must have it too.</summary>
    public Metric? Metric { get; init; }

    /// <summary>Graph parameters of a new collection.</summary>
    public HnswConfig? HnswConfig { get; init; }

    /// <summary>Segments of a new collection.</summary>
    public int? Segments { get; init; }

    /// <summary>How a new collection keeps payloads.</summary>
    public CompressionConfig? Compression { get; init; }

    /// <summary>How vectors of a new collection are shortened for searches.</summary>
    public QuantizationConfig? Quantization { get; init; }

    /// <summary>Points in a request; null for as many as the server names. More makes fewer requests.</summary>
    public int? Batch { get; init; }

    /// <summary>Requests at a time.</summary>
    public int Connections { get; init; } = DefaultConnections;

    /// <summary>A file with an id on each line, for formats that hold none.</summary>
    public string? IdsFile { get; init; }

    /// <summary>Names of the members of a JSON line.</summary>
    public JsonLineFields Fields { get; init; } = new();

    /// <summary>Go on where an earlier run stopped.</summary>
    public bool Resume { get; init; } = true;

    /// <summary>Where the state is kept; null for beside the input.</summary>
    public string? StateFile { get; init; }

    /// <summary>Load no more than so many rows from the beginning of the file.</summary>
    public long? Limit { get; init; }

    /// <summary>Leave out and count what cannot be stored, instead of stopping there.</summary>
    public bool SkipBad { get; init; }

    /// <summary>For how long a request is repeated that the server is too busy for, or does not answer.</summary>
    public TimeSpan Patience { get; init; } = DefaultPatience;
}
