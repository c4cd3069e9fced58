using System.CommandLine;
using System.CommandLine.Parsing;
using Vectorizer.Cli.Output;
using Vectorizer.Client.Collections;

namespace Vectorizer.Cli.Commands;

/// <summary>The options that describe a new collection; import and <c>collections create</c> share them.</summary>
internal sealed class CollectionOptions
{
    private readonly Option<Metric?> _metric = new("--metric")
    {
        Description = "How vectors are compared: cosine, euclidean, dot or manhattan. The server's default is cosine.",
        HelpName = "name",
    };

    private readonly Option<int?> _m = new("--m")
    {
        Description = "Links of a point in the graph. More finds more of the true neighbours, and takes memory.",
        HelpName = "n",
    };

    private readonly Option<int?> _efConstruction = new("--ef-construction")
    {
        Description = "Candidates looked at while a point is linked in. More builds a better graph, slower.",
        HelpName = "n",
    };

    private readonly Option<int?> _segments = new("--segments")
    {
        Description = "Into how many segments the points are divided.",
        HelpName = "n",
    };

    private readonly Option<int?> _compressionThreshold = new("--compression-threshold")
    {
        Description = "Payloads of at least so many bytes are kept compressed. The server's default is 1024.",
        HelpName = "bytes",
    };

    private readonly Option<bool> _noCompression = new("--no-compression")
    {
        Description = "Keep payloads as they are. They take more memory, and are read a little faster.",
    };

    private readonly Option<QuantizationType?> _quantization = new("--quantization")
    {
        Description = "Shorten vectors for searches: scalar keeps a byte for each number, binary a bit; neighbor_codes four bits for each "
            + "number of each neighbour, which is fastest and takes several times the memory. The best are weighed again by their numbers.",
        HelpName = "type",
        CustomParser = ParseType,
    };

    private readonly Option<bool> _onDisk = new("--on-disk")
    {
        Description = "Keep the numbers of quantized vectors in a file rather than in memory. Not with neighbor_codes.",
    };

    private readonly Option<bool> _noQuantization = new("--no-quantization")
    {
        Description = "Do not shorten vectors, whatever the server's default is.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_metric);
        command.Options.Add(_m);
        command.Options.Add(_efConstruction);
        command.Options.Add(_segments);
        command.Options.Add(_compressionThreshold);
        command.Options.Add(_noCompression);
        command.Options.Add(_quantization);
        command.Options.Add(_onDisk);
        command.Options.Add(_noQuantization);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_noQuantization) && (result.GetValue(_quantization) is not null || result.GetValue(_onDisk)))
            {
                result.AddError("--no-quantization excludes --quantization and --on-disk.");
            }
        });
    }

    public Metric? Metric(ParseResult parsed) => parsed.GetValue(_metric);

    public int? Segments(ParseResult parsed) => parsed.GetValue(_segments);

    public CompressionConfig? Compression(ParseResult parsed)
    {
        CompressionConfig config = new()
        {
            Enabled = parsed.GetValue(_noCompression) ? false : null,
            ThresholdBytes = parsed.GetValue(_compressionThreshold),
        };
        return config is { Enabled: null, ThresholdBytes: null } ? null : config;
    }

    public QuantizationConfig? Quantization(ParseResult parsed)
    {
        if (parsed.GetValue(_noQuantization))
        {
            return QuantizationConfig.Off;
        }

        QuantizationConfig config = new()
        {
            Type = parsed.GetValue(_quantization),
            OnDisk = parsed.GetValue(_onDisk) ? true : null,
        };
        return config is { Type: null, OnDisk: null } ? null : config;
    }

    public HnswConfig? HnswConfig(ParseResult parsed)
    {
        HnswConfig config = new() { M = parsed.GetValue(_m), EfConstruction = parsed.GetValue(_efConstruction) };
        return config is { M: null, EfConstruction: null } ? null : config;
    }

    private static QuantizationType? ParseType(ArgumentResult result)
    {
        QuantizationType[] types = Enum.GetValues<QuantizationType>();
        string word = result.Tokens[0].Value;
        int number = Array.FindIndex(types, type => Amounts.Word(type).Equals(word, StringComparison.OrdinalIgnoreCase));
        if (number < 0)
        {
            result.AddError($"'{word}' is no type of quantization. Known are {string.Join(", ", types.Select(Amounts.Word))}.");
            return null;
        }

        return types[number];
    }
}
