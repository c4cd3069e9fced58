using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Vectorizer.Client.Aliases;
using Vectorizer.Client.Collections;
using Vectorizer.Client.Indexes;
using Vectorizer.Client.Points;
using Vectorizer.Client.Search;
using Vectorizer.Client.Segments;
using Vectorizer.Client.Serialization;
using Vectorizer.Client.Status;

namespace Vectorizer.Client;

/// <summary>The web API of a Vectorizer server, typed.</summary>
/// <remarks>
/// The <see cref="HttpClient"/> is the caller's, who sets its base address, proxy, time-out and pooling, and disposes it.
/// Nothing is retried here. A retry of any call is safe as long as nobody else writes the same points: every write names
/// the state that it wants, not a step towards it.
/// Every call throws <see cref="ProblemException"/> when the server refuses, <see cref="HttpRequestException"/> when it
/// is not reached or the connection breaks, and <see cref="TimeoutException"/> when the time-out of the
/// <see cref="HttpClient"/> has passed. After the latter two a write may or may not have happened.
/// May be called by any number of threads.
/// </remarks>
public sealed class VectorizerHttpClient
{
    private const string Aliases = "/api/v1/aliases";

    private readonly HttpClient _http;
    private readonly string _server;

    /// <param name="http">Its base address is the server's, such as <c>http://127.0.0.1:15002</c>.</param>
    /// <exception cref="ArgumentException">There is no base address.</exception>
    public VectorizerHttpClient(HttpClient http)
    {
        ArgumentNullException.ThrowIfNull(http);
        _http = http;
        _server = http.BaseAddress?.AbsoluteUri.TrimEnd('/')
            ?? throw new ArgumentException("The HttpClient needs a base address.", nameof(http));
    }

    /// <summary>How the server is.</summary>
    public Task<ServerStatus> GetStatusAsync(CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Get, "/api/status", null, ApiJson.Default.ServerStatus, cancellationToken);

    /// <summary>All collections.</summary>
    public Task<CollectionList> ListCollectionsAsync(CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Get, "/api/v1/collections", null, ApiJson.Default.CollectionList, cancellationToken);

    /// <summary>Creates a collection; one of that name is a <c>collection_exists</c> problem.</summary>
    public Task<CollectionDescription> CreateCollectionAsync(
        string name, CollectionDefinition definition, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Put,
            Path(name),
            Json(definition, ApiJson.Default.CollectionDefinition),
            ApiJson.Default.CollectionDescription,
            cancellationToken);

    /// <summary>A collection; none of that name is a <c>collection_not_found</c> problem.</summary>
    public Task<CollectionDescription> GetCollectionAsync(
        string name, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Get, Path(name), null, ApiJson.Default.CollectionDescription, cancellationToken);

    /// <summary>The segments of a collection, and the nodes that hold them.</summary>
    public Task<SegmentList> ListSegmentsAsync(string collection, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Get, Path(collection, "/segments"), null, ApiJson.Default.SegmentList, cancellationToken);

    /// <summary>Changes the parameters of a live collection.</summary>
    public Task<CollectionDescription> UpdateCollectionAsync(
        string name, CollectionChange change, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Patch,
            Path(name),
            Json(change, ApiJson.Default.CollectionChange),
            ApiJson.Default.CollectionDescription,
            cancellationToken);

    /// <summary>Gives a collection another name; its points, id and aliases stay. May be repeated when the answer was missed.</summary>
    /// <param name="name">The collection's own name; an alias is a <c>name_is_alias</c> problem.</param>
    /// <param name="to">The new name.</param>
    /// <param name="cancellationToken">Gives up waiting; the rename may happen all the same.</param>
    public Task<CollectionDescription> RenameCollectionAsync(
        string name, string to, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Post,
            Path(name, "/rename"),
            Json(new RenameRequest(to), ApiJson.Default.RenameRequest),
            ApiJson.Default.CollectionDescription,
            cancellationToken);

    /// <summary>All aliases.</summary>
    public Task<AliasList> ListAliasesAsync(CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Get, Aliases, null, ApiJson.Default.AliasList, cancellationToken);

    /// <summary>Lets a name stand for a collection, whatever it stood for before.</summary>
    /// <param name="alias">The name.</param>
    /// <param name="collection">The collection's own name.</param>
    /// <param name="cancellationToken">Gives up waiting; the switch may happen all the same.</param>
    public Task SetAliasAsync(string alias, string collection, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Put,
            $"{Aliases}/{Segment(alias)}",
            Json(new AliasTarget(collection), ApiJson.Default.AliasTarget),
            ApiJson.Default.AliasAnswer,
            cancellationToken);

