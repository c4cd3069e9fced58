using Vectorizer.Engine.Benchmarks.DataSets;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.Contenders;

/// <summary>An index that can be compared: a program that answers the questions of <c>benchmarks/peers/peer.hpp</c>.</summary>
/// <param name="Key">What the command line calls it.</param>
/// <param name="Title">What tables call it.</param>
/// <param name="Program">The program.</param>
/// <param name="Variant">Its first argument.</param>
/// <param name="IsOwn">Whether it is the engine of this repository.</param>
internal sealed record Contender(string Key, string Title, string Program, string Variant, bool IsOwn)
{
    /// <summary>The engine without quantization.</summary>
    public const string NoQuantization = "none";

    /// <summary>Programs by other people, the one that ratios refer to first.</summary>
    public static IReadOnlyList<Contender> Peers { get; } =
    [
        Peer("hnswlib", "hnswlib f32", "hnswlib", "f32"),
        Peer("faiss", "FAISS flat", "faiss", "flat"),
        Peer("faiss-sq8", "FAISS SQ8", "faiss", "sq8"),
        Peer("usearch", "USearch f32", "usearch", "f32"),
        Peer("usearch-i8", "USearch i8", "usearch", "i8"),
    ];

    /// <summary>hnswlib of a version that takes a filter, for the benchmark of filtered searches.</summary>
    public static Contender WithFilters { get; } = Peer("hnswlib-functor", "hnswlib functor", "hnswlib-functor", "f32");

    /// <summary>The engine, once for each way to keep rows.</summary>
    public static IReadOnlyList<Contender> Own { get; } =
    [
        Engine(NoQuantization, "f32"),
        .. Enum.GetNames<QuantizationKind>().Select(kind => Engine(kind.ToLowerInvariant(), InWords(kind))),
    ];

    /// <summary>The quantization of one of <see cref="Own"/>.</summary>
    public static QuantizationParameters? QuantizationOf(string variant)
        => variant == NoQuantization ? null : new QuantizationParameters(Enum.Parse<QuantizationKind>(variant, ignoreCase: true));

    /// <summary>Why the contender cannot take part, in one line; null if it can.</summary>
    public string? Missing(DataSet data)
    {
        if (!File.Exists(Program))
        {
            return $"{Title} is left out: build it with {Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Program))!, "build.sh")}";
        }

        return Key == "usearch-i8" && data.Metric == Metric.Euclidean
            ? $"{Title} is left out: its conversion of floats to bytes loses the lengths of vectors"
            : IsOwn ? Unsupported(data) : null;
    }

    // Asked of the engine itself: not every metric can be told from every code.
    private string? Unsupported(DataSet data)
    {
        try
        {
            using SegmentIndex index = new([new VectorFieldSchema(data.Dimension, data.Metric, new HnswParameters(), QuantizationOf(Variant))]);
            return null;
        }
        catch (ArgumentException refusal)
        {
            // What the message says of parameters is for programmers.
            return $"{Title} is left out, {refusal.Message.Split(" (Parameter")[0].TrimEnd('.')}";
        }
    }

    private static Contender Peer(string key, string title, string folder, string variant)
        => new(key, title, Path.Combine(Repository.Root, "benchmarks", "peers", folder, "bin", "peer"), variant, IsOwn: false);

    // "NeighborCodes" is "neighbor codes".
    private static string InWords(string name)
        => string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? $" {char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    private static Contender Engine(string variant, string title)
        => new(variant, $"Vectorizer {title}", Environment.ProcessPath!, variant, IsOwn: true);
}
