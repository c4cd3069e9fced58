using System.Collections.Immutable;
using System.Text.Json;
using Vectorizer.Abstractions.Search;

namespace Vectorizer.Server.Api.Query;

/// <summary>Writes what was done for a query.</summary>
internal static class ExplanationWriter
{
    /// <summary>Writes it as member <c>explanation</c> of the object that is being written.</summary>
    public static void Write(Utf8JsonWriter json, ImmutableArray<SearchExplanation> explanations)
    {
        json.WriteStartArray("explanation"u8);
        for (int segment = 0; segment < explanations.Length; segment++)
        {
            SearchExplanation told = explanations[segment];
            json.WriteStartObject();
            json.WriteNumber("segment"u8, segment);
            json.WriteString("strategy"u8, NameOf(told.Strategy));
            json.WriteNumber("estimate"u8, told.Estimate);
            if (told.Matches is { } matches)
            {
                json.WriteNumber("matches"u8, matches);
            }

            json.WriteNumber("visited"u8, told.Visited);
            json.WriteNumber("scored"u8, told.Scored);
            json.WriteNumber("checked"u8, told.Checked);
            Write(json, "indexed"u8, told.Indexed);
            Write(json, "unindexed"u8, told.Unindexed);
            json.WriteNumber("select_us"u8, (long)told.SelectTime.TotalMicroseconds);
            json.WriteNumber("search_us"u8, (long)told.SearchTime.TotalMicroseconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<string> conditions)
    {
        json.WriteStartArray(name);
        foreach (string condition in conditions)
        {
            json.WriteStringValue(condition);
        }

        json.WriteEndArray();
    }

    private static ReadOnlySpan<byte> NameOf(SearchStrategy strategy) => strategy switch
    {
        SearchStrategy.Scan => "scan"u8,
        SearchStrategy.Walk => "walk"u8,
        SearchStrategy.NoMatches => "no_matches"u8,
        SearchStrategy.MatchScan => "match_scan"u8,
        SearchStrategy.MatchWalk => "match_walk"u8,
        SearchStrategy.PredicateWalk => "predicate_walk"u8,
        SearchStrategy.WalkAndScan => "walk_and_scan"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "unknown strategy"),
    };
}
