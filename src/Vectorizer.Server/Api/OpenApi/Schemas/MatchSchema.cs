using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Filters;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>What values are compared with: exactly one member.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record MatchSchema
{
    /// <summary>A value is this one.</summary>
    public MatchValueSchema Value { get; init; } = null!;

    /// <summary>A value is one of these.</summary>
    [Length(1, FilterRules.MaxValues)]
    public MatchValueSchema[]? Any { get; init; }

    /// <summary>A value is none of these.</summary>
    [Length(1, FilterRules.MaxValues)]
    public MatchValueSchema[]? Except { get; init; }

    /// <summary>A string has all words of this text, whatever their case and order.</summary>
    [Length(1, FilterRules.MaxTextBytes)]
    public string? Text { get; init; }
}
