using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Listing;
using Vectorizer.Client.Orleans;
using Vectorizer.Server.Api.Collections;
using Vectorizer.Server.Api.Http;
using Vectorizer.Server.Api.Points;

namespace Vectorizer.Server.Api.Listing;

/// <summary>Points that match a filter: listed, counted, and counted by their values.</summary>
internal sealed class ListingEndpoints(VectorizerClient client, CheckedBody bodies, RequestLimits limits)
{
    public async Task ScrollAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        string name = CollectionName.Require(context);
        ContentTypes.Require(context.Request, ContentTypes.Json);
        (ScrollBody scroll, CollectionReference collection) = await bodies.ParseAsync(
            context, name, (body, definition) => new ScrollParser(definition.Fields, limits).Parse(body));
        PointListPage page = await client.ScrollAsync(
            collection, scroll.Query with { Timeout = deadline.Remaining }, context.RequestAborted);
        await PageAnswer.SendAsync(
            context,
            deadline,
            page,
            new PointWriter(page.Points, collection.Record.Definition.Fields, scroll.Query.Parts, scroll.VectorsAsBase64));
    }

    public async Task CountAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        string name = CollectionName.Require(context);
        ContentTypes.Require(context.Request, ContentTypes.Json);
        (CountBody count, CollectionReference collection) = await bodies.ParseAsync(
            context, name, (body, definition) => new CountParser(definition.Fields, limits.Filters).ParseCount(body));
        PointCount found = await client.CountAsync(collection, count.Filter, count.Exact, deadline.Remaining, context.RequestAborted);
        using JsonAnswer answer = JsonAnswer.Begin(context, deadline.Started);
        answer.Json.WriteNumber("count"u8, found.Count);
        answer.Json.WriteBoolean("exact"u8, found.IsExact);
        await answer.EndAsync();
    }

    public async Task FacetAsync(HttpContext context)
    {
        Deadline deadline = limits.StartDeadline();
        string name = CollectionName.Require(context);
        ContentTypes.Require(context.Request, ContentTypes.Json);
        (FacetQuery query, CollectionReference collection) = await bodies.ParseAsync(
            context, name, (body, definition) => new CountParser(definition.Fields, limits.Filters).ParseFacet(body));
        FacetCounts facets = await client.FacetAsync(collection, query with { Timeout = deadline.Remaining }, context.RequestAborted);
        using JsonAnswer answer = JsonAnswer.Begin(context, deadline.Started);
        answer.Json.WriteStartArray("values"u8);
        foreach (FacetCount facet in facets.Values)
        {
            answer.Json.WriteStartObject();
            switch (facet.Value.Kind)
            {
                case FilterValueKind.Text:
                    answer.Json.WriteString("value"u8, facet.Value.Text);
                    break;
                case FilterValueKind.Boolean:
                    answer.Json.WriteBoolean("value"u8, facet.Value.Integer != 0);
                    break;
                default:
                    answer.Json.WriteNumber("value"u8, facet.Value.Integer);
                    break;
            }

            answer.Json.WriteNumber("count"u8, facet.Count);
            answer.Json.WriteEndObject();
            await answer.SendIfLongAsync();
        }

        answer.Json.WriteEndArray();
        answer.Json.WriteBoolean("exact"u8, facets.IsExact);
        await answer.EndAsync();
    }
}
