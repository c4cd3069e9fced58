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

    /// <summary>Whether they are, when a request says nothing of it. The other keys also hold for one that asks for it and says no more.</summary>
    [ConfigurationKeyName("enabled")]
    [FlagSetting]
    public bool Enabled { get; set; }

    /// <summary>What is kept of a float: a byte (<c>scalar</c>). The sign alone (<c>binary</c>) is not in this version, and refused.</summary>
    [ConfigurationKeyName("type")]
    [ChoiceSetting(Scalar, Binary)]
    public string Type { get; set; } = Scalar;

    /// <summary>Bits for each float, which the type decides.</summary>
    [ConfigurationKeyName("bits")]
    [NumberSetting(1, 8, Unit = "bits", Unset = "8 with the type scalar, 1 with binary", Example = "8")]
    public int? Bits { get; set; }

    /// <summary>Whether the floats are kept in a file of the data directory rather than in memory.</summary>
    [ConfigurationKeyName("on_disk")]
    [FlagSetting]
    public bool OnDisk { get; set; }

    /// <summary>What is wrong between these, as key and fault.</summary>
    public IEnumerable<(string Key, string Fault)> Conflicts()
    {
        const string section = "collections.default.quantization";
        int bits = Type == Scalar ? 8 : 1;
        if (Bits is int given && given != bits)
        {
            yield return ($"{section}.bits", $"{section}.bits is {given}; with the type {Type} it must be {bits}.");
        }

        if (Enabled && Type == Binary)
        {
            yield return ($"{section}.type", $"{section}.type is {Binary}, which is not in this version; it must be {Scalar}.");
        }
    }
}
