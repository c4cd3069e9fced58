using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Which points are meant: those for which all clauses hold. Without any clause, all points.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FilterSchema
{
    /// <summary>All of these hold.</summary>
    public ConditionSchema[]? Must { get; init; }

    /// <summary>At least one of these holds, if there are any.</summary>
    public ConditionSchema[]? Should { get; init; }

    /// <summary>None of these holds.</summary>
    public ConditionSchema[]? MustNot { get; init; }

    /// <summary>At least so many of these hold.</summary>
    public MinShouldSchema? MinShould { get; init; }
}
