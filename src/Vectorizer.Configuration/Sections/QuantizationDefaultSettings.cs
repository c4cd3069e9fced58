using Microsoft.Extensions.Configuration;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Sections;

/// <summary>How vectors are shortened for searches, which weigh the best of them again by their floats.</summary>
public sealed class QuantizationDefaultSettings
{
    /// <summary>A byte for each float.</summary>
    public const string Scalar = "scalar";

    /// <summary>A bit for each float.</summary>
    public const string Binary = "binary";

    /// <summary>Four bits for each float of each neighbour.</summary>
    public const string NeighborCodes = "neighbor_codes";

    /// <summary>Whether they are, when a request says nothing of it. The other keys also hold for one that asks for it and says no more.</summary>
    [ConfigurationKeyName("enabled")]
    [FlagSetting]
    public bool Enabled { get; set; }

    /// <summary>
    /// What is kept: a byte for each float (<c>scalar</c>), a bit (<c>binary</c>), or four bits for each float of each neighbour in the
    /// graph (<c>neighbor_codes</c>: the fastest, and several times the memory of the floats). The metric manhattan goes with scalar alone.
    /// </summary>
    [ConfigurationKeyName("type")]
    [ChoiceSetting(Scalar, Binary, NeighborCodes)]
    public string Type { get; set; } = Scalar;

    /// <summary>Bits for each float, which the type decides.</summary>
    [ConfigurationKeyName("bits")]
    [NumberSetting(1, 8, Unit = "bits", Unset = "8 with the type scalar, 1 with binary, 4 with neighbor_codes", Example = "8")]
    public int? Bits { get; set; }

    /// <summary>Whether the floats are kept in a file of the data directory rather than in memory. Not with neighbor_codes.</summary>
    [ConfigurationKeyName("on_disk")]
    [FlagSetting]
    public bool OnDisk { get; set; }

    /// <summary>What is wrong between these, as key and fault.</summary>
    /// <param name="metric">The default metric.</param>
    public IEnumerable<(string Key, string Fault)> Conflicts(string metric)
    {
        const string section = "collections.default.quantization";
        int bits = Type switch
        {
            Scalar => 8,
            Binary => 1,
            _ => 4,
        };
        if (Bits is int given && given != bits)
        {
            yield return ($"{section}.bits", $"{section}.bits is {given}; with the type {Type} it must be {bits}.");
        }

        if (Enabled && Type != Scalar && metric == CollectionDefaultSettings.Manhattan)
        {
            yield return (
                $"{section}.type", $"{section}.type is {Type} and collections.default.metric {metric}, which it cannot search; it must be {Scalar}.");
        }

        if (OnDisk && Type == NeighborCodes)
        {
            yield return (
                $"{section}.on_disk", $"{section}.on_disk is true and {section}.type {Type}, which needs floats in memory; it must be false.");
        }
    }
}
