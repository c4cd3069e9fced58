using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>
/// How vectors are shortened for searches, which weigh the best of them again by their floats; null for not at all. What a
/// new collection leaves out is as the node's settings say, what a change leaves out stays as it is.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record QuantizationSchema
{
    /// <summary>Whether they are: false is the same as null in the place of all of this.</summary>
    [DefaultValue(true)]
    public bool? Enabled { get; init; }

    /// <summary>'scalar' keeps a byte for each float, 'binary' its sign. Binary is not for the metric manhattan.</summary>
    [AllowedValues("scalar", "binary"), DefaultValue("scalar")]
    public string? Type { get; init; }

    /// <summary>Bits for each float: 8 with 'scalar', 1 with 'binary'.</summary>
    [Range(1, 8)]
    public int? Bits { get; init; }

    /// <summary>Whether the floats are kept in a file of the node rather than in memory.</summary>
    [DefaultValue(false)]
    public bool? OnDisk { get; init; }
}
