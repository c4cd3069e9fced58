using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Search;
using Vectorizer.Client.Orleans;
using Vectorizer.Server.Api.Binary;
using Vectorizer.Server.Api.Collections;
using Vectorizer.Server.Api.Http;

namespace Vectorizer.Server.Api.Query;

/// <summary>Queries for the nearest points, one or many a request.</summary>
internal sealed class QueryEndpoints(VectorizerClient client, CheckedBody bodies, RequestLimits limits)
{
    private static readonly Func<int, string> s_pointerOfOne = static _ => string.Empty;
    private static readonly Func<int, string> s_pointerOfMany = static index => $"/queries/{index}";

    private readonly QueryRunner _runner = new(client);
    private readonly CheckedBody.Parser<ImmutableArray<PointQuery>> _parseOne =
        (body, definition) => QueryParser.Parse(body, definition, limits.Filters);

    private readonly CheckedBody.Parser<ImmutableArray<PointQuery>> _parseMany =
        (body, definition) => QueryParser.ParseBatch(body, definition, limits.Filters);

    public async Task QueryAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        string name = CollectionName.Require(context);
        string type = ContentTypes.Require(context.Request, ContentTypes.Json, ContentTypes.BinaryQuery);
        (ImmutableArray<PointQuery> queries, CollectionReference collection) = await bodies.ParseAsync<ImmutableArray<PointQuery>>(
            context, name, type == ContentTypes.Json ? _parseOne : ParseOneBinary);
        limits.Check(queries, s_pointerOfOne);
        SearchHits[] hits = await _runner.RunAsync(
            collection, queries, deadline, s_pointerOfOne, context.RequestAborted);
        ImmutableArray<VectorField> fields = collection.Record.Definition.Fields;
        if (ContentTypes.AcceptsBinaryHits(context.Request))
        {
            await HitsAnswer.SendAsync(context, deadline.Started, queries, hits, fields);
            return;
        }

        using JsonAnswer answer = JsonAnswer.Begin(context, deadline.Started);
        await HitWriter.WriteAsync(answer, queries[0], hits[0], fields);
        await answer.EndAsync();
    }

    public async Task QueryBatchAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        string name = CollectionName.Require(context);
        string type = ContentTypes.Require(context.Request, ContentTypes.Json, ContentTypes.BinaryQuery);
        (ImmutableArray<PointQuery> queries, CollectionReference collection) = await bodies.ParseAsync<ImmutableArray<PointQuery>>(
            context, name, type == ContentTypes.Json ? _parseMany : ParseManyBinary);
        limits.Check(queries, s_pointerOfMany);
        SearchHits[] hits = await _runner.RunAsync(
            collection, queries, deadline, s_pointerOfMany, context.RequestAborted);
        ImmutableArray<VectorField> fields = collection.Record.Definition.Fields;
        if (ContentTypes.AcceptsBinaryHits(context.Request))
        {
            await HitsAnswer.SendAsync(context, deadline.Started, queries, hits, fields);
            return;
        }

        using JsonAnswer answer = JsonAnswer.Begin(context, deadline.Started);
        answer.Json.WriteStartArray("results"u8);
        for (int i = 0; i < hits.Length; i++)
        {
            answer.Json.WriteStartObject();
            await HitWriter.WriteAsync(answer, queries[i], hits[i], fields);
            answer.Json.WriteEndObject();
        }

        answer.Json.WriteEndArray();
        await answer.EndAsync();
    }

    private static ImmutableArray<PointQuery> ParseOneBinary(ReadOnlySpan<byte> body, CollectionDefinition definition)
        => QueryBody.Parse(body, definition, maxQueries: 1);

    private static ImmutableArray<PointQuery> ParseManyBinary(ReadOnlySpan<byte> body, CollectionDefinition definition)
        => QueryBody.Parse(body, definition, ApiLimits.Queries);
}
