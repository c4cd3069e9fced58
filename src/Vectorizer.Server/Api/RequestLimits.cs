using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;
using Vectorizer.Configuration.Sections;
using Vectorizer.Server.Api.Filters;
using Vectorizer.Server.Api.Problems;
using Vectorizer.Server.Api.Query;

namespace Vectorizer.Server.Api;

/// <summary>
/// What one request may ask of this node, as <c>limits</c> in its settings say. What no node takes is refused before, by the
/// parsers and by <see cref="ApiLimits"/>.
/// </summary>
internal sealed class RequestLimits(LimitSettings settings)
{
    /// <summary>Time from the first byte of a request to its answer.</summary>
    public TimeSpan RequestTimeout { get; } = settings.RequestTimeout;

    /// <summary>Points of a page.</summary>
    public int MaxPageSize { get; } = Math.Min(PointRules.MaxListLimit, settings.MaxQueryLimit);

    /// <summary>Bytes of a payload.</summary>
    public int MaxPayloadBytes { get; } = Math.Min(PointRules.MaxPayloadBytes, settings.MaxPayloadBytes);

    /// <summary>What a filter may be.</summary>
    public FilterLimits Filters { get; } = new(settings.MaxFilterDepth, settings.MaxFilterConditions);

    /// <summary>A deadline for a request that begins now.</summary>
    public Deadline StartDeadline() => Deadline.Start(RequestTimeout);

    /// <exception cref="ProblemException"><c>validation_failed</c>: a vector field has too many dimensions.</exception>
    public void Check(CollectionDefinition definition)
    {
        Faults faults = new();
        foreach (VectorField field in definition.Fields)
        {
            if (field.Dimension > settings.MaxDimension)
            {
                // The same pointer that the parser has for a number outside its range.
                string pointer = field.Name.Length == 0 ? "/dimension" : $"/vectors/{field.Name}/dimension";
                faults.Add(pointer, $"must be at most {settings.MaxDimension}, the 'limits.max_dimension' of this server, was {field.Dimension}");
            }
        }

        faults.ThrowIfAny();
    }

    /// <exception cref="ProblemException"><c>validation_failed</c>: a payload is too long.</exception>
    public void Check(PointBatch points)
    {
        if (points.Payloads.TotalBytes <= settings.MaxPayloadBytes)
        {
            return;
        }

        Faults faults = new();
        for (int i = 0; i < points.Count; i++)
        {
            if (points.PayloadOf(i).Length is int bytes && bytes > settings.MaxPayloadBytes)
            {
                faults.Add(
                    $"/points/{i}/payload",
                    $"must have at most {settings.MaxPayloadBytes} bytes, the 'limits.max_payload_bytes' of this server, has {bytes}");
            }
        }

        faults.ThrowIfAny();
    }

    /// <param name="queries">Queries of one request.</param>
    /// <param name="pointerOf">The JSON pointer of each.</param>
    /// <exception cref="ProblemException"><c>validation_failed</c>: too many hits are wanted, or too many examples given.</exception>
    public void Check(ImmutableArray<PointQuery> queries, Func<int, string> pointerOf)
    {
        for (int i = 0; i < queries.Length; i++)
        {
            if (queries[i].Limit + queries[i].Offset is int hits && hits > settings.MaxQueryLimit)
            {
                throw Faults.Single(
                    $"{pointerOf(i)}/limit",
                    $"must be at most {settings.MaxQueryLimit} together with 'offset', the 'limits.max_query_limit' of this server, was {hits}");
            }

            if (queries[i].Recommendation?.Examples.Count() is int examples && examples > settings.MaxExamples)
            {
                throw Faults.Single(
                    $"{pointerOf(i)}/recommend",
                    $"must have at most {settings.MaxExamples} examples, the 'limits.max_examples' of this server, has {examples}");
            }
        }
    }
}
