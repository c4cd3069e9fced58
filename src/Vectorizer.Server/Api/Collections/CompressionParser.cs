using Vectorizer.Abstractions.Collections;
using Vectorizer.Server.Api.Json;

namespace Vectorizer.Server.Api.Collections;

/// <summary>Reads how payloads shall be kept.</summary>
internal static class CompressionParser
{
    private const int Enabled = 0;
    private const int ThresholdBytes = 1;

    private static readonly MemberNames s_names = new("enabled", "threshold_bytes");

    /// <summary>How they shall be kept.</summary>
    /// <param name="json">The reader.</param>
    /// <param name="leftOut">What is not given.</param>
    public static CompressionConfig Read(ref StrictJsonReader json, CompressionConfig leftOut)
    {
        CompressionConfig config = leftOut;
        if (!json.EnterObject(s_names, out ObjectScope scope))
        {
            return config;
        }

        while (json.NextMember(ref scope, out int member))
        {
            switch (member)
            {
                case var _ when json.IsNull:
                    break;
                case Enabled:
                    config = config with { Enabled = json.ReadBoolean() ?? config.Enabled };
                    break;
                case ThresholdBytes:
                    int? threshold = json.ReadInteger(
                        CollectionRules.MinCompressionThreshold, CollectionRules.MaxCompressionThreshold);
                    config = config with { ThresholdBytes = threshold ?? config.ThresholdBytes };
                    break;
            }
        }

        return config;
    }
}
