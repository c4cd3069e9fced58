using System.Text.Json;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Server.Api.Json;

namespace Vectorizer.Server.Api.Collections;

/// <summary>Reads how the vectors of a field shall be shortened for searches.</summary>
internal static class QuantizationParser
{
    private const int Enabled = 0;
    private const int Type = 1;
    private const int Bits = 2;
    private const int OnDisk = 3;

    private static readonly MemberNames s_names = new("enabled", "type", "bits", "on_disk");

    /// <summary>The quantization on which the reader stands; null when it is switched off, by null or by its own word.</summary>
    /// <param name="json">The reader.</param>
    /// <param name="leftOut">What is not given.</param>
    public static QuantizationConfig? Read(ref StrictJsonReader json, QuantizationConfig leftOut)
    {
        if (json.IsNull || !json.EnterObject(s_names, out ObjectScope scope))
        {
            return null;
        }

        bool enabled = true;
        bool? onDisk = null;
        int? bits = null;
        QuantizationType type = leftOut.Type;
        bool isTypeKnown = true;
        while (json.NextMember(ref scope, out int member))
        {
            switch (member)
            {
                case var _ when json.IsNull:
                    break;
                case Enabled:
                    enabled = json.ReadBoolean() ?? enabled;
                    break;
                case Type:
                    QuantizationType? given = QuantizationNames.Read(ref json);
                    isTypeKnown = given is not null;
                    type = given ?? type;
                    break;
                case Bits:
                    bits = ReadBits(ref json);
                    break;
                case OnDisk:
                    onDisk = json.ReadBoolean();
                    break;
            }
        }

        if (isTypeKnown && bits is { } count && count != QuantizationConfig.BitsOf(type))
        {
            json.Refuse(
                "bits",
                $"must be {QuantizationConfig.BitsOf(type)} with the type {QuantizationNames.Of(type)}, was {count}; "
                + $"possible are {QuantizationNames.Possible}");
        }

        if (!enabled && onDisk == true)
        {
            json.Refuse("on_disk", "needs 'enabled': floats are kept on disk only where searches read something shorter from memory");
        }

        // What the request does not say never makes it wrong: where floats on disk cannot be, they are in memory.
        return enabled ? new QuantizationConfig(type, onDisk ?? (leftOut.OnDisk && QuantizationConfig.AllowsOnDisk(type))) : null;
    }

    /// <summary>Refuses what does not go together with the metric, or with the type. The reader stands on the object that has both.</summary>
    public static void CheckTogether(ref StrictJsonReader json, QuantizationConfig? quantization, DistanceMetric metric)
    {
        if (quantization is { } given && CollectionRules.QuantizationFault(given, metric) is { } fault)
        {
            json.Refuse($"quantization/{fault.Member}", fault.Fault);
        }
    }

    private static int? ReadBits(ref StrictJsonReader json)
    {
        if (json.Token == JsonTokenType.Number && json.Raw is [(byte)'1'] or [(byte)'4'] or [(byte)'8'])
        {
            return json.Raw[0] - '0';
        }

        json.RefuseValue($"8, 1 or 4 ({QuantizationNames.Possible})");
        return null;
    }
}
