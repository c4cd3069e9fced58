using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>By which values points are put in order: numbers before dates, those before other texts. Equal ones follow their ids.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record OrderBySchema
{
    /// <summary>Path to the values. Points without a number or text there are not listed.</summary>
    public required string Key { get; init; }

    /// <summary>Of several values of a point the one counts that comes first.</summary>
    [AllowedValues("asc", "desc"), DefaultValue("asc")]
    public string? Direction { get; init; }

    /// <summary>The value with which the list starts: a number, a date, or another text.</summary>
    public RangeBoundSchema? StartFrom { get; init; }
}
