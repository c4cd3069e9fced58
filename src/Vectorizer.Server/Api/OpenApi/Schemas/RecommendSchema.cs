using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Search;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Examples of what is to be found and of what is not, 1..100 together. Points among them are left out of the hits.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RecommendSchema
{
    /// <summary>What is to be found. At least one with 'average_vector'.</summary>
    [MaxLength(SearchRules.MaxExamples)]
    public ExampleSchema[]? Positive { get; init; }

    /// <summary>What is not to be found.</summary>
    [MaxLength(SearchRules.MaxExamples)]
    public ExampleSchema[]? Negative { get; init; }

    /// <summary>
    /// 'average_vector' searches near avg(positive), or near avg(positive) + (avg(positive) − avg(negative)), and has the scores of any
    /// such search. 'best_score' scores each point by the examples that it is most like: σ(s⁺) where its similarity s⁺ to the nearest
    /// positive example is above s⁻, that to the nearest negative one, else −σ(s⁻), with σ(s) = (s / (1 + |s|) + 1) / 2. Higher is better.
    /// </summary>
    [AllowedValues("average_vector", "best_score"), DefaultValue("average_vector")]
    public string? Strategy { get; init; }
}
