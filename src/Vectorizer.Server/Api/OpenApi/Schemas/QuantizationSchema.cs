using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>
/// How vectors are shortened for searches, which weigh the best of them again by their floats. What a new collection leaves
/// out is as the node's settings say, what a change leaves out stays as it is; null in the place of all of it is 'enabled' false.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record QuantizationSchema
{
    /// <summary>Whether they are. Where it is false, the rest is not given.</summary>
    [DefaultValue(true)]
    public bool? Enabled { get; init; }

    /// <summary>
    /// 'scalar' keeps a byte for each float, 'binary' a bit; 'neighbor_codes' four bits for each float of each neighbour in the graph,
    /// which searches fastest and takes several times the memory of the floats. The metric manhattan goes with 'scalar' alone.
    /// </summary>
    [AllowedValues("scalar", "binary", "neighbor_codes"), DefaultValue("scalar")]
    public string? Type { get; init; }

    /// <summary>Bits for each float: 8 with 'scalar', 1 with 'binary', 4 with 'neighbor_codes'.</summary>
    [Range(1, 8)]
    public int? Bits { get; init; }

    /// <summary>Whether the floats are kept in a file of the node rather than in memory. Not with 'neighbor_codes'.</summary>
    [DefaultValue(false)]
    public bool? OnDisk { get; init; }
}
