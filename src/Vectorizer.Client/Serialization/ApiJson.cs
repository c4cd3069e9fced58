using System.Text.Json.Serialization;
using Vectorizer.Client.Aliases;
using Vectorizer.Client.Collections;
using Vectorizer.Client.Indexes;
using Vectorizer.Client.Points;
using Vectorizer.Client.Search;
using Vectorizer.Client.Segments;
using Vectorizer.Client.Status;

namespace Vectorizer.Client.Serialization;

/// <summary>Every body of the web API: snake_case, and a null member is left out, so that the server's default holds.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(VectorJsonConverter)])]
[JsonSerializable(typeof(CollectionDefinition))]
[JsonSerializable(typeof(CollectionChange))]
[JsonSerializable(typeof(CollectionDescription))]
[JsonSerializable(typeof(CollectionDeletion))]
[JsonSerializable(typeof(CollectionList))]
[JsonSerializable(typeof(RenameRequest))]
[JsonSerializable(typeof(AliasList))]
[JsonSerializable(typeof(AliasTarget))]
[JsonSerializable(typeof(AliasChangeRequest))]
[JsonSerializable(typeof(AliasAnswer))]
[JsonSerializable(typeof(SegmentList))]
[JsonSerializable(typeof(PayloadIndex))]
[JsonSerializable(typeof(PayloadIndexList))]
[JsonSerializable(typeof(PayloadIndexRequest))]
[JsonSerializable(typeof(UpsertRequest))]
[JsonSerializable(typeof(UpsertResult))]
[JsonSerializable(typeof(Point))]
[JsonSerializable(typeof(PointPage))]
[JsonSerializable(typeof(DeleteRequest))]
[JsonSerializable(typeof(DeleteResult))]
[JsonSerializable(typeof(PayloadRequest))]
[JsonSerializable(typeof(PayloadResult))]
[JsonSerializable(typeof(ScrollRequest))]
[JsonSerializable(typeof(CountRequest))]
[JsonSerializable(typeof(CountResult))]
[JsonSerializable(typeof(FacetRequest))]
[JsonSerializable(typeof(FacetResult))]
[JsonSerializable(typeof(Query))]
[JsonSerializable(typeof(QueryBatchRequest))]
[JsonSerializable(typeof(QueryResult))]
[JsonSerializable(typeof(QueryBatchResult))]
[JsonSerializable(typeof(ServerStatus))]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ApiJson : JsonSerializerContext;
