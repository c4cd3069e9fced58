using System.Buffers.Text;
using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;
using Vectorizer.Client.Orleans;
using Vectorizer.Configuration.Sections;
using Vectorizer.Server.Api.Binary;
using Vectorizer.Server.Api.Collections;
using Vectorizer.Server.Api.Http;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Points;

/// <summary>Points: upsert, get, list, delete.</summary>
internal sealed class PointEndpoints(VectorizerClient client, CheckedBody bodies, RequestLimits limits, IOptions<BatchOptions> batch)
{
    /// <summary>The part of the route that holds the id of a point.</summary>
    public const string IdPart = "id";

    private const int DefaultPageSize = 100;

    private readonly int _maxPoints = batch.Value.MaxSize;

    private static readonly MemberNames s_getParameters = new("with_payload", "with_vector");
    private static readonly MemberNames s_listParameters = new("limit", "cursor", "with_payload", "with_vector");

    public async Task UpsertAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        string name = CollectionName.Require(context);
        string type = ContentTypes.Require(context.Request, ContentTypes.Json, ContentTypes.BinaryPoints);
        WriteParameters parameters = WriteParameters.Read(context.Request);
        (UpsertBody upsert, CollectionReference collection) = await bodies.ParseAsync<UpsertBody>(
            context, name, type == ContentTypes.Json ? ParseJson : ParseBinary);
        limits.Check(upsert.Points);
        CollectionWriteResult result = await client.UpsertAsync(
            collection, upsert.Points, parameters.Options(deadline.Remaining, upsert.IfSequences), context.RequestAborted);
        await WriteAnswer.SendAsync(context, deadline, "upserted", result);
    }

    public async Task DeleteAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        string name = CollectionName.Require(context);
        ContentTypes.Require(context.Request, ContentTypes.Json);
        WriteParameters parameters = WriteParameters.Read(context.Request);
        (DeleteBody delete, CollectionReference collection) = await bodies.ParseAsync(
            context,
            name,
            (body, definition) => DeleteParser.Parse(body, new PointSelectionReader(definition.Fields, limits.Filters, _maxPoints)));
        CollectionWriteResult result;
        if (delete.Points.Ids is { } ids)
        {
            ImmutableArray<long> ifSequences = delete.IfSequence is { } sequence ? [.. Enumerable.Repeat(sequence, ids.Count)] : [];
            result = await client.DeleteAsync(
                collection, ids, parameters.Options(deadline.Remaining, ifSequences), context.RequestAborted);
        }
        else
        {
            result = await client.DeleteAsync(
                collection, delete.Points.Filter!, parameters.ForFilter(deadline.Remaining), context.RequestAborted);
        }

        await WriteAnswer.SendAsync(context, deadline, "deleted", result);
    }

    public async Task GetAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        string name = CollectionName.Require(context);
        ByteStrings id = RequireId(context);
        Faults faults = new();
        QueryParameters parameters = new(context.Request, s_getParameters, faults);
        PointParts parts = PartsOf(parameters, withVector: true, faults, out bool base64);
        faults.ThrowIfAny();

        CollectionReference collection = await client.ResolveAsync(name, context.RequestAborted);
        PointBatch found = await client.GetAsync(collection, id, parts, deadline.Remaining, context.RequestAborted);
        if (found.Count == 0)
        {
            throw new ProblemException(
                ProblemKind.PointNotFound, $"Collection '{name}' holds no point {Quoted.Text(id[0].Span)}.");
        }

        PointWriter points = new(found, collection.Record.Definition.Fields, parts, base64);
        using JsonAnswer answer = JsonAnswer.Begin(context, deadline.Started);
        points.WriteId(answer.Json, 0);
        points.WriteSequence(answer.Json, 0);
        points.WriteParts(answer.Json, 0);
        await answer.EndAsync();
    }

    public async Task ListAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        string name = CollectionName.Require(context);
        Faults faults = new();
        QueryParameters parameters = new(context.Request, s_listParameters, faults);
        int limit = parameters.Integer("limit", 1, limits.MaxPageSize, DefaultPageSize);
        string? cursor = CursorOf(parameters, faults);
        PointParts parts = PartsOf(parameters, withVector: false, faults, out bool base64);
        faults.ThrowIfAny();

        CollectionReference collection = await client.ResolveAsync(name, context.RequestAborted);
        PointListPage page = await client.ListAsync(
            collection, cursor, limit, parts, deadline.Remaining, context.RequestAborted);
        await PageAnswer.SendAsync(
            context, deadline, page, new PointWriter(page.Points, collection.Record.Definition.Fields, parts, base64));
    }

    private UpsertBody ParseJson(ReadOnlySpan<byte> body, CollectionDefinition definition)
        => UpsertParser.Parse(body, definition, _maxPoints);

    private UpsertBody ParseBinary(ReadOnlySpan<byte> body, CollectionDefinition definition)
        => new(PointsBody.Parse(body, definition, _maxPoints), []);

    private static ByteStrings RequireId(HttpContext context)
    {
        byte[] id = RoutePart.Bytes(context, IdPart);
        if (PointId.Refuse(id) is { } refusal)
        {
            throw Faults.Single($"/{IdPart}", refusal);
        }

        return new ByteStrings([id.Length], id);
    }

    private static string? CursorOf(QueryParameters parameters, Faults faults)
    {
        string? cursor = parameters.Text("cursor");
        // A cursor is the id behind which the page begins, in base64url. Which id is up to the client to judge.
        if (cursor is not null && (!Base64Url.IsValid(cursor, out int bytes) || bytes is < 1 or > PointRules.MaxIdBytes))
        {
            faults.Add("/cursor", $"must be 'next_cursor' of an earlier page, was {Quoted.Text(cursor)}");
        }

        return cursor;
    }

    private static PointParts PartsOf(QueryParameters parameters, bool withVector, Faults faults, out bool base64)
    {
        string? form = parameters.Text("with_vector");
        base64 = form == "base64";
        if (form is not (null or "true" or "false" or "base64"))
        {
            faults.Add("/with_vector", $"must be true, false or base64, was {Quoted.Text(form)}");
        }

        PointParts payload = parameters.Boolean("with_payload", true) ? PointParts.Payload : PointParts.None;
        PointParts vectors = base64 || form == "true" || (form is null && withVector) ? PointParts.Vectors : PointParts.None;
        return payload | vectors;
    }
}