    /// <summary>Lets an alias stand for nothing any more; none of that name is an <c>alias_not_found</c> problem.</summary>
    public Task DeleteAliasAsync(string alias, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Delete, $"{Aliases}/{Segment(alias)}", null, ApiJson.Default.AliasAnswer, cancellationToken);

    /// <summary>Changes several aliases, 1 to 1,000 steps in their order: all or none, and nobody sees a part of them.</summary>
    public Task ChangeAliasesAsync(IReadOnlyList<AliasAction> actions, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Post,
            Aliases,
            Json(new AliasChangeRequest(actions), ApiJson.Default.AliasChangeRequest),
            ApiJson.Default.AliasAnswer,
            cancellationToken);

    /// <summary>Deletes a collection, all its points and its aliases.</summary>
    /// <param name="name">The collection's own name; an alias is a <c>name_is_alias</c> problem.</param>
    /// <param name="cancellationToken">Gives up waiting; the collection may be deleted all the same.</param>
    public Task<CollectionDeletion> DeleteCollectionAsync(
        string name, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Delete, Path(name), null, ApiJson.Default.CollectionDeletion, cancellationToken);

    /// <summary>
    /// Creates an index over the payloads of a collection: filters on its key become quicker and mean the same. It is built in the background;
    /// <see cref="GetPayloadIndexAsync"/> tells how far it is. One of another type takes the place of the one that the key has.
    /// </summary>
    /// <param name="collection">Name of the collection.</param>
    /// <param name="key">Path of the values in the payloads, such as <c>author.name</c> or <c>tags[]</c>.</param>
    /// <param name="type">Which values it knows.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<PayloadIndex> PutPayloadIndexAsync(
        string collection, string key, PayloadIndexType type, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Put,
            Path(collection, "/indexes/" + Segment(key)),
            Json(new PayloadIndexRequest(type), ApiJson.Default.PayloadIndexRequest),
            ApiJson.Default.PayloadIndex,
            cancellationToken);

    /// <summary>The indexes over the payloads of a collection.</summary>
    public Task<PayloadIndexList> ListPayloadIndexesAsync(string collection, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Get, Path(collection, "/indexes"), null, ApiJson.Default.PayloadIndexList, cancellationToken);

    /// <summary>An index over payloads; none of that key is a <c>payload_index_not_found</c> problem.</summary>
    public Task<PayloadIndex> GetPayloadIndexAsync(string collection, string key, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Get, Path(collection, "/indexes/" + Segment(key)), null, ApiJson.Default.PayloadIndex, cancellationToken);

    /// <summary>Deletes an index over payloads. Filters on its key read the payloads again.</summary>
    public Task<CollectionDeletion> DeletePayloadIndexAsync(
        string collection, string key, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Delete, Path(collection, "/indexes/" + Segment(key)), null, ApiJson.Default.CollectionDeletion, cancellationToken);

    /// <summary>Stores points in the binary body, replacing those of the same ids.</summary>
    /// <param name="collection">Name of the collection.</param>
    /// <param name="batch">Borrowed until the call has ended. At most 10,000 points and 32 MiB.</param>
    /// <param name="cancellationToken">Gives up waiting; the points may be stored all the same.</param>
    public Task<UpsertResult> UpsertAsync(
        string collection, PointBatch batch, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Put,
            Path(collection, "/points"),
            new PointBatchContent(batch),
            ApiJson.Default.UpsertResult,
            cancellationToken);

    /// <summary>Stores points as JSON, replacing those of the same ids. Points may carry several named vectors.</summary>
    public Task<UpsertResult> UpsertAsync(
        string collection, IReadOnlyList<Point> points, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Put,
            Path(collection, "/points"),
            Json(new UpsertRequest(points), ApiJson.Default.UpsertRequest),
            ApiJson.Default.UpsertResult,
            cancellationToken);

    /// <summary>A point with its vector and payload; none of that id is a <c>point_not_found</c> problem.</summary>
    public Task<Point> GetPointAsync(string collection, string id, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Get,
            Path(collection, "/points/" + Segment(id) + "?with_vector=base64"),
            null,
            ApiJson.Default.Point,
            cancellationToken);

    /// <summary>Some points, in an order that stays while the points do.</summary>
    /// <param name="collection">Name of the collection.</param>
    /// <param name="limit">Points on the page, 1 to 1,000.</param>
    /// <param name="cursor">The <see cref="PointPage.NextCursor"/> of the page before; null for the first page.</param>
    /// <param name="withPayload">Return payloads.</param>
    /// <param name="withVector">Return vectors.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<PointPage> ListPointsAsync(
        string collection,
        int limit = 100,
        string? cursor = null,
        bool withPayload = true,
        bool withVector = false,
        CancellationToken cancellationToken = default)
    {
        StringBuilder path = new(Path(collection, "/points"));
        path.Append(
            CultureInfo.InvariantCulture,
            $"?limit={limit}&with_payload={(withPayload ? "true" : "false")}&with_vector={(withVector ? "base64" : "false")}");
        if (cursor is not null)
        {
            path.Append("&cursor=").Append(Uri.EscapeDataString(cursor));
        }

        return SendAsync(HttpMethod.Get, path.ToString(), null, ApiJson.Default.PointPage, cancellationToken);
    }

    /// <summary>
    /// Points that match a filter, page by page, in the order of a value if asked for. Points that are not written to meanwhile are
    /// all listed, each once.
    /// </summary>
    public Task<PointPage> ScrollPointsAsync(
        string collection, ScrollRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Post,
            Path(collection, "/points/scroll"),
            Json(request, ApiJson.Default.ScrollRequest),
            ApiJson.Default.PointPage,
            cancellationToken);

    /// <summary>How many points match a filter.</summary>
    /// <param name="collection">Name of the collection.</param>
    /// <param name="filter">The filter; null for all points.</param>
    /// <param name="exact">Look at every point; otherwise the number may be estimated.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<CountResult> CountPointsAsync(
        string collection, JsonElement? filter = null, bool exact = true, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Post,
            Path(collection, "/points/count"),
            Json(new CountRequest(filter, exact), ApiJson.Default.CountRequest),
            ApiJson.Default.CountResult,
            cancellationToken);

    /// <summary>The values that most points have at a key of their payloads.</summary>
    public Task<FacetResult> FacetAsync(
        string collection, FacetRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Post,
            Path(collection, "/facet"),
            Json(request, ApiJson.Default.FacetRequest),
            ApiJson.Default.FacetResult,
            cancellationToken);

    /// <summary>Deletes points. Ids of points that do not exist are no error.</summary>
    public Task<DeleteResult> DeletePointsAsync(
        string collection, IReadOnlyList<string> ids, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Post,
            Path(collection, "/points/delete"),
            Json(new DeleteRequest(ids), ApiJson.Default.DeleteRequest),
            ApiJson.Default.DeleteResult,
            cancellationToken);

    /// <summary>Deletes the points that match a filter, in batches: a problem leaves those deleted that were met before.</summary>
    /// <param name="collection">Name of the collection.</param>
    /// <param name="filter">The filter, in the language that docs/filters.md tells.</param>
    /// <param name="cancellationToken">Gives up waiting; points may be deleted all the same.</param>
    public Task<DeleteResult> DeletePointsAsync(
        string collection, JsonElement filter, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Post,
            Path(collection, "/points/delete"),
            Json(new DeleteRequest(null, filter), ApiJson.Default.DeleteRequest),
            ApiJson.Default.DeleteResult,
            cancellationToken);

    /// <summary>Puts members into the payloads of points, each in the place of one of the same name. The vectors stay.</summary>
    /// <param name="collection">Name of the collection.</param>
    /// <param name="points">Which points.</param>
    /// <param name="payload">An object with the members.</param>
    /// <param name="key">Path to the object that gets them, like <c>a.b</c>; null for the payload itself.</param>
    /// <param name="cancellationToken">Gives up waiting; payloads may be changed all the same.</param>
    public Task<PayloadResult> SetPayloadAsync(
        string collection, PointSelection points, JsonElement payload, string? key = null, CancellationToken cancellationToken = default) =>
        ChangePayloadsAsync(
            collection, "set", new PayloadRequest(points.Ids, points.Filter, payload, key), cancellationToken);

    /// <summary>Replaces the payloads of points. The vectors stay.</summary>
    public Task<PayloadResult> OverwritePayloadAsync(
        string collection, PointSelection points, JsonElement payload, CancellationToken cancellationToken = default) =>
        ChangePayloadsAsync(
            collection, "overwrite", new PayloadRequest(points.Ids, points.Filter, payload), cancellationToken);

    /// <summary>Removes what paths like <c>a.b</c> lead to from the payloads of points. The vectors stay.</summary>
    public Task<PayloadResult> DeletePayloadKeysAsync(
        string collection, PointSelection points, IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        ChangePayloadsAsync(
            collection, "delete", new PayloadRequest(points.Ids, points.Filter, Keys: keys), cancellationToken);

    /// <summary>Removes the payloads of points. The vectors stay.</summary>
    public Task<PayloadResult> ClearPayloadAsync(
        string collection, PointSelection points, CancellationToken cancellationToken = default) =>
        ChangePayloadsAsync(collection, "clear", new PayloadRequest(points.Ids, points.Filter), cancellationToken);

    /// <summary>The points nearest to a vector or to another point.</summary>
    public Task<QueryResult> QueryAsync(
        string collection, Query query, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Post,
            Path(collection, "/query"),
            Json(query, ApiJson.Default.Query),
            ApiJson.Default.QueryResult,
            cancellationToken);

    /// <summary>Several queries in one request, 1 to 1,000.</summary>
    public Task<QueryBatchResult> QueryBatchAsync(
        string collection, IReadOnlyList<Query> queries, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Post,
            Path(collection, "/query/batch"),
            Json(new QueryBatchRequest(queries), ApiJson.Default.QueryBatchRequest),
            ApiJson.Default.QueryBatchResult,
            cancellationToken);

    /// <summary>Several vectors to search near, binary both ways: the quickest way to search.</summary>
    public async Task<QueryBatchResult> QueryBatchAsync(
        string collection, VectorQueryBatch queries, CancellationToken cancellationToken = default)
    {
        ByteArrayContent body = new(queries.ToBody());
        body.Headers.ContentType = new MediaTypeHeaderValue(VectorQueryBatch.MediaType);
        using HttpRequestMessage request = new(HttpMethod.Post, Address(Path(collection, "/query/batch"))) { Content = body };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(QueryHits.MediaType));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using HttpResponseMessage response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.Content.Headers.ContentType?.MediaType != QueryHits.MediaType)
        {
            return await ReadAsync(response, ApiJson.Default.QueryBatchResult, cancellationToken).ConfigureAwait(false);
        }

        byte[] hits = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return QueryHits.Parse(hits, queries.Field);
        }
        catch (Exception exception) when (exception is FormatException or JsonException or OverflowException)
        {
            throw ProblemReader.NotTheAnswer(response);
        }
    }

    private Task<PayloadResult> ChangePayloadsAsync(
        string collection, string operation, PayloadRequest request, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post,
            Path(collection, "/points/payload/" + operation),
            Json(request, ApiJson.Default.PayloadRequest),
            ApiJson.Default.PayloadResult,
            cancellationToken);

    private static string Path(string collection, string rest = "") =>
        "/api/v1/collections/" + Segment(collection) + rest;

    // Dots are letters like any others to Uri, but a path segment that is "." or ".." means another resource.
    private static string Segment(string name) =>
        name is "." or ".." ? name.Replace(".", "%2E") : Uri.EscapeDataString(name);

    private static JsonContent Json<T>(T value, JsonTypeInfo<T> type) => JsonContent.Create(value, type);

    private async Task<T> SendAsync<T>(
        HttpMethod method,
        string path,
        HttpContent? content,
        JsonTypeInfo<T> answer,
        CancellationToken cancellationToken)
        where T : class
    {
        using HttpRequestMessage request = new(method, Address(path)) { Content = content };
        using HttpResponseMessage response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, answer, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
        where T : class
    {
        if (!response.IsSuccessStatusCode)
        {
            throw await ProblemReader.ReadAsync(response, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await response.Content.ReadFromJsonAsync(answer, cancellationToken).ConfigureAwait(false)
                ?? throw ProblemReader.NotTheAnswer(response);
        }
        catch (JsonException)
        {
            throw ProblemReader.NotTheAnswer(response);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (TaskCanceledException canceled) when (canceled.InnerException is TimeoutException)
        {
            // Told apart from a cancellation by the caller, which is nobody's failure.
            throw new TimeoutException(
                $"{_server} did not answer within {_http.Timeout.TotalSeconds:0} seconds.", canceled);
        }
    }

    // The path goes out as it is written: canonicalization would turn the address of the point "%2E%2E" or "a%2Fb"
    // into the address of something else.
    private Uri Address(string path) =>
        new(_server + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
