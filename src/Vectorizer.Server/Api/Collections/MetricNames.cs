using System.Text;
using System.Text.Json;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Server.Api.Json;

namespace Vectorizer.Server.Api.Collections;

/// <summary>Metrics as the API names them.</summary>
internal static class MetricNames
{
    // dot_product is another name for dot. It is taken, and never given.
    private static readonly MemberNames s_names = new("cosine", "euclidean", "dot", "manhattan", "dot_product");

    /// <summary>The metric on which the reader stands; cosine after a refusal.</summary>
    public static DistanceMetric Read(ref StrictJsonReader json)
    {
        if (json.Token == JsonTokenType.String)
        {
            switch (json.Find(s_names))
            {
                case 0:
                    return DistanceMetric.Cosine;
                case 1:
                    return DistanceMetric.Euclidean;
                case 2 or 4:
                    return DistanceMetric.Dot;
                case 3:
                    return DistanceMetric.Manhattan;
                default:
                    json.Refuse(s_names.Refuse(json.Raw, "metric"));
                    return default;
            }
        }

        json.RefuseValue($"one of {s_names.Joined}");
        return default;
    }

    /// <summary>The metric of a name that has been checked.</summary>
    public static DistanceMetric Parse(string name) => (DistanceMetric)s_names.Find(Encoding.UTF8.GetBytes(name));

    /// <summary>The name of a metric.</summary>
    public static string Of(DistanceMetric metric) => metric switch
    {
        DistanceMetric.Cosine => s_names[0],
        DistanceMetric.Euclidean => s_names[1],
        DistanceMetric.Dot => s_names[2],
        DistanceMetric.Manhattan => s_names[3],
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "Not a metric."),
    };
}
