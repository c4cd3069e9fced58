using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>How payloads are kept in memory. What is left out is as by default.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CompressionSchema
{
    /// <summary>Whether payloads are compressed. One that would not shrink by a tenth stays as it is.</summary>
    [DefaultValue(true)]
    public bool? Enabled { get; init; }

    /// <summary>Payloads of at least so many bytes are compressed.</summary>
    [Range(CollectionRules.MinCompressionThreshold, CollectionRules.MaxCompressionThreshold), DefaultValue(1024)]
    public int? ThresholdBytes { get; init; }
}
